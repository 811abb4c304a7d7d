# SPDX-License-Identifier: MIT
"""Writes changelog.yaml and CHANGELOG.rst for the version in galaxy.yml, from the fragments and the new plugins.

A version that is out is to be left as it is: raise the one in galaxy.yml first.
"""

from __future__ import annotations

from .bench import COLLECTION
from .tools import HOME, bench

COMMAND = ("antsibull-changelog", "release", "--update-existing", "--reload-plugins", "--refresh-plugins")

if __name__ == "__main__":
    print(bench().check("changelog", COMMAND, cwd=COLLECTION, environment={"ANSIBLE_HOME": str(HOME)}), end="")
