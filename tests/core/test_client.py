# SPDX-License-Identifier: MIT
"""A client shares equal requests among lookups, threads and errors, and nothing with a forked process."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core_lookups import MODEL, failed_lookup, look_up, settings
from faults.stalled_api import FOREVER, stall
from sandbox_api import Sandbox
from waiting import HUNG

ROOT = Path(__file__).parents[2]
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


def test_threads_that_share_a_client_share_a_request(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "stall", "seconds": 0.2})
    client = core.Client(settings(sandbox))
    with ThreadPoolExecutor(20) as threads:
        ids = list(threads.map(lambda _number: client.lookup(core.Query(models=[MODEL])).ids[MODEL], range(20)))
    assert len(ids) == 20
    assert len(sandbox.requests) == 1


def test_a_client_makes_a_new_request_for_another_filter_and_not_for_another_model(sandbox: Sandbox) -> None:
    client = core.Client(settings(sandbox))
    client.lookup(core.Query(models=[MODEL]))
    client.lookup(core.Query(models=["allenai/OLMo-7B"], state=["STARTED"]))
    assert len(sandbox.requests) == 1
    client.lookup(core.Query(models=[MODEL], mine=True))
    assert [request.query for request in sandbox.requests] == [{}, {"mine": "true"}]


@pytest.mark.parametrize("api_version", ["v1", "v2", "auto"])
def test_changes_to_an_answer_do_not_reach_later_answers(sandbox: Sandbox, api_version: str) -> None:
    with core.Client(settings(sandbox, api_version=api_version)) as client:
        query = core.Query(models=[MODEL], on_multiple="all")
        first = client.lookup(query)
        names = [endpoint["name"] for endpoint in first.endpoints]
        for endpoint in first.endpoints:
            endpoint.clear()
        assert [endpoint["name"] for endpoint in client.lookup(query).endpoints] == names


def test_two_lookups_without_a_client_make_two_requests(sandbox: Sandbox) -> None:
    look_up(sandbox)
    look_up(sandbox)
    assert len(sandbox.requests) == 2


def test_a_client_does_not_repeat_a_request_that_failed_for_good(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 402})
    client = core.Client(settings(sandbox))
    for _lookup in range(3):
        with pytest.raises(core.HTTPStatusError):
            client.lookup(core.Query())
    assert len(sandbox.requests) == 1


def test_the_traceback_of_a_shared_error_does_not_grow(sandbox: Sandbox) -> None:
    client = core.Client(settings(sandbox, api_key="not-the-right-key"))
    lengths = []
    for _lookup in range(5):
        with pytest.raises(core.HTTPStatusError) as raised:
            client.lookup(core.Query())
        lengths.append(len(raised.traceback))
    assert len(sandbox.requests) == 1
    assert lengths[-1] <= lengths[1]


def test_a_forked_process_makes_its_own_requests(sandbox: Sandbox) -> None:
    script = f"""
import os, sys
from {core.__name__} import Client, Query, Settings
client = Client(Settings(api_key={sandbox.api_key!r}, base_url={sandbox.url!r}, api_version="v1"))
client.lookup(Query())
child = os.fork()
client.lookup(Query())
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)
    assert len(sandbox.requests) == 2  # the second lookup of the parent makes none


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="the signal mask of a thread is read from /proc")
def test_the_thread_of_a_lookup_blocks_signals_so_that_the_main_thread_gets_them() -> None:
    with ThreadPoolExecutor() as threads, Sandbox() as sandbox:
        requested = stall(sandbox)
        lookup = threads.submit(failed_lookup, sandbox, retries=0, **FOREVER)
        assert requested.wait(HUNG), "no request came"
        [thread] = [thread for thread in threading.enumerate() if thread.name == "together-ai-lookup"]
        status = Path(f"/proc/self/task/{thread.native_id}/status").read_text()
    blocked = int(re.findall(r"^SigBlk:\s+(\w+)$", status, re.MULTILINE)[0], 16)
    assert {number for number in INTERRUPTS if blocked >> (number - 1) & 1} == set(INTERRUPTS)
    assert lookup.result().error_type == "connection"  # the sandbox has closed


def test_a_lookup_leaves_the_garbage_collector_enabled(sandbox: Sandbox) -> None:
    look_up(sandbox)
    assert gc.isenabled()
