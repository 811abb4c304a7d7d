# SPDX-License-Identifier: MIT
"""Whether a document conforms to one of SCHEMAS: yes or no, and fast. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

from typing import Any, Callable

from .rfc3339 import DATE_TIME

Check = Callable[[Any], bool]
NoneType = type(None)
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
V3_WHOAMI_TYPE = (
    "project_api_key",
    "org_api_key",
    "user_jwt",
    "user_org_jwt",
    "user_org_project_jwt",
)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return value.is_integer() if isinstance(value, float) else _is_number(value)


def _v2_endpoints_endpoint(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value["createdAt"], str)
            and _date_time(value["createdAt"]) is not None
            and value["endpointType"] in V2_ENDPOINTS_ENDPOINT_ENDPOINT_TYPE
            and isinstance(value["trafficSplit"], list)
            and all(map(_v2_endpoints_traffic_split_entry, value["trafficSplit"]))
            and isinstance(value["deployments"], list)
            and all(map(_v2_endpoints_deployment_summary, value["deployments"]))
            and isinstance(value.get("projectId"), (str, NoneType))
            and ("etag" not in value or (isinstance(value["etag"], str)))
            and (
                "updatedAt" not in value
                or (isinstance(value["updatedAt"], str) and _date_time(value["updatedAt"]) is not None)
            )
            and ("visibility" not in value or (value["visibility"] in V2_ENDPOINTS_ENDPOINT_VISIBILITY))
            and isinstance(value.get("activeRolloutId"), (str, NoneType))
        )
    except KeyError:
        return False


def _v2_endpoints_next_cursor(value: Any) -> bool:
    try:
        return isinstance(value, (str, NoneType))
    except KeyError:
        return False


def _v2_endpoints_traffic_split_entry(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["deploymentId"], str)
            and _is_number(value["weight"])
            and value["weight"] >= 0
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
            and value["state"] in V2_ENDPOINTS_DEPLOYMENT_SUMMARY_STATE
            and value["trafficMode"] in V2_ENDPOINTS_DEPLOYMENT_SUMMARY_TRAFFIC_MODE
            and isinstance(value.get("modelId"), (str, NoneType))
            and (
                _is_number(value.get("estimatedEffectiveTrafficShare"))
                or value.get("estimatedEffectiveTrafficShare") is None
            )
            and ("autoscaling" not in value or (_v2_endpoints_autoscaling(value["autoscaling"])))
            and (
                "createdAt" not in value
                or (isinstance(value["createdAt"], str) and _date_time(value["createdAt"]) is not None)
            )
            and (_is_integer(value.get("desiredReplicas")) or value.get("desiredReplicas") is None)
            and (_is_integer(value.get("readyReplicas")) or value.get("readyReplicas") is None)
            and isinstance(value.get("hardware"), (str, NoneType))
        )
    except KeyError:
        return False


def _v2_endpoints_autoscaling(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and (_is_integer(value.get("minReplicas")) or value.get("minReplicas") is None)
            and (_is_integer(value.get("maxReplicas")) or value.get("maxReplicas") is None)
            and isinstance(value.get("scaleToZeroWindow"), (str, NoneType))
        )
    except KeyError:
        return False


def _v2_endpoints(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["data"], list)
            and all(map(_v2_endpoints_endpoint, value["data"]))
            and ("object" not in value or (value["object"] == "list"))
            and ("next_cursor" not in value or (_v2_endpoints_next_cursor(value["next_cursor"])))
        )
    except KeyError:
        return False


def _v2_models_model(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value.get("projectId"), (str, NoneType))
            and isinstance(value.get("organizationId"), (str, NoneType))
            and ("visibility" not in value or (value["visibility"] in V2_MODELS_MODEL_VISIBILITY))
            and ("weights" not in value or (isinstance(value["weights"], dict)))
            and isinstance(value.get("baseModel"), (str, NoneType))
            and isinstance(value.get("baseModelId"), (str, NoneType))
            and isinstance(value.get("description"), (str, NoneType))
        )
    except KeyError:
        return False


def _v2_models_next_cursor(value: Any) -> bool:
    try:
        return isinstance(value, (str, NoneType))
    except KeyError:
        return False


def _v2_models(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["data"], list)
            and all(map(_v2_models_model, value["data"]))
            and ("object" not in value or (value["object"] == "list"))
            and ("next_cursor" not in value or (_v2_models_next_cursor(value["next_cursor"])))
        )
    except KeyError:
        return False


def _v2_supported_models_supported_model_products_entry(value: Any) -> bool:
    try:
        return isinstance(value, str)
    except KeyError:
        return False


def _v2_supported_models_supported_model(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value.get("displayName"), (str, NoneType))
            and isinstance(value.get("publisher"), (str, NoneType))
            and isinstance(value.get("description"), (str, NoneType))
            and (
                "products" not in value
                or (
                    isinstance(value["products"], list)
                    and all(map(_v2_supported_models_supported_model_products_entry, value["products"]))
                )
            )
            and isinstance(value.get("status"), (str, NoneType))
            and (
                "createdAt" not in value
                or (isinstance(value["createdAt"], str) and _date_time(value["createdAt"]) is not None)
            )
            and (
                "updatedAt" not in value
                or (isinstance(value["updatedAt"], str) and _date_time(value["updatedAt"]) is not None)
            )
            and isinstance(value.get("baseModel"), (str, NoneType))
            and isinstance(value.get("baseModelId"), (str, NoneType))
            and (
                "deploymentProfiles" not in value
                or (
                    isinstance(value["deploymentProfiles"], list)
                    and all(map(_v2_supported_models_deployment_profile, value["deploymentProfiles"]))
                )
            )
            and isinstance(value.get("serverlessEndpoint"), (str, NoneType))
            and isinstance(value.get("pricing"), (dict, NoneType))
        )
    except KeyError:
        return False


def _v2_supported_models_next_cursor(value: Any) -> bool:
    try:
        return isinstance(value, (str, NoneType))
    except KeyError:
        return False


def _v2_supported_models_deployment_profile(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value.get("profileId"), (str, NoneType))
            and isinstance(value.get("model"), (str, NoneType))
            and isinstance(value.get("modelName"), (str, NoneType))
            and isinstance(value.get("config"), (str, NoneType))
            and isinstance(value.get("gpuType"), (str, NoneType))
            and (_is_integer(value.get("gpuCount")) or value.get("gpuCount") is None)
            and isinstance(value.get("quantization"), (str, NoneType))
        )
    except KeyError:
        return False


def _v2_supported_models(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["data"], list)
            and all(map(_v2_supported_models_supported_model, value["data"]))
            and ("object" not in value or (value["object"] == "list"))
            and ("next_cursor" not in value or (_v2_supported_models_next_cursor(value["next_cursor"])))
        )
    except KeyError:
        return False


def _whoami(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value.get("api_key_id"), (str, NoneType))
            and isinstance(value.get("organization_id"), (str, NoneType))
            and isinstance(value.get("organization_name"), (str, NoneType))
            and isinstance(value.get("project_id"), (str, NoneType))
            and isinstance(value.get("project_name"), (str, NoneType))
            and isinstance(value.get("project_slug"), (str, NoneType))
        )
    except KeyError:
        return False


def _v3_whoami_identity_reference(value: Any) -> bool:
    try:
        return isinstance(value, dict) and isinstance(value["id"], str)
    except KeyError:
        return False


def _v3_whoami_identity_organization(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict) and isinstance(value["id"], str) and isinstance(value.get("name"), (str, NoneType))
        )
    except KeyError:
        return False


def _v3_whoami_identity_project(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value.get("name"), (str, NoneType))
            and isinstance(value.get("slug"), (str, NoneType))
        )
    except KeyError:
        return False


def _v3_whoami(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["type"] in V3_WHOAMI_TYPE
            and ("api_key" not in value or (_v3_whoami_identity_reference(value["api_key"])))
            and ("user" not in value or (_v3_whoami_identity_reference(value["user"])))
            and ("organization" not in value or (_v3_whoami_identity_organization(value["organization"])))
            and ("project" not in value or (_v3_whoami_identity_project(value["project"])))
        )
    except KeyError:
        return False


def _projects_project(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and isinstance(value["name"], str)
            and isinstance(value.get("slug"), (str, NoneType))
            and isinstance(value.get("organization_id"), (str, NoneType))
            and isinstance(value.get("organization_name"), (str, NoneType))
        )
    except KeyError:
        return False


def _projects_next_cursor(value: Any) -> bool:
    try:
        return isinstance(value, (str, NoneType))
    except KeyError:
        return False


def _projects(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["data"], list)
            and all(map(_projects_project, value["data"]))
            and ("object" not in value or (value["object"] == "list"))
            and ("next_cursor" not in value or (_projects_next_cursor(value["next_cursor"])))
        )
    except KeyError:
        return False


CONFORMS: dict[str, Check] = {  # schema -> whether a document conforms
    "v2-endpoints": _v2_endpoints,
    "v2-models": _v2_models,
    "v2-supported-models": _v2_supported_models,
    "whoami": _whoami,
    "v3-whoami": _v3_whoami,
    "projects": _projects,
}
ENTRY_CONFORMS: dict[str, Check] = {  # schema of a list -> whether one entry of its `data` conforms
    "v2-endpoints": _v2_endpoints_endpoint,
    "v2-models": _v2_models_model,
    "v2-supported-models": _v2_supported_models_supported_model,
    "projects": _projects_project,
}
