# SPDX-License-Identifier: MIT
"""Virtual environments below .cache/venvs, made once and again whenever what should be in them changes."""

from __future__ import annotations

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
    stamp = folder / "made-for"
    pins = GROUPS.findall((ROOT / "pyproject.toml").read_text()) if "--group" in requirements else []
    wanted = "\n".join([str(python), *requirements, *pins])
    if stamp.exists() and stamp.read_text() == wanted:
        return folder / "bin"
    print(f"Making .cache/venvs/{name} with {python.name}.", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run([str(python), "-m", "venv", str(folder)])
    if requirements:
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
        _run([*pip, "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location", *requirements])
    stamp.write_text(wanted)
    return folder / "bin"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}")
