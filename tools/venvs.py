# SPDX-License-Identifier: MIT
"""Virtual environments in .cache/venvs, created once and again when their requirements change."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"


def make(name: str, python: Path, *requirements: str) -> Path:
    """Create the virtual environment `name` if necessary, and return its bin folder.

    requirements: arguments of `pip install`. Raises RuntimeError if pip fails.
    """
    folder = CACHE / "venvs" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(f"{name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        _make(folder, python, requirements)
    return folder / "bin"


def _make(folder: Path, python: Path, requirements: tuple[str, ...]) -> None:
    stamp = folder / "made-for"
    wanted = "\n".join([str(python), *requirements])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Creating .cache/venvs/{folder.name} with {python.name}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run([str(python), "-m", "venv", str(folder)])
    if requirements:
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
        _run([*pip, "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location", *requirements])
    stamp.write_text(wanted)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}")
