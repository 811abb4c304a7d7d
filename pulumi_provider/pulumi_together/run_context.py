# SPDX-License-Identifier: MIT
"""The state that all lookups of one program run share: clients, and the warnings that were shown."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from ._core import client as core
from .diagnostics import WarnOnce


class RunContext:
    """One run of a Pulumi program: a preview, or an update. Thread-safe."""

    def __init__(self) -> None:
        self.warnings = WarnOnce(pulumi.log.warn)
        self._lock = threading.Lock()
        self._clients: dict[tuple[object, ...], core.Client] = {}
        weakref.finalize(self, _close, self._clients).atexit = False

    def client(self, settings: core.Settings) -> core.Client:
        """The client that all settings with equal requests share."""
        with self._lock:
            if settings.cache_key not in self._clients:
                self._clients[settings.cache_key] = core.Client(settings)
            return self._clients[settings.cache_key]


def _close(clients: Mapping[Any, core.Client]) -> None:
    for client in clients.values():
        client.close()


# The key is the monitor of the run. Each run has its own, also where several share a process (Automation API), one
# after the other or at the same time.
_CONTEXTS: weakref.WeakKeyDictionary[Any, RunContext] = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def current() -> RunContext:
    """The context of the run that the caller belongs to.

    Without Pulumi's engine, each call gets a new context: a script sees the API's current data in every call.
    """
    monitor = get_monitor()
    if monitor is None:
        return RunContext()
    with _LOCK:
        return _CONTEXTS.setdefault(monitor, RunContext())


def is_mocked() -> bool:
    """Whether this is a unit test with `pulumi.runtime.set_mocks`."""
    return isinstance(get_monitor(), MockMonitor)
