# SPDX-License-Identifier: MIT
"""What one task costs: a module that does nothing, our module, `uri` with selectattr, our lookup; in turn, one server.

`make bench-ansible`, or `PYTHONPATH=tests python benchmarks/ansible_task.py [--rounds N] [--endpoints N ...]`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from sandbox_api import Entry, Sandbox

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
MODEL = "acme/model-7"
PLAY = f"""\
- hosts: localhost
  gather_facts: false
  tasks:
    - include_tasks: {HERE / "ansible_task.yml"}
      loop: "{{{{ range(rounds | int) | list }}}}"
"""
# a way -> the tasks it takes, by the start of their names
WAYS = {
    "a module that does nothing (ping)": ("nothing:",),
    "together.ai.endpoints_info": ("module:",),
    "ansible.builtin.uri": ("uri:",),
    "ansible.builtin.uri, then selectattr in set_fact": ("uri:", "uri, then select:"),
    "set_fact with the lookup together.ai.endpoint_id": ("lookup:",),
}


def main() -> None:
    """Print a table per number of endpoints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--endpoints", type=int, nargs="*", default=[30, 1000])
    arguments = parser.parse_args()
    for count in arguments.endpoints:
        durations = measure(count, arguments.rounds)
        base = durations["nothing:"]
        print(f"\n{count} endpoints, medians of {arguments.rounds} rounds\n")
        for way, tasks in WAYS.items():
            rounds = [sum(each) for each in zip(*(durations[task] for task in tasks), strict=True)]
            print(f"  {median(rounds) / median(base):5.2f}  {median(rounds) * 1000:5.0f} ms  {way}")


def measure(count: int, rounds: int) -> dict[str, list[float]]:
    """The start of a task's name -> its seconds in each round but the first, which fills caches."""
    with Sandbox([Entry.of(row(number)) for number in range(count)]) as sandbox, tempfile.TemporaryDirectory() as home:
        record = Path(home, "durations.jsonl")
        playbook = Path(home, "playbook.yml")
        playbook.write_text(PLAY)
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "TOGETHER_API_KEY": sandbox.api_key,
            "TOGETHER_BASE_URL": sandbox.url,
            "TASK_DURATIONS": str(record),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "durations",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PIPELINING": "true",
        }
        command = ["ansible-playbook", str(playbook), "-e", f"model={MODEL}", "-e", f"rounds={rounds + 1}"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)
        lines = [json.loads(line) for line in record.read_text().splitlines()]
    starts = sorted({start for tasks in WAYS.values() for start in tasks})
    return {start: [line["seconds"] for line in lines if line["task"].startswith(start)][1:] for start in starts}


def row(number: int) -> dict[str, Any]:
    """A row as the API sends it."""
    model = f"acme/model-{number}"
    return {
        "object": "endpoint",
        "id": f"endpoint-{number:08x}-c163-c596-49d1-a25f-f209156f4972",
        "name": f"{model}-7c1d02ab",
        "model": model,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": "2026-04-14T13:26:09.582Z",
    }


if __name__ == "__main__":
    main()
