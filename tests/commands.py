# SPDX-License-Identifier: MIT
"""Runs commands that have to succeed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class CommandFailedError(Exception):
    """A command failed. The text is its output."""


def run_command(command: Sequence[object], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return its standard output. Raises CommandFailedError."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=280)
    if done.returncode:
        raise CommandFailedError(done.stdout + done.stderr)
    return done.stdout
