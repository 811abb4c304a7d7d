# SPDX-License-Identifier: MIT
"""The bounds of a lookup, whatever a server sends. docs/security.md lists them."""

from __future__ import annotations

import threading
from typing import Literal

# Of all responses of a lookup together:
MAX_BYTES = 64 * 1024 * 1024  # decoded
MAX_VALUES = 2_000_000  # JSON values; 100,000 endpoints have about a million
MAX_ENTRIES = 200_000  # entries of lists: endpoints, deployments, parts of a traffic split, models, projects
# Of one response:
MAX_ERROR_BYTES = 1024 * 1024  # read from the body of an HTTP error
MAX_NESTING = 100  # levels of lists and objects
# Of one list:
MAX_PAGES = 200
MAX_CURSOR = 4096  # characters
# Of the violations of the API's schema:
MAX_VIOLATIONS = 100  # explained and kept; others are only counted
MAX_EXPLAINED_VALUES = 10_000  # JSON values; a larger entry or document is not explained
EXPLANATION_SECONDS = 2.0  # to explain the violations of a lookup
# Of a client:
MAX_KEPT_BYTES = 32 * 1024 * 1024  # decoded, of the responses that it keeps for later lookups
MAX_KEPT_VALUES = 1_000_000  # JSON values of these responses
MAX_CONCURRENCY = 12  # requests at a time


Part = Literal["bytes", "values", "entries", "explanation_seconds"]


class Budget:
    """What the responses of one lookup may still add up to. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.left: dict[Part, float] = {
            "bytes": MAX_BYTES,
            "values": MAX_VALUES,
            "entries": MAX_ENTRIES,
            "explanation_seconds": EXPLANATION_SECONDS,
        }

    def take(self, part: Part, amount: float) -> bool:
        """Use up some of a part. False if less than that was left of it."""
        with self._lock:
            self.left[part] -= amount
            return self.left[part] >= 0
