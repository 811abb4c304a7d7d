# SPDX-License-Identifier: MIT
"""One estate in both generations: what v1 rows describe, in the words of v2. What is broken stays broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from . import estate, estate_v2
from .estate import Entry
from .estate_v2 import V2Estate

STATES = {  # v1 -> v2; other words as they are
    "STARTED": "READY",
    "STARTING": "PROVISIONING",
    "PENDING": "PROVISIONING",
    "ERROR": "FAILED",
}
TYPES = {"reserved": "RESERVED", "on-demand": "DEDICATED", None: "SERVERLESS"}  # usage type -> v2
FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # v1's; others stay as they are
ABSENT = object()  # the value of a field that is not there
PUBLIC_PROJECT = "proj_public"
SOME_TIME = "2026-05-06T21:15:33.127908Z"  # for what v1 has no dates of


def as_v2(entries: Iterable[Any]) -> V2Estate:
    """The v2 estate of v1 entries (or rows, see `Entry.of`): an endpoint for each, a model for each model's name.

    An endpoint has one deployment, which gets all traffic unless the row's state is STOPPED. All belong to the project
    of the realistic estate. A model whose name begins with its slug is the project's own, any other a public one.
    """
    known = estate.entries(entries)
    realistic = estate_v2.load()
    project = realistic.project
    names = dict.fromkeys(
        row["model"] for row, *_ in known if isinstance(row, dict) and isinstance(row.get("model"), str)
    )
    own = [name for name in names if _is_own(name, project)]
    public = [name for name in names if not _is_own(name, project)]
    return V2Estate(
        project=project,
        organization=realistic.organization,
        projects=realistic.projects,
        endpoints=[_endpoint(entry, project) for entry in known],
        models=[_model(name, project["id"], realistic.organization["id"]) for name in own],
        catalogue=[_supported(name) for name in public],
        public_models={_resource(name, project): _model(name, PUBLIC_PROJECT, "org_public") for name in public},
    )


def _endpoint(entry: Entry, project: dict[str, Any]) -> Any:
    row = entry.row
    if not isinstance(row, dict):
        return row
    mark = _mark(json.dumps(row, sort_keys=True))
    kind = row.get("type", ABSENT)
    deployment = _deployment(row, f"dep_{mark}", project)
    return _present(
        {
            **{field: value for field, value in row.items() if field not in FIELDS},
            "id": row.get("id", ABSENT),
            "name": row.get("name", ABSENT),
            "projectId": project["id"],
            "etag": mark,
            "createdAt": row.get("created_at", ABSENT),
            "updatedAt": SOME_TIME,
            "endpointType": _word(
                "ENDPOINT_TYPE_", TYPES[entry.usage_type] if kind in ("dedicated", "serverless") else kind
            ),
            "visibility": "VISIBILITY_PRIVATE",
            "trafficSplit": [] if _is_stopped(row) else [{"deploymentId": deployment["id"], "weight": 1}],
            "deployments": [deployment],
        }
    )


def _deployment(row: dict[str, Any], deployment_id: str, project: dict[str, Any]) -> dict[str, Any]:
    endpoint = row["name"] if isinstance(row.get("name"), str) else f"{project['slug']}/nameless"
    model, state = row.get("model", ABSENT), row.get("state", ABSENT)
    readable = isinstance(model, str)
    return _present(
        {
            "id": deployment_id,
            "name": f"{endpoint}/main",
            "model": f"{_resource(model, project)}/revisions/rev_1" if readable else model,
            "modelId": _model_id(model) if readable else "",
            "state": _word("DEPLOYMENT_STATE_", STATES.get(str(state), state)),
            "trafficMode": "TRAFFIC_MODE_LIVE",
            "estimatedEffectiveTrafficShare": 0 if _is_stopped(row) else 1,
            "autoscaling": {"minReplicas": 1, "maxReplicas": 1},
            "readyReplicas": 1 if state in ("STARTED", "READY") else 0,
            "createdAt": SOME_TIME,
        }
    )


def _supported(name: str) -> dict[str, Any]:
    resource = f"projects/{PUBLIC_PROJECT}/models/{_model_id(name)}"
    return {
        "id": _model_id(name),
        "name": name,
        "displayName": name.rpartition("/")[2],
        "baseModel": resource,
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


def _resource(name: str, project: dict[str, Any]) -> str:
    owner = project["id"] if _is_own(name, project) else PUBLIC_PROJECT
    return f"projects/{owner}/models/{_model_id(name)}"


def _is_own(name: str, project: dict[str, Any]) -> bool:
    return name.startswith(f"{project['slug']}/")


def _is_stopped(row: dict[str, Any]) -> bool:
    return row.get("state") == "STOPPED"


def _word(prefix: str, word: Any) -> Any:
    """A word of an enum of v2; what is no word as it is."""
    return prefix + word if isinstance(word, str) else word


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if value is not ABSENT}


def _model_id(name: str) -> str:
    return f"ml_{_mark(name)}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:22]
