# SPDX-License-Identifier: MIT
"""Find Python interpreters on this machine, but not the shims of pyenv, which may not lead to an interpreter."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path


def folders() -> list[str]:
    """List the folders to search: pyenv's versions, then PATH without shims and without this virtual environment."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    real = sorted(pyenv.glob("versions/*/bin"))
    others = [Path(folder) for folder in os.environ["PATH"].split(os.pathsep)]
    wanted = [folder for folder in others if folder.name != "shims" and not folder.is_relative_to(sys.prefix)]
    return [str(folder) for folder in (*real, *wanted)]


@functools.cache
def find(version: str) -> Path | None:
    """Return an interpreter of a version such as `3.12` that can create virtual environments, or None."""
    base = Path(sys.base_prefix, "bin")
    for folder in (base, *map(Path, folders())):
        python = folder / f"python{version}"
        if python.exists() and _runs(python):
            return python
    return None


def _runs(python: Path) -> bool:
    # Debian's python3.x has no ensurepip until python3.x-venv is installed
    return subprocess.run([python, "-c", "import ensurepip, ssl, venv"], capture_output=True).returncode == 0
