# SPDX-License-Identifier: MIT
"""Prism serving the unmodified specification: with its examples, and with data generated from its schemas."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from prism_server import missing, prism

SPECIFICATION = Path(__file__).resolve().parents[2] / "schemas" / "openapi.yaml"


@pytest.fixture(scope="session")
def prism_static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL, without /v1, of a Prism that sends the example of the specification."""
    if reason := missing():
        pytest.skip(reason)
    with prism(SPECIFICATION, tmp_path_factory.mktemp("prism") / "static.log") as url:
        yield url


@pytest.fixture(scope="session")
def prism_dynamic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL, without /v1, of a Prism that generates another response each time, with undefined fields."""
    if reason := missing():
        pytest.skip(reason)
    with prism(SPECIFICATION, tmp_path_factory.mktemp("prism") / "dynamic.log", "--dynamic") as url:
        yield url
