# SPDX-License-Identifier: MIT
"""The second generation of the API alone: names of models, states, records, pages, and whatever its requests return."""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core.generations import look_up as look_up_any
from core.generations import look_up_error as look_up_any_error
from core.generations import names, serve
from sandbox_api import Sandbox
from sandbox_api.faults import FAULTS
from sandbox_api.scenarios import BILLED

MISTRAL = "mistralai/Mistral-Small-24B-Instruct-2501"
CANARY = ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "openai/gpt-oss-120b")
SHADOWED = "google/gemma-3-27b-it"
V2 = {"api_version": "v2"}
look_up = partial(look_up_any, settings=V2)
look_up_error = partial(look_up_any_error, settings=V2)
dedicated = partial(look_up_any, settings=V2, type="dedicated")


def sent(sandbox: Sandbox, name: str) -> dict[str, Any]:
    """An endpoint of the estate, by the second part of its name."""
    endpoint: dict[str, Any] = next(each for each in sandbox.v2.endpoints if each["name"] == f"acme/{name}")
    return endpoint


# Names of models


def test_a_public_name_is_found_through_the_catalogue(sandbox: Sandbox) -> None:
    answer = dedicated(sandbox, models=[MISTRAL])
    assert answer.names == {MISTRAL: "acme/mistral-small"}
    assert answer.ids == {MISTRAL: sent(sandbox, "mistral-small")["id"]}
    assert answer.endpoints[0]["model"] == MISTRAL


def test_a_model_of_the_project_is_found_by_its_project_name(sandbox: Sandbox) -> None:
    assert dedicated(sandbox, models=["acme/support-bot"]).names == {"acme/support-bot": "acme/support"}


@pytest.mark.parametrize("revision", ["", "/revisions/of-another-day"], ids=["without a revision", "with another one"])
def test_a_resource_name_is_found_and_the_record_shows_the_public_name(sandbox: Sandbox, revision: str) -> None:
    resource = sent(sandbox, "mistral-small")["deployments"][0]["model"].partition("/revisions/")[0] + revision
    answer = dedicated(sandbox, models=[resource])
    assert answer.names == {resource: "acme/mistral-small"}
    assert answer.endpoints[0]["model"] == MISTRAL


@pytest.mark.parametrize(
    "model", ["meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", "meta-llama/Meta-Llama-3.1-8B-Instruct-FP8"]
)
def test_a_model_of_a_deployment_profile_has_the_names_of_the_entry_and_of_the_profile(
    sandbox: Sandbox, model: str
) -> None:
    answer = dedicated(sandbox, models=[model])
    assert answer.names == {model: "acme/llama-8b"}
    assert answer.endpoints[0]["model"] == model


def test_a_catalogue_entry_with_only_the_id_of_its_model_is_enough(sandbox: Sandbox) -> None:
    model = "moonshotai/Kimi-K2-Instruct"
    assert dedicated(sandbox, models=[model]).names == {model: "acme/kimi-pilot"}


def test_two_names_for_one_model_each_show_the_requested_one(sandbox: Sandbox) -> None:
    entry = next(each for each in sandbox.v2.catalogue if each["name"] == MISTRAL)
    sandbox.v2.catalogue.append({**entry, "name": "maker/alias", "products": []})
    matches = dedicated(sandbox, models=[MISTRAL, "maker/alias"]).matches
    assert {model: found[0]["model"] for model, found in matches.items()} == {
        MISTRAL: MISTRAL,
        "maker/alias": "maker/alias",
    }


def test_case_is_ignored_on_request(sandbox: Sandbox) -> None:
    assert look_up_error(sandbox, models=[MISTRAL.upper()]).error_type == "missing"
    answer = dedicated(sandbox, models=[MISTRAL.upper(), "ACME/Support-Bot"], ignore_case=True)
    assert answer.names == {MISTRAL.upper(): "acme/mistral-small", "ACME/Support-Bot": "acme/support"}


def test_suggestions_know_every_deployed_model(sandbox: Sandbox) -> None:
    similar = look_up_error(sandbox, models=["acme/Support-Bot", "mistral small 24b"]).facts["similar"]
    assert similar["acme/Support-Bot"][0] == "acme/support-bot"
    assert MISTRAL in similar["mistral small 24b"]


def test_a_model_that_is_known_but_not_deployed_is_missing(sandbox: Sandbox) -> None:
    assert look_up_error(sandbox, models=["Qwen/Qwen3-32B-AWQ"]).error_type == "missing"
    answer = dedicated(sandbox, models=["Qwen/Qwen3-32B-AWQ", MISTRAL], on_missing="ignore")
    assert answer.matches["Qwen/Qwen3-32B-AWQ"] == []
    assert answer.names == {MISTRAL: "acme/mistral-small"}


def test_a_model_without_a_known_name_is_listed_by_its_resource_name(sandbox: Sandbox) -> None:
    listed = dedicated(sandbox).names
    for name in ("borrowed", "leftover"):
        resource = sent(sandbox, name)["deployments"][0]["model"].partition("/revisions/")[0]
        assert listed[resource] == f"acme/{name}"


@pytest.mark.parametrize("on_missing", ["fail", "ignore"])
@pytest.mark.parametrize(
    ("model", "name", "question"),
    [
        ("meta-llama/Meta-Llama-3.1-8B-Instruct-FP8", "acme/llama-8b", {}),
        ("ACME/Support-Bot", "acme/support", {"ignore_case": True}),
        (CANARY[1], "acme/chat", {}),
    ],
    ids=["the name of a deployment profile", "a project's model in another case", "one half of a canary"],
)
def test_on_missing_does_not_change_an_answer(
    sandbox: Sandbox, model: str, name: str, question: dict[str, Any], on_missing: str
) -> None:
    assert dedicated(sandbox, models=[model], on_missing=on_missing, **question).names == {model: name}


def test_the_error_names_a_filter_and_not_an_unreadable_model(sandbox: Sandbox) -> None:
    message = str(look_up_error(sandbox, models=[MISTRAL], state=["STOPPED"]))
    assert "excluded by state" in message
    assert "without a readable model" not in message


# Deployments


def test_a_canary_answers_for_each_of_its_models_by_the_requested_name(sandbox: Sandbox) -> None:
    for model in CANARY:
        answer = dedicated(sandbox, models=[model])
        assert answer.names == {model: "acme/chat"}
        assert answer.endpoints[0]["model"] == model
    both = dedicated(sandbox, models=list(CANARY))
    assert both.count == 1
    assert {model: found[0]["model"] for model, found in both.matches.items()} == {model: model for model in CANARY}


def test_a_canary_is_listed_under_both_models_and_shows_the_one_with_more_traffic(sandbox: Sandbox) -> None:
    answer = dedicated(sandbox)
    (endpoint,) = [each for each in answer.endpoints if each["name"] == "acme/chat"]
    assert endpoint["model"] == CANARY[0]
    assert [answer.names[model] for model in CANARY] == ["acme/chat", "acme/chat"]


def test_a_shadow_deployment_does_not_serve_its_model_and_the_error_says_where_it_runs(sandbox: Sandbox) -> None:
    error = look_up_error(sandbox, models=[SHADOWED], type="dedicated")
    assert error.error_type == "missing"
    assert "is deployed but gets no traffic" in str(error)
    assert "acme/search-ranker" in str(error)


def test_a_stopped_endpoint_is_found_by_the_models_of_its_deployments(sandbox: Sandbox) -> None:
    (endpoint,) = dedicated(sandbox, models=["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"]).endpoints
    assert (endpoint["name"], endpoint["state"], endpoint["ready"]) == ("acme/nightly-eval", "STOPPED", False)


def test_an_endpoint_without_deployments_is_listed_and_serves_nothing(sandbox: Sandbox) -> None:
    answer = dedicated(sandbox)
    (endpoint,) = [each for each in answer.endpoints if each["name"] == "acme/drafts"]
    assert (endpoint["model"], endpoint["state"], endpoint["extra"]["deployments"]) == (None, "STOPPED", [])
    assert "acme/drafts" not in answer.names.values()


@pytest.mark.parametrize(
    ("deployments", "state"),
    [
        (["READY"], "STARTED"),
        (["FAILED", "DEGRADED"], "STARTED"),
        (["SCALING:1"], "STARTED"),
        (["SCALING:0"], "STARTING"),
        (["STOPPING", "PROVISIONING"], "STARTING"),
        (["STOPPED", "STOPPING", "FAILED"], "STOPPING"),
        (["STOPPED", "FAILED"], "ERROR"),
        (["STOPPED", "STOPPED"], "STOPPED"),
        ([], "STOPPED"),
        (["READY*unrouted"], "STOPPED"),
        (["READY*weight 0", "FAILED"], "ERROR"),
        (["HIBERNATED"], "HIBERNATED"),
    ],
    ids=str,
)
def test_the_state_follows_from_the_routed_deployments(sandbox: Sandbox, deployments: list[str], state: str) -> None:
    template = sent(sandbox, "mistral-small")
    made, split = [], []
    for number, each in enumerate(deployments):
        text, _, routed = each.partition("*")
        text, _, replicas = text.partition(":")
        deployment = {**template["deployments"][0], "id": f"dep_{number}", "state": f"DEPLOYMENT_STATE_{text}"}
        made.append({**deployment, "readyReplicas": int(replicas or 0)})
        split += [] if routed == "unrouted" else [{"deploymentId": f"dep_{number}", "weight": 0 if routed else 5}]
    sandbox.v2.endpoints = [{**template, "deployments": made, "trafficSplit": split}]
    (endpoint,) = dedicated(sandbox, mine=True).endpoints
    assert (endpoint["state"], endpoint["ready"]) == (state, state == "STARTED")


@pytest.mark.parametrize("state", [None, 7])
def test_a_state_that_is_not_a_string_is_null(sandbox: Sandbox, state: Any) -> None:
    sandbox.v2.endpoints = [sent(sandbox, "mistral-small")]
    sandbox.v2.endpoints[0]["deployments"][0]["state"] = state
    (endpoint,) = look_up_any(sandbox, {**V2, "validation": "warn"}, mine=True).endpoints
    assert (endpoint["state"], endpoint["ready"]) == (None, False)


@pytest.mark.parametrize("name", BILLED)
def test_running_says_whether_hardware_is_billed(sandbox: Sandbox, name: str) -> None:
    serve(sandbox, "billing")
    (endpoint,) = dedicated(sandbox, name=[f"acme/{name}"]).endpoints
    assert endpoint["running"] is BILLED[name].running
    assert any(deployment["running"] for deployment in endpoint["extra"]["deployments"]) is BILLED[name].running


# Records


def test_a_record_has_the_fields_of_v1_and_keeps_those_of_v2_in_snake_case(sandbox: Sandbox) -> None:
    source = sent(sandbox, "mistral-small")
    (endpoint,) = dedicated(sandbox, models=[MISTRAL]).endpoints
    extra = endpoint.pop("extra")
    assert endpoint == {
        "object": "endpoint",
        "id": source["id"],
        "name": "acme/mistral-small",
        "model": MISTRAL,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": source["createdAt"],
        "api_version": "v2",
        "inference_url": f"{sandbox.url}/v1",
        "ready": True,
        "running": True,
    }
    assert (extra["visibility"], extra["updated_at"]) == (source["visibility"], source["updatedAt"])
    assert extra["project_id"] == source["projectId"]
    assert extra["traffic_split"] == [
        {"deployment_id": each["deploymentId"], "weight": each["weight"]} for each in source["trafficSplit"]
    ]
    (sent_deployment,), (deployment,) = source["deployments"], extra["deployments"]
    assert (deployment["model_name"], deployment["running"]) == (MISTRAL, True)
    assert deployment["estimated_effective_traffic_share"] == sent_deployment["estimatedEffectiveTrafficShare"]
    assert deployment["ready_replicas"] == sent_deployment["readyReplicas"]
    assert deployment["autoscaling"]["min_replicas"] == sent_deployment["autoscaling"]["minReplicas"]
    assert not [name for name in (*extra, *deployment, *deployment["autoscaling"]) if name != name.lower()]


@pytest.mark.parametrize(
    ("base_url", "v1", "v2"),
    [
        (None, "https://api.together.ai/v1", "https://api-inference.together.ai/v1"),
        ("https://api.together.xyz/v1", "https://api.together.ai/v1", "https://api-inference.together.ai/v1"),
        (
            "https://proxy.example/together/v2/",
            "https://proxy.example/together/v1",
            "https://proxy.example/together/v1",
        ),
    ],
)
def test_the_inference_url_follows_from_the_base_url(base_url: str | None, v1: str, v2: str) -> None:
    settings = core.Settings(api_key="0123456789", base_url=base_url)
    assert (settings.inference_url("v1"), settings.inference_url("v2")) == (v1, v2)


def test_a_serverless_endpoint_comes_from_the_catalogue(sandbox: Sandbox) -> None:
    entry = next(each for each in sandbox.v2.catalogue if "PRODUCT_SERVERLESS" in each.get("products", []))
    (endpoint,) = look_up(sandbox, models=[entry["name"]], type="serverless").endpoints
    fields = ("id", "name", "type", "owner", "state", "ready", "running", "created_at")
    assert [endpoint[field] for field in fields] == [
        *(entry["id"], entry["serverlessEndpoint"], "serverless", "together", "STARTED", True, False),
        entry["createdAt"],
    ]


@pytest.mark.parametrize(
    ("question", "owners"),
    [
        ({"mine": True}, ["acme"]),
        ({"mine": False, "type": "dedicated"}, ["acme-research"]),
        ({"mine": False, "type": "serverless"}, ["together"]),
        ({"type": "dedicated"}, ["acme", "acme-research"]),
        ({"mine": True, "type": "serverless"}, []),
        ({"usage_type": "reserved"}, ["acme"]),
        ({"usage_type": "on-demand"}, ["acme", "acme-research"]),
        ({"usage_type": "on-demand", "type": "serverless"}, []),
    ],
    ids=str,
)
def test_filters_select_by_project_type_and_billing(
    sandbox: Sandbox, question: dict[str, Any], owners: list[str]
) -> None:
    assert sorted({endpoint["owner"] for endpoint in look_up(sandbox, **question).endpoints}) == owners


def test_an_endpoint_in_both_lists_is_listed_once(sandbox: Sandbox) -> None:
    sent(sandbox, "mistral-small")["visibility"] = "VISIBILITY_INTERNAL"
    assert names(dedicated(sandbox)).count("acme/mistral-small") == 1


# Pages


def test_all_pages_are_read(sandbox: Sandbox) -> None:
    template = sent(sandbox, "drafts")
    many = [{**template, "id": f"ep_{number}", "name": f"acme/number-{number}"} for number in range(1001)]
    sandbox.v2.endpoints = [*many, sent(sandbox, "mistral-small")]
    assert dedicated(sandbox, models=[MISTRAL]).names == {MISTRAL: "acme/mistral-small"}
    path = f"/v2/projects/{sandbox.v2.project['id']}/endpoints"
    assert [request.query["limit"] for request in sandbox.requests if request.path == path] == ["500"] * 3


def test_a_catalogue_of_several_pages_is_read_as_a_whole(sandbox: Sandbox) -> None:
    sandbox.v2.max_page_size = 50
    assert dedicated(sandbox, models=[MISTRAL]).names == {MISTRAL: "acme/mistral-small"}
    assert sandbox.request_counts()["/v2/supported-models"] == -(-len(sandbox.v2.catalogue) // 50)


@pytest.mark.parametrize("fault", ["repeat", "endless"])
def test_a_list_without_an_end_is_an_error(sandbox: Sandbox, fault: Any) -> None:
    sandbox.v2.cursor_fault = fault
    error = look_up_error(sandbox)
    assert error.error_type == "envelope"
    assert "next_cursor" in str(error) or "pages" in str(error)


@pytest.mark.parametrize("cursor", [17, True, ["a"], {"a": 1}, "x" * 5000], ids=["17", "true", "list", "dict", "long"])
def test_an_invalid_cursor_is_an_error_and_not_the_end(sandbox: Sandbox, cursor: Any) -> None:
    page = {"object": "list", "data": [], "next_cursor": cursor}
    sandbox.replies({"status": 200, "json": page, "path": "/v2/projects/*"})
    error = look_up_error(sandbox)
    assert error.error_type == "envelope"
    assert len(str(error)) < 500


def test_a_violation_names_its_document(sandbox: Sandbox) -> None:
    template = sent(sandbox, "drafts")
    sandbox.v2.endpoints = [{**template, "id": f"ep_{number}"} for number in range(500)] + [{**template, "etag": 7}]
    answer = look_up_any(sandbox, {**V2, "validation": "warn"}, mine=True)
    assert [str(violation) for violation in answer.contract_violations] == [
        "$.data[0].etag: expected string, found 7 (in the endpoints of project acme, page 2)"
    ]
    assert "Set validation to warn" in str(look_up_error(sandbox, mine=True))


# Failures


@pytest.mark.parametrize("path", ["*/whoami", "/v2/projects/*/endpoints", "*/supported-models"])
@pytest.mark.parametrize(
    ("reply", "error_type"),
    [
        ({"status": 401}, "unauthorized"),
        ({"status": 500}, "server_error"),
        ({"status": 200, "fault": "html"}, "envelope"),
        ({"status": 200, "fault": "truncate"}, "connection"),
        ({"status": 302, "headers": {"Location": "http://elsewhere.example/"}}, "redirect"),
        ({"status": 200, "fault": "stall", "seconds": 5}, "timeout"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_failure_of_any_request_is_the_same_error(
    sandbox: Sandbox, path: str, reply: dict[str, Any], error_type: str
) -> None:
    sandbox.replies({**reply, "path": path, "times": 30})
    error = look_up_any_error(sandbox, {**V2, "timeout": 0.3, "deadline": 10}, models=[MISTRAL])
    assert error.error_type == error_type
    assert sandbox.api_key not in f"{error}{error.facts}"


ODD: list[Any] = [None, 17, "text", [], {}, [None], [[]], [{}], {"deploymentId": []}, True, [{"id": {}, "model": []}]]


@pytest.mark.parametrize(
    "field", ["id", "name", "projectId", "createdAt", "endpointType", "trafficSplit", "deployments"]
)
@pytest.mark.parametrize("value", ODD, ids=str)
def test_an_invalid_value_is_a_violation_and_nothing_worse(sandbox: Sandbox, field: str, value: Any) -> None:
    sandbox.v2.endpoints = [sent(sandbox, "mistral-small") | {field: value}]
    sandbox.v2.other_endpoints = {}
    sandbox.v2.catalogue = [
        *ODD,
        *({**entry, "baseModel": odd, "products": odd} for entry, odd in zip(sandbox.v2.catalogue, ODD, strict=False)),
        *({**entry, "serverlessEndpoint": odd} for entry, odd in zip(sandbox.v2.catalogue, ODD, strict=False)),
    ]
    for question in ({}, {"models": [MISTRAL]}):
        try:
            look_up_any(sandbox, {**V2, "validation": "warn"}, type="dedicated", **question)
        except core.TogetherError as error:
            assert error.error_type in ("contract", "missing")  # noqa: PT017 - an answer is fine as well


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("path", ["*/whoami", "/v2/projects/*/endpoints", "*/supported-models"])
def test_every_fault_of_the_connection_ends_in_an_error_or_an_answer(sandbox: Sandbox, fault: str, path: str) -> None:
    sandbox.replies({"status": 200, "fault": fault, "path": path, "times": 9, "seconds": 0.3})
    settings = {**V2, "timeout": 0.2, "deadline": 1.2, "retries": 1}
    try:
        answer = look_up_any(sandbox, settings, models=[MISTRAL], type="dedicated")
    except core.TogetherError as error:
        kind, text = error.error_type, f"{error}{error.facts}"
    else:
        kind, text = "answer", str(answer.to_dict())
    assert kind in ("answer", "connection", "timeout", "envelope", "missing", "invalid_option")
    assert sandbox.api_key not in text


@pytest.mark.parametrize("models", [["projects/\udcff/models/x"], ["x/\udcff"]])
def test_a_name_that_cannot_be_encoded_is_refused_before_any_request(sandbox: Sandbox, models: list[str]) -> None:
    assert "models[0]" in str(look_up_error(sandbox, models=models))
    assert sandbox.requests == []


@pytest.mark.parametrize("name", ["v2-absent", "only-v1-endpoints"])
def test_v2_alone_where_it_does_not_exist_offers_the_other_generation(sandbox: Sandbox, name: str) -> None:
    sandbox.outages = [name]
    error = look_up_error(sandbox)
    assert isinstance(error, core.GenerationAbsentError)
    assert "set api_version to auto or v1" in str(error)


@pytest.mark.parametrize("name", ["v1-gone", "v1-disabled"])
def test_v1_alone_where_it_has_ended_offers_the_other_generation(sandbox: Sandbox, name: str) -> None:
    sandbox.outages = [name]
    error = look_up_any_error(sandbox, {"api_version": "v1"})
    assert isinstance(error, core.GenerationAbsentError)
    assert "set api_version to auto or v2" in str(error)


def test_private_models_that_cannot_be_listed_leave_resource_names(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403, "path": "/v2/projects/*/models", "times": 9})
    resource = sent(sandbox, "support")["deployments"][0]["model"].partition("/revisions/")[0]
    assert dedicated(sandbox).names[resource] == "acme/support"


def test_violations_keep_their_order(sandbox: Sandbox) -> None:
    for entry in sandbox.v2.catalogue:
        entry["displayName"] = 7
    found = [[str(each) for each in look_up(sandbox, mine=True).contract_violations] for _number in range(3)]
    assert found[0] == found[1] == found[2]
    assert all("(in the model catalogue" in each for each in found[0])


def test_a_client_sends_each_request_once(sandbox: Sandbox) -> None:
    with core.Client(core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2")) as client:
        for _number in range(3):
            client.lookup(core.Query(models=[MISTRAL], type="dedicated"))
            client.lookup(core.Query(models=list(CANARY), type="dedicated"))
    assert max(sandbox.request_counts().values()) == 1


def test_an_endpoint_that_a_query_selects_is_not_changed_by_another(sandbox: Sandbox) -> None:
    with core.Client(core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2")) as client:
        first = client.lookup(core.Query(models=[CANARY[0]], type="dedicated")).to_dict()
        before = copy.deepcopy(first)
        client.lookup(core.Query(models=[CANARY[1]], type="dedicated"))
    assert first == before
