# SPDX-License-Identifier: MIT
"""Fixtures of the fault tests: the real Pulumi engine, and a server that limits the rate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.rate_limit import RateLimitedSandbox
from pulumi_engine import engine

__all__ = ["engine"]


@pytest.fixture
def rate_limited(request: pytest.FixtureRequest) -> Iterator[RateLimitedSandbox]:
    """Start an API that answers as many requests per second as the test's parameter says."""
    server = RateLimitedSandbox(request.param)
    with server:
        yield server
