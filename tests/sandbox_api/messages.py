# SPDX-License-Identifier: MIT
"""HTTP requests and responses as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, NamedTuple

REASONS = {status.value: status.phrase for status in HTTPStatus}
ERROR_TYPES = {  # status -> `error.type`; other 4xx are invalid_request_error, 5xx server_error
    402: "credit_limit",
    429: "rate_limit",
    503: "service_unavailable",
}


class Request(NamedTuple):
    """A request as it was received."""

    method: str
    path: str
    query: dict[str, str]  # decoded; the last value of a repeated parameter
    headers: dict[str, str]  # lower-case names; repeated ones joined by ", "
    raw_query: str  # after the "?", as sent
    target: str  # the whole request target, as sent: a URL when the client uses the sandbox as a proxy
    at: float  # when, in seconds since the epoch


class Response(NamedTuple):
    """A response. `headers` override the default ones; None removes a default one."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str | None] = {}
    reason: str | None = None

    def with_body(self, body: bytes, **headers: str | None) -> Response:
        """The same response with another body and more headers (`content_encoding="gzip"`)."""
        added = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._replace(body=body, headers={**self.headers, **added})

    def all_headers(self) -> dict[str, str]:
        """The headers that are sent, with names in Title-Case."""
        defaults = {
            "Date": formatdate(usegmt=True),
            "Server": "together-sandbox",
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(self.body)),
        }
        own = {name.title(): value for name, value in self.headers.items()}
        return {name: value for name, value in {**defaults, **own}.items() if value is not None}

    def head(self) -> bytes:
        """Status line and headers, as bytes."""
        reason = REASONS.get(self.status, "") if self.reason is None else self.reason
        lines = [
            f"HTTP/1.1 {self.status} {reason}",
            *(f"{name}: {value}" for name, value in self.all_headers().items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def keeps_connection_open(self) -> bool:
        """Whether a client can tell where this response ends and may send another request on the connection."""
        headers = self.all_headers()
        return headers.get("Content-Length") == str(len(self.body)) and headers.get("Connection", "").lower() != "close"


def json_bytes(document: Any) -> bytes:
    """JSON in UTF-8. A lone surrogate, which UTF-8 cannot encode, becomes a JSON escape."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


def json_response(status: int, document: Any) -> Response:
    """A response with a JSON body."""
    return Response(status, json_bytes(document))


def error_response(status: int, message: str = "", *, param: str | None = None, code: str | None = None) -> Response:
    """A response with an ErrorData body (schemas/openapi.yaml)."""
    error_type = ERROR_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    text = message or REASONS.get(status, f"Status {status}")
    return json_response(status, {"error": {"message": text, "type": error_type, "param": param, "code": code}})
