# SPDX-License-Identifier: MIT
"""Both generations of the API at once: merging, absent generations, failures, and the number of requests."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core.generations import look_up, look_up_error, names, serve
from sandbox_api import Sandbox

QWEN = "Qwen/Qwen3-32B"
GEMMA = "google/gemma-3-27b-it"
LLAMA = "meta-llama/Llama-3.3-70B-Instruct-Turbo"
GPT = "openai/gpt-oss-120b"


@pytest.fixture
def split(sandbox: Sandbox) -> Sandbox:
    """A sandbox whose endpoints are in v1 only, in v2 only, or in both."""
    serve(sandbox, "split")
    return sandbox


def test_a_public_endpoint_of_v1_and_two_dedicated_ones_of_v2_are_ambiguous(split: Sandbox) -> None:
    error = look_up_error(split, models=[QWEN])
    assert error.error_type == "ambiguous"
    candidates = error.facts["candidates"][QWEN]
    assert [(each["name"], each["api_version"]) for each in candidates] == [
        (QWEN, "v1"),
        ("acme/qwen3-32b", "v2"),
        ("acme/qwen3-32b-batch", "v2"),
    ]
    assert all(each["name"] in str(error) for each in candidates)


def test_a_dedicated_endpoint_in_both_generations_is_taken_from_v2(split: Sandbox) -> None:
    (endpoint,) = look_up(split, models=[GEMMA], type="dedicated").endpoints
    assert (endpoint["name"], endpoint["api_version"]) == ("acme/migrated", "v2")
    assert endpoint["id"].startswith("ep_")


def test_a_serverless_endpoint_is_taken_from_v1_while_v1_lists_it(split: Sandbox) -> None:
    (endpoint,) = look_up(split, models=[QWEN], type="serverless").endpoints
    assert (endpoint["name"], endpoint["api_version"]) == (QWEN, "v1")
    split.endpoints = []
    split.v2.catalogue[0] |= {"products": ["PRODUCT_SERVERLESS"], "serverlessEndpoint": "maker/public"}
    model = split.v2.catalogue[0]["name"]
    assert ("maker/public", "v2") in [
        (each["name"], each["api_version"]) for each in look_up(split, models=[model], on_multiple="all").endpoints
    ]


def test_endpoints_of_one_generation_are_found_in_a_lookup_of_both(split: Sandbox) -> None:
    answer = look_up(split, models=[LLAMA, GPT], type="dedicated", mine=True)
    assert answer.names == {LLAMA: "acme/Llama-3.3-70B-Instruct-Turbo-51e9c6f0", GPT: "acme/new"}
    assert answer.api_versions == ["v1", "v2"]


def test_a_query_without_models_lists_each_endpoint_once(split: Sandbox) -> None:
    listed = names(look_up(split, type="dedicated"))
    assert sorted(listed) == sorted(set(listed))
    assert {"acme/migrated", "acme/new", "acme-research/shared"} <= set(listed)


@pytest.mark.parametrize("outage", ["v1-gone", "v1-disabled"])
def test_a_generation_that_has_ended_is_left_out(split: Sandbox, outage: str) -> None:
    split.outages = [outage]
    answer = look_up(split, models=[GEMMA], type="dedicated")
    assert (answer.names, answer.api_versions) == ({GEMMA: "acme/migrated"}, ["v2"])


@pytest.mark.parametrize("outage", ["v2-absent", "only-v1-endpoints"])
def test_a_generation_that_does_not_exist_is_left_out(split: Sandbox, outage: str) -> None:
    split.outages = [outage]
    answer = look_up(split, models=[GEMMA])
    assert (names(answer), answer.api_versions) == (["acme/migrated"], ["v1"])
    assert answer.endpoints[0]["api_version"] == "v1"


@pytest.mark.parametrize("status", [404, 405, 410, 501])
@pytest.mark.parametrize("path", ["/v1/endpoints", "/v2/supported-models"])
def test_these_statuses_of_the_first_request_mean_that_a_generation_is_absent(
    split: Sandbox, path: str, status: int
) -> None:
    split.replies({"status": status, "path": path})
    assert look_up(split).api_versions == ["v2" if path == "/v1/endpoints" else "v1"]


@pytest.mark.parametrize(
    ("outage", "generation", "other"), [("v2-503", "v2", "v1"), ("v2-500", "v2", "v1"), ("v1-503", "v1", "v2")]
)
def test_a_failing_generation_fails_the_lookup_and_is_named(
    split: Sandbox, outage: str, generation: str, other: str
) -> None:
    split.outages = [outage]
    error = look_up_error(split, models=[GEMMA])
    assert (error.error_type, error.retryable, error.facts["api_version"]) == ("server_error", True, generation)
    assert f"This concerns API {generation}" in str(error)
    assert f"set api_version to {other}" in str(error)


@pytest.mark.parametrize(
    ("base_url", "proxy"),
    [
        ("http://together.invalid", None),
        ("http://127.0.0.1:1", None),
        ("http://together.invalid", "http://proxy.invalid:3128"),
        ("http://together.invalid", "http://127.0.0.1:1"),
    ],
    ids=["unknown host", "refused", "unknown proxy", "proxy refused"],
)
def test_the_other_generation_is_not_advised_for_a_failure_that_both_have(
    split: Sandbox, monkeypatch: pytest.MonkeyPatch, base_url: str, proxy: str | None
) -> None:
    if proxy:
        monkeypatch.setenv("http_proxy", proxy)
    error = look_up_error(split, {"base_url": base_url})
    assert (error.error_type, error.retryable) == ("connection", True)
    assert "alone" not in str(error)


def test_another_403_of_v1_fails_the_lookup(split: Sandbox) -> None:
    split.replies({"status": 403, "path": "/v1/endpoints"})
    assert look_up_error(split).error_type == "forbidden"


def test_without_any_generation_the_error_has_the_reasons_of_both(split: Sandbox) -> None:
    split.outages = ["only-v1-endpoints", "v1-gone"]
    error = look_up_error(split, models=[GEMMA])
    assert isinstance(error, core.NoGenerationError)
    assert set(error.facts["generations"]) == {"v1", "v2"}
    for piece in ("v1: GET", "HTTP 410", "v2: GET", "HTTP 404", "Check base_url"):
        assert piece in str(error)


def test_a_missing_model_says_which_generations_and_projects_were_examined(split: Sandbox) -> None:
    error = look_up_error(split, models=["nobody/this"])
    assert (error.facts["api_versions"], error.facts["projects"]) == (["v1", "v2"], ["acme"])
    assert "in v1 and v2 (project acme)" in str(error)


def test_suggestions_come_from_the_names_of_both_generations(split: Sandbox) -> None:
    similar = look_up_error(split, models=["llama 3.3 70b instruct", "gpt oss 120b"]).facts["similar"]
    assert similar["llama 3.3 70b instruct"][0] == LLAMA
    assert similar["gpt oss 120b"][0] == GPT


def test_a_twin_in_v1_adds_the_model_that_v2_cannot_name(split: Sandbox) -> None:
    for endpoint in split.v2.endpoints:
        if endpoint["name"] == "acme/migrated":
            endpoint["deployments"][0]["model"] = "projects/proj_elsewhere/models/ml_private/revisions/r"
    assert look_up(split, models=[GEMMA]).names == {GEMMA: "acme/migrated"}


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"models": [GEMMA]},
        {"models": [f"maker/model-{number}" for number in range(20)], "on_missing": "ignore"},
        {"models": ["acme/support-bot"], "on_missing": "ignore"},
        {"mine": True},
    ],
    ids=["no models", "one model", "twenty models", "a model of the project", "mine"],
)
@pytest.mark.parametrize("settings", [{}, {"project_id": "acme"}], ids=["the key's project", "a project by slug"])
def test_a_lookup_sends_at_most_seven_requests(
    sandbox: Sandbox, question: dict[str, Any], settings: dict[str, Any]
) -> None:
    look_up(sandbox, settings, **question)
    assert len(sandbox.requests) <= 7
    assert max(sandbox.request_counts().values()) == 1


def test_equal_requests_of_a_client_are_sent_once(sandbox: Sandbox) -> None:
    with core.Client(core.Settings(api_key=sandbox.api_key, base_url=sandbox.url)) as client:
        for number in range(20):
            client.lookup(core.Query(models=[f"maker/model-{number}"], on_missing="ignore"))
    assert len(sandbox.requests) <= 7


def test_an_outage_is_not_remembered_by_a_client(split: Sandbox) -> None:
    with core.Client(core.Settings(api_key=split.api_key, base_url=split.url, retries=0)) as client:
        split.outages = ["v2-503"]
        with pytest.raises(core.HTTPStatusError):
            client.lookup(core.Query())
        split.outages = []
        assert client.lookup(core.Query()).api_versions == ["v1", "v2"]
