# SPDX-License-Identifier: MIT
"""The cases for an estate that is split between the generations of the API, through every front end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox_api import Sandbox, V2Estate, deployment, endpoint
from sandbox_api import v2_estate as estates
from vectors.front_ends import FRONT_ENDS, FrontEnd

VECTORS = yaml.safe_load(Path(__file__).with_name("generations.yaml").read_text(encoding="utf-8"))
GENERATIONS = ("v1", "v2", "auto")
CASES = [(case, generation) for case in VECTORS["cases"] for generation in GENERATIONS if generation in case]
SHARING_PROJECT = "proj_ru4M7gTeo4mqGZyVewbXxM"
CREATED_AT = "2026-05-01T09:00:00Z"
ENDPOINT_TYPES = {"on-demand": "DEDICATED", "reserved": "RESERVED"}


@pytest.mark.parametrize("front_end", FRONT_ENDS.values(), ids=FRONT_ENDS)
@pytest.mark.parametrize(
    ("case", "generation"), CASES, ids=[f"{case['name']}, {generation}" for case, generation in CASES]
)
def test_every_front_end_gives_the_answer(
    case: dict[str, Any], generation: str, front_end: FrontEnd, sandbox: Sandbox
) -> None:
    sandbox.endpoints = [_v1_entry(item) for item in VECTORS["endpoints"] if "v1" in item["generations"]]
    sandbox.v2 = _v2_estate([item for item in VECTORS["endpoints"] if "v2" in item["generations"]])
    sandbox.outages = case.get("outages", ())
    options = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": generation, "retries": 0}
    outcome = front_end({**options, **case["question"]})
    expected = case[generation]
    if isinstance(expected, dict):
        assert outcome.get("error_type") == expected["type"], outcome
        assert [piece for piece in expected["says"] if piece not in outcome["message"]] == []
        return
    assert "error_type" not in outcome, outcome
    assert [each["name"] for each in outcome["endpoints"]] == expected
    default = ["v1", "v2"] if generation == "auto" else [generation]
    assert outcome["api_versions"] == (case.get("api_versions", default) if generation == "auto" else default)


def _model(item: dict[str, Any]) -> str:
    model: str = item.get("model", f"maker/{item['name'].partition('/')[2]}")
    return model


def _v1_entry(item: dict[str, Any]) -> dict[str, Any]:
    is_public = item.get("sharing") == "public"
    row = {
        "object": "endpoint",
        "id": f"endpoint-{item['name'].replace('/', '-')}",
        "name": item["name"],
        "model": _model(item),
        "type": "serverless" if is_public else "dedicated",
        "owner": "together" if is_public else item["name"].partition("/")[0],
        "state": "STARTED",
        "created_at": CREATED_AT,
    }
    if is_public:
        return {"row": row}
    return {
        "row": row,
        "usage_type": item.get("usage_type", "on-demand"),
        "mine": item.get("sharing", "own") == "own",
    }


def _v2_estate(items: list[dict[str, Any]]) -> V2Estate:
    estate = estates.empty()
    public = {_model(item) for item in items if item.get("sharing") == "public"}
    estate.catalogue = [_catalogue_entry(model, model in public) for model in dict.fromkeys(map(_model, items))]
    dedicated = [item for item in items if item.get("sharing") != "public"]
    estate.endpoints = [_v2_endpoint(item) for item in dedicated if item.get("sharing") != "shared"]
    shared = [item for item in dedicated if item.get("sharing") == "shared"]
    estate.other_endpoints = {
        SHARING_PROJECT: [
            {**_v2_endpoint(item), "projectId": SHARING_PROJECT, "visibility": "VISIBILITY_INTERNAL"} for item in shared
        ]
    }
    return estate


def _v2_endpoint(item: dict[str, Any]) -> dict[str, Any]:
    endpoint_type = ENDPOINT_TYPES[item.get("usage_type", "on-demand")]
    return endpoint(item["name"], deployment(_resource(_model(item))), endpoint_type=endpoint_type)


def _catalogue_entry(model: str, is_public: bool) -> dict[str, Any]:
    entry = {
        "id": f"arch_{model.replace('/', '_')}",
        "name": model,
        "baseModel": _resource(model),
        "products": ["PRODUCT_SERVERLESS"] if is_public else ["PRODUCT_DEDICATED"],
        "createdAt": CREATED_AT,
    }
    return {**entry, "serverlessEndpoint": model} if is_public else entry


def _resource(model: str) -> str:
    return f"projects/proj_public/models/ml_{model.replace('/', '_')}"
