# SPDX-License-Identifier: MIT
"""A virtual environment with the lowest versions of the libraries that pyproject.toml declares, and tests run in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from tools import venvs

# requests 2.28 accepts urllib3 from 1.21.1 on. These are the first versions that Python 3.10 and 3.12 can import.
URLLIB3 = "1.24" if sys.version_info < (3, 12) else "1.26.5"
TEST_LIBRARIES = ("pytest", "pytest-timeout", "PyYAML", "cryptography", "rfc3339-validator", "ansible-core")


@cache
def python() -> Path:
    """Return its interpreter, of the same version as this one. Raises RuntimeError if pip fails to install it."""
    lowest = [f"{library}=={version}" for library, version in declared().items()]
    current = [f"{name}=={metadata.version(name)}" for name in TEST_LIBRARIES]
    return venvs.make("lowest-versions", Path(sys.executable), *lowest, f"urllib3=={URLLIB3}", *current) / "python"


def declared() -> dict[str, str]:
    """Map each library to the lowest version that pyproject.toml declares."""
    text = (venvs.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return dict(re.findall(r'^  "(pulumi|requests|jsonschema)>=([\d.]+)[,"]', text, re.MULTILINE))


def installed() -> dict[str, str]:
    """Map each library to the version that is installed in the environment."""
    script = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    libraries = [*declared(), "urllib3"]
    done = subprocess.run([python(), "-c", script, *libraries], capture_output=True, text=True, check=True)
    return dict(zip(libraries, done.stdout.split(), strict=True))


def run_tests(*arguments: str) -> int:
    """Run pytest in the environment, assert that no test fails, and return how many passed."""
    done = subprocess.run(
        # Old libraries use what later Python versions deprecate, so that warnings are not errors here.
        [python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "filterwarnings=default", *arguments],
        cwd=venvs.ROOT,
        env={**os.environ, "PYTHONPATH": str(venvs.ROOT / "pulumi_provider")},  # for the dynamic provider's process
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    return int(passed[1])
