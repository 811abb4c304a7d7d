# SPDX-License-Identifier: MIT
"""A lookup in a process that has no file descriptors, memory or threads left, and in one that forks meanwhile."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core import dependencies
from core_lookups import failed_lookup, look_up, settings
from sandbox_api import Sandbox

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 280
START = f"""
import json, os, resource, sys, threading, traceback
from {core.__name__} import Query, Settings, TogetherError, lookup

key = os.environ["TOGETHER_API_KEY"]

def everything(error):
    chain = [error]
    for each in chain:
        chain += [other for other in (each.__cause__, each.__context__) if other is not None and other not in chain]
    requests = [getattr(getattr(each, "request", None), "headers", "") for each in chain]
    return f"{{chain!r}} {{[vars(each) for each in chain]}} {{requests}}"

def outcome(**options):
    try:
        lookup(Settings(retries=0, **options), Query())
        return "answer"
    except BaseException as error:
        leak = " WITH THE KEY" if key in everything(error) else ""
        return (error.error_type if isinstance(error, TogetherError) else repr(error)) + leak
"""
MANY_THREADS = """
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
outcomes = []
threads = [threading.Thread(target=lambda: outcomes.append(outcome())) for _ in range(100)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps([outcomes, outcome()]))
"""
# With what the process has, and less and less more.
LITTLE_MEMORY = """
with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[1]) * 2**20,) * 2)
print(json.dumps(outcome()))
"""
FORK = """
import time
statuses = []
for delay in range(0, 24, 3):
    pid = os.fork()
    if not pid:  # a process that has not yet loaded a library
        first = threading.Thread(target=outcome)
        first.start()
        time.sleep(delay / 1000)
        child = os.fork()
        if not child:
            import gc
            os._exit(0 if outcome(deadline=200) == "answer" and gc.isenabled() else 3)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        first.join()
        os._exit(status)
    statuses.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(json.dumps(statuses))
"""


def run(script: str, sandbox: Sandbox, *arguments: str) -> Any:
    """Return what a script prints as JSON. Without memory, modules of Python print errors when they are imported."""
    done = subprocess.run(
        [sys.executable, "-c", START + script, *arguments],
        env={
            "PYTHONPATH": str(ROOT),
            "TOGETHER_API_KEY": sandbox.api_key,
            "TOGETHER_BASE_URL": sandbox.url,
            "TOGETHER_API_VERSION": "v1",
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert sandbox.api_key not in done.stdout + done.stderr
    assert "together" not in done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of other systems differ")
def test_many_threads_without_enough_file_descriptors_get_answers_or_errors_of_this_package() -> None:
    with Sandbox(latency_ms=500) as sandbox:
        outcomes, later = run(MANY_THREADS, sandbox)
    assert len(outcomes) == 100
    assert set(outcomes) <= {"answer", "resources"}
    assert "resources" in outcomes
    assert later == "answer"


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of other systems differ")
@pytest.mark.parametrize("mebibytes", [1, 20, 60, 100])
def test_a_lookup_without_enough_memory_is_an_error_of_this_package(sandbox: Sandbox, mebibytes: int) -> None:
    sandbox.replies({"status": 200, "fault": "endless", "seconds": 3600, "times": 9})
    assert run(LITTLE_MEMORY, sandbox, str(mebibytes)) in ("resources", "envelope")


@pytest.mark.parametrize(
    "text",
    [
        "libcrypto.so.3: failed to map segment from shared object",
        "libz.so.1: cannot create shared object descriptor: Cannot allocate memory",
    ],
)
def test_a_library_that_does_not_fit_into_memory_is_not_missing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def fail(name: str) -> None:
        raise ImportError(text)

    monkeypatch.setattr(dependencies, "import_module", fail)
    error = failed_lookup(sandbox)
    assert (error.error_type, error.retryable) == ("resources", True)


def test_a_lookup_that_cannot_start_a_thread_is_an_error_of_this_package(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", fail)
        error = failed_lookup(sandbox)
    assert (error.error_type, error.retryable) == ("resources", True)
    assert error.__context__ is None
    assert look_up(sandbox).ids


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system has no fork")
def test_a_process_that_is_forked_during_the_first_lookup_makes_its_own(sandbox: Sandbox) -> None:
    assert run(FORK, sandbox) == [0] * 8


@pytest.mark.parametrize("levels", [90, 900])
@pytest.mark.parametrize("field", ["code", "type", "param", "message"])
def test_a_nested_field_of_an_error_is_short_and_can_be_pickled(sandbox: Sandbox, field: str, levels: int) -> None:
    body = f'{{"error": {{"message": "m", "type": "t", "{field}": {"[" * levels}{"]" * levels}}}}}'
    sandbox.replies({"status": 401, "text": body})
    error = failed_lookup(sandbox)
    assert error.error_type == "unauthorized"
    assert len(json.dumps(error.facts)) < 10_000
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def list_with_nested_owner(sandbox: Sandbox, levels: int) -> dict[str, Any]:
    """A reply with an endpoint whose owner is nested."""
    row = json.dumps({**sandbox.endpoints[0].row, "owner": "OWNER"}).replace('"OWNER"', "[" * levels + "]" * levels)
    return {"text": f'{{"object": "list", "data": [{row}]}}'}


def test_a_nested_field_of_a_record_within_the_bound_can_be_pickled(sandbox: Sandbox) -> None:
    sandbox.replies(list_with_nested_owner(sandbox, 90))
    answer = core.lookup(settings(sandbox, validation="warn"), core.Query()).to_dict()
    assert answer["count"] == 1
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert json.loads(json.dumps(answer)) == answer


def test_a_nested_field_of_a_record_beyond_the_bound_is_an_error(sandbox: Sandbox) -> None:
    sandbox.replies(list_with_nested_owner(sandbox, 900))
    with pytest.raises(core.InvalidResponseError, match="more than 100 levels"):
        core.lookup(settings(sandbox, validation="warn"), core.Query())
