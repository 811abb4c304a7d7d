# SPDX-License-Identifier: MIT
"""Shows the suite's table at the end; RELIABILITY_REPORT names a file to write it to as well."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from faults.report import REPORT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was found, if anything was looked for."""
    if not (REPORT.cells or REPORT.figures):
        return
    terminalreporter.section("reliability")
    for line in REPORT.lines():
        terminalreporter.write_line(line)
    if "RELIABILITY_REPORT" in os.environ:
        Path(os.environ["RELIABILITY_REPORT"]).write_text(REPORT.markdown(), encoding="utf-8")
