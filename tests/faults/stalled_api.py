# SPDX-License-Identifier: MIT
"""An API that stops in the middle of a response, and options that let a lookup wait for it for an hour."""

from __future__ import annotations

from threading import Event
from typing import Any

from sandbox_api import Sandbox

# A lookup that ends within an hour was ended by the test.
FOREVER: dict[str, Any] = {
    "api_version": "v1",
    "timeout": 3600,
    "deadline": 3600,
}


def stall(sandbox: Sandbox) -> Event:
    """Make the sandbox stop halfway through every response. The event is set when the first request has come."""
    sandbox.replies({"status": 200, "fault": "stall_in_body", "seconds": 3600, "times": 9})
    requested = Event()
    sandbox.on_request = lambda request, response: requested.set()
    return requested
