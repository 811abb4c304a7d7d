# SPDX-License-Identifier: MIT
"""The sandbox's v2, seen from outside: by the official SDK 3, by the schemas, and by a plain client."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import yaml

from sandbox_api import Entry, Sandbox, V2Estate, as_v2, estate_v2
from sandbox_api.service_v2 import ROUTES

ROOT = Path(__file__).parents[2]
SDK = "together==3.1.1"  # in an environment of its own, for the tests of v1 are done with another major version
SCHEMAS = {  # route -> what its answers are held to
    "/v2/projects/{projectId}/endpoints": "v2-endpoints",
    "/v2/projects/{projectId}/models": "v2-models",
    "/v2/projects/{projectId}/models/{modelId}": "v2-model",
    "/v2/supported-models": "v2-supported-models",
    "/v1/whoami": "whoami",
    "/v1/projects": "projects",
}
ENDPOINTS, MODELS = list(ROUTES)[:2]
LISTS = [path for path, route in ROUTES.items() if "limit" in route.parameters]


def target(sandbox: Sandbox, path: str) -> str:
    """The path of a route with the ids of the project and the first of its own models."""
    own = [each["id"] for each in sandbox.v2.models] or ["ml_none"]
    return path.format(projectId=sandbox.v2.project["id"], modelId=own[0])


def ask(sandbox: Sandbox, path: str, *, method: str = "GET", key: str | None = None, **query: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        headers = {"Authorization": f"Bearer {key or sandbox.api_key}"}
        return session.request(method, sandbox.url + target(sandbox, path), params=query, headers=headers, timeout=5)


def pages(sandbox: Sandbox, path: str, **query: Any) -> list[Any]:
    """The documents of a list, up to the one without a next_cursor."""
    documents = [ask(sandbox, path, **query).json()]
    while documents[-1]["next_cursor"] is not None:
        documents.append(ask(sandbox, path, after=documents[-1]["next_cursor"], **query).json())
    return documents


def endpoint(sandbox: Sandbox, name: str) -> Any:
    (found,) = (each for each in sandbox.v2.endpoints if each["name"] == f"acme/{name}")
    return found


def violations(schema: str, document: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    rules = json.loads((ROOT / "schemas" / f"{schema}.json").read_text())
    validator = jsonschema.Draft202012Validator(rules, format_checker=checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


# --- the official SDK

# Calls come as [method, arguments], or ["/path", {}] where the SDK has no method. Objects are validated by the SDK's
# own types, which it does not do by itself, and printed in the names and words of the API.
PROGRAM = """
import functools, json, sys, together

settings, calls = json.load(sys.stdin)
client = together.Together(**settings, max_retries=0)

def outcome(name, arguments):
    if name.startswith("/"):
        return client.get(name, cast_to=object)
    try:
        answer = functools.reduce(getattr, name.split("."), client)(**arguments)
        objects = list(answer) if hasattr(answer, "next_page_info") else [answer]
    except together.APIStatusError as error:
        return type(error).__name__
    return [type(each).model_validate(each.to_dict()).to_dict(mode="json") for each in objects]

json.dump([outcome(*call) for call in calls], sys.stdout)
"""


def install_sdk() -> Path:
    """The Python of an environment with the SDK, made once in .cache. Raises CalledProcessError."""
    folder = ROOT / ".cache" / "sdk-3"
    python, stamp = folder / "venv" / "bin" / "python", folder / f"{SDK}-python{sys.version_info.minor}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists():
            print(f"Installing {SDK} in .cache: 20 seconds, once.", file=sys.stderr)
            run(sys.executable, "-m", "venv", "--clear", str(python.parents[1]))
            run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1", SDK)
            stamp.touch()
    return python


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="session")
def sdk_python() -> Path:
    try:
        return install_sdk()
    except subprocess.CalledProcessError as failed:
        reason = (failed.output.strip() or str(failed)).splitlines()[-1]
        pytest.skip(f"{SDK} can not be installed: {reason}")


def by_sdk(python: Path, sandbox: Sandbox, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    settings = {"api_key": sandbox.api_key, "base_url": sandbox.url, "project_id": sandbox.v2.project["id"]}
    question = json.dumps([settings, calls])
    command = [str(python), "-I", "-c", PROGRAM]
    done = subprocess.run(command, input=question, capture_output=True, text=True, env={"NO_PROXY": "127.0.0.1"})
    assert done.returncode == 0, done.stderr
    outcomes: list[Any] = json.loads(done.stdout)
    return outcomes


def test_the_official_sdk_lists_the_endpoints_through_all_pages(sdk_python: Path, sandbox: Sandbox) -> None:
    (listed,) = by_sdk(sdk_python, sandbox, ("endpoints.list", {"limit": 5}))
    assert listed == sandbox.v2.endpoints
    assert {request.path for request in sandbox.requests} == {target(sandbox, ENDPOINTS)}
    cursors = [request.query.get("after") for request in sandbox.requests]
    assert (cursors[0], len(cursors), len(set(cursors))) == (None, 4, 4)


def test_the_official_sdk_lists_what_else_there_is(sdk_python: Path, sandbox: Sandbox) -> None:
    estate = sandbox.v2
    lists = {"models.list": estate.models, "models.list_supported": estate.catalogue, "projects.list": estate.projects}
    *listed, identity = by_sdk(sdk_python, sandbox, *((name, {"limit": 5}) for name in lists), ("/v1/whoami", {}))
    assert listed == list(lists.values())
    assert {len(each) > 5 for each in lists.values()} == {True, False}
    assert identity == ask(sandbox, "/v1/whoami").json()


def test_the_official_sdk_searches_orders_and_retrieves(sdk_python: Path, sandbox: Sandbox) -> None:
    estate = sandbox.v2
    (public, known), *_ = estate.public_models.items()
    _, project_id, _, model_id = public.split("/")
    found, newest, own, foreign = by_sdk(
        sdk_python,
        sandbox,
        ("models.list_supported", {"search": "qwen/QWEN3-32b"}),
        ("endpoints.list", {"order_by": "created_at desc", "limit": 5}),
        ("models.retrieve", {"id": estate.models[0]["id"]}),
        ("models.retrieve", {"id": model_id, "project_id": project_id}),
    )
    assert [each["name"] for each in found] == ["Qwen/Qwen3-32B-AWQ", "Qwen/Qwen3-32B"]
    assert newest == sorted(estate.endpoints, key=lambda each: str(each["createdAt"]), reverse=True)
    assert (own, foreign) == ([estate.models[0]], [known])


def test_the_official_sdk_sees_refusals_as_what_they_are(sdk_python: Path, sandbox: Sandbox) -> None:
    (forbidden,) = (name for name, known in sandbox.v2.public_models.items() if known is None)
    _, project_id, _, model_id = forbidden.split("/")
    assert by_sdk(
        sdk_python,
        sandbox,
        ("models.retrieve", {"id": model_id, "project_id": project_id}),
        ("models.retrieve", {"id": "ml_gone"}),
        ("endpoints.list", {"project_id": "proj_nobody"}),
        ("endpoints.list", {"limit": 501}),
    ) == ["PermissionDeniedError", "NotFoundError", "NotFoundError", "BadRequestError"]


def test_the_check_by_the_sdk_sees_a_broken_row(sdk_python: Path, sandbox: Sandbox) -> None:
    sandbox.v2.endpoints[0]["visibility"] = "VISIBILITY_PUBLIC"
    with pytest.raises(AssertionError, match=r"visibility\s+Input should be 'VISIBILITY_PRIVATE'"):
        by_sdk(sdk_python, sandbox, ("endpoints.list", {}))


# --- the schemas


def test_the_routes_take_parameters_of_the_spec() -> None:
    spec = yaml.safe_load((ROOT / "schemas" / "openapi-v2.yaml").read_text())
    for path, route in ROUTES.items():
        parameters = [
            spec["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in spec["paths"][path]["get"].get("parameters", ())
        ]
        assert set(route.parameters) <= {each["name"] for each in parameters if each["in"] == "query"}


@pytest.mark.parametrize(("path", "schema"), SCHEMAS.items(), ids=SCHEMAS.values())
def test_every_answer_conforms(sandbox: Sandbox, path: str, schema: str) -> None:
    documents = pages(sandbox, path, limit=5) if path in LISTS else [ask(sandbox, path).json()]
    assert [violations(schema, document) for document in documents] == [[]] * len(documents)


def test_there_is_a_schema_for_every_route() -> None:
    assert set(SCHEMAS) == set(ROUTES)


def test_every_public_model_conforms(sandbox: Sandbox) -> None:
    known = {name: each for name, each in sandbox.v2.public_models.items() if each is not None}
    assert {ask(sandbox, f"/v2/{name}").text for name in known} == {json.dumps(each) for each in known.values()}
    assert [violations("v2-model", each) for each in known.values()] == [[]] * len(known)


def test_what_an_organization_s_key_is_told_conforms(sandbox: Sandbox) -> None:
    sandbox.v2.key_belongs_to = "organization"
    identity = ask(sandbox, "/v1/whoami").json()
    assert violations("whoami", identity) == []
    assert identity["organization_id"] == sandbox.v2.organization["id"]
    assert not [name for name in identity if name.startswith("project")]


def test_the_check_against_the_schema_sees_a_broken_row(sandbox: Sandbox) -> None:
    sandbox.v2.endpoints[0]["createdAt"] = "yesterday"
    document = ask(sandbox, ENDPOINTS).json()
    assert violations("v2-endpoints", document) == ["$.data[0].createdAt: 'yesterday' is not a 'date-time'"]


# --- pages


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 5, 500])
def test_the_pages_together_are_the_list(sandbox: Sandbox, path: str, limit: int) -> None:
    documents = pages(sandbox, path, limit=limit)
    whole = ask(sandbox, path).json()
    assert sum((document["data"] for document in documents), []) == whole["data"]
    assert whole["data"]
    assert whole["next_cursor"] is None
    assert len(documents) == -(-len(whole["data"]) // limit)
    cursors = [document["next_cursor"] for document in documents]
    assert len(set(cursors)) == len(cursors)
    assert not [cursor for cursor in cursors[:-1] if not re.fullmatch(r"[\w-]{8,}", cursor)]


def test_a_page_has_fifty_entries_unless_told_otherwise(sandbox: Sandbox) -> None:
    sandbox.v2.endpoints = list(range(120))
    documents = pages(sandbox, ENDPOINTS)
    assert [document["data"] for document in documents] == [[*range(50)], [*range(50, 100)], [*range(100, 120)]]
    assert [len(document["data"]) for document in pages(sandbox, ENDPOINTS, limit=40)] == [40] * 3


def test_a_search_has_pages_too(sandbox: Sandbox) -> None:
    documents = pages(sandbox, "/v2/supported-models", search="LLAMA", limit=2)
    names = [entry["name"] for document in documents for entry in document["data"]]
    assert len(documents) == 3
    assert names == [entry["name"] for entry in sandbox.v2.catalogue if "llama" in json.dumps(entry).casefold()]


@pytest.mark.parametrize("field", ["id", "name", "displayName", "description"])
def test_a_search_looks_at_ids_names_and_descriptions(sandbox: Sandbox, field: str) -> None:
    sandbox.v2.catalogue = [{field: "a NEEDLE here"}, {field: "hay"}, {"publisher": "needle"}, "needle", {field: None}]
    assert ask(sandbox, "/v2/supported-models", search="Needle").json()["data"] == [{field: "a NEEDLE here"}]
    assert ask(sandbox, "/v2/supported-models", search="").json()["data"] == sandbox.v2.catalogue


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("created_at", [4, 1, 3, 2, 0]),
        ("created_at asc", [4, 1, 3, 2, 0]),
        ("created_at desc", [0, 2, 3, 1, 4]),
        ("updated_at desc", [4, 0, 1, 2, 3]),
    ],
)
def test_endpoints_come_in_the_order_of_instants(sandbox: Sandbox, order: str, expected: list[int]) -> None:
    moments = [
        "2026-05-01T10:00:00Z",
        "2026-05-01T09:00:00+02:00",
        "2026-05-01T09:00:00.5Z",
        "2026-05-01T09:00:00Z",
        None,
    ]
    sandbox.v2.endpoints = [{"n": number, "createdAt": moment} for number, moment in enumerate(moments)]
    sandbox.v2.endpoints[4]["updatedAt"] = moments[0]
    documents = pages(sandbox, ENDPOINTS, orderBy=order, limit=2)
    assert [row["n"] for document in documents for row in document["data"]] == expected


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_can_repeat_itself(sandbox: Sandbox, path: str) -> None:
    sandbox.v2.cursor_fault = "repeat"
    first = ask(sandbox, path, limit=5).json()
    assert first["data"]
    assert ask(sandbox, path, limit=5, after=first["next_cursor"]).json() == first


@pytest.mark.parametrize("limit", [5, 500])
def test_cursors_can_go_on_for_ever(sandbox: Sandbox, limit: int) -> None:
    sandbox.v2.cursor_fault = "endless"
    cursors = []
    query: dict[str, str] = {}
    for _ in range(20):
        document = ask(sandbox, ENDPOINTS, limit=limit, **query).json()
        assert document["data"]
        cursors.append(document["next_cursor"])
        query = {"after": document["next_cursor"]}
    assert len(set(cursors)) == 20


# --- refusals

REFUSALS: list[tuple[str, dict[str, Any], int, str | None]] = [
    *((path, {"after": cursor}, 400, "after") for path in LISTS for cursor in ("nonsense", "", "MTIz", "\u20ac")),
    *((path, {"limit": limit}, 400, "limit") for path in LISTS for limit in (0, 501, -1, "", "ten", "5.0")),
    *((path, {"page": 2}, 400, "page") for path in ROUTES),
    (ENDPOINTS, {"orderBy": "name"}, 400, "orderBy"),
    (ENDPOINTS, {"orderBy": "created_at up"}, 400, "orderBy"),
    (ENDPOINTS, {"filter": 'name = "acme/chat"'}, 400, "filter"),
    (ENDPOINTS, {"limit": [5, 5]}, 400, "limit"),
    (ENDPOINTS, {"search": "qwen"}, 400, "search"),
    ("/v2/supported-models", {"search": ["a", "b"]}, 400, "search"),
    ("/v2/projects/proj_nobody/endpoints", {}, 404, None),
    ("/v2/projects/acme/endpoints", {}, 404, None),
    ("/v2/projects/proj_nobody/models", {}, 404, None),
    ("/v2/projects/{projectId}/models/ml_gone", {}, 404, None),
    ("/v2/projects/proj_nobody/models/{modelId}", {}, 404, None),
    ("/v2/projects/{projectId}/endpoints/", {}, 404, None),
    ("/v2/projects//endpoints", {}, 404, None),
    ("/v1/v2/supported-models", {}, 404, None),
    ("/v2/endpoints", {}, 404, None),
    ("/v3/whoami", {}, 404, None),
]


@pytest.mark.parametrize(("path", "query", "status", "param"), REFUSALS, ids=str)
def test_a_request_that_can_not_be_answered_gets_error_data(
    sandbox: Sandbox, path: str, query: dict[str, Any], status: int, param: str | None
) -> None:
    answer = ask(sandbox, path, **query)
    assert answer.status_code == status
    assert violations("error-data", answer.json()) == []
    assert answer.json()["error"]["param"] == param
    assert not param or param in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_wants_get_and_the_key(sandbox: Sandbox, path: str) -> None:
    answers = [ask(sandbox, path, key="wrong"), ask(sandbox, path, method="POST"), ask(sandbox, path)]
    assert [answer.status_code for answer in answers] == [401, 405, 200]
    assert [violations("error-data", answer.json()) for answer in answers[:2]] == [[], []]


def test_a_cursor_is_good_for_its_own_list_only(sandbox: Sandbox) -> None:
    cursor = ask(sandbox, ENDPOINTS, limit=5).json()["next_cursor"]
    assert ask(sandbox, ENDPOINTS, limit=3, after=cursor).status_code == 200
    assert ask(sandbox, ENDPOINTS, limit=5, after=cursor, orderBy="created_at").status_code == 400
    assert ask(sandbox, MODELS, limit=5, after=cursor).status_code == 400


def test_a_project_s_key_is_for_no_other_project_an_organization_s_for_all_it_sees(sandbox: Sandbox) -> None:
    own, *others = (each["id"] for each in sandbox.v2.projects)
    assert own == sandbox.v2.project["id"]
    for other in others:
        assert ask(sandbox, f"/v2/projects/{other}/endpoints").status_code == 403
    sandbox.v2.key_belongs_to = "organization"
    for other in others:
        assert ask(sandbox, f"/v2/projects/{other}/endpoints").json()["data"] == []
    assert ask(sandbox, ENDPOINTS).json()["data"] == sandbox.v2.endpoints


def test_a_private_model_of_another_project_is_forbidden(sandbox: Sandbox) -> None:
    (name,) = (name for name, known in sandbox.v2.public_models.items() if known is None)
    answer = ask(sandbox, f"/v2/{name}")
    assert answer.status_code == 403
    assert violations("error-data", answer.json()) == []


# --- the estate


def test_the_estate_holds_endpoints_of_every_kind(sandbox: Sandbox) -> None:
    def deployments(name: str) -> list[tuple[str, str, int]]:
        found = endpoint(sandbox, name)
        weights = {each["deploymentId"]: each["weight"] for each in found["trafficSplit"]}
        return [
            (model_name(sandbox, each["model"]), each["state"][len("DEPLOYMENT_STATE_") :], weights.get(each["id"], 0))
            for each in found["deployments"]
        ]

    stopped = ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "STOPPED", 0)
    assert deployments("drafts") == []
    assert deployments("mistral-small") == [("mistralai/Mistral-Small-24B-Instruct-2501", "READY", 1)]
    assert deployments("chat") == [
        ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "READY", 90),
        ("openai/gpt-oss-120b", "READY", 10),
    ]
    assert deployments("search-ranker") == [
        ("Qwen/Qwen2.5-7B-Instruct-Turbo", "READY", 1),
        ("google/gemma-3-27b-it", "READY", 0),
    ]
    assert [each["trafficMode"] for each in endpoint(sandbox, "search-ranker")["deployments"]] == [
        "TRAFFIC_MODE_LIVE",
        "TRAFFIC_MODE_SHADOW",
    ]
    assert deployments("nightly-eval") == [stopped, stopped]
    assert deployments("kimi-pilot") == [("moonshotai/Kimi-K2-Instruct", "PROVISIONING", 1)]
    assert deployments("summaries") == [("Qwen/Qwen2.5-72B-Instruct", "SCALING", 1)]
    assert endpoint(sandbox, "summaries")["deployments"][0]["readyReplicas"] == 0
    assert deployments("translate") == [("mistralai/Mixtral-8x7B-Instruct-v0.1", "DEGRADED", 1)]
    assert deployments("research-preview") == [("deepseek-ai/DeepSeek-V3", "FAILED", 1)]
    assert deployments("glm-air") == [("zai-org/GLM-4.5-Air-FP8", "STOPPING", 1)]
    assert deployments("support") == [("acme/support-bot", "READY", 1)]
    assert deployments("qwen3-32b") == deployments("qwen3-32b-batch") == [("Qwen/Qwen3-32B", "READY", 1)]
    assert endpoint(sandbox, "assistant")["endpointType"] == "ENDPOINT_TYPE_RESERVED"
    assert len(sandbox.v2.endpoints) > 15


def model_name(sandbox: Sandbox, resource: str) -> str:
    """The name of a deployed model: as the API tells it, or why it does not."""
    answer = ask(sandbox, f"/v2/{resource.partition('/revisions/')[0]}")
    return str(answer.json()["name"] if answer.status_code == 200 else answer.status_code)


def test_what_the_estate_s_resource_names_say_is_there(sandbox: Sandbox) -> None:
    estate = sandbox.v2
    own = {f"projects/{each['projectId']}/models/{each['id']}": each for each in estate.models}
    known = {**own, **{name: each for name, each in estate.public_models.items() if each is not None}}
    assert [f"projects/{each['projectId']}/models/{each['id']}" for each in known.values()] == list(known)
    assert {each["projectId"] for each in estate.models} == {estate.project["id"]}
    assert {each["baseModel"] for each in estate.models} <= known.keys()
    linked = {each["baseModel"]: each["name"] for each in estate.catalogue if each["baseModel"]}
    assert linked == {name: known[name]["name"] for name in linked}
    assert len({name.split("/")[1] for name in linked}) > 5
    deployed = [each["model"] for row in estate.endpoints for each in row["deployments"]]
    unknown = {name.partition("/revisions/")[0] for name in deployed} - known.keys()
    assert sorted(model_name(sandbox, name) for name in unknown) == ["403", "404"]
    assert {"/revisions/" in name for name in deployed} == {True, False}


def test_the_estate_s_endpoints_hold_together(sandbox: Sandbox) -> None:
    ids = []
    for row in sandbox.v2.endpoints:
        deployments = {each["id"]: each for each in row["deployments"]}
        assert {each["deploymentId"] for each in row["trafficSplit"]} <= deployments.keys()
        assert not [each for each in deployments.values() if not each["name"].startswith(f"{row['name']}/")]
        assert row["projectId"] == sandbox.v2.project["id"]
        ids += [row["id"], *deployments]
    assert len(set(ids)) == len(ids)


def test_the_catalogue_links_models_in_every_way_there_is(sandbox: Sandbox) -> None:
    ways = {(bool(each["baseModel"]), bool(each["baseModelId"])) for each in sandbox.v2.catalogue}
    assert ways == {(True, True), (False, True), (False, False)}
    (profile,) = (profile for each in sandbox.v2.catalogue for profile in each["deploymentProfiles"])
    (deployed,) = endpoint(sandbox, "llama-8b")["deployments"]
    assert profile["model"].partition("/revisions/")[0] == deployed["model"].partition("/revisions/")[0]


def test_every_sandbox_has_an_estate_of_its_own_or_the_one_it_is_given() -> None:
    with Sandbox() as first, Sandbox() as second, Sandbox(v2=V2Estate({"id": "p"}, {"id": "o"})) as third:
        first.v2.endpoints.clear()
        assert second.v2.endpoints
        assert ask_for_endpoints(third, "p") == []


def ask_for_endpoints(sandbox: Sandbox, project_id: str) -> Any:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    return requests.get(f"{sandbox.url}/v2/projects/{project_id}/endpoints", headers=headers, timeout=5).json()["data"]


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"project": {}}', '{"project": {}, "organization": {}, "model": []}', "{"]
)
def test_a_file_that_holds_no_estate_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "estate.json").write_text(content)
    with pytest.raises(ValueError, match="holds no object with project, organization|Expecting property name"):
        estate_v2.load(tmp_path / "estate.json")


# --- scripts and the record


def test_scripted_replies_are_for_v2_too(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "7"}}, {"fault": "gzip"}, {"status": 200, "text": "?"})
    first, second, third = (ask(sandbox, ENDPOINTS) for _ in range(3))
    assert (first.status_code, first.headers["Retry-After"], violations("error-data", first.json())) == (429, "7", [])
    assert (second.headers["Content-Encoding"], second.json()["data"]) == ("gzip", sandbox.v2.endpoints)
    assert third.text == "?"


def test_a_scripted_success_is_that_of_the_path(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "times": 5})
    assert ask(sandbox, ENDPOINTS, key="wrong").json()["data"] == sandbox.v2.endpoints
    assert ask(sandbox, ENDPOINTS, limit="ten").json()["data"] == sandbox.v2.endpoints
    assert ask(sandbox, "/v1/whoami", key="wrong").json()["project_slug"] == "acme"
    assert ask(sandbox, "/v2/projects/proj_nobody/models").json() == {"object": "list", "data": [], "next_cursor": None}
    assert ask(sandbox, "/v1/endpoints", key="wrong").json()["data"] == [entry.row for entry in sandbox.endpoints]


def test_a_reply_can_wait_for_its_path(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500, "path": "/v2/supported-models"}, {"status": 503, "path": "*/endpoints", "times": 2})
    paths = ["/v1/whoami", ENDPOINTS, ENDPOINTS, ENDPOINTS, "/v2/supported-models", "/v2/supported-models"]
    assert [ask(sandbox, path).status_code for path in paths] == [200, 503, 503, 200, 500, 200]


def test_each_scripted_reply_is_given_once_however_many_ask_at_once(sandbox: Sandbox) -> None:
    sandbox.replies(
        {"status": 503, "path": "*/endpoints", "times": 20}, {"status": 500, "path": "/v1/whoami", "times": 20}
    )
    with ThreadPoolExecutor(10) as pool:
        asked = [ENDPOINTS, "/v1/whoami"] * 30
        statuses = list(pool.map(lambda path: ask(sandbox, path).status_code, asked))
    assert sorted(statuses) == [200] * 20 + [500] * 20 + [503] * 20


def test_requests_are_recorded_with_their_ids(sandbox: Sandbox) -> None:
    answer = ask(sandbox, "/v2/projects/a%2Fb/endpoints", limit=5)
    assert answer.json()["error"]["message"] == "Project a/b not found"
    (request,) = sandbox.requests
    assert (request.path, request.query) == ("/v2/projects/a%2Fb/endpoints", {"limit": "5"})
    assert requests.get(f"{sandbox.url}/_sandbox/requests", timeout=5).json()[0]["path"] == request.path


# --- one estate in both generations

ROW = {
    "object": "endpoint",
    "id": "endpoint-m",
    "name": "acme/mistral",
    "model": "mistralai/Mistral-Small-24B",
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-01-15T00:00:00Z",
}


def test_the_realistic_v1_estate_conforms_in_v2_and_serves_the_same_models(sandbox: Sandbox) -> None:
    sandbox.v2 = as_v2(sandbox.endpoints)
    rows = [entry.row for entry in sandbox.endpoints]
    for path, schema in SCHEMAS.items():
        assert violations(schema, ask(sandbox, path).json()) == []
    served = ask(sandbox, ENDPOINTS).json()["data"]
    for field, v1 in {"id": "id", "name": "name", "createdAt": "created_at"}.items():
        assert [each[field] for each in served] == [row[v1] for row in rows]
    assert [model_name(sandbox, each["deployments"][0]["model"]) for each in served] == [row["model"] for row in rows]


def test_the_same_model_is_one_entry_of_the_catalogue_or_one_of_the_project() -> None:
    estate = as_v2([ROW, {**ROW, "id": "endpoint-n"}, {**ROW, "model": "acme/support-bot"}])
    assert [each["name"] for each in estate.catalogue] == ["mistralai/Mistral-Small-24B"]
    assert [each["name"] for each in estate.models] == ["acme/support-bot"]
    assert list(estate.public_models) == [estate.catalogue[0]["baseModel"]]
    assert as_v2([ROW, ROW]).endpoints[0] == as_v2([ROW, ROW]).endpoints[1]


@pytest.mark.parametrize(
    ("state", "expected", "routed"),
    [
        ("STARTED", "READY", True),
        ("STARTING", "PROVISIONING", True),
        ("PENDING", "PROVISIONING", True),
        ("STOPPING", "STOPPING", True),
        ("STOPPED", "STOPPED", False),
        ("ERROR", "FAILED", True),
        ("DEGRADED", "DEGRADED", True),
    ],
)
def test_a_state_is_that_of_the_deployment(state: str, expected: str, routed: bool) -> None:
    (row,) = as_v2([{**ROW, "state": state}]).endpoints
    (deployment,) = row["deployments"]
    assert deployment["state"] == f"DEPLOYMENT_STATE_{expected}"
    assert row["trafficSplit"] == ([{"deploymentId": deployment["id"], "weight": 1}] if routed else [])


@pytest.mark.parametrize(
    ("usage", "kind"), [("reserved", "RESERVED"), ("on-demand", "DEDICATED"), (None, "SERVERLESS")]
)
def test_a_usage_type_is_the_type_of_the_endpoint(usage: str | None, kind: str) -> None:
    assert as_v2([Entry(ROW, usage, True)]).endpoints[0]["endpointType"] == f"ENDPOINT_TYPE_{kind}"


@pytest.mark.parametrize(
    ("field", "place", "name"),
    [
        ("id", "$.data[0]", "id"),
        ("name", "$.data[0]", "name"),
        ("created_at", "$.data[0]", "createdAt"),
        ("type", "$.data[0]", "endpointType"),
        ("model", "$.data[0].deployments[0]", "model"),
        ("state", "$.data[0].deployments[0]", "state"),
    ],
)
def test_what_is_broken_in_v1_is_broken_in_v2_and_nothing_else(
    sandbox: Sandbox, field: str, place: str, name: str
) -> None:
    def found(row: Any) -> list[str]:
        sandbox.v2 = as_v2([row])
        return violations("v2-endpoints", ask(sandbox, ENDPOINTS).json())

    assert {each.partition(" is not ")[0] for each in found({**ROW, field: 7})} == {f"{place}.{name}: 7"}
    lacking = {other: value for other, value in ROW.items() if other != field}
    assert found(lacking) == [f"{place}: '{name}' is a required property"]


def test_rows_that_are_none_and_fields_that_are_unknown_are_kept() -> None:
    estate = as_v2([17, {**ROW, "hardware": "1x_nvidia_h100", "model": "br\ud800ken"}, {}])
    assert estate.endpoints[0] == 17
    assert estate.endpoints[1]["hardware"] == "1x_nvidia_h100"
    assert len(estate.endpoints) == 3


# --- the command


@pytest.fixture
def other_estate(tmp_path: Path) -> Path:
    path = tmp_path / "estate.json"
    path.write_text('{"project": {"id": "p", "slug": "globex"}, "organization": {"id": "o"}, "endpoints": [1, 2]}')
    return path


def test_the_command_tells_of_v2_and_serves_another_estate(other_estate: Path) -> None:
    command = [sys.executable, "-m", "sandbox_api", "--port", "0", "--estate-v2", str(other_estate)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        welcome = ""
        while "Ctrl-C" not in welcome:
            line = process.stdout.readline()
            assert line, welcome
            welcome += line
        process.terminate()
    assert "project globex has 2 endpoints" in welcome
    assert "export TOGETHER_API_VERSION=v2" in welcome
