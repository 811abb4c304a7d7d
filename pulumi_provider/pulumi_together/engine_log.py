# SPDX-License-Identifier: MIT
"""Warnings for the user, through the engine: it shows neither what a plugin prints nor what its `pulumi.log` says."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

# gRPC sends even a connection to 127.0.0.1 through https_proxy, unless this is set.
CHANNEL_OPTIONS = [("grpc.enable_http_proxy", 0)]
TIMEOUT = 5.0  # seconds; an engine that listens answers in milliseconds


class EngineLog:
    """What one plugin process says to its user, each text once. Thread-safe."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._said: set[str] = set()

    def warn(self, texts: Iterable[str]) -> None:
        """Show each text, unless it was shown. An engine that does not listen is no failure of a lookup."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._said]
            self._said.update(new)
        if not new:
            return
        try:
            with grpc.insecure_channel(self._address, options=CHANNEL_OPTIONS) as channel:
                engine = engine_pb2_grpc.EngineStub(channel)
                for text in new:
                    engine.Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text), timeout=TIMEOUT)
        except grpc.RpcError:
            pass
