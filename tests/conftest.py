# SPDX-License-Identifier: MIT
"""What tests of every kind share: a Together API of their own, and an environment without settings of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from sandbox_api import Sandbox

FOREIGN = ("TOGETHER_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, URL, proxy, CA bundle or netrc file of the user: each test sets its own."""
    for variable in list(os.environ):
        if variable.startswith(FOREIGN) or variable.lower().endswith("_proxy"):
            monkeypatch.delenv(variable)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh sandbox with its realistic estate and nothing scripted."""
    with Sandbox() as server:
        yield server
