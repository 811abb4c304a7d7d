# SPDX-License-Identifier: MIT
"""The v2 API of the sandbox: it conforms to the schemas, pages like the API and restricts access like the API."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from contract.sandbox_client import (
    CATALOGUE,
    ENDPOINTS,
    MODELS,
    ORGANIZATION_ENDPOINTS,
    V2_SCHEMAS,
    get,
    get_pages,
    openapi,
    violations,
)
from sandbox_api import SCENARIOS, Sandbox, V2Estate, v2_estate
from sandbox_api.outages import OUTAGES
from sandbox_api.scenarios import BILLED
from sandbox_api.v2_api import ROUTES

LISTS = [path for path, route in ROUTES.items() if "limit" in route.parameters]
MODEL = "/v2/projects/{projectId}/models/{modelId}"
RESEARCH, STAGING = "proj_ru4M7gTeo4mqGZyVewbXxM", "proj_PU6dHYVA6ehCVV7kEVtHXf"


def endpoint(sandbox: Sandbox, name: str) -> Any:
    (found,) = (row for row in sandbox.v2.endpoints if row["name"] == f"acme/{name}")
    return found


def names(response: requests.Response) -> list[str]:
    return [row["name"] for row in response.json()["data"]]


# Schemas


def test_the_routes_are_the_operations_of_the_openapi_document() -> None:
    document = openapi("openapi-v2.yaml")
    assert list(ROUTES) == list(document["paths"])
    assert {*V2_SCHEMAS, MODEL} == set(ROUTES)
    for path, route in ROUTES.items():
        parameters = [
            document["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in document["paths"][path]["get"].get("parameters", ())
        ]
        assert list(route.parameters) == [each["name"] for each in parameters if each["in"] == "query"]


@pytest.mark.parametrize(("path", "schema"), V2_SCHEMAS.items(), ids=V2_SCHEMAS)
def test_every_response_conforms(sandbox: Sandbox, path: str, schema: str) -> None:
    documents = get_pages(sandbox, path) if path in LISTS else [get(sandbox, path).json()]
    assert [violations(schema, document) for document in documents] == [[]] * len(documents)


@pytest.mark.parametrize("identity", v2_estate.IDENTITIES)
def test_every_form_of_the_identity_conforms(sandbox: Sandbox, identity: v2_estate.Identity) -> None:
    sandbox.v2.identity = identity
    nested, flat = get(sandbox, "/v3/whoami").json(), get(sandbox, "/v1/whoami").json()
    assert (violations("v3-whoami", nested), violations("whoami", flat)) == ([], [])
    assert nested["type"] == identity
    assert nested.get("organization", {}).get("id") == flat.get("organization_id")
    assert nested.get("project", {}).get("slug") == flat.get("project_slug")
    assert ("project" in nested) == (identity in ("project_api_key", "user_org_project_jwt"))
    assert ("organization" in nested) == (identity != "user_jwt")


def test_every_public_model_conforms(sandbox: Sandbox) -> None:
    known = {name: model for name, model in sandbox.v2.public_models.items() if model is not None}
    assert {get(sandbox, f"/v2/{name}").text for name in known} == {json.dumps(model) for model in known.values()}
    assert violations("v2-models", {"data": list(known.values())}) == []


def test_a_broken_row_violates_the_schema(sandbox: Sandbox) -> None:
    sandbox.v2.endpoints[0]["createdAt"] = "yesterday"
    document = get(sandbox, ENDPOINTS).json()
    assert violations("v2-endpoints", document) == ["$.data[0].createdAt: 'yesterday' is not a 'date-time'"]


# Pages


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [2, 5, 500])
def test_all_pages_together_are_the_list(sandbox: Sandbox, path: str, limit: int) -> None:
    pages = get_pages(sandbox, path, limit=limit)
    (whole,) = get_pages(sandbox, path, limit=500)
    assert sum((page["data"] for page in pages), []) == whole["data"]
    assert whole["data"]
    assert len(pages) == -(-len(whole["data"]) // limit)
    cursors = [page["next_cursor"] for page in pages]
    assert len(set(cursors)) == len(cursors)
    assert not [cursor for cursor in cursors[:-1] if not re.fullmatch(r"[\w-]{8,}", cursor)]


def test_a_page_has_fifty_entries_by_default(sandbox: Sandbox) -> None:
    sandbox.v2.endpoints = list(range(120))
    pages = get_pages(sandbox, ENDPOINTS)
    assert [page["data"] for page in pages] == [[*range(50)], [*range(50, 100)], [*range(100, 120)]]
    assert [len(page["data"]) for page in get_pages(sandbox, ENDPOINTS, limit=40)] == [40] * 3


def test_the_catalogue_has_about_300_entries_and_can_be_made_to_have_several_pages(sandbox: Sandbox) -> None:
    assert 280 <= len(get(sandbox, CATALOGUE, limit=500).json()["data"]) <= 320
    sandbox.v2.max_page_size = 100
    assert [len(page["data"]) for page in get_pages(sandbox, CATALOGUE, limit=500)][:3] == [100, 100, 100]


def test_a_search_has_pages(sandbox: Sandbox) -> None:
    pages = get_pages(sandbox, CATALOGUE, search="LLAMA", limit=20)
    found = [entry["name"] for page in pages for entry in page["data"]]
    assert len(pages) > 1
    assert found == [entry["name"] for entry in sandbox.v2.catalogue if "llama" in json.dumps(entry).casefold()]


@pytest.mark.parametrize("field", ["id", "name", "displayName", "description"])
def test_a_search_looks_at_ids_names_and_descriptions(sandbox: Sandbox, field: str) -> None:
    sandbox.v2.catalogue = [{field: "a NEEDLE here"}, {field: "hay"}, {"publisher": "needle"}, "needle", {field: None}]
    assert get(sandbox, CATALOGUE, search="Needle").json()["data"] == [{field: "a NEEDLE here"}]
    assert get(sandbox, CATALOGUE, search="").json()["data"] == sandbox.v2.catalogue


@pytest.mark.parametrize(
    ("parameter", "value", "field"),
    [("product", "PRODUCT_SERVERLESS", "products"), ("modality", "MODALITY_IMAGE", "inputModalities")],
)
def test_the_catalogue_can_be_filtered(sandbox: Sandbox, parameter: str, value: str, field: str) -> None:
    pages = get_pages(sandbox, CATALOGUE, **{parameter: value})
    found = [entry["name"] for page in pages for entry in page["data"]]
    assert found == [entry["name"] for entry in sandbox.v2.catalogue if value in entry[field]]
    assert 0 < len(found) < len(sandbox.v2.catalogue)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("created_at", [4, 1, 3, 2, 0]),
        ("created_at asc", [4, 1, 3, 2, 0]),
        ("created_at desc", [0, 2, 3, 1, 4]),
        ("updated_at desc", [4, 0, 1, 2, 3]),
    ],
)
def test_endpoints_can_be_ordered_by_time(sandbox: Sandbox, order: str, expected: list[int]) -> None:
    times = [
        "2026-05-01T10:00:00Z",
        "2026-05-01T09:00:00+02:00",
        "2026-05-01T09:00:00.5Z",
        "2026-05-01T09:00:00Z",
        None,
    ]
    sandbox.v2.endpoints = [{"n": number, "createdAt": time} for number, time in enumerate(times)]
    sandbox.v2.endpoints[4]["updatedAt"] = times[0]
    pages = get_pages(sandbox, ENDPOINTS, orderBy=order, limit=2)
    assert [row["n"] for page in pages for row in page["data"]] == expected


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_can_be_made_to_repeat(sandbox: Sandbox, path: str) -> None:
    sandbox.v2.cursor_fault = "repeat"
    first = get(sandbox, path, limit=5).json()
    assert first["data"]
    assert get(sandbox, path, limit=5, after=first["next_cursor"]).json() == first


@pytest.mark.parametrize("limit", [5, 500])
def test_a_list_can_be_made_endless(sandbox: Sandbox, limit: int) -> None:
    sandbox.v2.cursor_fault = "endless"
    cursors = []
    query: dict[str, str] = {}
    for _ in range(20):
        page = get(sandbox, ENDPOINTS, limit=limit, **query).json()
        assert page["data"]
        cursors.append(page["next_cursor"])
        query = {"after": page["next_cursor"]}
    assert len(set(cursors)) == 20


# Errors

ERRORS: list[tuple[str, dict[str, Any], int, str | None]] = [
    *((path, {"after": cursor}, 400, "after") for path in LISTS for cursor in ("nonsense", "", "MTIz", "\u20ac")),
    *((path, {"limit": limit}, 400, "limit") for path in LISTS for limit in (0, 501, -1, "", "ten", "5.0")),
    *((path, {"page": 2}, 400, "page") for path in ROUTES),
    (ENDPOINTS, {"orderBy": "name"}, 400, "orderBy"),
    (ENDPOINTS, {"orderBy": "created_at up"}, 400, "orderBy"),
    (ENDPOINTS, {"filter": 'name = "acme/chat"'}, 400, "filter"),
    (ENDPOINTS, {"limit": [5, 5]}, 400, "limit"),
    (ENDPOINTS, {"search": "qwen"}, 400, "search"),
    (MODELS, {"visibility": "VISIBILITY_PUBLIC"}, 400, "visibility"),
    (MODELS, {"organizationId": "org_unknown"}, 403, None),
    (CATALOGUE, {"search": ["a", "b"]}, 400, "search"),
    (CATALOGUE, {"product": "dedicated"}, 400, "product"),
    (CATALOGUE, {"modality": "MODALITY_SMELL"}, 400, "modality"),
    ("/v2/projects/proj_unknown/endpoints", {}, 404, None),
    ("/v2/projects/acme/endpoints", {}, 404, None),
    ("/v2/projects/proj_unknown/models", {}, 404, None),
    ("/v2/projects/{projectId}/models/ml_unknown", {}, 404, None),
    ("/v2/projects/proj_unknown/models/{modelId}", {}, 404, None),
    ("/v2/organizations/org_unknown/endpoints", {}, 404, None),
    ("/v2/projects/{projectId}/endpoints/", {}, 404, None),
    ("/v2/projects//endpoints", {}, 404, None),
    ("/v1/v2/supported-models", {}, 404, None),
    ("/v2/endpoints", {}, 404, None),
]


@pytest.mark.parametrize(("path", "query", "status", "param"), ERRORS, ids=str)
def test_an_invalid_request_gets_error_data(
    sandbox: Sandbox, path: str, query: dict[str, Any], status: int, param: str | None
) -> None:
    response = get(sandbox, path, **query)
    assert response.status_code == status
    assert violations("error-data", response.json()) == []
    assert response.json()["error"]["param"] == param
    assert not param or param in response.json()["error"]["message"]


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_requires_get_and_the_key(sandbox: Sandbox, path: str) -> None:
    responses = [get(sandbox, path, key="wrong"), get(sandbox, path, method="POST"), get(sandbox, path)]
    assert [response.status_code for response in responses] == [401, 405, 200]
    assert [violations("error-data", response.json()) for response in responses[:2]] == [[], []]


def test_a_cursor_is_valid_for_one_list_only(sandbox: Sandbox) -> None:
    cursor = get(sandbox, ENDPOINTS, limit=5).json()["next_cursor"]
    assert get(sandbox, ENDPOINTS, limit=3, after=cursor).status_code == 200
    assert get(sandbox, ENDPOINTS, limit=5, after=cursor, orderBy="created_at").status_code == 400
    assert get(sandbox, MODELS, limit=5, after=cursor).status_code == 400


# Access


@pytest.mark.parametrize(
    ("identity", "own", "other", "organization"),
    [
        ("project_api_key", 200, 403, 200),
        ("org_api_key", 200, 200, 200),
        ("user_jwt", 200, 200, 403),
        ("user_org_jwt", 200, 200, 200),
        ("user_org_project_jwt", 200, 403, 200),
    ],
)
def test_an_identity_has_access_to_its_projects(
    sandbox: Sandbox, identity: v2_estate.Identity, own: int, other: int, organization: int
) -> None:
    sandbox.v2.identity = identity
    assert get(sandbox, ENDPOINTS).status_code == own
    assert get(sandbox, MODELS).status_code == own
    for project in (RESEARCH, STAGING):
        assert get(sandbox, f"/v2/projects/{project}/endpoints").status_code == other
        assert get(sandbox, f"/v2/projects/{project}/models").status_code == other
    assert get(sandbox, ORGANIZATION_ENDPOINTS).status_code == organization


def test_each_project_has_its_own_endpoints(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    projects = [project["id"] for project in get(sandbox, "/v1/projects").json()["data"]]
    assert projects == [sandbox.v2.project["id"], RESEARCH, STAGING]
    for project in projects:
        rows = get(sandbox, f"/v2/projects/{project}/endpoints").json()["data"]
        assert {row["projectId"] for row in rows} == {project}


def test_an_organization_lists_the_endpoints_that_its_projects_share(sandbox: Sandbox) -> None:
    everything = [*sandbox.v2.endpoints, *sandbox.v2.other_endpoints[RESEARCH], *sandbox.v2.other_endpoints[STAGING]]
    shared = [row["name"] for row in everything if row["visibility"] == "VISIBILITY_INTERNAL"]
    assert names(get(sandbox, ORGANIZATION_ENDPOINTS)) == shared
    assert "acme/chat" in shared
    assert "acme-research/mixtral-eval" in shared


def test_a_project_lists_its_models_and_those_that_others_share(sandbox: Sandbox) -> None:
    own = [model["name"] for model in sandbox.v2.models]
    assert names(get(sandbox, MODELS)) == [*own, "acme-research/intent-classifier"]
    private = [model["name"] for model in sandbox.v2.models if model["visibility"] == "VISIBILITY_PRIVATE"]
    assert names(get(sandbox, MODELS, visibility="VISIBILITY_PRIVATE")) == private
    assert names(get(sandbox, MODELS, organizationId=sandbox.v2.organization["id"])) == names(get(sandbox, MODELS))
    sandbox.v2.identity = "org_api_key"
    shared = [model["name"] for model in sandbox.v2.models if model["visibility"] == "VISIBILITY_INTERNAL"]
    research = [model["name"] for model in sandbox.v2.other_models[RESEARCH]]
    assert names(get(sandbox, f"/v2/projects/{RESEARCH}/models")) == [*research, *shared]


def test_a_model_can_be_read_if_it_is_own_shared_or_public(sandbox: Sandbox) -> None:
    shared, private = sandbox.v2.other_models[RESEARCH]
    assert get(sandbox, f"/v2/projects/{RESEARCH}/models/{shared['id']}").json() == shared
    refusals = [get(sandbox, f"/v2/projects/{RESEARCH}/models/{private['id']}")]
    (forbidden,) = (name for name, model in sandbox.v2.public_models.items() if model is None)
    refusals.append(get(sandbox, f"/v2/{forbidden}"))
    assert [response.status_code for response in refusals] == [403, 403]
    assert [violations("error-data", response.json()) for response in refusals] == [[], []]
    sandbox.v2.identity = "org_api_key"
    assert get(sandbox, f"/v2/projects/{RESEARCH}/models/{private['id']}").json() == private


# Outages


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_concerns_its_paths_only(sandbox: Sandbox, name: str) -> None:
    sandbox.outages = {name}
    paths = ["/v1/endpoints", *ROUTES]
    statuses = {path: get(sandbox, path).status_code for path in paths}
    concerned = {
        "v1-gone": {"/v1/endpoints"},
        "v1-disabled": {"/v1/endpoints"},
        "v1-503": {"/v1/endpoints"},
        "v2-absent": {path for path in paths if path.startswith("/v2/")},
        "v2-500": {path for path in paths if path.startswith("/v2/")},
        "v2-503": {path for path in paths if path.startswith("/v2/")},
        "v3-whoami-absent": {"/v3/whoami"},
        "only-v1-endpoints": set(ROUTES),
        "organization-absent": {ORGANIZATION_ENDPOINTS},
        "organization-forbidden": {ORGANIZATION_ENDPOINTS},
    }[name]
    assert statuses == {path: OUTAGES[name].status if path in concerned else 200 for path in paths}
    sandbox.outages = ()
    assert {get(sandbox, path).status_code for path in paths} == {200}


def test_outages_send_error_data(sandbox: Sandbox) -> None:
    sandbox.outages = {"v1-disabled", "v2-503", "v3-whoami-absent"}
    responses = [get(sandbox, path) for path in ("/v1/endpoints", CATALOGUE, "/v3/whoami")]
    assert [response.status_code for response in responses] == [403, 503, 404]
    assert [violations("error-data", response.json()) for response in responses] == [[]] * 3
    assert responses[0].json()["error"]["code"].startswith("endpoints_v1_")
    assert get(sandbox, "/v1/endpoints", key="wrong").status_code == 401


def test_an_unknown_outage_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="unknown outages v3; known: v1-gone, "):
        sandbox.outages = {"v3"}
    assert sandbox.outages == frozenset()
    with pytest.raises(ValueError, match="unknown outages"):
        Sandbox(outages=["v4"])


def test_scripted_replies_replace_an_outage(sandbox: Sandbox) -> None:
    sandbox.outages = {"v2-503"}
    sandbox.replies({"status": 200})
    assert get(sandbox, ENDPOINTS).json()["data"] == sandbox.v2.endpoints
    assert get(sandbox, ENDPOINTS).status_code == 503


# Scripted replies and the log of requests


def test_scripted_replies_apply_to_v2(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "7"}}, {"fault": "gzip"}, {"status": 200, "text": "?"})
    first, second, third = (get(sandbox, ENDPOINTS) for _ in range(3))
    assert (first.status_code, first.headers["Retry-After"], violations("error-data", first.json())) == (429, "7", [])
    assert (second.headers["Content-Encoding"], second.json()["data"]) == ("gzip", sandbox.v2.endpoints)
    assert third.text == "?"


def test_a_scripted_success_has_the_body_of_the_path(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "times": 6})
    assert get(sandbox, ENDPOINTS, key="wrong").json()["data"] == sandbox.v2.endpoints
    assert get(sandbox, ENDPOINTS, limit="ten").json()["data"] == sandbox.v2.endpoints
    assert get(sandbox, "/v1/whoami", key="wrong").json()["project_slug"] == "acme"
    assert get(sandbox, "/v3/whoami", key="wrong").json()["project"]["slug"] == "acme"
    empty: dict[str, Any] = {"object": "list", "data": [], "next_cursor": None}
    assert get(sandbox, "/v2/projects/proj_unknown/models").json() == empty
    assert get(sandbox, "/v1/endpoints", key="wrong").json()["data"] == [entry.row for entry in sandbox.endpoints]


def test_a_reply_can_be_restricted_to_a_path(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500, "path": "/v2/supported-models"}, {"status": 503, "path": "*/endpoints", "times": 2})
    paths = ["/v1/whoami", ENDPOINTS, ENDPOINTS, ENDPOINTS, CATALOGUE, CATALOGUE]
    assert [get(sandbox, path).status_code for path in paths] == [200, 503, 503, 200, 500, 200]


def test_requests_are_counted_for_each_path(sandbox: Sandbox) -> None:
    for path in ("/v3/whoami", ENDPOINTS, ENDPOINTS, "/v1/endpoints"):
        get(sandbox, path)
    counts = {"/v3/whoami": 1, f"/v2/projects/{sandbox.v2.project['id']}/endpoints": 2, "/v1/endpoints": 1}
    assert sandbox.request_counts() == counts
    assert get(sandbox, "/_sandbox/request-counts").json() == counts


def test_requests_are_logged_as_they_were_sent(sandbox: Sandbox) -> None:
    response = get(sandbox, "/v2/projects/a%2Fb/endpoints", limit=5)
    assert response.json()["error"]["message"] == "Project a/b not found"
    (request,) = sandbox.requests
    assert (request.path, request.query) == ("/v2/projects/a%2Fb/endpoints", {"limit": "5"})
    assert get(sandbox, "/_sandbox/requests").json()[0]["path"] == request.path


# The realistic estate


def test_the_estate_has_endpoints_of_every_kind(sandbox: Sandbox) -> None:
    def deployments(name: str) -> list[tuple[str, str, int]]:
        row = endpoint(sandbox, name)
        weights = {entry["deploymentId"]: entry["weight"] for entry in row["trafficSplit"]}
        return [
            (model_name(sandbox, one["model"]), one["state"][len("DEPLOYMENT_STATE_") :], weights.get(one["id"], 0))
            for one in row["deployments"]
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
    assert [one["trafficMode"] for one in endpoint(sandbox, "search-ranker")["deployments"]] == [
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


def model_name(sandbox: Sandbox, resource: str) -> str:
    """The name of a deployed model from the API, or the status of the error."""
    response = get(sandbox, f"/v2/{resource.partition('/revisions/')[0]}")
    return str(response.json()["name"] if response.status_code == 200 else response.status_code)


def test_deployed_models_exist_except_for_two(sandbox: Sandbox) -> None:
    estate = sandbox.v2
    rows = [*estate.endpoints, *(row for rows in estate.other_endpoints.values() for row in rows)]
    deployed = [one["model"] for row in rows for one in row["deployments"]]
    assert {"/revisions/" in resource for resource in deployed} == {True, False}
    resources = {resource.partition("/revisions/")[0] for resource in deployed}
    problems = [model_name(sandbox, resource) for resource in sorted(resources)]
    assert sorted(name for name in problems if name.isdigit()) == ["403", "404"]


def test_models_and_the_catalogue_refer_to_each_other_by_resource_names(sandbox: Sandbox) -> None:
    estate = sandbox.v2
    own = {f"projects/{model['projectId']}/models/{model['id']}": model for model in estate.models}
    known = {**own, **{name: model for name, model in estate.public_models.items() if model is not None}}
    assert [f"projects/{model['projectId']}/models/{model['id']}" for model in known.values()] == list(known)
    assert {model["baseModel"] for model in estate.models} <= known.keys()
    linked = {entry["baseModel"]: entry["name"] for entry in estate.catalogue if entry["baseModel"] in known}
    assert linked == {name: known[name]["name"] for name in linked}
    assert len(linked) > 15


def test_the_ids_of_the_estate_are_unique_and_consistent(sandbox: Sandbox) -> None:
    estate = sandbox.v2
    ids = []
    for project, rows in {estate.project["id"]: estate.endpoints, **estate.other_endpoints}.items():
        slug = next(one["slug"] for one in estate.projects if one["id"] == project)
        for row in rows:
            deployments = {one["id"]: one for one in row["deployments"]}
            assert row["name"].startswith(f"{slug}/")
            assert {entry["deploymentId"] for entry in row["trafficSplit"]} <= deployments.keys()
            assert not [one for one in deployments.values() if not one["name"].startswith(f"{row['name']}/")]
            assert row["projectId"] == project
            ids += [row["id"], *deployments]
    ids += [entry["id"] for entry in estate.catalogue]
    assert len(set(ids)) == len(ids)
    public_names = [entry["name"] for entry in estate.catalogue]
    assert len(set(public_names)) == len(public_names)


def test_the_catalogue_links_models_in_every_way(sandbox: Sandbox) -> None:
    catalogue = sandbox.v2.catalogue
    ways = {(bool(entry["baseModel"]), bool(entry["baseModelId"])) for entry in catalogue}
    assert ways == {(True, True), (False, True), (False, False)}
    profiles = [(entry, profile) for entry in catalogue for profile in entry["deploymentProfiles"]]
    other_models = [profile for entry, profile in profiles if not profile["model"].startswith(f"{entry['baseModel']}/")]
    assert len(other_models) > 100
    assert [profile for _, profile in profiles if not profile["model"] and not profile["modelName"]]
    (deployed,) = endpoint(sandbox, "llama-8b")["deployments"]
    resource = deployed["model"].partition("/revisions/")[0]
    assert [entry["name"] for entry, profile in profiles if profile["model"].startswith(f"{resource}/")] == [
        "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo"
    ]


def test_the_catalogue_has_every_serverless_endpoint_of_v1_and_more(sandbox: Sandbox) -> None:
    v1 = {entry.row["name"]: entry.row["model"] for entry in sandbox.endpoints if entry.row["type"] == "serverless"}
    serverless = {entry["serverlessEndpoint"]: entry for entry in sandbox.v2.catalogue if "serverlessEndpoint" in entry}
    assert v1 == {name: serverless[name]["name"] for name in v1}
    assert len(serverless) > len(v1)
    assert all("PRODUCT_SERVERLESS" in entry["products"] for entry in serverless.values())
    offered = [entry for entry in sandbox.v2.catalogue if "PRODUCT_SERVERLESS" in entry["products"]]
    assert len(offered) == len(serverless)


def test_one_dedicated_endpoint_is_in_both_generations(sandbox: Sandbox) -> None:
    v1 = {entry.row["name"] for entry in sandbox.endpoints}
    assert v1 & {row["name"] for row in sandbox.v2.endpoints} == {"acme/mistral-small"}


def test_every_sandbox_has_its_own_data() -> None:
    with Sandbox() as first, Sandbox() as second, Sandbox(v2=V2Estate({"id": "p"}, {"id": "o"})) as third:
        first.v2.endpoints.clear()
        first.v2.catalogue.clear()
        assert second.v2.endpoints
        assert len(second.v2.catalogue) > 280
        assert get(third, ENDPOINTS).json()["data"] == []


def test_v2_is_empty_where_only_v1_data_is_given() -> None:
    with Sandbox([]) as sandbox:
        assert get(sandbox, ENDPOINTS).json()["data"] == []
        assert get(sandbox, CATALOGUE).json()["data"] == []
        assert get(sandbox, "/v3/whoami").json()["project"]["slug"] == "acme"


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"project": {}}', '{"project": {}, "organization": {}, "model": []}', "{"]
)
def test_a_file_without_an_estate_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "estate.json").write_text(content)
    with pytest.raises(ValueError, match="not an object with project, organization|Expecting property name"):
        v2_estate.load(tmp_path / "estate.json")


# Scenarios


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_conforms(name: str) -> None:
    scenario = SCENARIOS[name]()
    with Sandbox(scenario.endpoints, v2=scenario.v2) as sandbox:
        for path in (ENDPOINTS, ORGANIZATION_ENDPOINTS, CATALOGUE):
            assert [violations(V2_SCHEMAS[path], page) for page in get_pages(sandbox, path, limit=500)] == [[]]
        assert violations("list-response", get(sandbox, "/v1/endpoints").json()) == []


def test_the_billing_scenario_has_an_endpoint_for_each_case() -> None:
    v2 = SCENARIOS["billing"]().v2
    assert [row["name"] for row in v2.endpoints] == [f"acme/{name}" for name in BILLED]
    for row in v2.endpoints:
        replicas = sum(one.get("readyReplicas", 0) for one in row["deployments"])
        reports_replicas = all("readyReplicas" in one for one in row["deployments"])
        assert BILLED[row["name"].partition("/")[2]].running is (replicas > 0) or not reports_replicas


def test_the_split_scenario_has_endpoints_in_one_generation_and_in_both() -> None:
    scenario = SCENARIOS["split"]()
    with Sandbox(scenario.endpoints, v2=scenario.v2) as sandbox:
        v1 = set(names(get(sandbox, "/v1/endpoints")))
        v2 = {*names(get(sandbox, ENDPOINTS)), *names(get(sandbox, ORGANIZATION_ENDPOINTS))}
    assert v1 & v2 == {"acme/migrated", "acme-research/shared"}
    assert v1 - v2 == {"acme/Llama-3.3-70B-Instruct-Turbo-51e9c6f0", "Qwen/Qwen3-32B", "openai/gpt-oss-120b"}
    assert v2 - v1 == {"acme/new", "acme/qwen3-32b", "acme/qwen3-32b-batch"}
