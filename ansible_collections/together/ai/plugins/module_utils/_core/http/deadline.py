# SPDX-License-Identifier: MIT
"""The time limit of a lookup, and its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable

from ..errors import DeadlineExceededError

Callback = Callable[[], None]


class Deadline:
    """A number of seconds from now, for all requests, retries and waits of a lookup. Thread-safe.

    A lookup can end earlier, with an answer or an error. From then on no time remains for what still runs in its
    threads, and what they wait for is interrupted.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._progress: dict[int, str] = {}  # thread -> what it is doing
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callback] = []

    def remaining(self) -> float:
        """Seconds left; 0 when the deadline has passed or the lookup has ended."""
        return 0.0 if self._over.is_set() else max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise DeadlineExceededError if no time is left."""
        if not self.remaining():
            raise self.exceeded_error()

    def sleep(self, seconds: float) -> None:
        """Wait, but not after the end of the lookup."""
        self._over.wait(seconds)

    def end(self) -> None:
        """End the lookup: leave no time for what still runs, and interrupt it."""
        with self._lock:
            self._over.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    @contextmanager
    def interruptible(self, interrupt: Callback) -> Iterator[None]:
        """Call a function from another thread if the lookup ends meanwhile. Raises DeadlineExceededError if it has."""
        with self._lock:
            if self._over.is_set():
                raise self.exceeded_error()
            self._callbacks.append(interrupt)
        try:
            yield
        finally:
            with self._lock:
                if interrupt in self._callbacks:
                    self._callbacks.remove(interrupt)

    @contextmanager
    def track(self, activity: str) -> Iterator[Callable[[str], None]]:
        """Name what this thread is doing, for the error's message. Yields a function that replaces the text."""
        thread = threading.get_ident()

        def update(text: str) -> None:
            self._progress[thread] = text

        update(activity)
        try:
            yield update
        finally:
            self._progress.pop(thread, None)

    def exceeded_error(self) -> DeadlineExceededError:
        """The error to raise when the deadline has passed."""
        return DeadlineExceededError(self.seconds, next(iter(list(self._progress.values())), ""))
