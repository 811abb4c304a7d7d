# SPDX-License-Identifier: MIT
"""The second generation of the API: names, deployments, pages, projects, and how many requests they cost."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox
from sandbox_api.faults import FAULTS

MISTRAL = "mistralai/Mistral-Small-24B-Instruct-2501"
CANARY = ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "openai/gpt-oss-120b")
SHADOWED = "google/gemma-3-27b-it"


def ask(sandbox: Sandbox, settings: dict[str, Any] | None = None, **question: Any) -> core.Answer:
    given = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v2", **(settings or {})}
    return core.lookup(core.Settings(**given), core.Query(**question))


def failure(sandbox: Sandbox, settings: dict[str, Any] | None = None, **question: Any) -> core.TogetherError:
    with pytest.raises(core.TogetherError) as failed:
        ask(sandbox, settings, **question)
    assert failed.value.__context__ is None
    return failed.value


def endpoint(sandbox: Sandbox, name: str) -> dict[str, Any]:
    """An endpoint of the estate, by the second part of its name."""
    found: dict[str, Any] = next(one for one in sandbox.v2.endpoints if one["name"] == f"acme/{name}")
    return found


def paths(sandbox: Sandbox) -> list[str]:
    return [request.path.rpartition("/")[2] for request in sandbox.requests]


# Names


def test_a_public_name_is_found_in_the_catalogue(sandbox: Sandbox) -> None:
    answer = ask(sandbox, models=[MISTRAL])
    assert answer.names == {MISTRAL: "acme/mistral-small"}
    assert answer.ids == {MISTRAL: endpoint(sandbox, "mistral-small")["id"]}
    assert answer.endpoints[0]["model"] == MISTRAL


def test_a_name_of_the_project_is_found_among_its_models(sandbox: Sandbox) -> None:
    assert ask(sandbox, models=["acme/support-bot"]).names == {"acme/support-bot": "acme/support"}
    project = {"project_id": sandbox.v2.project["id"]}
    assert ask(sandbox, project, models=["acme/support-bot"]).names == {"acme/support-bot": "acme/support"}


@pytest.mark.parametrize("cut", [True, False], ids=["without a revision", "with a revision"])
def test_a_resource_name_is_found_and_the_row_has_the_name_people_know(sandbox: Sandbox, cut: bool) -> None:
    resource = endpoint(sandbox, "mistral-small")["deployments"][0]["model"]
    asked = resource.partition("/revisions/")[0] if cut else resource
    answer = ask(sandbox, models=[asked])
    assert answer.names == {asked: "acme/mistral-small"}
    assert answer.endpoints[0]["model"] == MISTRAL


def test_a_model_of_a_deployment_profile_is_that_of_its_catalogue_entry(sandbox: Sandbox) -> None:
    model = "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo"
    assert ask(sandbox, models=[model]).names == {model: "acme/llama-8b"}


def test_a_catalogue_entry_that_has_only_the_id_of_its_model_is_enough(sandbox: Sandbox) -> None:
    model = "moonshotai/Kimi-K2-Instruct"
    assert ask(sandbox, models=[model]).names == {model: "acme/kimi-pilot"}


def test_case_is_ignored_on_demand(sandbox: Sandbox) -> None:
    assert failure(sandbox, models=[MISTRAL.upper()]).error_type == "missing"
    answer = ask(sandbox, models=[MISTRAL.upper(), "ACME/Support-Bot"], ignore_case=True)
    assert answer.names == {MISTRAL.upper(): "acme/mistral-small", "ACME/Support-Bot": "acme/support"}


def test_a_model_that_the_catalogue_does_not_know_is_missing_with_near_names(sandbox: Sandbox) -> None:
    failed = failure(sandbox, models=["mistral small 24b"])
    assert failed.error_type == "missing"
    assert MISTRAL in str(failed)
    assert "17 endpoints were examined" in str(failed)


def test_a_model_that_is_known_but_served_by_nothing_is_missing(sandbox: Sandbox) -> None:
    assert failure(sandbox, models=["Qwen/Qwen3-32B-AWQ"]).error_type == "missing"
    answer = ask(sandbox, models=["Qwen/Qwen3-32B-AWQ", MISTRAL], on_missing="ignore")
    assert answer.matches["Qwen/Qwen3-32B-AWQ"] == []
    assert answer.names == {MISTRAL: "acme/mistral-small"}


def test_a_model_that_the_key_may_not_look_at_is_named_by_its_resource(sandbox: Sandbox) -> None:
    names = ask(sandbox).names
    for name in ("borrowed", "leftover"):
        resource = endpoint(sandbox, name)["deployments"][0]["model"].partition("/revisions/")[0]
        assert names[resource] == f"acme/{name}"


# Deployments


def test_a_canary_answers_for_both_of_its_models_each_time_by_the_one_asked_for(sandbox: Sandbox) -> None:
    for model in CANARY:
        answer = ask(sandbox, models=[model])
        assert answer.names == {model: "acme/chat"}
        assert answer.endpoints[0]["model"] == model
    both = ask(sandbox, models=list(CANARY))
    assert both.count == 1
    assert {model: rows[0]["model"] for model, rows in both.matches.items()} == {model: model for model in CANARY}


def test_without_a_question_a_canary_stands_under_both_models_and_shows_the_greater(sandbox: Sandbox) -> None:
    answer = ask(sandbox)
    (row,) = [row for row in answer.endpoints if row["name"] == "acme/chat"]
    assert row["model"] == CANARY[0]
    assert [answer.names[model] for model in CANARY] == ["acme/chat", "acme/chat"]
    assert answer.count == 17


def test_a_shadow_deployment_makes_no_answer_and_shows_only_among_the_deployments(sandbox: Sandbox) -> None:
    assert failure(sandbox, models=[SHADOWED]).error_type == "missing"
    (row,) = ask(sandbox, models=["Qwen/Qwen2.5-7B-Instruct-Turbo"]).endpoints
    assert [one["traffic_mode"] for one in row["extra"]["deployments"]] == ["TRAFFIC_MODE_LIVE", "TRAFFIC_MODE_SHADOW"]


def test_a_stopped_endpoint_is_found_by_the_models_of_its_deployments(sandbox: Sandbox) -> None:
    (row,) = ask(sandbox, models=["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"]).endpoints
    assert (row["name"], row["state"], row["ready"]) == ("acme/nightly-eval", "STOPPED", False)


def test_an_endpoint_without_deployments_is_listed_and_serves_nothing(sandbox: Sandbox) -> None:
    answer = ask(sandbox)
    (row,) = [row for row in answer.endpoints if row["name"] == "acme/drafts"]
    assert (row["model"], row["state"], row["extra"]["deployments"]) == (None, "STOPPED", [])
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
def test_the_state_follows_from_the_live_deployments(sandbox: Sandbox, deployments: list[str], state: str) -> None:
    template = endpoint(sandbox, "mistral-small")
    made, split = [], []
    for number, word in enumerate(deployments):
        word, _, routed = word.partition("*")
        word, _, replicas = word.partition(":")
        one = {**template["deployments"][0], "id": f"dep_{number}", "state": f"DEPLOYMENT_STATE_{word}"}
        made.append({**one, "readyReplicas": int(replicas or 0)})
        split += [] if routed == "unrouted" else [{"deploymentId": f"dep_{number}", "weight": 0 if routed else 5}]
    sandbox.v2.endpoints = [{**template, "deployments": made, "trafficSplit": split}]
    (row,) = ask(sandbox).endpoints
    assert (row["state"], row["ready"]) == (state, state == "STARTED")


def test_a_row_has_the_fields_of_v1_and_keeps_the_facts_of_v2(sandbox: Sandbox) -> None:
    sent = endpoint(sandbox, "mistral-small")
    (row,) = ask(sandbox, models=[MISTRAL]).endpoints
    extra = row.pop("extra")
    assert row == {
        "object": "endpoint",
        "id": sent["id"],
        "name": "acme/mistral-small",
        "model": MISTRAL,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": sent["createdAt"],
        "ready": True,
    }
    assert extra["visibility"] == sent["visibility"]
    assert extra["updated_at"] == sent["updatedAt"]
    assert extra["traffic_split"] == sent["trafficSplit"]
    assert extra["projectId"] == sent["projectId"]
    (deployment,), (told,) = sent["deployments"], extra["deployments"]
    assert told["model_name"] == MISTRAL
    assert [told[name] for name in ("id", "name", "model", "state", "traffic_share", "ready_replicas", "hardware")] == [
        deployment[field]
        for field in ("id", "name", "model", "state", "estimatedEffectiveTrafficShare", "readyReplicas", "hardware")
    ]


def test_usage_types_are_told_apart_and_both_are_dedicated(sandbox: Sandbox) -> None:
    reserved = ask(sandbox, usage_type="reserved")
    assert [row["name"] for row in reserved.endpoints] == ["acme/assistant"]
    assert {row["type"] for row in reserved.endpoints} == {"dedicated"}
    assert ask(sandbox, usage_type="on-demand").count == 16
    assert ask(sandbox, mine=True).count == 17
    assert ask(sandbox, mine=False).count == 0


# Pages, projects, and what they cost


def test_all_pages_are_read(sandbox: Sandbox) -> None:
    template = endpoint(sandbox, "drafts")
    many = [{**template, "id": f"ep_{number}", "name": f"acme/number-{number}"} for number in range(1001)]
    sandbox.v2.endpoints = [*many, endpoint(sandbox, "mistral-small")]
    assert ask(sandbox, models=[MISTRAL]).names == {MISTRAL: "acme/mistral-small"}
    assert paths(sandbox).count("endpoints") == 3
    assert {request.query["limit"] for request in sandbox.requests if request.path.endswith("/endpoints")} == {"500"}


@pytest.mark.parametrize("fault", ["repeat", "endless"])
def test_a_list_without_an_end_is_an_error(sandbox: Sandbox, fault: Any) -> None:
    sandbox.v2.cursor_fault = fault
    failed = failure(sandbox)
    assert failed.error_type == "envelope"
    assert "/endpoints returned a list" in str(failed)


def test_the_deadline_holds_over_all_pages(sandbox: Sandbox) -> None:
    sandbox.v2.cursor_fault = "endless"
    sandbox.replies({"fault": "stall", "seconds": 0.2, "times": 100})
    assert failure(sandbox, {"deadline": 0.9}).error_type == "timeout"
    assert len(sandbox.requests) < 8


def test_a_violation_on_a_later_page_is_told(sandbox: Sandbox) -> None:
    template = endpoint(sandbox, "drafts")
    sandbox.v2.endpoints = [{**template, "id": f"ep_{number}"} for number in range(500)] + [{**template, "etag": 7}]
    found = ask(sandbox, {"validation": "warn"}).contract_violations
    assert [str(one) for one in found] == ["$.data[0].etag: expected string, found 7 (in page 2)"]
    assert "Set validation to warn" in str(failure(sandbox))


def test_the_key_of_an_organization_needs_a_project_and_is_told_which(sandbox: Sandbox) -> None:
    sandbox.v2.key_belongs_to = "organization"
    failed = failure(sandbox, models=[MISTRAL])
    assert failed.error_type == "invalid_option"
    assert "project_id" in str(failed)
    assert "TOGETHER_PROJECT_ID" in str(failed)
    assert f"{sandbox.v2.project['id']} (acme)" in str(failed)
    assert ask(sandbox, {"project_id": sandbox.v2.project["id"]}, models=[MISTRAL]).names


def test_settings_come_from_the_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_API_VERSION", "v2")
    monkeypatch.setenv("TOGETHER_PROJECT_ID", sandbox.v2.project["id"])
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", f"{sandbox.url}/v2/")
    assert core.lookup(core.Settings(), core.Query(models=[MISTRAL])).names == {MISTRAL: "acme/mistral-small"}


def test_one_model_costs_three_requests_and_two_when_the_project_is_given(sandbox: Sandbox) -> None:
    ask(sandbox, models=[MISTRAL])
    assert sorted(paths(sandbox)) == ["endpoints", "supported-models", "whoami"]
    sandbox.requests.clear()
    ask(sandbox, {"project_id": sandbox.v2.project["id"]}, models=[MISTRAL])
    assert sorted(paths(sandbox)) == ["endpoints", "supported-models"]


def test_twenty_models_cost_no_more_than_twenty_two_requests_and_no_warning(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.replies({"fault": "stall", "seconds": 0.05, "times": 100})
    template, entry = endpoint(sandbox, "mistral-small"), sandbox.v2.catalogue[0]
    models = [f"maker/model-{number}" for number in range(20)]
    for number, model in enumerate(models):
        one = copy.deepcopy(template) | {"id": f"ep_{number}", "name": f"acme/number-{number}"}
        one["deployments"][0]["model"] = f"projects/proj_p/models/ml_{number}/revisions/r"
        sandbox.v2.endpoints.append(one)
        sandbox.v2.catalogue.append(
            {**entry, "id": model, "name": model, "baseModel": f"projects/proj_p/models/ml_{number}"}
        )
    assert len(ask(sandbox, models=[*models, *models]).ids) == 20
    assert len(sandbox.requests) <= 22
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == []


def test_a_client_asks_for_each_document_once(sandbox: Sandbox) -> None:
    client = core.Client(core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2"))
    for _number in range(3):
        client.lookup(core.Query(models=[MISTRAL]))
        client.lookup(core.Query(models=list(CANARY)))
    assert len(sandbox.requests) == 5


@pytest.mark.parametrize("failing", ["*/whoami", "*/endpoints", "*/supported-models", "*/models/*"])
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
def test_whichever_request_fails_it_is_the_same_sentence(
    sandbox: Sandbox, failing: str, reply: dict[str, Any], error_type: str
) -> None:
    sandbox.replies({**reply, "path": failing, "times": 30})
    models = None if failing == "*/models/*" else [MISTRAL]
    failed = failure(sandbox, {"retries": 0, "timeout": 0.3, "deadline": 3}, models=models)
    assert failed.error_type == error_type
    assert sandbox.api_key not in f"{failed}{failed.facts}"


ODD: list[Any] = [None, 17, "text", [], {}, [None], [[]], [{}], {"deploymentId": []}, True, [{"id": {}, "model": []}]]


@pytest.mark.parametrize("field", ["id", "name", "createdAt", "endpointType", "trafficSplit", "deployments"])
@pytest.mark.parametrize("value", ODD, ids=str)
def test_odd_values_are_violations_and_never_anything_worse(sandbox: Sandbox, field: str, value: Any) -> None:
    sandbox.v2.endpoints = [endpoint(sandbox, "mistral-small") | {field: value}]
    sandbox.v2.catalogue = [
        *ODD,
        *({**entry, "baseModel": odd} for entry, odd in zip(sandbox.v2.catalogue, ODD, strict=False)),
    ]
    for question in ({}, {"models": [MISTRAL]}):
        try:
            answer = ask(sandbox, {"validation": "warn"}, **question)
        except core.TogetherError as failed:
            assert failed.error_type in ("contract", "missing")  # noqa: PT017 - either may come
        else:
            assert answer.count <= 1


# From v1 to v2


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 404},
        {"status": 410},
        {"status": 403, "json": {"error": {"message": "closed", "type": "gone", "code": "endpoints_v1_closed"}}},
    ],
    ids=["404", "410", "403 with its code"],
)
def test_when_v1_is_closed_the_error_says_what_to_set(sandbox: Sandbox, reply: dict[str, Any]) -> None:
    sandbox.replies(reply)
    failed = failure(sandbox, {"api_version": "v1"})
    assert "set api_version to v2" in str(failed)
    assert "project_id" in str(failed)


def test_another_403_does_not_speak_of_v2(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403, "json": {"error": {"message": "no", "type": "t", "code": "no_access"}}})
    assert "v2" not in str(failure(sandbox, {"api_version": "v1"}))


# What an independent review found


@pytest.mark.parametrize("on_missing", ["fail", "ignore"])
@pytest.mark.parametrize(
    ("model", "name", "question"),
    [
        ("meta-llama/Meta-Llama-3.1-8B-Instruct-FP8", "acme/llama-8b", {}),
        ("ACME/Support-Bot", "acme/support", {"ignore_case": True}),
        (CANARY[1], "acme/chat", {}),
    ],
    ids=["the name of a deployment profile", "a project's model in another case", "half of a canary"],
)
def test_on_missing_changes_no_answer(
    sandbox: Sandbox, model: str, name: str, question: dict[str, Any], on_missing: str
) -> None:
    assert ask(sandbox, models=[model], on_missing=on_missing, **question).names == {model: name}


def test_a_model_that_left_the_catalogue_is_missing_whatever_else_is_asked(sandbox: Sandbox) -> None:
    sandbox.v2.catalogue = [entry for entry in sandbox.v2.catalogue if entry["name"] != MISTRAL]
    assert ask(sandbox, models=[MISTRAL], on_missing="ignore").matches == {MISTRAL: []}
    assert failure(sandbox, models=[MISTRAL]).error_type == "missing"
    assert failure(sandbox, models=[MISTRAL, "nobody/this"]).error_type == "missing"


@pytest.mark.parametrize(
    "reply",
    [{"status": 500}, {"status": 401}, {"status": 200, "fault": "html"}, {"fault": "stall", "seconds": 30}],
    ids=str,
)
def test_near_names_that_cannot_be_had_leave_the_error_what_it_is(sandbox: Sandbox, reply: dict[str, Any]) -> None:
    sandbox.replies({**reply, "path": "*/models/*", "times": 100})
    assert failure(sandbox, {"deadline": 4, "retries": 1}, models=["nobody/this"]).error_type == "missing"
    assert len(sandbox.requests) < 40


def test_a_missing_model_is_told_truly(sandbox: Sandbox) -> None:
    told = str(failure(sandbox, models=[MISTRAL], state=["STOPPED"]))
    assert "passes the filters" in told
    assert "without a readable model" not in told
    assert f'similar: "{SHADOWED}"' not in str(failure(sandbox, models=[SHADOWED]))


@pytest.mark.parametrize("given", ["proj_typo", "proj_QvrGrcJB3cAXp28f8g6iPY"])
def test_a_project_that_is_not_there_is_an_error_that_names_the_option(sandbox: Sandbox, given: str) -> None:
    assert "Check project_id" in str(failure(sandbox, {"project_id": given}))


@pytest.mark.parametrize("models", [["projects/\udcff/models/x"], ["x/\udcff"]])
def test_a_name_that_is_no_text_is_refused_before_any_request(sandbox: Sandbox, models: list[str]) -> None:
    assert "models[0]" in str(failure(sandbox, models=models))
    assert sandbox.requests == []


def test_nothing_is_sent_after_the_deadline_however_many_wait(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 30, "path": "*/models/*", "times": 200})
    settings = {"project_id": sandbox.v2.project["id"], "deadline": 0.8}
    models = [f"projects/p/models/ml_{number}" for number in range(60)]
    assert failure(sandbox, settings, models=models).error_type == "timeout"
    time.sleep(0.3)
    sent = len(sandbox.requests)
    time.sleep(1.2)
    assert len(sandbox.requests) == sent


def test_projects_that_are_slow_to_come_leave_the_error_what_it_is(sandbox: Sandbox) -> None:
    sandbox.v2.key_belongs_to = "organization"
    sandbox.replies({"fault": "stall", "seconds": 30, "path": "*/projects", "times": 9})
    assert failure(sandbox, {"deadline": 2}).error_type == "invalid_option"


@pytest.mark.parametrize("given", ["..", ".", "a b", "a/b", "\udcff", "a\nb", "ä"])
def test_what_cannot_be_a_project_is_refused_before_any_request(sandbox: Sandbox, given: str) -> None:
    assert failure(sandbox, {"project_id": given}).error_type == "invalid_option"
    assert sandbox.requests == []


def test_white_space_around_a_project_is_stripped(sandbox: Sandbox) -> None:
    assert ask(sandbox, {"project_id": f" {sandbox.v2.project['id']}\n"}, models=[MISTRAL]).ids


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_organization_that_may_not_list_its_projects_still_hears_of_the_option(
    sandbox: Sandbox, status: int
) -> None:
    sandbox.v2.key_belongs_to = "organization"
    sandbox.replies({"status": status, "path": "*/projects", "times": 9})
    assert "Set project_id, or TOGETHER_PROJECT_ID" in str(failure(sandbox, {"retries": 0}))


@pytest.mark.parametrize("identity", [None, [], "text", {}, {"organization_id": "o", "project_id": 7}], ids=str)
def test_a_whoami_that_tells_nothing_asks_for_the_project(sandbox: Sandbox, identity: Any) -> None:
    sandbox.v2.projects = [{"id": "a\nb\x1b[31m", "name": "n", "slug": None}]
    sandbox.replies({"status": 200, "json": identity, "path": "*/whoami"})
    told = str(failure(sandbox))
    assert "project_id" in told
    assert "None" not in told
    assert told.isprintable()


@pytest.mark.parametrize("cursor", [17, True, ["a"], {"a": 1}], ids=str)
def test_a_cursor_that_is_no_string_is_an_error_and_not_the_end(sandbox: Sandbox, cursor: Any) -> None:
    sandbox.replies(
        {"status": 200, "json": {"object": "list", "data": [], "next_cursor": cursor}, "path": "*/endpoints"}
    )
    assert failure(sandbox, {"project_id": sandbox.v2.project["id"]}).error_type == "envelope"


def test_violations_are_told_once_in_the_order_of_the_question_and_name_their_document(sandbox: Sandbox) -> None:
    names = [entry["name"] for entry in sandbox.v2.catalogue[:6]]
    for entry in sandbox.v2.catalogue:
        entry["displayName"] = entry["name"].upper() and 7
    sandbox.v2.models[0]["weights"] = 7
    question = [*names, "acme/support-bot", "acme/support-bot-2"]
    found = [
        [str(one) for one in ask(sandbox, models=question, on_missing="ignore", on_multiple="all").contract_violations]
        for _number in range(3)
    ]
    assert found[0] == found[1] == found[2]
    assert all("(in the catalogue)" in one or "(in the project's models)" in one for one in found[0])
    assert sum("the project's models" in one for one in found[0]) == 1


def test_two_names_for_one_model_each_show_what_was_asked(sandbox: Sandbox) -> None:
    entry = next(one for one in sandbox.v2.catalogue if one["name"] == MISTRAL)
    sandbox.v2.catalogue.append({**entry, "name": "maker/alias"})
    matches = ask(sandbox, models=[MISTRAL, "maker/alias"]).matches
    assert {asked: rows[0]["model"] for asked, rows in matches.items()} == {
        MISTRAL: MISTRAL,
        "maker/alias": "maker/alias",
    }


def test_the_deadline_error_names_a_request_that_is_still_open(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 30, "path": "*/endpoints"})
    assert "/endpoints" in str(failure(sandbox, {"deadline": 0.8}, models=[MISTRAL]))


@pytest.mark.parametrize("state", [None, 7])
def test_a_state_that_is_no_word_is_none(sandbox: Sandbox, state: Any) -> None:
    sandbox.v2.endpoints = [endpoint(sandbox, "mistral-small")]
    sandbox.v2.endpoints[0]["deployments"][0]["state"] = state
    (row,) = ask(sandbox, {"validation": "warn"}).endpoints
    assert (row["state"], row["ready"]) == (None, False)


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("path", ["*/whoami", "*/endpoints", "*/supported-models"])
def test_every_fault_on_the_wire_ends_in_a_sentence_or_an_answer(sandbox: Sandbox, fault: str, path: str) -> None:
    sandbox.replies({"status": 200, "fault": fault, "path": path, "times": 9, "seconds": 0.3})
    try:
        answer = ask(sandbox, {"retries": 1, "timeout": 0.2, "deadline": 1.2}, models=[MISTRAL])
    except core.TogetherError as failed:
        told = (failed.error_type, f"{failed}{failed.facts}")
    else:
        told = ("answer", str(answer.to_dict()))
    assert told[0] in ("answer", "connection", "timeout", "envelope")
    assert sandbox.api_key not in told[1]
