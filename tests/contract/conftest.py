# SPDX-License-Identifier: MIT
"""Prism serving the unmodified spec, once with its examples and once with data made up from the schemas."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from prism_server import missing, prism

SPEC = Path(__file__).resolve().parents[2] / "schemas" / "openapi.yaml"


@pytest.fixture(scope="session")
def prism_static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL, without /v1, of a Prism that answers with the spec's own example."""
    if reason := missing():
        pytest.skip(reason)
    with prism(SPEC, tmp_path_factory.mktemp("prism") / "static.log") as url:
        yield url


@pytest.fixture(scope="session")
def prism_dynamic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL, without /v1, of a Prism that makes up another answer each time, extra fields and all."""
    if reason := missing():
        pytest.skip(reason)
    with prism(SPEC, tmp_path_factory.mktemp("prism") / "dynamic.log", "--dynamic") as url:
        yield url
