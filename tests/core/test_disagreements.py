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


@pytest.mark.parametrize("status", [404, 405, 410, 501])
def test_only_the_first_request_shows_that_v2_is_absent(split: Sandbox, status: int) -> None:
    split.v2.max_page_size = 1
    split.replies({"path": "/v2/supported-models"}, {"path": "/v2/supported-models", "status": status})
    error = look_up_error(split, models=[GEMMA])
    assert (error.facts["status"], error.facts["api_version"]) == (status, "v2")


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("path", ["/v2/organizations/*", "/v2/projects/*/models", "/v1/projects"])
def test_a_list_that_ends_with_an_error_is_not_taken_for_one_that_is_refused(
    sandbox: Sandbox, path: str, status: int
) -> None:
    sandbox.v2.max_page_size = 1
    sandbox.v2.catalogue = sandbox.v2.catalogue[:3]
    sandbox.replies({"path": path}, {"path": path, "status": status})
    settings = {**V2, **({"project_id": "acme-research"} if path == "/v1/projects" else {})}
    assert look_up_error(sandbox, settings).facts["status"] == status


@pytest.mark.parametrize("state", ["STOPPED", "FAILED", "PROVISIONING"])
def test_a_routed_deployment_that_is_not_up_leaves_its_traffic_to_the_others(split: Sandbox, state: str) -> None:
    down = deployment(split.v2.resource(GPT), state, name="blue", ready=0, desired=0)
    split.v2.endpoints = [endpoint("acme/bg", down, deployment(split.v2.resource(GEMMA), name="green"))]
    error = look_up_error(split, V2, models=[GPT], mine=True)
    assert [each["name"] for each in error.facts["filtered_out"][GPT]] == [GPT]
    assert look_up(split, V2, models=[GEMMA], mine=True).endpoints[0]["ready"]


def test_an_endpoint_whose_routed_deployments_are_all_down_is_found(split: Sandbox) -> None:
    down = deployment(split.v2.resource(GPT), "STOPPED", ready=0, desired=0)
    split.v2.endpoints = [endpoint("acme/b", down)]
    [stopped] = look_up(split, V2, models=[GPT], mine=True).endpoints
    assert (stopped["state"], stopped["ready"]) == ("STOPPED", False)


def test_a_serverless_endpoint_of_v1_has_one_id_by_whatever_name_it_is_requested(split: Sandbox) -> None:
    resource = split.v2.resource(GPT)
    v1 = look_up(split, {"api_version": "v1"}, models=[GPT], type="serverless").ids[GPT]
    assert look_up(split, models=[resource], type="serverless").ids == {resource: v1}
    assert look_up(split, models=[resource, GPT], type="serverless").ids == {resource: v1, GPT: v1}


@pytest.mark.parametrize(("in_v1", "in_v2"), [(None, None), (None, "None"), (5, "5")], ids=repr)
def test_names_that_are_not_strings_do_not_make_two_endpoints_one(split: Sandbox, in_v1: object, in_v2: object) -> None:
    split.endpoints = [{**v1_row("x", "acme/a"), "name": in_v1}]
    split.v2.endpoints = [{**endpoint("acme/b", deployment(split.v2.resource(GPT))), "name": in_v2}]
    assert look_up_error(split, models=["acme/a"]).error_type == "contract"


@pytest.mark.parametrize("type_", ["dedicated", "shared"])
def test_an_endpoint_that_v2_lists_as_serverless_is_taken_from_v1_while_v1_lists_it(split: Sandbox, type_: str) -> None:
    [catalogued] = look_up(split, V2, models=[GPT], type="serverless").endpoints
    split.endpoints = [v1_row(catalogued["name"], GPT, type_)]
    split.v2.endpoints = []
    [found] = look_up(split, models=[GPT], owner=["acme"]).endpoints
    assert (found["api_version"], found["type"]) == ("v1", type_)


def test_an_endpoint_whose_model_only_v1_can_name_is_listed_under_that_name(split: Sandbox) -> None:
    split.v2.endpoints = [endpoint("acme/b", deployment("projects/platform/models/unnamed"))]
    split.endpoints = [v1_row("acme/b", "acme/named-by-v1")]
    assert look_up(split, models=["acme/named-by-v1"]).names == {"acme/named-by-v1": "acme/b"}
    assert list(look_up(split, mine=True).matches) == ["acme/named-by-v1"]


def test_an_endpoint_without_deployments_keeps_the_model_that_v1_states(split: Sandbox) -> None:
    split.endpoints = [v1_row("acme/m", "acme/model")]
    split.v2.endpoints = [endpoint("acme/m")]
    [found] = look_up(split, models=["acme/model"]).endpoints
    assert (found["api_version"], found["ready"]) == ("v2", False)


def test_lookups_that_need_no_private_model_do_without_the_list_of_them(sandbox: Sandbox) -> None:
    sandbox.replies({"path": "/v2/projects/*/models", "status": 403, "times": 9})
    assert look_up(sandbox, V2, models=[GPT.upper()], ignore_case=True, type="serverless").ids
    resource = sandbox.v2.resource(GPT)
    assert look_up(sandbox, V2, models=[resource], type="serverless").ids
    error = look_up_error(sandbox, V2, models=["acme/support-bot"])
    assert (error.facts["status"], error.facts["project"]) == (403, "acme")


def test_a_violation_in_v1_says_that_it_is_in_v1(split: Sandbox) -> None:
    split.endpoints = [{**v1_row("acme/m", "acme/model"), "owner": 5}]
    assert "(in the endpoints of v1)" in str(look_up_error(split, models=["acme/model"]))


def test_v1_alone_is_not_advised_where_a_project_is_set(split: Sandbox) -> None:
    split.replies({"path": "/v2/supported-models", "status": 403, "times": 9})
    assert "To query v1 alone" in str(look_up_error(split))
    assert "To query v1 alone" not in str(look_up_error(split, {"project_id": "acme"}))


@pytest.mark.parametrize(
    "body",
    [
        {"code": "endpoints_v1_access_disabled", "message": "ended", "type": "t", "param": None},
        {"error": {"code": "endpoints_v1_access_disabled", "message": "ended", "type": "t", "param": None}},
    ],
    ids=["fields in the body", "fields in error"],
)
def test_the_code_that_v1_has_ended_is_read_in_both_forms(split: Sandbox, body: object) -> None:
    split.replies({"path": "/v1/endpoints", "status": 403, "json": body, "times": 9})
    assert look_up(split, models=[GPT], type="serverless").api_versions == ["v2"]
