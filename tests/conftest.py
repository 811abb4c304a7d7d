# SPDX-License-Identifier: MIT
"""What tests of every kind share: a Together API of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox_api import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh sandbox with its realistic estate and nothing scripted."""
    with Sandbox() as server:
        yield server
