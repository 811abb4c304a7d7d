# SPDX-License-Identifier: MIT
"""The time limit of a lookup."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable

from ..errors import DeadlineExceededError


class Deadline:
    """A number of seconds from now, for all requests, retries and waits of a lookup."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._progress: dict[int, str] = {}  # thread -> what it is doing

    def remaining(self) -> float:
        """Seconds left; 0 when the deadline has passed."""
        return max(0.0, self._end - time.monotonic())

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
