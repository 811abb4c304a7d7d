# SPDX-License-Identifier: MIT
"""Runs the real `ansible-playbook` in an isolated environment and returns the result of each task."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# What `make coverage` passes to processes, so that they are measured too.
MEASUREMENT = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_PROCESS_")}
PLAY = """\
- name: Test play
  hosts: localhost
  gather_facts: false
  tasks:
"""


class TaskResult(NamedTuple):
    """The result of one attempt of a task on one host."""

    task: str
    host: str
    failed: bool
    result: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A finished run of `ansible-playbook`."""

    status: int  # exit status
    output: str  # stdout and stderr
    results: list[TaskResult]  # in the order in which they ended
    files: str  # names and contents of all files below the home directory after the run

    def __getitem__(self, task: str) -> dict[str, Any]:
        """Return the result of a task's last attempt."""
        return self.attempts[task][-1]

    @property
    def attempts(self) -> dict[str, list[dict[str, Any]]]:
        """Map each task name to the results of its attempts, in order."""
        attempts: dict[str, list[dict[str, Any]]] = {}
        for entry in self.results:
            attempts.setdefault(entry.task, []).append(entry.result)
        return attempts


class Runner:
    """Runs Ansible commands with a home directory and an environment that contain nothing from the user."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        """Take an empty directory as home, and the variables to set besides PATH, HOME and Ansible's own."""
        self.home = home
        self.environment = dict(environment)

    def tasks(self, tasks: str, *arguments: str) -> Run:
        """Run tasks, given as YAML, in a play on localhost."""
        playbook = self.home / "playbook.yml"
        playbook.write_text(PLAY + textwrap.indent(textwrap.dedent(tasks), "    "), encoding="utf-8")
        return self.playbook(playbook, *arguments)

    def playbook(self, playbook: Path, *arguments: str) -> Run:
        """Run a playbook file."""
        record = self.home / "record.jsonl"
        record.write_text("")
        run = self.command("ansible-playbook", *arguments, str(playbook), TASK_RECORD=str(record))
        results = [TaskResult(**json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines()]
        paths = [path for path in self.home.rglob("*") if path != playbook]
        contents = [path.read_text(errors="replace") for path in paths if path.is_file()]
        return Run(run.returncode, run.stdout + run.stderr, results, "\n".join([*map(str, paths), *contents]))

    def command(self, name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the Ansible that is installed beside this Python."""
        folder = Path(sys.executable).parent
        environment = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_LOCAL_TEMP": str(self.home / "local_tmp"),
            "ANSIBLE_REMOTE_TEMP": str(self.home / "remote_tmp"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "task_recorder",
            **MEASUREMENT,
            **self.environment,
            **variables,
        }
        return subprocess.run(
            [str(folder / name), *arguments],
            cwd=self.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=280,
        )
