# SPDX-License-Identifier: MIT
"""Fixtures of the fault tests, and their report: printed at the end, and written to the file in RELIABILITY_REPORT."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.rate_limit import RateLimitedSandbox
from faults.report import REPORT
from pulumi_engine import engine

__all__ = ["engine"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the report if a test added to it."""
    if lines := REPORT.lines():
        terminalreporter.section("reliability")
        terminalreporter.write("\n".join(lines) + "\n")
    if "RELIABILITY_REPORT" in os.environ:
        Path(os.environ["RELIABILITY_REPORT"]).write_text(REPORT.markdown(), encoding="utf-8")


@pytest.fixture
def rate_limited(request: pytest.FixtureRequest) -> Iterator[RateLimitedSandbox]:
    """Start an API that answers as many requests per second as the test's parameter says."""
    server = RateLimitedSandbox(request.param)
    with server:
        yield server
