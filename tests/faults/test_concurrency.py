# SPDX-License-Identifier: MIT
"""Many lookups at once against a server that limits the rate: all are answered, and no request is wasted."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.together.ai.plugins.module_utils.core import api as core
from faults.asker import MODEL
from faults.report import REPORT
from playbook_runner import Runner
from sandbox_api import Sandbox
from sandbox_api.replies import Reply, parse

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MANY = 50
RETRIES = 20
LOOKUP = "ansible.builtin.debug: {msg: \"{{ lookup('together.ai.endpoint_id', model, retries=20, deadline=90) }}\"}"
MODULE = 'together.ai.endpoints_info: {models: ["{{ model }}"], retries: 20, deadline: 90}'
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


class LimitedSandbox(Sandbox):
    """Answers so many requests a second, and the others with 429 and Retry-After: a token bucket, empty at first."""

    def __init__(self, a_second: int) -> None:
        """a_second: the rate, and how many may come at once."""
        self.refused = 0
        self.rate = a_second
        self._tokens = 0.0
        self._filled: float | None = None  # when, None before the first request
        self._bucket = threading.Lock()
        super().__init__()

    def next_reply(self, path: str) -> Reply | None:
        """A refusal where the bucket is empty."""
        with self._bucket:
            now = time.monotonic()
            self._tokens = min(self.rate, self._tokens + (now - (self._filled or now)) * self.rate)
            self._filled = now
            if self._tokens >= 1:
                self._tokens -= 1
                return super().next_reply(path)
            self.refused += 1
            return parse({"status": 429, "headers": {"Retry-After": "1"}})[0]


@pytest.fixture
def limited(request: pytest.FixtureRequest) -> Iterator[LimitedSandbox]:
    server = LimitedSandbox(a_second=request.param)
    with server:
        yield server


def assert_counted(what: str, limited: LimitedSandbox, seconds: float) -> None:
    assert len(limited.requests) == MANY + limited.refused
    assert limited.refused > 0, "the limit was never met"
    REPORT.figure(
        what,
        f"all answered; {len(limited.requests)} requests, {limited.refused} of them refused with HTTP 429, "
        f"in {seconds:.0f} s",
    )


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
    assert_counted(f"{MANY} forks of one playbook, {what}, {limited.rate} requests a second allowed", limited, seconds)


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
    assert_counted(f"{MANY} threads of one script, get_endpoint, 25 requests a second allowed", limited, seconds)


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
