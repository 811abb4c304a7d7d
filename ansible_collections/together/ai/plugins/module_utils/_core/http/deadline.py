# SPDX-License-Identifier: MIT
"""The time left for a lookup, kept even where a library waits longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, TypeVar

from ..errors import DeadlinePassed

T = TypeVar("T")


class Deadline:
    """So many seconds from now on, for everything."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._under_way: dict[int, str] = {}  # thread -> what it does
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, 0 when they are over."""
        return max(0.0, self._end - time.monotonic())

    @contextmanager
    def doing(self, what: str) -> Iterator[Callable[[str], None]]:
        """What this thread does, told when the time is over before it is done; the function given tells it anew."""
        thread = threading.get_ident()

        def tell(text: str) -> None:
            self._under_way[thread] = text

        tell(what)
        try:
            yield tell
        finally:
            self._under_way.pop(thread, None)

    def passed(self) -> DeadlinePassed:
        """The error to raise when the time is over."""
        return DeadlinePassed(self.seconds, next(iter(list(self._under_way.values())), ""))

    def run(self, work: Callable[[], T]) -> T:
        """What work returns or raises; DeadlinePassed as soon as the time is over.

        The work runs in a daemon thread: a socket's time-outs bound each wait but not their sum, and a name server or
        a server that sends a byte now and then outlasts them all. Such a thread is left behind; it holds up no exit.
        """
        results: list[T] = []
        errors: list[BaseException] = []

        def worker() -> None:
            try:
                results.append(work())
            except BaseException as error:  # handed to the caller, whatever it is
                errors.append(error)

        thread = threading.Thread(target=worker, name="together-ai-lookup", daemon=True)
        thread.start()
        thread.join(self.remaining())
        if results:
            return results[0]
        raise errors[0] if errors else self.passed()
