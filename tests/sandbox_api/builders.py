# SPDX-License-Identifier: MIT
"""Builders of v2 objects: an endpoint with its deployments in one expression.

endpoint("acme/chat", deployment(resource, weight=90), deployment(other, "STOPPED", name="canary", weight=None))
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

PROJECT_ID = "proj_QvrGrcJB3cAXp28f8g6iPX"  # the key's project in the realistic estate
CREATED_AT = "2026-05-06T21:15:33.127908Z"


class Deployment(NamedTuple):
    """A deployment and its weight in the endpoint's traffic split. None: it is not in the split."""

    fields: dict[str, Any]
    weight: float | None


def deployment(
    resource: str,
    state: str = "READY",
    *,
    name: str = "main",
    ready: int | None = 1,
    desired: int | None = 1,
    weight: float | None = 1,
    traffic_mode: str = "LIVE",
) -> Deployment:
    """A deployment of a model.

    `state` and `traffic_mode` are without their prefixes. `ready` and `desired` count replicas; None omits the field.
    """
    fields = {
        "name": name,
        "model": f"{resource}/revisions/rev_1",
        "modelId": resource.rpartition("/")[2],
        "state": f"DEPLOYMENT_STATE_{state}",
        "trafficMode": f"TRAFFIC_MODE_{traffic_mode}",
        "autoscaling": {"minReplicas": desired or 0, "maxReplicas": max(desired or 0, 1)},
        "hardware": "1xnvidia-h100-80gb",
        "createdAt": CREATED_AT,
    }
    replicas = {"desiredReplicas": desired, "readyReplicas": ready}
    return Deployment({**fields, **{key: value for key, value in replicas.items() if value is not None}}, weight)


def endpoint(
    name: str,
    *deployments: Deployment,
    endpoint_type: str = "DEDICATED",
    visibility: str = "PRIVATE",
    project_id: str = PROJECT_ID,
    created_at: str = CREATED_AT,
) -> dict[str, Any]:
    """An Endpoint object. The ids are derived from the names."""
    capacity = [(one.weight or 0) * one.fields.get("readyReplicas", 0) for one in deployments]
    summaries = [
        {
            "id": _id("dep", f"{name}/{one.fields['name']}"),
            **one.fields,
            "name": f"{name}/{one.fields['name']}",
            "estimatedEffectiveTrafficShare": share / sum(capacity) if share else 0,
        }
        for one, share in zip(deployments, capacity, strict=True)
    ]
    split = [
        {"deploymentId": summary["id"], "weight": one.weight}
        for one, summary in zip(deployments, summaries, strict=True)
        if one.weight is not None
    ]
    return {
        "id": _id("ep", name),
        "name": name,
        "projectId": project_id,
        "etag": _id("etag", name)[5:21],
        "createdAt": created_at,
        "updatedAt": created_at,
        "endpointType": f"ENDPOINT_TYPE_{endpoint_type}",
        "visibility": f"VISIBILITY_{visibility}",
        "trafficSplit": split,
        "deployments": summaries,
    }


def _id(prefix: str, text: str) -> str:
    return f"{prefix}_{hashlib.sha256(text.encode()).hexdigest()[:22]}"
