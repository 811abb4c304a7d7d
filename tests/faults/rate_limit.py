# SPDX-License-Identifier: MIT
"""A sandbox that limits the rate of requests."""

from __future__ import annotations

import threading
import time

from sandbox_api import Sandbox
from sandbox_api.replies import Reply, parse


class RateLimitedSandbox(Sandbox):
    """Answers a number of requests per second, and refuses others with HTTP 429 and `Retry-After: 1`.

    A token bucket that is empty at first: the first request is always refused.
    """

    def __init__(self, requests_per_second: int) -> None:
        """Set the rate, which is also the size of the bucket."""
        self.refused = 0
        self.rate = requests_per_second
        self._tokens = 0.0
        self._last_request: float | None = None
        self._bucket_lock = threading.Lock()
        super().__init__()

    def next_reply(self, path: str) -> Reply | None:
        """Take a token, or refuse the request."""
        with self._bucket_lock:
            now = time.monotonic()
            elapsed = 0.0 if self._last_request is None else now - self._last_request
            self._last_request = now
            self._tokens = min(self.rate, self._tokens + elapsed * self.rate)
            if self._tokens >= 1:
                self._tokens -= 1
                return super().next_reply(path)
            self.refused += 1
            return parse({"status": 429, "headers": {"Retry-After": "1"}})[0]
