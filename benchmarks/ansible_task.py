# SPDX-License-Identifier: MIT
"""One Ansible task, from its start to its result, over one that does nothing; all in one playbook and in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import wire
from .measure import API_KEY, ROOT, Claim, Result, Table, comparison

HERE = ROOT / "benchmarks"
PLAY = f"""\
- hosts: localhost
  gather_facts: false
  tasks:
    - include_tasks: {HERE / "ansible_task.yml"}
      loop: "{{{{ range(rounds) | list }}}}"
"""
NOTHING, URI = "a module that does nothing (ping)", "ansible.builtin.uri"
ONE, MANY = "together.ai.endpoints_info, one model", "together.ai.endpoints_info, 20 models"
SELECT = "ansible.builtin.uri, then selectattr in set_fact"
FACT, LOOKUP = "set_fact without a lookup", "set_fact with the lookup together.ai.endpoint_id"
USE = "the lookup's part of it"
WAYS = {  # way -> the tasks it takes, by the word their names begin with
    NOTHING: ("nothing",),
    ONE: ("one",),
    MANY: ("many",),
    URI: ("uri",),
    SELECT: ("uri", "select"),
    FACT: ("fact",),
    LOOKUP: ("lookup",),
}
CLAIMS = (
    Claim(NOTHING, NOTHING),
    Claim(ONE, NOTHING, 1.5),
    Claim(MANY, ONE, 1.1),
    Claim(URI, NOTHING),
    Claim(SELECT, NOTHING),
    Claim(FACT, NOTHING),
    Claim(LOOKUP, NOTHING),
    Claim(USE, NOTHING, 0.4),
)
TEXT = """\
Tasks on localhost, with pipelining, each from its start to its result as Ansible's callbacks tell them; the API lists
{count:,} endpoints. What one use of the lookup costs is its part of a task, which is what it adds to `set_fact`."""
MODELS = 20
SIZES, ROUNDS = (30, 1_000), 21


def measure(quick: bool) -> Result:
    """A table for each number of endpoints."""
    return Result([_table(count, 1 if quick else ROUNDS) for count in (SIZES[:1] if quick else SIZES)], {})


def _table(count: int, rounds: int) -> Table:
    durations = _durations(count, rounds)
    samples = {
        way: [sum(of_tasks) for of_tasks in zip(*(durations[task] for task in tasks), strict=True)]
        for way, tasks in WAYS.items()
    }
    samples[USE] = [whole - without for whole, without in zip(samples[LOOKUP], samples[FACT], strict=True)]
    return comparison(f"An Ansible task: {count:,} endpoints", TEXT.format(count=count), samples, CLAIMS)


def _durations(count: int, rounds: int) -> dict[str, list[float]]:
    """The word that a task's name begins with -> its seconds in each round but the first, which fills caches."""
    variables = {
        "model": wire.model(wire.wanted(count)),
        "models": [wire.model(number) for number in range(MODELS)],
        "rounds": rounds + 1,
    }
    with wire.serving(count) as url, tempfile.TemporaryDirectory() as home:
        record = Path(home, "durations.jsonl")
        playbook = Path(home, "playbook.yml")
        playbook.write_text(PLAY)
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "TOGETHER_API_KEY": API_KEY,
            "TOGETHER_BASE_URL": url,
            "TASK_DURATIONS": str(record),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "durations",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_PIPELINING": "true",
        }
        command = ["ansible-playbook", str(playbook), "-e", json.dumps(variables)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout[-4000:])
        lines = [json.loads(line) for line in record.read_text().splitlines()]
    words = {word for words in WAYS.values() for word in words}
    return {word: [line["seconds"] for line in lines if line["task"].startswith(f"{word}:")][1:] for word in words}
