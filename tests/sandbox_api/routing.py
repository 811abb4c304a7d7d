# SPDX-License-Identifier: MIT
"""What all operations share: the method, the key and the query parameters are checked before a response is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from .messages import Request, Response, error_response

INVALID_KEY = "Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys."


class Parameter(NamedTuple):
    """A query parameter: the values that are allowed, in words, and a check of a value."""

    expected: str
    is_valid: Callable[[Request, str], bool]


def one_of(*choices: str) -> Parameter:
    """A parameter with an enumeration of values."""
    return Parameter(", ".join(choices), lambda request, value: value in choices)


def check_access(request: Request, api_key: str, method: str = "GET") -> Response | None:
    """The error response to another method, and to a request without the key. None: allowed."""
    if request.method != method:
        response = error_response(405, f"Method {request.method} is not allowed, {method} is")
        return response._replace(headers={"Allow": method})
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or token != api_key:
        response = error_response(401, INVALID_KEY, code="invalid_api_key")
        return response._replace(headers={"WWW-Authenticate": "Bearer"})
    return None


def check_parameters(request: Request, parameters: Mapping[str, Parameter]) -> Response | None:
    """The error response to a query parameter that is unknown, repeated or has an invalid value. None: all valid."""
    occurrences = Counter(name for name, _ in parse_qsl(request.raw_query, keep_blank_values=True))
    for name, value in request.query.items():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            return error_response(400, f"Unknown query parameter {name!r}; known: {known}", param=name)
        if occurrences[name] > 1:
            return error_response(400, f"Query parameter {name!r} occurs {occurrences[name]} times", param=name)
        if not parameters[name].is_valid(request, value):
            message = f"Invalid value {value!r} of {name!r}; allowed: {parameters[name].expected}"
            return error_response(400, message, param=name)
    return None


def unknown_url(request: Request) -> Response:
    """The error response to a path that is not in the specification."""
    return error_response(404, f"Unknown request URL: {request.method} {request.path}")
