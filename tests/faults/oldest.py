# SPDX-License-Identifier: MIT
"""A virtual environment with the lowest versions of the libraries that the package declares, made once."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from tools.gates import venvs

# requests 2.28 takes urllib3 from 1.21.1 on; these are the first that load on Python 3.10 and on 3.12.
URLLIB3 = "1.24" if sys.version_info < (3, 12) else "1.26.5"
# What the tests need beside them, as it is here.
OTHERS = ("pytest", "pytest-timeout", "PyYAML", "cryptography", "rfc3339-validator", "ansible-core")


@cache
def python() -> Path:
    """Its interpreter, the version of this one. Raises RuntimeError where pip cannot make it."""
    oldest = [f"{library}=={version}" for library, version in declared().items()]
    others = [f"{name}=={metadata.version(name)}" for name in OTHERS]
    return venvs.make("lowest-versions", Path(sys.executable), *oldest, f"urllib3=={URLLIB3}", *others) / "python"


def declared() -> dict[str, str]:
    """Library -> the lowest version that the package declares in pyproject.toml."""
    text = (venvs.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return dict(re.findall(r'^  "(pulumi|requests|jsonschema)>=([\d.]+)[,"]', text, re.MULTILINE))


def versions() -> dict[str, str]:
    """Library -> the version that is really there."""
    script = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    libraries = [*declared(), "urllib3"]
    done = subprocess.run([python(), "-c", script, *libraries], capture_output=True, text=True, check=True)
    return dict(zip(libraries, done.stdout.split(), strict=True))
