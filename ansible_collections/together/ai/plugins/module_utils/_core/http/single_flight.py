# SPDX-License-Identifier: MIT
"""Equal work once: the first caller does it, all others get what came of it."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Callable, Generic, TypeVar

from .deadline import Deadline

T = TypeVar("T")


class Once(Generic[T]):
    """Results by key, errors included, for as long as this object lives. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[Hashable, Future[T]] = {}

    def get(self, key: Hashable, work: Callable[[], T], deadline: Deadline) -> T:
        """What work returned or raised for this key; a caller waits no longer than its own deadline."""
        with self._lock:
            mine = key not in self._futures
            future = self._futures.setdefault(key, Future())
        if mine:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
        try:
            failed = future.exception(deadline.remaining())
        except FutureTimeout:
            failed = deadline.passed()
        if failed:
            raise failed.with_traceback(None)  # one error is raised for many, and would remember all of them
        return future.result()
