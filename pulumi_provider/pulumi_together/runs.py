# SPDX-License-Identifier: MIT
"""What the lookups of one program run share: requests made, and warnings said, once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from ._core import client as core


class Run:
    """One run of a Pulumi program: a preview, or an update. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[tuple[object, ...], core.Client] = {}
        self._said: set[str] = set()

    def client(self, settings: core.Settings) -> core.Client:
        """The one client for all settings that make the same requests. Raises core.MissingDependencyError."""
        with self._lock:
            if settings.cache_key not in self._clients:
                self._clients[settings.cache_key] = core.Client(settings)
            return self._clients[settings.cache_key]

    def warn(self, texts: Iterable[str]) -> None:
        """Show each text to the user, unless this run has shown it."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._said]
            self._said.update(new)
        for text in new:
            pulumi.log.warn(text)


# By the run's monitor, which is an object of its own even where several runs, one after the other or at the same time,
# share a process (Automation API). The entry goes with it.
_RUNS: WeakKeyDictionary[Any, Run] = WeakKeyDictionary()
_LOCK = threading.Lock()


def current() -> Run:
    """The run that asks. Without an engine each call is a run of its own: a script sees fresh data every time."""
    monitor = get_monitor()
    if monitor is None:
        return Run()
    with _LOCK:
        return _RUNS.setdefault(monitor, Run())


def is_mocked() -> bool:
    """Whether this is a unit test with `pulumi.runtime.set_mocks`."""
    return isinstance(get_monitor(), MockMonitor)
