# SPDX-License-Identifier: MIT
"""Many lookups at once against a server that limits the rate: all are answered, and no request is wasted."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from faults.asker import MODEL
from faults.asking import Ask, environment
from faults.limited import LimitedSandbox, assert_counted
from faults.providers import configured_dynamic_provider, configured_plugin, endpoint_id
from faults.report import REPORT
from playbook_runner import Runner
from pulumi_provider_process import GET_ENDPOINTS, an_engine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MANY = 50
RETRIES = 20
LOOKUP = "ansible.builtin.debug: {msg: \"{{ lookup('together.ai.endpoint_id', model, retries=20, deadline=90) }}\"}"
MODULE = 'together.ai.endpoints_info: {models: ["{{ model }}"], retries: 20, deadline: 90}'
PATIENT = {"retries": RETRIES, "deadline": 90}
# What the API filters by, so that each is a request of its own.
KINDS = product(({}, {"type": "dedicated"}, {"type": "serverless"}), ({}, {"mine": True}, {"mine": False}))
QUESTIONS: list[dict[str, Any]] = [{**one, **other} for one, other in KINDS]
THREADS = """
import sys, threading
import pulumi_together

found = []

def ask():
    found.append(pulumi_together.get_endpoint(sys.argv[1], retries=20, deadline=90).id)

threads = [threading.Thread(target=ask) for _ in range(50)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*found)
"""


@pytest.mark.parametrize(
    ("limited", "what", "task"),
    [pytest.param(10, "lookup plugin", LOOKUP, id="lookup"), pytest.param(3, "module", MODULE, id="module")],
    indirect=["limited"],
)
def test_fifty_forks_of_a_playbook_are_all_answered(
    limited: LimitedSandbox, what: str, task: str, tmp_path: Path
) -> None:
    playbook, inventory, record = tmp_path / "playbook.yml", tmp_path / "inventory.json", tmp_path / "record.jsonl"
    playbook.write_text(f"- hosts: all\n  gather_facts: false\n  connection: local\n  tasks:\n    - {task}\n")
    hosts = {f"host-{number}": {"ansible_python_interpreter": sys.executable} for number in range(MANY)}
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": {"model": MODEL}}}))
    ansible = Runner(tmp_path, {"TOGETHER_API_KEY": limited.api_key, "TOGETHER_BASE_URL": limited.url})
    start = time.monotonic()
    done = ansible.command(
        "ansible-playbook",
        f"--inventory={inventory}",
        f"--forks={MANY}",
        str(playbook),
        RECORD_BY_HOST=str(record),
        ANSIBLE_CALLBACK_PLUGINS=str(HERE / "callback_plugins"),
        ANSIBLE_CALLBACKS_ENABLED="by_host",
    )
    seconds = time.monotonic() - start
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in record.read_text().splitlines()]
    assert [one["failed"] for one in told] == [False] * MANY
    assert limited.api_key not in done.stdout + done.stderr
    what = f"{MANY} forks of one playbook, {what}, {limited.rate} requests a second allowed"
    assert_counted(what, limited, MANY, seconds)


@pytest.mark.parametrize("limited", [25], indirect=True)
def test_fifty_threads_in_one_script_are_all_answered(limited: LimitedSandbox, tmp_path: Path) -> None:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", THREADS, MODEL],
        env={
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT / "pulumi_provider"),
            "TOGETHER_API_KEY": limited.api_key,
            "TOGETHER_BASE_URL": limited.url,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    seconds = time.monotonic() - start
    assert (done.stderr, done.returncode) == ("", 0)
    assert len(done.stdout.split()) == MANY
    assert len(set(done.stdout.split())) == 1
    assert_counted(f"{MANY} threads of one script, get_endpoint, 25 requests a second allowed", limited, MANY, seconds)


@pytest.mark.parametrize("limited", [1], indirect=True)
def test_fifty_threads_that_share_a_client_wait_and_ask_as_one(limited: LimitedSandbox) -> None:
    settings = core.Settings(api_key=limited.api_key, base_url=limited.url, retries=RETRIES)
    client = core.Client(settings)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(client.lookup(core.Query(models=[MODEL])).ids[MODEL]))
        for _ in range(MANY)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(limited.requests), limited.refused) == (MANY, 2, 1)
    REPORT.figure(f"{MANY} threads with one client", "all answered; 2 requests, the first refused with HTTP 429")


@pytest.mark.parametrize("limited", [3], indirect=True)
def test_fifty_calls_of_one_provider_plugin_are_all_answered_and_equal_requests_made_once(
    limited: LimitedSandbox, tmp_path: Path
) -> None:
    options = {**PATIENT, "base_url": limited.url}
    with an_engine() as engine, configured_plugin(engine, environment(tmp_path, Ask({}, {})), options) as plugin:
        ask = lambda number: plugin.invoke(GET_ENDPOINTS, **QUESTIONS[number % len(QUESTIONS)])[1]  # noqa: E731
        failed, seconds = at_once(ask)
        assert plugin.close() == ""
    assert failed == [[]] * MANY
    what = f"{MANY} calls of one provider plugin, {len(QUESTIONS)} different requests, 3 a second allowed"
    assert_counted(what, limited, len(QUESTIONS), seconds)


@pytest.mark.parametrize("limited", [25], indirect=True)
def test_fifty_reads_of_the_dynamic_provider_are_all_answered(limited: LimitedSandbox, tmp_path: Path) -> None:
    id = endpoint_id({**PATIENT, "base_url": limited.url})
    with an_engine() as engine, configured_dynamic_provider(engine, environment(tmp_path, Ask({}, {}))) as process:
        found, seconds = at_once(lambda _number: process.read(id)["model"])
        assert process.close() == ""
    assert found == [MODEL] * MANY
    assert_counted(f"{MANY} reads of the dynamic provider, 25 requests a second allowed", limited, MANY, seconds)


def at_once(ask: Callable[[int], Any]) -> tuple[list[Any], float]:
    """What came of many calls at once, and seconds."""
    start = time.monotonic()
    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(ask, range(MANY)))
    return answers, time.monotonic() - start
