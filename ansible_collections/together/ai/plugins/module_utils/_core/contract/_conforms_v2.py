# SPDX-License-Identifier: MIT
"""Whether a document conforms to one of SCHEMAS: yes or no, and fast. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

from typing import Any, Callable

from .rfc3339 import DATE_TIME

Check = Callable[[Any], bool]
_date_time = DATE_TIME.fullmatch

V2_ENDPOINTS_ENDPOINT_ENDPOINT_TYPE = (
    "ENDPOINT_TYPE_DEDICATED",
    "ENDPOINT_TYPE_SERVERLESS",
    "ENDPOINT_TYPE_RESERVED",
)
V2_ENDPOINTS_ENDPOINT_VISIBILITY = (
    "VISIBILITY_PRIVATE",
    "VISIBILITY_INTERNAL",
)
V2_ENDPOINTS_DEPLOYMENT_SUMMARY_STATE = (
    "DEPLOYMENT_STATE_PROVISIONING",
    "DEPLOYMENT_STATE_READY",
    "DEPLOYMENT_STATE_SCALING",
    "DEPLOYMENT_STATE_DEGRADED",
    "DEPLOYMENT_STATE_FAILED",
    "DEPLOYMENT_STATE_STOPPED",
    "DEPLOYMENT_STATE_STOPPING",
)
V2_ENDPOINTS_DEPLOYMENT_SUMMARY_TRAFFIC_MODE = (
    "TRAFFIC_MODE_LIVE",
    "TRAFFIC_MODE_SHADOW",
)
V2_MODELS_MODEL_VISIBILITY = (
    "VISIBILITY_PRIVATE",
    "VISIBILITY_INTERNAL",
)
V2_MODEL_VISIBILITY = (
    "VISIBILITY_PRIVATE",
    "VISIBILITY_INTERNAL",
)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return value.is_integer() if isinstance(value, float) else _is_number(value)


def _v2_endpoints_endpoint_traffic_split_entry(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["deploymentId"], str)
            and _is_number(value["weight"])
            and value["weight"] >= 0
        )
    except KeyError:
        return False


def _v2_endpoints_endpoint(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["projectId"], str)
            and isinstance(value["etag"], str)
            and isinstance(value["createdAt"], str)
            and _date_time(value["createdAt"]) is not None
            and isinstance(value["updatedAt"], str)
            and _date_time(value["updatedAt"]) is not None
            and value["endpointType"] in V2_ENDPOINTS_ENDPOINT_ENDPOINT_TYPE
            and value["visibility"] in V2_ENDPOINTS_ENDPOINT_VISIBILITY
            and isinstance(value["trafficSplit"], list)
            and all(map(_v2_endpoints_endpoint_traffic_split_entry, value["trafficSplit"]))
            and isinstance(value["deployments"], list)
            and all(map(_v2_endpoints_deployment_summary, value["deployments"]))
            and ("activeRolloutId" not in value or isinstance(value["activeRolloutId"], str))
        )
    except KeyError:
        return False


def _v2_endpoints_deployment_summary(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["model"], str)
            and isinstance(value["modelId"], str)
            and value["state"] in V2_ENDPOINTS_DEPLOYMENT_SUMMARY_STATE
            and value["trafficMode"] in V2_ENDPOINTS_DEPLOYMENT_SUMMARY_TRAFFIC_MODE
            and _is_number(value["estimatedEffectiveTrafficShare"])
            and value["estimatedEffectiveTrafficShare"] >= 0
            and value["estimatedEffectiveTrafficShare"] <= 1
            and isinstance(value["autoscaling"], dict)
            and isinstance(value["createdAt"], str)
            and _date_time(value["createdAt"]) is not None
            and ("desiredReplicas" not in value or _is_integer(value["desiredReplicas"]))
            and ("readyReplicas" not in value or _is_integer(value["readyReplicas"]))
            and ("hardware" not in value or isinstance(value["hardware"], str))
        )
    except KeyError:
        return False


def _v2_endpoints(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["object"] == "list"
            and isinstance(value["data"], list)
            and all(map(_v2_endpoints_endpoint, value["data"]))
            and ("next_cursor" not in value or (isinstance(value["next_cursor"], str) or value["next_cursor"] is None))
        )
    except KeyError:
        return False


def _v2_models_model(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["projectId"], str)
            and isinstance(value["organizationId"], str)
            and value["visibility"] in V2_MODELS_MODEL_VISIBILITY
            and isinstance(value["weights"], dict)
            and ("baseModel" not in value or isinstance(value["baseModel"], str))
            and ("baseModelId" not in value or isinstance(value["baseModelId"], str))
            and ("description" not in value or isinstance(value["description"], str))
        )
    except KeyError:
        return False


def _v2_models(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["object"] == "list"
            and isinstance(value["data"], list)
            and all(map(_v2_models_model, value["data"]))
            and ("next_cursor" not in value or (isinstance(value["next_cursor"], str) or value["next_cursor"] is None))
        )
    except KeyError:
        return False


def _v2_model(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["projectId"], str)
            and isinstance(value["organizationId"], str)
            and value["visibility"] in V2_MODEL_VISIBILITY
            and isinstance(value["weights"], dict)
            and ("baseModel" not in value or isinstance(value["baseModel"], str))
            and ("baseModelId" not in value or isinstance(value["baseModelId"], str))
            and ("description" not in value or isinstance(value["description"], str))
        )
    except KeyError:
        return False


def _v2_supported_models_supported_model(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["displayName"], str)
            and isinstance(value["baseModel"], str)
            and isinstance(value["baseModelId"], str)
            and (
                "serverlessEndpoint" not in value
                or (isinstance(value["serverlessEndpoint"], str) or value["serverlessEndpoint"] is None)
            )
        )
    except KeyError:
        return False


def _v2_supported_models(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["object"] == "list"
            and isinstance(value["data"], list)
            and all(map(_v2_supported_models_supported_model, value["data"]))
            and ("next_cursor" not in value or (isinstance(value["next_cursor"], str) or value["next_cursor"] is None))
        )
    except KeyError:
        return False


def _whoami(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["organization_id"], str)
            and ("api_key_id" not in value or (isinstance(value["api_key_id"], str) or value["api_key_id"] is None))
            and (
                "organization_name" not in value
                or (isinstance(value["organization_name"], str) or value["organization_name"] is None)
            )
            and ("project_id" not in value or (isinstance(value["project_id"], str) or value["project_id"] is None))
            and (
                "project_name" not in value or (isinstance(value["project_name"], str) or value["project_name"] is None)
            )
            and (
                "project_slug" not in value or (isinstance(value["project_slug"], str) or value["project_slug"] is None)
            )
        )
    except KeyError:
        return False


def _projects_project(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["slug"], str)
            and (
                "organization_id" not in value
                or (isinstance(value["organization_id"], str) or value["organization_id"] is None)
            )
            and (
                "organization_name" not in value
                or (isinstance(value["organization_name"], str) or value["organization_name"] is None)
            )
        )
    except KeyError:
        return False


def _projects(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["object"] == "list"
            and isinstance(value["data"], list)
            and all(map(_projects_project, value["data"]))
            and ("next_cursor" not in value or (isinstance(value["next_cursor"], str) or value["next_cursor"] is None))
        )
    except KeyError:
        return False


CONFORMS: dict[str, Check] = {  # schema -> whether a document conforms
    "v2-endpoints": _v2_endpoints,
    "v2-models": _v2_models,
    "v2-model": _v2_model,
    "v2-supported-models": _v2_supported_models,
    "whoami": _whoami,
    "projects": _projects,
}
ENTRY_CONFORMS: dict[str, Check] = {  # schema of a list -> whether one entry of its `data` conforms
    "v2-endpoints": _v2_endpoints_endpoint,
    "v2-models": _v2_models_model,
    "v2-supported-models": _v2_supported_models_supported_model,
    "projects": _projects_project,
}
