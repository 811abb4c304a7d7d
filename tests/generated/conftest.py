# SPDX-License-Identifier: MIT
"""Prints how many documents were tried. GENERATED=20 in the environment tries twenty times as many."""

from __future__ import annotations

import pytest

from generated import tally


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, if anything was tried."""
    if tally.TRIED:
        terminalreporter.section("generated responses")
        for line in tally.lines():
            terminalreporter.write_line(line)
