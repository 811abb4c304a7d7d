# SPDX-License-Identifier: MIT
"""The table of front ends: each makes many lookups of one model, as a user would, and returns their results."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import lowest_versions
from playbook_runner import Runner, TaskResult
from sandbox_api.server import API_KEY

from . import pulumi_providers
from .lookup_call import MAX_PROCESSES, LookupCall, LookupResult, process_environment
from .lookup_worker import MODEL

WORKER = Path(__file__).resolve().with_name("lookup_worker.py")
HUNG = 250  # seconds after which a process is killed and its test fails
PLAY = f"""\
- hosts: all
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug:
        msg: "{{{{ lookup('together.ai.endpoint_id', '{MODEL}', **options) }}}}"
      ignore_errors: true
"""

Run = Callable[[Sequence[LookupCall], Path], list[LookupResult]]


class FrontEnd(NamedTuple):
    """A way to look up an endpoint."""

    description: str
    run: Run
    shows_error_type: bool = True
    option_names: Callable[[str], str] = str  # spells the options of a text as this front end does


def each(run: Callable[[LookupCall, Path], LookupResult]) -> Run:
    """Make each lookup in a process of its own, a few at a time."""

    def run_all(calls: Sequence[LookupCall], home: Path) -> list[LookupResult]:
        with ThreadPoolExecutor(MAX_PROCESSES) as pool:
            return list(pool.map(lambda call: run(call, home), calls))

    return run_all


def run_workers(
    python: Callable[[], Path | str], lookup: str, calls: Sequence[LookupCall], home: Path
) -> list[LookupResult]:
    """Share the lookups out among a few processes of lookup_worker.py."""
    command = [str(python()), str(WORKER), lookup]
    with ThreadPoolExecutor(MAX_PROCESSES) as pool:
        shares = [calls[first::MAX_PROCESSES] for first in range(MAX_PROCESSES)]
        results = list(pool.map(lambda share: _run_worker(command, share, home), shares))
    return [results[number % MAX_PROCESSES][number // MAX_PROCESSES] for number in range(len(calls))]


def _run_worker(command: list[str], calls: Sequence[LookupCall], home: Path) -> list[LookupResult]:
    done = subprocess.run(
        command,
        input="\n".join(json.dumps(call._asdict()) for call in calls),
        env=process_environment(home, LookupCall({}, {})),
        capture_output=True,
        text=True,
        timeout=HUNG,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(calls), done.stderr
    return [_result(json.loads(line), line + done.stderr) for line in lines]


def run_module(call: LookupCall, home: Path) -> LookupResult:
    """Run the module as Ansible does on a host."""
    done = subprocess.run(
        [sys.executable, "-m", "ansible_collections.together.ai.plugins.modules.endpoints_info"],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": {"models": [MODEL], **call.options}}),
        env=process_environment(home, call),
        capture_output=True,
        text=True,
        timeout=HUNG,
    )
    returned = json.loads(done.stdout)
    result = {**returned, "id": returned.get("ids", {}).get(MODEL), "message": returned.get("msg", "")}
    return _result(result, done.stdout + done.stderr)


def run_lookup_plugin(calls: Sequence[LookupCall], home: Path) -> list[LookupResult]:
    """Run the lookup plugin in one play per environment, with one host per lookup."""

    def environment(numbered: tuple[int, LookupCall]) -> list[tuple[str, str]]:
        return sorted(numbered[1].environment.items())

    plays = [list(play) for _, play in groupby(sorted(enumerate(calls), key=environment), key=environment)]
    with ThreadPoolExecutor(MAX_PROCESSES // 2) as pool:
        results = dict(pair for pairs in pool.map(lambda play: _run_play(play, home), plays) for pair in pairs)
    return [results[number] for number in range(len(calls))]


def _run_play(calls: Sequence[tuple[int, LookupCall]], home: Path) -> list[tuple[int, LookupResult]]:
    folder = home / f"play-{calls[0][0]}"
    folder.mkdir()
    playbook, inventory = folder / "playbook.yml", folder / "inventory.json"
    playbook.write_text(PLAY, encoding="utf-8")
    hosts = {f"lookup-{number}": {"options": call.options} for number, call in calls}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    ansible = Runner(folder, {"TOGETHER_API_KEY": API_KEY, **calls[0][1].environment})
    run = ansible.playbook(playbook, f"--inventory={inventory}", f"--forks={2 * MAX_PROCESSES}")
    assert run.results, run.output
    return [(int(task.host.removeprefix("lookup-")), _task_result(task, run.output)) for task in run.results]


def _task_result(task: TaskResult, output: str) -> LookupResult:
    message = str(task.result["msg"])
    return LookupResult(None, None, message, output) if task.failed else LookupResult(message, None, "", output)


def _result(result: dict[str, Any], output: str) -> LookupResult:
    return LookupResult(result.get("id"), result.get("error_type"), result.get("message", ""), output)


FRONT_ENDS = {
    "core": FrontEnd(
        "the Python package that all other front ends use", partial(run_workers, lambda: sys.executable, "core")
    ),
    "core, lowest": FrontEnd(
        "the same with the lowest supported versions of its libraries",
        partial(run_workers, lowest_versions.python, "core"),
    ),
    "module": FrontEnd("the Ansible module `together.ai.endpoints_info`", each(run_module)),
    "lookup": FrontEnd(
        "the Ansible lookup plugin `together.ai.endpoint_id` in `ansible-playbook`",
        run_lookup_plugin,
        shows_error_type=False,
    ),
    "get_endpoint": FrontEnd(
        "`pulumi_together.get_endpoint` in a Python script without Pulumi's engine",
        partial(run_workers, lambda: sys.executable, "get_endpoint"),
    ),
    "plugin": FrontEnd(
        "`getEndpoint` of the Pulumi provider plugin",
        each(pulumi_providers.plugin),
        shows_error_type=False,
        option_names=pulumi_providers.plugin_names,
    ),
    "dynamic": FrontEnd(
        "the resource `pulumi_together.Endpoint` in Pulumi's process of dynamic providers",
        each(pulumi_providers.dynamic_provider),
        shows_error_type=False,
        option_names=pulumi_providers.dynamic_provider_names,
    ),
}
