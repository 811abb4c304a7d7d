# SPDX-License-Identifier: MIT
"""A provider of Pulumi that is to end in the middle of a request: it does, and leaves no process and no file behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import grpc
import pulumi
import pytest
from google.protobuf import empty_pb2

from faults.asker import MODEL
from faults.asking import Ask, environment
from faults.processes import LISTED, below, living, session
from faults.providers import configured_dynamic_provider, configured_plugin, endpoint_id
from faults.report import REPORT
from pulumi_programs import LEAVES_BEHIND, Start, failure, start
from pulumi_provider_process import Engine, Provider, an_engine
from pulumi_together import Endpoint
from sandbox_api import Sandbox

__all__ = ["start"]

BOUND = 20.0  # seconds to go: far below the silence, the timeout and the deadline, which are all a minute
LONG: dict[str, Any] = {"timeout": 60, "deadline": 60}
SILENCE = {"status": 200, "fault": "stall_in_body", "times": 9}

Lookup = tuple[Provider, Callable[[], Any]]  # a process, and a call that asks the API


@contextmanager
def plugin(engine: Engine, variables: dict[str, str], url: str) -> Iterator[Lookup]:
    with configured_plugin(engine, variables, {**LONG, "base_url": url}) as process:
        yield process, lambda: process.invoke(model=MODEL)


@contextmanager
def dynamic_provider(engine: Engine, variables: dict[str, str], url: str) -> Iterator[Lookup]:
    with configured_dynamic_provider(engine, variables) as process:
        yield process, lambda: process.read(endpoint_id({**LONG, "base_url": url}))


class End(NamedTuple):
    """What is to end a provider."""

    what: str
    provider: Any
    told: Callable[[Provider], Any]


def signalled(number: signal.Signals) -> Callable[[Provider], None]:
    return lambda provider: os.killpg(provider.process.pid, number)


ENDS = [
    End("SIGINT to the provider plugin", plugin, signalled(signal.SIGINT)),
    End("SIGTERM to the provider plugin", plugin, signalled(signal.SIGTERM)),
    End("the engine's Cancel to the provider plugin", plugin, lambda one: one.stub.Cancel(empty_pb2.Empty())),
    End("SIGTERM to the dynamic provider", dynamic_provider, signalled(signal.SIGTERM)),
]


def silent(sandbox: Sandbox) -> Event:
    """Have the API fall silent amid its answers; when it is asked."""
    sandbox.replies(SILENCE)
    asked = Event()
    sandbox.on_request = lambda request, answered: asked.set()
    return asked


def wait_for_the_end(lives: Callable[[], Any], start: float) -> float:
    """Seconds from start until nothing lives."""
    while lives():
        assert time.monotonic() - start < BOUND, lives()
        time.sleep(0.05)
    return time.monotonic() - start


@LISTED
@pytest.mark.parametrize("end", ENDS, ids=[end.what for end in ENDS])
def test_a_provider_ends_at_once_in_the_middle_of_a_request(end: End, sandbox: Sandbox, tmp_path: Path) -> None:
    asked = silent(sandbox)
    variables = {"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        an_engine() as engine,
        end.provider(engine, environment(tmp_path, Ask({}, variables)), sandbox.url) as (provider, lookup),
        ThreadPoolExecutor() as threads,
    ):
        under_way = threads.submit(lookup)
        assert asked.wait(30), "no request came"
        start = time.monotonic()
        end.told(provider)
        seconds = wait_for_the_end(lambda: session(provider.process.pid), start)
        assert isinstance(under_way.exception(BOUND), grpc.RpcError)
        assert provider.process.communicate() == ("", "")
        assert engine.logged == []
    assert len(sandbox.requests) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    REPORT.figure(f"{end.what} amid a request", f"gone after {seconds:.1f} s, no process and no file of ours left")


@LISTED
@LEAVES_BEHIND
def test_a_second_interrupt_of_the_engine_ends_the_dynamic_provider(start: Start, sandbox: Sandbox) -> None:
    """The first need not: Pulumi's process of dynamic providers says yes to Cancel, and goes on to the deadline."""
    asked = silent(sandbox)
    stack = start(lambda: pulumi.export("id", Endpoint.get("mistral", MODEL, **LONG).endpoint_id))
    with ThreadPoolExecutor() as threads:
        told = threads.submit(failure, stack.preview)
        assert asked.wait(60), "no request came"
        [engine] = [process for process in below(os.getpid()) if " preview " in process.command]
        providers = {process.id for process in below(engine.id)}
        os.kill(engine.id, signal.SIGINT)
        time.sleep(0.5)
        begun = time.monotonic()
        os.kill(engine.id, signal.SIGINT)
        seconds = wait_for_the_end(lambda: [one for one in living() if one.id in {engine.id, *providers}], begun)
        assert sandbox.api_key not in told.result(BOUND)
    assert len(providers) > 0
    assert len(sandbox.requests) == 1
    what = "Two SIGINT to the engine while the dynamic provider is amid a request"
    REPORT.figure(what, f"gone {seconds:.1f} s after the second, no process left")
