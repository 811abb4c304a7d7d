# SPDX-License-Identifier: MIT
"""Launchers of this checkout's provider plugin and of Pulumi's dynamic provider, where the engine looks for them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pulumi_together

PACKAGE = Path(pulumi_together.__file__).parent
LAUNCHER = PACKAGE / "plugin" / "launchers" / "pulumi-resource-together"


def install_plugin(home: Path) -> dict[str, str]:
    """Install the plugin in a PULUMI_HOME, and return the variables with which it runs this checkout."""
    folder = home / "plugins" / f"resource-together-v{pulumi_together.__version__}"
    shutil.copytree(LAUNCHER.parent, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return {"PULUMI_TOGETHER_PYTHON": sys.executable, "PYTHONPATH": str(PACKAGE.parent)}


def install_dynamic_provider(folder: Path, python: Path | str = sys.executable) -> None:
    """Write the launcher of dynamic providers, part of every Pulumi distribution, to a folder that will be on PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    launcher = folder / "pulumi-resource-pulumi-python"
    launcher.write_text(f'#!/bin/sh\nexec "{python}" -u -m pulumi.dynamic "$@"\n')
    launcher.chmod(0o755)
