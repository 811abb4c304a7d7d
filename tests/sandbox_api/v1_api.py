# SPDX-License-Identifier: MIT
"""The v1 API: `GET /v1/endpoints` with its filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .messages import Request, Response, json_response
from .routing import Parameter, check_access, check_parameters, one_of, unknown_url
from .v1_estate import Entry

ROUTES: dict[str, dict[str, Parameter]] = {  # path -> its query parameters
    "/v1/endpoints": {
        "type": one_of("dedicated", "serverless"),
        "usage_type": one_of("on-demand", "reserved"),
        "mine": one_of("true", "false"),
    },
}
# The specification documents only `mine=true`. SDK 1.x documents false as "return endpoints not owned by the caller".
FILTERS: dict[str, Callable[[Entry, str], bool]] = {
    "type": lambda entry, value: isinstance(entry.row, dict) and entry.row.get("type") == value,
    "usage_type": lambda entry, value: entry.usage_type == value,
    "mine": lambda entry, value: entry.mine is (value == "true"),
}


def respond(request: Request, estate: Sequence[Entry], api_key: str) -> Response:
    """The response of the API to a request."""
    parameters = ROUTES.get(request.path)
    if parameters is None:
        return unknown_url(request)
    return (
        check_access(request, api_key)
        or check_parameters(request, parameters)
        or json_response(200, list_endpoints(estate, request.query))
    )


def list_endpoints(estate: Sequence[Entry], query: dict[str, str]) -> dict[str, Any]:
    """The list of rows that pass every filter of the query, in the order of the estate."""
    rows = [entry.row for entry in estate if all(FILTERS[name](entry, value) for name, value in query.items())]
    return {"object": "list", "data": rows}
