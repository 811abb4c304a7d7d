# SPDX-License-Identifier: MIT
"""A virtual environment with another version of the official SDK than that of the dev group."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

SDK_V1 = "together==2.42.0"  # the last major version with v1 endpoints
CACHE = Path(__file__).parents[2] / ".cache"


def installed_python(requirement: str) -> Path:
    """The Python of an environment with a package, made once in .cache. Raises CalledProcessError."""
    folder = CACHE / requirement.replace("==", "-")
    python, stamp = folder / "venv" / "bin" / "python", folder / f"python{sys.version_info.minor}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists():
            print(f"Installing {requirement} in .cache, once.", file=sys.stderr)
            _run(sys.executable, "-m", "venv", "--clear", str(python.parents[1]))
            _run(
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--retries=1",
                requirement,
            )
            stamp.touch()
    return python


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
