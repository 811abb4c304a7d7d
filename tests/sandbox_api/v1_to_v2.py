# SPDX-License-Identifier: MIT
"""The same estate in both generations: v1 rows translated to v2 objects. Invalid values stay invalid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from . import v1_estate, v2_estate
from .v1_estate import Entry
from .v2_estate import V2Estate

STATES = {  # v1 -> v2; other values are kept
    "STARTED": "READY",
    "STARTING": "PROVISIONING",
    "PENDING": "PROVISIONING",
    "ERROR": "FAILED",
}
TYPES = {"reserved": "RESERVED", "on-demand": "DEDICATED", None: "SERVERLESS"}  # usage type -> v2
TRANSLATED_FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # others are copied
ABSENT = object()  # the value of a field that is absent
PUBLIC_PROJECT = "proj_public"
DEFAULT_DATE = "2026-05-06T21:15:33.127908Z"  # for dates that v1 does not have


def to_v2(entries: Iterable[Any]) -> V2Estate:
    """The v2 estate in which a lookup finds what it finds in v1 entries (or rows, see `Entry.of`).

    Serverless rows become entries of the catalogue. Other rows of the caller become endpoints of the key's project, and
    those of others become endpoints that another project shares. An endpoint has one deployment, which gets all traffic
    unless the row's state is STOPPED. A model whose name begins with the slug of the project is the project's own, and
    any other model is public.
    """
    known = v1_estate.entries(entries)
    estate = _with_models(known)
    other = next(project["id"] for project in estate.projects if project["id"] != estate.project["id"])
    serverless = [entry for entry in known if _is_serverless(entry)]
    dedicated = [entry for entry in known if not _is_serverless(entry)]
    estate.endpoints = [_endpoint(entry, estate.project["id"], "PRIVATE") for entry in dedicated if entry.mine]
    estate.other_endpoints = {other: [_endpoint(entry, other, "INTERNAL") for entry in dedicated if not entry.mine]}
    offered = {entry.row.get("model") for entry in serverless if isinstance(entry.row.get("model"), str)}
    estate.catalogue = [row for row in estate.catalogue if row["name"] not in offered]
    estate.catalogue += [_serverless(entry.row) for entry in serverless]
    return estate


def _with_models(entries: list[Entry]) -> V2Estate:
    """An estate with the models of some entries, and without endpoints."""
    estate = v2_estate.empty()
    project = estate.project
    names = dict.fromkeys(
        row["model"] for row, *_ in entries if isinstance(row, dict) and isinstance(row.get("model"), str)
    )
    own = [name for name in names if _is_own(name, project)]
    public = [name for name in names if not _is_own(name, project)]
    estate.models = [_model(name, project["id"], estate.organization["id"]) for name in own]
    estate.catalogue = [_supported_model(name) for name in public]
    estate.public_models = {_resource(name): _model(name, PUBLIC_PROJECT, "org_public") for name in public}
    return estate


def _endpoint(entry: Entry, project_id: str, visibility: str) -> Any:
    row = entry.row
    if not isinstance(row, dict):
        return row
    digest = _digest(json.dumps(row, sort_keys=True))
    row_type = row.get("type", ABSENT)
    deployment = _deployment(row, f"dep_{digest}", project_id)
    return _without_absent(
        {
            **{field: value for field, value in row.items() if field not in TRANSLATED_FIELDS},
            "id": row.get("id", ABSENT),
            "name": row.get("name", ABSENT),
            "projectId": project_id,
            "etag": digest,
            "createdAt": row.get("created_at", ABSENT),
            "updatedAt": DEFAULT_DATE,
            "endpointType": _enum_value(
                "ENDPOINT_TYPE_", TYPES[entry.usage_type] if row_type in ("dedicated", "serverless") else row_type
            ),
            "visibility": f"VISIBILITY_{visibility}",
            "trafficSplit": [] if _is_stopped(row) else [{"deploymentId": deployment["id"], "weight": 1}],
            "deployments": [deployment],
        }
    )


def _deployment(row: dict[str, Any], deployment_id: str, project_id: str) -> dict[str, Any]:
    endpoint = row["name"] if isinstance(row.get("name"), str) else "unknown/unknown"
    model, state = row.get("model", ABSENT), row.get("state", ABSENT)
    is_text = isinstance(model, str)
    return _without_absent(
        {
            "id": deployment_id,
            "name": f"{endpoint}/main",
            "model": f"{_resource(model)}/revisions/rev_1" if is_text else model,
            "modelId": _model_id(model) if is_text else "",
            "state": _enum_value("DEPLOYMENT_STATE_", STATES.get(str(state), state)),
            "trafficMode": "TRAFFIC_MODE_LIVE",
            "estimatedEffectiveTrafficShare": 0 if _is_stopped(row) else 1,
            "autoscaling": {"minReplicas": 1, "maxReplicas": 1},
            "readyReplicas": 1 if state in ("STARTED", "READY") else 0,
            "createdAt": DEFAULT_DATE,
        }
    )


def _serverless(row: dict[str, Any]) -> dict[str, Any]:
    """The entry of the catalogue for a serverless row."""
    model = row.get("model", ABSENT)
    linked = _supported_model(model) if isinstance(model, str) else {}
    rest = {field: value for field, value in row.items() if field not in TRANSLATED_FIELDS}
    return _without_absent(
        {
            **rest,
            **linked,
            "id": row.get("id", ABSENT),
            "name": model,
            "products": ["PRODUCT_SERVERLESS", "PRODUCT_DEDICATED"],
            "serverlessEndpoint": row.get("name", ABSENT),
            "createdAt": row.get("created_at", ABSENT),
        }
    )


def _supported_model(name: str) -> dict[str, Any]:
    return {
        "id": f"arch_{_digest(name)}",
        "name": name,
        "displayName": name.rpartition("/")[2],
        "products": ["PRODUCT_DEDICATED"],
        "baseModel": _resource(name),
        "baseModelId": _model_id(name),
    }


def _model(name: str, project_id: str, organization_id: str) -> dict[str, Any]:
    return {
        "id": _model_id(name),
        "name": name,
        "projectId": project_id,
        "organizationId": organization_id,
        "visibility": "VISIBILITY_INTERNAL",
        "weights": {},
    }


def _resource(name: str) -> str:
    project = _project()
    owner = project["id"] if _is_own(name, project) else PUBLIC_PROJECT
    return f"projects/{owner}/models/{_model_id(name)}"


@cache
def _project() -> dict[str, Any]:
    return v2_estate.empty().project


def _is_own(name: str, project: dict[str, Any]) -> bool:
    return name.startswith(f"{project['slug']}/")


def _is_serverless(entry: Entry) -> bool:
    return isinstance(entry.row, dict) and entry.row.get("type") == "serverless"


def _is_stopped(row: dict[str, Any]) -> bool:
    return row.get("state") == "STOPPED"


def _enum_value(prefix: str, value: Any) -> Any:
    """A value of an enum of v2. A value that is not text is kept."""
    return prefix + value if isinstance(value, str) else value


def _without_absent(fields: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if value is not ABSENT}


def _model_id(name: str) -> str:
    return f"ml_{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:22]
