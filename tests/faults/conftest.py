# SPDX-License-Identifier: MIT
"""Shows the suite's table at the end; RELIABILITY_REPORT names a file to write it to as well. And what tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.limited import LimitedSandbox
from faults.report import REPORT
from pulumi_engine import engine

__all__ = ["engine"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was found, if anything was looked for."""
    if not (REPORT.cells or REPORT.figures):
        return
    terminalreporter.section("reliability")
    for line in REPORT.lines():
        terminalreporter.write_line(line)
    if "RELIABILITY_REPORT" in os.environ:
        Path(os.environ["RELIABILITY_REPORT"]).write_text(REPORT.markdown(), encoding="utf-8")


@pytest.fixture
def limited(request: pytest.FixtureRequest) -> Iterator[LimitedSandbox]:
    """An API that allows as many requests a second as the test's parameter says."""
    server = LimitedSandbox(a_second=request.param)
    with server:
        yield server
