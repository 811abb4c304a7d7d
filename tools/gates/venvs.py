# SPDX-License-Identifier: MIT
"""Virtual environments below .cache/venvs, made once and again whenever what should be in them changes."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
GROUPS = re.compile(r"^\[dependency-groups\]\n.*?^\[", re.DOTALL | re.MULTILINE)


def make(name: str, python: Path, *requirements: str) -> Path:
    """The bin folder of the virtual environment `name`.

    requirements: arguments of `pip install`; `--group NAME` names a group of pyproject.toml. Raises RuntimeError.
    """
    folder = CACHE / "venvs" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(f"{name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests and gates run at the same time
        _make(folder, python, requirements)
    return folder / "bin"


def _make(folder: Path, python: Path, requirements: tuple[str, ...]) -> None:
    stamp = folder / "made-for"
    pins = GROUPS.findall((ROOT / "pyproject.toml").read_text()) if "--group" in requirements else []
    wanted = "\n".join([str(python), *requirements, *pins])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Making .cache/venvs/{folder.name} with {python.name}.", flush=True)
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
