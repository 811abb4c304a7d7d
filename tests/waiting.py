# SPDX-License-Identifier: MIT
"""Waiting for what another process or thread does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

HUNG = 120.0  # seconds after which an event has to be given up, on a loaded machine too


def wait_until(condition: Callable[[], Any], description: str) -> None:
    """Poll until a condition is true. Raises TimeoutError with the description of the condition."""
    give_up = time.monotonic() + HUNG
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(f"after {HUNG:.0f} s still not true: {description}")
        time.sleep(0.02)
