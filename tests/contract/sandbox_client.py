# SPDX-License-Identifier: MIT
"""Requests to the sandbox, and the checks of its responses, without any code of the core."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import requests
import yaml

from sandbox_api import Sandbox

ROOT = Path(__file__).parents[2]
V2_SCHEMAS = {  # route -> the schema of its responses
    "/v3/whoami": "v3-whoami",
    "/v1/whoami": "whoami",
    "/v1/projects": "projects",
    "/v2/projects/{projectId}/endpoints": "v2-endpoints",
    "/v2/organizations/{organizationId}/endpoints": "v2-endpoints",
    "/v2/projects/{projectId}/models": "v2-models",
    "/v2/supported-models": "v2-supported-models",
}
ENDPOINTS = "/v2/projects/{projectId}/endpoints"
ORGANIZATION_ENDPOINTS = "/v2/organizations/{organizationId}/endpoints"
MODELS = "/v2/projects/{projectId}/models"
CATALOGUE = "/v2/supported-models"


def get(
    sandbox: Sandbox,
    path: str,
    *,
    method: str = "GET",
    key: str | None = None,
    authorization: str = "Bearer {key}",
    **query: Any,
) -> requests.Response:
    """Send a request. The path may hold the names of ids, as in a route."""
    with requests.Session() as session:
        session.trust_env = False
        headers = {"Authorization": authorization.format(key=key or sandbox.api_key)}
        return session.request(method, sandbox.url + url_path(sandbox, path), params=query, headers=headers, timeout=30)


def url_path(sandbox: Sandbox, path: str) -> str:
    """The path of a route with the ids of the organization, of the key's project and of its first model."""
    models = [model["id"] for model in sandbox.v2.models] or ["ml_none"]
    ids = {"projectId": sandbox.v2.project["id"], "organizationId": sandbox.v2.organization["id"], "modelId": models[0]}
    return path.format(**ids)


def get_pages(sandbox: Sandbox, path: str, **query: Any) -> list[Any]:
    """The pages of a list, up to the one without a next_cursor."""
    pages = [get(sandbox, path, **query).json()]
    while pages[-1]["next_cursor"] is not None:
        pages.append(get(sandbox, path, after=pages[-1]["next_cursor"], **query).json())
    return pages


def violations(schema: str, document: Any) -> list[str]:
    """The violations of a schema, found by jsonschema."""
    return [f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(document)]


def openapi(name: str) -> Any:
    """An OpenAPI document of schemas/."""
    return yaml.safe_load((ROOT / "schemas" / name).read_text())


def schema(name: str) -> Any:
    """A JSON Schema of schemas/."""
    return json.loads((ROOT / "schemas" / f"{name}.json").read_text())


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema(name), format_checker=checker)
