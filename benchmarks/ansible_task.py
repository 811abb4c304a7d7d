# SPDX-License-Identifier: MIT
"""An Ansible task that looks up an endpoint, compared with a task that does nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox_api import Sandbox, v2_estate

from . import server
from .measure import ROOT, api_environment, summarize
from .tables import Benchmark, Figures, Row, Table, comparison, format_seconds

HERE = ROOT / "benchmarks"
PLAY = f"""\
- hosts: localhost
  gather_facts: false
  tasks:
    - include_tasks: {HERE / "ansible_task.yml"}
      loop: "{{{{ range(rounds) | list }}}}"
"""
PING = "ansible.builtin.ping"
ONE, MANY = "together.ai.endpoints_info, one model", "together.ai.endpoints_info, 20 models"
URI, SELECTATTR = "ansible.builtin.uri", "ansible.builtin.uri, then set_fact with selectattr"
SET_FACT, LOOKUP = "set_fact without a lookup", "set_fact with the lookup together.ai.endpoint_id"
LOOKUP_ONLY = "the difference that the lookup makes"
TASKS = {  # contestant -> its tasks, by the first word of their names in ansible_task.yml
    PING: ("nothing",),
    ONE: ("one",),
    MANY: ("many",),
    URI: ("uri",),
    SELECTATTR: ("uri", "select"),
    SET_FACT: ("fact",),
    LOOKUP: ("lookup",),
}
GOALS = {"v1": (1.5, 0.4), "auto": (1.75, 0.7)}  # api_version -> of the module and of one use of the lookup
TEXT = """\
Each task runs on localhost with pipelining, and is timed by a callback plugin from its start to its result. v1 lists
{count:,} endpoints{both}."""
BOTH = ", and v2 has a catalogue of 300 models and no endpoints"
MODELS = 20
COUNTS, ROUNDS = (30, 1_000), 21
AUTO = "auto"  # the setting with both generations, which has COUNTS[0] endpoints


def measure(quick: bool) -> Figures:
    """Measure v1 with each number of endpoints, and both generations."""
    rounds = 1 if quick else ROUNDS
    counts = COUNTS[:1] if quick else COUNTS
    figures = {}
    for count in counts:
        with server.serve_endpoints(count) as url:
            figures[str(count)] = _measure(count, rounds, api_environment(url))
    with _both_generations() as variables:
        figures[AUTO] = _measure(COUNTS[0], rounds, variables)
    return figures


def tables(figures: Figures) -> list[Table]:
    """Make a table for each number of endpoints, and one for both generations."""
    return [_table(setting, seconds) for setting, seconds in figures.items()]


def _table(setting: str, seconds: Figures) -> Table:
    generation, count = (AUTO, COUNTS[0]) if setting == AUTO else ("v1", int(setting))
    module_goal, lookup_goal = GOALS[generation]
    rows = (
        Row(PING, PING),
        Row(ONE, PING, module_goal),
        Row(MANY, ONE, 1.1),
        Row(URI, PING),
        Row(SELECTATTR, PING),
        Row(SET_FACT, PING),
        Row(LOOKUP, PING),
        Row(LOOKUP_ONLY, PING, lookup_goal),
    )
    title = f"An Ansible task: {'both generations' if setting == AUTO else f'{count:,} endpoints'}"
    return comparison(title, TEXT.format(count=count, both=BOTH if setting == AUTO else ""), seconds, rows)


def conclusion(figures: Figures) -> str:
    """Say what the module and the lookup add."""
    seconds = figures[max((setting for setting in figures if setting != AUTO), key=int)]
    module = seconds[ONE]["median"] - seconds[PING]["median"]
    return (
        f"An Ansible task with the module takes {format_seconds(module)} longer than one that does nothing, and the "
        f"lookup adds {format_seconds(seconds[LOOKUP_ONLY]['median'])} to a task."
    )


@contextmanager
def _both_generations() -> Iterator[dict[str, str]]:
    """Serve both generations, and yield the variables for lookups in them."""
    rows = json.loads(server.body(COUNTS[0]))["data"]
    v2 = v2_estate.load()
    v2.endpoints, v2.models, v2.other_endpoints, v2.other_models = [], [], {}, {}
    with Sandbox(endpoints=rows, v2=v2) as sandbox:
        yield {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": f"{sandbox.url}/v1"}


def _measure(count: int, rounds: int, api: dict[str, str]) -> Figures:
    durations = _task_durations(count, rounds, api)
    samples = {
        name: [sum(round) for round in zip(*(durations[task] for task in tasks), strict=True)]
        for name, tasks in TASKS.items()
    }
    pairs = zip(samples[LOOKUP], samples[SET_FACT], strict=True)
    samples[LOOKUP_ONLY] = [with_lookup - without for with_lookup, without in pairs]
    return dict(summarize(samples))


def _task_durations(count: int, rounds: int, api: dict[str, str]) -> dict[str, list[float]]:
    """Return the seconds of each task in each round except the first, which fills caches."""
    variables = {
        "model": server.model(server.target(count)),
        "models": [server.model(number) for number in range(MODELS)],
        "rounds": rounds + 1,
    }
    with tempfile.TemporaryDirectory() as home:
        record = Path(home, "durations.jsonl")
        playbook = Path(home, "playbook.yml")
        playbook.write_text(PLAY)
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            **api,
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
    words = {word for tasks in TASKS.values() for word in tasks}
    return {word: [line["seconds"] for line in lines if line["task"].startswith(f"{word}:")][1:] for word in words}


BENCHMARK = Benchmark(measure, tables, conclusion)
