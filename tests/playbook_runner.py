# SPDX-License-Identifier: MIT
"""Runs real `ansible-playbook` in an environment of its own, and says what each task came to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLAY = """\
- name: A play of a test
  hosts: localhost
  gather_facts: false
  tasks:
"""


@dataclass(frozen=True)
class Run:
    """What a run of `ansible-playbook` came to."""

    status: int
    output: str  # stdout and stderr
    tries: dict[str, list[dict[str, Any]]]  # task name -> the result of each try, in order
    files: str  # all that it left behind below its home, file names included

    def __getitem__(self, task: str) -> dict[str, Any]:
        """The result of a task; of its last try where there were several."""
        return self.tries[task][-1]


class Runner:
    """Runs playbooks with nothing of the user's: an environment with only what is given, and a home of its own."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        """home: an empty directory; environment: variables beside PATH, HOME and Ansible's own."""
        self.home = home
        self.environment = dict(environment)

    def tasks(self, tasks: str, *arguments: str) -> Run:
        """Run tasks (YAML) in a play on localhost."""
        playbook = self.home / "playbook.yml"
        playbook.write_text(PLAY + textwrap.indent(textwrap.dedent(tasks), "    "), encoding="utf-8")
        return self.playbook(playbook, *arguments)

    def playbook(self, playbook: Path, *arguments: str) -> Run:
        """Run a playbook file."""
        record = self.home / "record.jsonl"
        record.write_text("")
        run = self.command("ansible-playbook", *arguments, str(playbook), TASK_RECORD=str(record))
        tries: dict[str, list[dict[str, Any]]] = {}
        for line in record.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            tries.setdefault(entry["task"], []).append(entry["result"])
        written = [path for path in self.home.rglob("*") if path != playbook]
        left = [path.read_text(errors="replace") for path in written if path.is_file()]
        return Run(run.returncode, run.stdout + run.stderr, tries, "\n".join([*map(str, written), *left]))

    def command(self, name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the Ansible that belongs to this Python."""
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
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "ansible" / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
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
            timeout=120,
        )
