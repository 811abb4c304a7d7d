# SPDX-License-Identifier: MIT
"""Messages for the user: warnings that are shown once, and errors at the resource that they concern."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence

import grpc
import pulumi
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from pulumi.runtime.settings import get_engine

# gRPC would send even a connection to 127.0.0.1 through a proxy that the environment sets.
CHANNEL_OPTIONS = [("grpc.enable_http_proxy", 0)]
LOG_TIMEOUT = 5.0  # seconds; an engine that is listening answers within milliseconds

Show = Callable[[str], None]


class WarnOnce:
    """Shows each warning once. Thread-safe."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._lock = threading.Lock()
        self._shown: set[str] = set()

    def warn(self, warnings: Iterable[str]) -> None:
        """Show the warnings that were not shown before."""
        with self._lock:
            new = [warning for warning in dict.fromkeys(warnings) if warning not in self._shown]
            self._shown.update(new)
        for warning in new:
            self._show(warning)


def show_status(text: str) -> None:
    """Show the progress of a program. The engine shows it until it shows the next one."""
    pulumi.log.info(text, ephemeral=True)


def trace_function() -> Callable[[Sequence[str]], None] | None:
    """What shows the trace of a lookup in Pulumi's debug log. None without an engine."""
    return (lambda sentences: pulumi.log.debug("\n".join(sentences))) if get_engine() else None


class EngineLog:
    """Messages of a provider process, shown by the engine, which does not show the output of the process."""

    def __init__(self, engine_address: str) -> None:
        self._address = engine_address

    def warning(self, text: str) -> None:
        """Show a warning."""
        self._log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text))

    def status(self, text: str) -> None:
        """Show the progress. The engine shows it until it shows the next one."""
        self._log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=text, ephemeral=True))

    def trace(self, sentences: Sequence[str]) -> None:
        """Write the trace of a lookup to the debug log, in one message because each costs a millisecond."""
        self._log(engine_pb2.LogRequest(severity=engine_pb2.DEBUG, message="\n".join(sentences)))

    def _log(self, request: engine_pb2.LogRequest) -> None:
        """Send a message. An engine that does not listen is ignored: this must not fail a lookup."""
        try:
            with grpc.insecure_channel(self._address, options=CHANNEL_OPTIONS) as channel:
                engine_pb2_grpc.EngineStub(channel).Log(request, timeout=LOG_TIMEOUT)
        except grpc.RpcError:
            pass


def show_at_resource(error: Exception, resource: pulumi.Resource) -> pulumi.Output[None]:
    """Show an error at a resource, as soon as its URN is known. Pulumi itself shows errors at the stack only.

    An error that the program handles is not shown. Pulumi does not tell whether it is handled; but when this continues
    in the event loop, a handled exception no longer exists.
    """
    reference = weakref.ref(error)

    def show(urn: str) -> None:
        unhandled, engine = reference(), get_engine()
        if unhandled is not None and engine is not None:
            engine.Log(engine_pb2.LogRequest(severity=engine_pb2.ERROR, message=str(unhandled), urn=urn))

    return resource.urn.apply(show)


def hide_traceback(error: Exception) -> None:
    """Let Pulumi show an error of a dynamic provider without its traceback.

    Python can only hide the tracebacks of a whole process. Dynamic providers of others share the process, so it shows
    tracebacks again when the error no longer exists. Other processes, such as a program or its tests, are left alone:
    without tracebacks, Pulumi's SDK cannot register a resource.
    """
    main = getattr(sys.modules["__main__"], "__spec__", None)
    if main is not None and main.name == "pulumi.dynamic.__main__":
        sys.tracebacklimit = 0
        weakref.finalize(error, vars(sys).pop, "tracebacklimit", None)
