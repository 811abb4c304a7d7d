# SPDX-License-Identifier: MIT
"""After the deadline of a lookup, none of its threads and sockets are left, and its client can be used again."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core_lookups import settings
from sandbox_api import Sandbox
from waiting import HUNG

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3600
FAULTS = ("stall", "stall_in_body", "drip", "drip_headers", "endless_information", "endless_trailer")
# Prints the threads and the sockets that are left after a lookup, once there are none or the time is over.
LEFT = f"""
import os, threading, time
from {core.__name__} import Query, Settings, TogetherError, lookup

def target(number):
    try:
        return os.readlink(f"/proc/self/fd/{{number}}")
    except FileNotFoundError:  # closed meanwhile, as the folder that is listed
        return ""

def left():
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    targets = map(target, os.listdir("/proc/self/fd"))
    return threads + [name for name in targets if name.startswith("socket:")]

try:
    lookup(Settings(deadline=1, timeout={HOUR}), Query())
except TogetherError as error:
    print(error.error_type)
end = time.monotonic() + {HUNG}
while left() and time.monotonic() < end:
    time.sleep(0.05)
print(left())
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the open sockets of a process are read from /proc")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("api_version", ["v1", "auto"])
def test_no_thread_and_no_socket_is_left(sandbox: Sandbox, fault: str, api_version: str) -> None:
    seconds = 1 if fault.startswith("drip") else HOUR
    sandbox.replies({"status": 200, "fault": fault, "seconds": seconds, "times": 30})
    variables = {
        "PYTHONPATH": str(ROOT),
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "TOGETHER_API_VERSION": api_version,
    }
    run = subprocess.run([sys.executable, "-c", LEFT], env=variables, capture_output=True, text=True, timeout=2 * HUNG)
    assert (run.stdout.splitlines(), run.stderr) == (["timeout", "[]"], "")


@pytest.mark.parametrize("fault", ["stall", "endless_information", "endless_trailer"])
def test_a_client_answers_again_when_the_server_does(sandbox: Sandbox, fault: str) -> None:
    """More lookups than a client makes requests at a time wait in vain."""
    sandbox.replies({"status": 200, "fault": fault, "seconds": HOUR, "times": 18})
    filters = [
        {"type": type_, "usage_type": usage_type, "mine": mine}
        for type_, usage_type, mine in product(
            ("dedicated", "serverless", None), ("on-demand", "reserved", None), (True, False)
        )
    ]

    def fail(options: dict[str, object]) -> str:
        with pytest.raises(core.DeadlineExceededError) as raised:
            client.lookup(core.Query(**options))  # type: ignore[arg-type]
        return raised.value.error_type

    with core.Client(settings(sandbox, deadline=2, timeout=HOUR, retries=0)) as client:
        with ThreadPoolExecutor(len(filters)) as threads:
            assert list(threads.map(fail, filters)) == ["timeout"] * len(filters)
        sandbox.replies()
        with core.Client(settings(sandbox)) as other:
            expected = other.lookup(core.Query()).ids
        client._settings.deadline = 120
        assert client.lookup(core.Query()).ids == expected
