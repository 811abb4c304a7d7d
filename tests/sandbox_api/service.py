# SPDX-License-Identifier: MIT
"""What the API answers when nothing is wrong with it: routes, the bearer check, the query filters, ErrorData."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from .estate import Entry
from .wire import PHRASES, Response, json_bytes


class Request(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]  # decoded; of a repeated parameter the last
    headers: dict[str, str]  # lower-case names; repeated ones joined by ", "
    raw_query: str  # behind the "?", as sent
    target: str  # the whole request target, as sent: a whole URL when the sandbox is taken for a proxy
    at: float  # when, in seconds since the epoch


class Route(NamedTuple):
    """A GET operation of the spec: its query parameters (name -> allowed values), and what it answers."""

    parameters: dict[str, tuple[str, ...]]
    answer: Callable[[Sequence[Entry], dict[str, str]], Any]


# `mine` false: the official SDK 1.x says "return endpoints not owned by the caller"; the spec only tells of true.
FILTERS: dict[str, Callable[[Entry, str], bool]] = {
    "type": lambda entry, wanted: isinstance(entry.row, dict) and entry.row.get("type") == wanted,
    "usage_type": lambda entry, wanted: entry.usage_type == wanted,
    "mine": lambda entry, wanted: entry.mine is (wanted == "true"),
}


def list_endpoints(estate: Sequence[Entry], query: dict[str, str]) -> dict[str, Any]:
    """The list response: rows that pass every filter of the query, in the estate's order."""
    rows = [entry.row for entry in estate if all(FILTERS[name](entry, wanted) for name, wanted in query.items())]
    return {"object": "list", "data": rows}


ROUTES = {
    "/v1/endpoints": Route(
        parameters={
            "type": ("dedicated", "serverless"),
            "usage_type": ("on-demand", "reserved"),
            "mine": ("true", "false"),
        },
        answer=list_endpoints,
    ),
}

ERROR_TYPES = {  # status -> `error.type`; other 4xx are invalid_request_error, 5xx server_error
    402: "credit_limit",
    429: "rate_limit",
    503: "service_unavailable",
}


def answer(request: Request, estate: Sequence[Entry], api_key: str) -> Response:
    """What the API answers to a request."""
    route = ROUTES.get(request.path)
    if route is None:
        return error(404, f"Unknown request URL: {request.method} {request.path}")
    return (
        refused(request, api_key)
        or _refused_parameter(request, route)
        or as_json(200, route.answer(estate, request.query))
    )


def refused(request: Request, api_key: str) -> Response | None:
    """The refusal of another method than GET, and of a request without the key."""
    if request.method != "GET":
        return error(405, f"Method {request.method} is not allowed, GET is")._replace(headers={"Allow": "GET"})
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or token != api_key:
        message = "Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys."
        return error(401, message, code="invalid_api_key")._replace(headers={"WWW-Authenticate": "Bearer"})
    return None


def as_json(status: int, document: Any) -> Response:
    """A response with a JSON body."""
    return Response(status, json_bytes(document))


def error(status: int, message: str = "", *, param: str | None = None, code: str | None = None) -> Response:
    """A response with an ErrorData body (spec)."""
    kind = ERROR_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    text = message or PHRASES.get(status, f"Status {status}")
    return as_json(status, {"error": {"message": text, "type": kind, "param": param, "code": code}})


def misused_parameter(
    request: Request, known: Collection[str], allowed: Callable[[str, str], str | None]
) -> Response | None:
    """The refusal of a query parameter that is unknown, given twice, or of which `allowed` says what it must be."""
    times = Counter(name for name, _ in parse_qsl(request.raw_query, keep_blank_values=True))
    for name, value in request.query.items():
        if name not in known:
            names = ", ".join(known) or "none"
            return error(400, f"Unknown query parameter {name!r}; known: {names}", param=name)
        if times[name] > 1:
            return error(400, f"Query parameter {name!r} is given {times[name]} times", param=name)
        if expected := allowed(name, value):
            return error(400, f"Invalid value {value!r} of {name!r}; allowed: {expected}", param=name)
    return None


def _refused_parameter(request: Request, route: Route) -> Response | None:
    def allowed(name: str, value: str) -> str | None:
        return None if value in route.parameters[name] else ", ".join(route.parameters[name])

    return misused_parameter(request, route.parameters, allowed)
