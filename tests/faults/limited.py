# SPDX-License-Identifier: MIT
"""An API that limits the rate of requests."""

from __future__ import annotations

import threading
import time

from sandbox_api import Sandbox
from sandbox_api.replies import Reply, parse

from .report import REPORT


class LimitedSandbox(Sandbox):
    """Answers so many requests a second, and the others with 429 and Retry-After: a token bucket, empty at first."""

    def __init__(self, a_second: int) -> None:
        """a_second: the rate, and how many may come at once."""
        self.refused = 0
        self.rate = a_second
        self._tokens = 0.0
        self._filled: float | None = None  # when, None before the first request
        self._bucket = threading.Lock()
        super().__init__()

    def next_reply(self, path: str) -> Reply | None:
        """A refusal where the bucket is empty."""
        with self._bucket:
            now = time.monotonic()
            self._tokens = min(self.rate, self._tokens + (now - (self._filled or now)) * self.rate)
            self._filled = now
            if self._tokens >= 1:
                self._tokens -= 1
                return super().next_reply(path)
            self.refused += 1
            return parse({"status": 429, "headers": {"Retry-After": "1"}})[0]


def assert_counted(what: str, limited: LimitedSandbox, lookups: int, seconds: float) -> None:
    """Each lookup came to one request, beside those that were refused; the report tells."""
    assert len(limited.requests) == lookups + limited.refused
    assert limited.refused > 0, "the limit was never met"
    REPORT.figure(
        what,
        f"all answered; {len(limited.requests)} requests, {limited.refused} of them refused with HTTP 429, "
        f"in {seconds:.0f} s",
    )
