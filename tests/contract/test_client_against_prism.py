# SPDX-License-Identifier: MIT
"""The client against Prism, which answers from the unmodified specification and refuses requests that break it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import prism_server
from ansible_collections.together.ai.plugins.module_utils._core import client as core

SPEC = Path(__file__).parents[2] / "schemas" / "openapi.yaml"
RANDOM_ANSWERS = 25

pytestmark = [
    pytest.mark.xdist_group("prism"),
    pytest.mark.skipif(bool(prism_server.missing()), reason=prism_server.missing()),
]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that answers with the examples of the specification."""
    with prism_server.prism(SPEC, tmp_path_factory.mktemp("prism") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def random_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that makes up an answer from the schemas, another one each time."""
    with prism_server.prism(SPEC, tmp_path_factory.mktemp("prism") / "log", "--dynamic") as url:
        yield url


def ask(url: str, query: core.Query, api_key: str = "any-key-will-do") -> core.Answer:
    return core.lookup(core.Settings(api_key=api_key, base_url=url, api_version="v1", validation="strict"), query)


def test_the_example_of_the_specification_is_found_by_its_model(examples: str) -> None:
    answer = ask(examples, core.Query(models=["allenai/OLMo-7B"]))
    assert answer.ids == {"allenai/OLMo-7B": "endpoint-5c0c20db-62fe-4f41-8ffc-d9e4ea1a264e"}
    assert answer.contract_violations == []


@pytest.mark.parametrize(
    "query",
    [
        core.Query(type="serverless"),
        core.Query(usage_type="on-demand"),
        core.Query(usage_type="reserved"),
        core.Query(mine=True),
        core.Query(mine=False),
        core.Query(type="serverless", usage_type="reserved", mine=True),
    ],
    ids=repr,
)
def test_every_filter_is_sent_as_the_specification_wants_it(examples: str, query: core.Query) -> None:
    assert ask(examples, query).count == 1  # Prism answers 422 to a parameter that breaks the specification


def test_made_up_answers_pass_the_strictest_validation(random_answers: str) -> None:
    answers = [ask(random_answers, core.Query()) for _ in range(RANDOM_ANSWERS)]
    rows = [row for answer in answers for row in answer.endpoints]
    assert len({row["id"] for row in rows}) > RANDOM_ANSWERS / 5
    assert all(isinstance(row[field], str) for row in rows for field in ("id", "name", "model", "created_at"))
