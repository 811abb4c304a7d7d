# SPDX-License-Identifier: MIT
"""A Pulumi provider that is cancelled during a request ends, and leaves no process and no file behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import grpc
import pulumi
import pytest
from google.protobuf import empty_pb2

from faults.lookup_call import LookupCall, process_environment
from faults.lookup_worker import MODEL
from faults.pulumi_providers import configured_dynamic_provider, configured_plugin, resource_id
from faults.report import REPORT
from faults.stalled_api import FOREVER, stall
from processes import descendants, wait_until_ended
from pulumi_programs import IGNORE_UNRAISABLE, MakeStack, engine_error, make_stack
from pulumi_provider_process import Engine, Provider, running_engine
from pulumi_together import Endpoint
from sandbox_api import Sandbox
from waiting import HUNG

__all__ = ["make_stack"]

pytestmark = pytest.mark.slow

CANCELLING = "cancelling"  # the engine prints it at the first interrupt
Lookup = tuple[Provider, Callable[[], Any]]  # a process, and a call that requests the API


@contextmanager
def plugin(engine: Engine, variables: dict[str, str], url: str) -> Iterator[Lookup]:
    with configured_plugin(engine, variables, {**FOREVER, "base_url": url}) as process:
        yield process, lambda: process.invoke(model=MODEL)


@contextmanager
def dynamic_provider(engine: Engine, variables: dict[str, str], url: str) -> Iterator[Lookup]:
    with configured_dynamic_provider(engine, variables) as process:
        yield process, lambda: process.read(resource_id({**FOREVER, "base_url": url}))


class Cancellation(NamedTuple):
    """A way to end a provider."""

    name: str
    provider: Callable[[Engine, dict[str, str], str], AbstractContextManager[Lookup]]
    cancel: Callable[[Provider], Any]


def send(number: signal.Signals) -> Callable[[Provider], None]:
    return lambda provider: os.killpg(provider.process.pid, number)


CANCELLATIONS = [
    Cancellation("SIGINT to the provider plugin", plugin, send(signal.SIGINT)),
    Cancellation("SIGTERM to the provider plugin", plugin, send(signal.SIGTERM)),
    Cancellation("The engine's Cancel to the provider plugin", plugin, lambda one: one.stub.Cancel(empty_pb2.Empty())),
    Cancellation("SIGTERM to the dynamic provider", dynamic_provider, send(signal.SIGTERM)),
]


@pytest.mark.parametrize("cancellation", CANCELLATIONS, ids=[cancellation.name for cancellation in CANCELLATIONS])
def test_a_provider_that_is_cancelled_during_a_request_leaves_nothing_behind(
    cancellation: Cancellation, sandbox: Sandbox, tmp_path: Path
) -> None:
    requested = stall(sandbox)
    call = LookupCall({}, {"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"})
    with (
        running_engine() as engine,
        cancellation.provider(engine, process_environment(tmp_path, call), sandbox.url) as (provider, lookup),
        ThreadPoolExecutor() as threads,
        closing(sandbox),
    ):
        pending = threads.submit(lookup)
        assert requested.wait(HUNG), "no request came"
        processes = [provider.process.pid, *(process.id for process in descendants(provider.process.pid))]
        cancellation.cancel(provider)
        provider.process.wait(HUNG)
        wait_until_ended(processes)
        assert isinstance(pending.exception(HUNG), grpc.RpcError)
        assert provider.process.communicate() == ("", "")
        assert engine.logged == []
    assert len(sandbox.requests) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    REPORT.add_measurement(f"{cancellation.name} during a request", "ended, no process and no file of the lookup left")


@IGNORE_UNRAISABLE
def test_a_second_interrupt_of_the_engine_ends_the_dynamic_provider(make_stack: MakeStack, sandbox: Sandbox) -> None:
    """The first one does not have to: Pulumi's process of dynamic providers accepts Cancel and goes on."""
    requested, cancelling = stall(sandbox), Event()

    def look_for_cancelling(output: str) -> None:
        if CANCELLING in output:
            cancelling.set()

    stack = make_stack(lambda: pulumi.export("id", Endpoint.get("mistral", MODEL, **FOREVER).endpoint_id)).stack
    with ThreadPoolExecutor() as threads, closing(sandbox):
        preview = threads.submit(engine_error, lambda: stack.preview(color="never", on_output=look_for_cancelling))
        assert requested.wait(HUNG), "no request came"
        [engine] = [process for process in descendants(os.getpid()) if " preview " in process.command]
        providers = {process.id for process in descendants(engine.id)}
        assert providers
        os.kill(engine.id, signal.SIGINT)
        assert cancelling.wait(HUNG), "the engine did not react to the first interrupt"
        os.kill(engine.id, signal.SIGINT)
        wait_until_ended({engine.id, *providers})
        assert sandbox.api_key not in preview.result(HUNG)
    assert len(sandbox.requests) == 1
    REPORT.add_measurement(
        "Two SIGINT to the engine while the dynamic provider makes a request", "ended, no process left"
    )
