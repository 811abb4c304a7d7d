# SPDX-License-Identifier: MIT
"""Fixtures and hooks of all tests: a Together API of their own, and no settings of the user's."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from sandbox_api import Sandbox

FOREIGN = ("TOGETHER_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


def pytest_configure() -> None:
    """Restore SIGINT: shells start background jobs with it ignored, and programs that tests interrupt inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
