# SPDX-License-Identifier: MIT
"""v1 rows translated to v2: the same endpoints and models, and invalid values stay invalid."""

from __future__ import annotations

from typing import Any

import pytest

from contract.sandbox_client import CATALOGUE, ENDPOINTS, MODELS, ORGANIZATION_ENDPOINTS, get, get_pages, violations
from sandbox_api import Entry, Sandbox, to_v2

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
PATHS = {
    ENDPOINTS: "v2-endpoints",
    ORGANIZATION_ENDPOINTS: "v2-endpoints",
    MODELS: "v2-models",
    CATALOGUE: "v2-supported-models",
}


def test_the_realistic_rows_conform_in_v2(sandbox: Sandbox) -> None:
    sandbox.v2 = to_v2(sandbox.endpoints)
    for path, schema in PATHS.items():
        assert [violations(schema, page) for page in get_pages(sandbox, path, limit=500)] == [[]]


def test_rows_become_own_shared_or_serverless_endpoints(sandbox: Sandbox) -> None:
    sandbox.v2 = to_v2(sandbox.endpoints)
    own = [entry.row["id"] for entry in sandbox.endpoints if entry.mine]
    shared = [e.row["id"] for e in sandbox.endpoints if not e.mine and e.row["type"] == "dedicated"]
    serverless = [entry.row for entry in sandbox.endpoints if entry.row["type"] == "serverless"]
    assert [row["id"] for row in get(sandbox, ENDPOINTS).json()["data"]] == own
    assert [row["id"] for row in get(sandbox, ORGANIZATION_ENDPOINTS).json()["data"]] == shared
    catalogue = get(sandbox, CATALOGUE, limit=500).json()["data"]
    offered = [entry for entry in catalogue if "PRODUCT_SERVERLESS" in entry["products"]]
    fields = {"id": "id", "serverlessEndpoint": "name", "name": "model", "createdAt": "created_at"}
    assert [{v1_field: entry[field] for field, v1_field in fields.items()} for entry in offered] == [
        {v1_field: row[v1_field] for v1_field in fields.values()} for row in serverless
    ]
    names = [entry["name"] for entry in catalogue]
    assert len(set(names)) == len(names)


def test_a_model_is_in_the_catalogue_or_belongs_to_the_project() -> None:
    estate = to_v2([ROW, {**ROW, "id": "endpoint-n"}, {**ROW, "model": "acme/support-bot"}])
    assert [entry["name"] for entry in estate.catalogue] == ["mistralai/Mistral-Small-24B"]
    assert [model["name"] for model in estate.models] == ["acme/support-bot"]
    assert list(estate.public_models) == [estate.catalogue[0]["baseModel"]]
    assert to_v2([ROW, ROW]).endpoints[0] == to_v2([ROW, ROW]).endpoints[1]


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
def test_the_state_becomes_the_state_of_the_deployment(state: str, expected: str, routed: bool) -> None:
    (row,) = to_v2([{**ROW, "state": state}]).endpoints
    (deployment,) = row["deployments"]
    assert deployment["state"] == f"DEPLOYMENT_STATE_{expected}"
    assert row["trafficSplit"] == ([{"deploymentId": deployment["id"], "weight": 1}] if routed else [])


@pytest.mark.parametrize(
    ("usage", "endpoint_type"), [("reserved", "RESERVED"), ("on-demand", "DEDICATED"), (None, "SERVERLESS")]
)
def test_the_usage_type_becomes_the_endpoint_type(usage: str | None, endpoint_type: str) -> None:
    assert to_v2([Entry(ROW, usage, True)]).endpoints[0]["endpointType"] == f"ENDPOINT_TYPE_{endpoint_type}"


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
def test_an_invalid_field_of_v1_is_invalid_in_v2(sandbox: Sandbox, field: str, place: str, name: str) -> None:
    def found(row: Any) -> list[str]:
        sandbox.v2 = to_v2([row])
        return violations("v2-endpoints", get(sandbox, ENDPOINTS).json())

    assert {violation.partition(" is not ")[0] for violation in found({**ROW, field: 7})} == {f"{place}.{name}: 7"}
    without = {other: value for other, value in ROW.items() if other != field}
    assert found(without) == [f"{place}: '{name}' is a required property"]


def test_rows_that_are_no_objects_and_unknown_fields_are_kept() -> None:
    estate = to_v2([17, {**ROW, "hardware": "1x_nvidia_h100", "model": "br\ud800ken"}, {}])
    assert estate.endpoints[0] == 17
    assert estate.endpoints[1]["hardware"] == "1x_nvidia_h100"
    assert len(estate.endpoints) == 3
