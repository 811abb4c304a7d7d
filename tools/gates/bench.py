# SPDX-License-Identifier: MIT
"""Where a gate is run: a virtual environment with one ansible-core, and commands whose output goes to a log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .pythons import folders
from .venvs import CACHE, ROOT

COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
LOGS = CACHE / "gates"


class GateError(Exception):
    """A gate did not pass; the text says why."""


@dataclass(frozen=True)
class Bench:
    """One ansible-core on one Python. `bin`: the folder of its commands."""

    core: str
    python: str
    bin: Path

    def run(
        self,
        log: str,
        command: Sequence[object],
        *,
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of this bench, with stderr in stdout; all it printed is in .cache/gates/LOG-CORE.log."""
        path = os.pathsep.join([str(self.bin), *folders()])
        own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "TOGETHER_"))}
        variables = {**own, "PATH": path, "LC_ALL": "C.UTF-8", **(environment or {})}
        for unwanted in ("PYTHONPATH", "VIRTUAL_ENV"):
            variables.pop(unwanted, None)
        done = subprocess.run(
            [str(self.bin / str(command[0])), *map(str, command[1:])],
            cwd=cwd,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        LOGS.mkdir(parents=True, exist_ok=True)
        (LOGS / f"{log}-{self.core}.log").write_text(done.stdout)
        return done

    def check(
        self,
        log: str,
        command: Sequence[object],
        *,
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """The same, and its output. Raises GateError with all of that if the command fails."""
        done = self.run(log, command, cwd=cwd, environment=environment)
        if done.returncode:
            raise GateError(f"{command[0]} gave {done.returncode}:\n{done.stdout}")
        return done.stdout
