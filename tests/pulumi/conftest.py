# SPDX-License-Identifier: MIT
"""Fixtures for the tests of the Pulumi package: the real engine, and one generation of the API."""

from __future__ import annotations

import pytest

from pulumi_engine import engine

__all__ = ["engine"]


@pytest.fixture(autouse=True)
def query_v1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Query v1 only, so that a lookup is one request. Tests of other generations set `api_version` themselves."""
    monkeypatch.setenv("TOGETHER_API_VERSION", "v1")
