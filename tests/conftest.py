# SPDX-License-Identifier: MIT
"""Fixtures and hooks of all tests: a Together API of their own, no settings of the user's, and tables at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from faults.report import REPORT
from generated.tally import TALLY
from sandbox_api import Sandbox

FOREIGN = ("TOGETHER_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_", "NETRC")


class Table(Protocol):
    """Figures that tests collect. Workers of pytest-xdist send theirs to the process that prints the table."""

    def lines(self) -> list[str]:
        """Return the table as text; empty if no test added anything."""

    def dump(self) -> list[Any]:
        """Return the figures as built-in types."""

    def merge(self, dumped: list[Any]) -> None:
        """Add figures that another process collected."""


TABLES: dict[str, Table] = {"reliability": REPORT, "generated responses": TALLY}


def pytest_configure() -> None:
    """Restore SIGINT: shells start background jobs with it ignored, and programs that tests interrupt inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that start the real Pulumi engine as slow, except the end-to-end tests in tests/e2e."""
    for item in items:
        assert isinstance(item, pytest.Function)
        fixtures = item._fixtureinfo.name2fixturedefs.get("engine", ())
        starts_engine = any(fixture.func.__module__ == "pulumi_engine" for fixture in fixtures)
        if starts_engine and item.path.parent.name != "e2e":
            item.add_marker(pytest.mark.slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the tables from a worker of pytest-xdist to the process that prints them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tables"] = {name: table.dump() for name, table in TABLES.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Receive the tables of a worker."""
    for name, dumped in getattr(node, "workeroutput", {}).get("tables", {}).items():
        TABLES[name].merge(dumped)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables, and write the one of faults to the file that RELIABILITY_REPORT names."""
    for name, table in TABLES.items():
        if lines := table.lines():
            terminalreporter.section(name)
            terminalreporter.write("\n".join(lines) + "\n")
    if "RELIABILITY_REPORT" in os.environ:
        REPORT.write(Path(os.environ["RELIABILITY_REPORT"]))


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove keys, URLs, proxies, CA bundles and netrc files of the user: each test sets its own."""
    for variable in list(os.environ):
        if variable.startswith(FOREIGN) or variable.lower().endswith("_proxy"):
            monkeypatch.delenv(variable)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Start a sandbox with its realistic endpoints and without scripted replies."""
    with Sandbox() as server:
        yield server
