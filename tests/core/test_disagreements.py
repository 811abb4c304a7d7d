# SPDX-License-Identifier: MIT
"""Generations that disagree, and answers of v2 that leave something open: never a guess."""

from __future__ import annotations

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core.generations import look_up, look_up_error, names, serve
from sandbox_api import Sandbox, deployment, endpoint

GPT = "openai/gpt-oss-120b"
GEMMA = "google/gemma-3-27b-it"
V2 = {"api_version": "v2"}


@pytest.fixture
def split(sandbox: Sandbox) -> Sandbox:
    """A sandbox without private models."""
    serve(sandbox, "split")
    return sandbox


def v1_row(name: str, model: str, type_: str = "dedicated") -> dict[str, str]:
    fields = {"object": "endpoint", "id": f"endpoint-{name}", "name": name, "model": model, "type": type_}
    return {**fields, "owner": "acme", "state": "STARTED", "created_at": "2026-01-01T00:00:00Z"}


def test_an_endpoint_is_not_returned_for_a_model_that_only_v1_states(split: Sandbox) -> None:
    split.endpoints = [v1_row("acme/m", GEMMA)]
    split.v2.endpoints = [endpoint("acme/m", deployment(split.v2.resource(GPT)))]
    assert look_up_error(split, models=[GEMMA]).error_type == "missing"
    assert look_up(split, models=[GPT], mine=True).names == {GPT: "acme/m"}


@pytest.mark.parametrize("mode", ["TRAFFIC_MODE_CANARY", None])
def test_a_deployment_in_an_unknown_mode_with_a_weight_gets_traffic(split: Sandbox, mode: str | None) -> None:
    split.v2.endpoints = [endpoint("acme/b", deployment(split.v2.resource(GPT)))]
    split.v2.endpoints[0]["deployments"][0]["trafficMode"] = mode
    answer = look_up(split, {**V2, "validation": "warn"}, models=[GPT], mine=True)
    assert (answer.names, answer.endpoints[0]["ready"]) == ({GPT: "acme/b"}, True)


@pytest.mark.parametrize("model", [None, "", "not a resource name", 7])
def test_an_endpoint_whose_model_cannot_be_read_is_warned_about(split: Sandbox, model: object) -> None:
    split.v2.endpoints = [endpoint("acme/b", deployment(split.v2.resource(GPT)))]
    split.v2.endpoints[0]["deployments"][0].update(model=model, modelId=None)
    answer = look_up(split, {"validation": "warn"}, models=[GPT], type="serverless")
    assert [warning for warning in answer.warnings if "cannot be read" in warning]


def test_v2_without_an_identity_fails_the_lookup(split: Sandbox) -> None:
    split.replies({"status": 404, "path": "*/whoami", "times": 2})
    error = look_up_error(split, models=[GPT])
    assert (error.error_type, error.facts["api_version"]) == ("http_error", "v2")
    assert "/v1/whoami" in str(error)


def test_a_code_of_v1_does_not_end_v2(split: Sandbox) -> None:
    body = {"error": {"message": "no", "type": "t", "param": None, "code": "endpoints_v1_access_disabled"}}
    split.replies({"status": 403, "json": body, "path": "/v2/supported-models"})
    assert look_up_error(split, models=[GPT]).error_type == "forbidden"


def test_private_models_that_cannot_be_listed_fail_a_lookup_that_depends_on_them(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403, "path": "/v2/projects/*/models", "times": 9})
    assert look_up_error(sandbox, V2, models=["acme/support-bot"]).error_type == "forbidden"
    assert "acme/support" in names(look_up(sandbox, V2, mine=True))


def test_an_unknown_type_is_hardware_of_its_own(split: Sandbox) -> None:
    split.v2.endpoints = [endpoint("acme/b", deployment(split.v2.resource(GPT)), endpoint_type="PROVISIONED")]
    answer = look_up(split, {**V2, "validation": "warn"}, models=[GPT], prefer="dedicated", mine=True)
    assert (answer.names, answer.endpoints[0]["running"]) == ({GPT: "acme/b"}, True)


def test_a_filter_that_excludes_a_public_endpoint_is_named(split: Sandbox) -> None:
    message = str(look_up_error(split, {"api_version": "v1"}, models=[GPT], owner=["nobody"]))
    assert "excluded by owner" in message
    assert "is not a model" not in message


def test_a_slug_of_two_projects_is_an_error(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    sandbox.v2.projects = [{**each, "slug": "acme"} for each in sandbox.v2.projects]
    error = look_up_error(sandbox, {**V2, "project_id": "acme"})
    assert (error.error_type, error.option) == ("invalid_option", "project_id")


def test_a_wait_for_an_endpoint_that_is_not_ready_is_refused() -> None:
    with pytest.raises(core.InvalidOptionError, match="wait"):
        core.Query(models=[GPT], wait=5, ready=False)
