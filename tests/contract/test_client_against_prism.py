# SPDX-License-Identifier: MIT
"""The client with Prism, which responds according to the unmodified v1 specification and rejects invalid requests."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core

RESPONSES = 25

pytestmark = pytest.mark.xdist_group("prism")


def look_up(url: str, query: core.Query, **settings: Any) -> core.Answer:
    return core.lookup(core.Settings(api_key="any-key-will-do", base_url=url, validation="strict", **settings), query)


def test_the_example_of_the_specification_is_found_by_its_model(prism_static: str) -> None:
    answer = look_up(prism_static, core.Query(models=["allenai/OLMo-7B"]), api_version="v1")
    assert answer.ids == {"allenai/OLMo-7B": "endpoint-5c0c20db-62fe-4f41-8ffc-d9e4ea1a264e"}
    assert answer.contract_violations == []


def test_a_server_without_v2_is_queried_in_v1_by_default(prism_static: str) -> None:
    answer = look_up(prism_static, core.Query(models=["allenai/OLMo-7B"]))
    assert (answer.count, answer.api_versions) == (1, ["v1"])


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
def test_every_filter_conforms_to_the_specification(prism_static: str, query: core.Query) -> None:
    # Prism responds with HTTP 422 to an invalid parameter.
    assert look_up(prism_static, query, api_version="v1").count == 1


def test_generated_responses_pass_strict_validation(prism_dynamic: str) -> None:
    answers = [look_up(prism_dynamic, core.Query(), api_version="v1") for _ in range(RESPONSES)]
    endpoints = [endpoint for answer in answers for endpoint in answer.endpoints]
    assert len({endpoint["id"] for endpoint in endpoints}) > RESPONSES / 5
    fields = ("id", "name", "model", "created_at")
    assert all(isinstance(endpoint[field], str) for endpoint in endpoints for field in fields)
