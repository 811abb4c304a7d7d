# SPDX-License-Identifier: MIT
"""Scripted replies: plain data (a dict, YAML or JSON) that changes the response or the way it is sent."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .faults import FAULTS, Fault, send_unchanged
from .messages import Response, error_response, json_bytes

CHECKS: dict[str, tuple[str, Callable[[Any], bool]]] = {  # field -> the values that are allowed, and a check
    "status": ("an integer from 200 to 599", lambda value: _is_int(value) and 200 <= value <= 599),
    "reason": ("a Latin-1 string", lambda value: _is_latin(value)),
    "headers": ("an object of Latin-1 strings (null removes a default one)", lambda value: _are_headers(value)),
    "json": ("anything", lambda value: True),
    "text": ("a string", lambda value: isinstance(value, str)),
    "bytes_base64": ("base64", lambda value: isinstance(value, str) and _is_base64(value)),
    "fault": (f"one of {', '.join(FAULTS)}", lambda value: isinstance(value, str) and value in FAULTS),
    "seconds": ("a number from 0 to 3600", lambda value: _is_number(value) and 0 <= value <= 3600),
    "times": ("an integer from 1 to 1000", lambda value: _is_int(value) and 1 <= value <= 1000),
    "path": ("a string, where * matches any part", lambda value: isinstance(value, str)),
}
BODIES: dict[str, tuple[str, Callable[[Any], bytes]]] = {  # field -> Content-Type, and the bytes
    "json": ("application/json; charset=utf-8", json_bytes),
    "text": ("text/plain; charset=utf-8", lambda value: str(value).encode()),
    "bytes_base64": ("application/json; charset=utf-8", lambda value: base64.b64decode(value, validate=True)),
}


class Reply(NamedTuple):
    """One scripted reply. None: as the API responds."""

    status: int | None
    body: bytes | None
    headers: dict[str, str | None]
    reason: str | None
    fault_name: str | None
    seconds: float | None
    path: str  # a pattern

    def matches(self, path: str) -> bool:
        """Whether the reply is for requests to a path."""
        return fnmatchcase(path, self.path)

    @property
    def fault(self) -> Fault:
        """The way to send it."""
        return FAULTS[self.fault_name] if self.fault_name else send_unchanged

    def apply(self, response: Response, success: Callable[[], Response]) -> Response:
        """The response of the API with the changes of the reply.

        `success`: makes the body where the reply has a status 2xx and the API responds with an error.
        """
        status = self.status or response.status
        base = response if status == response.status else _default(status, success)
        body = base.body if self.body is None else self.body
        return Response(status, body, {**base.headers, **self.headers}, self.reason)


def parse(data: Any) -> list[Reply]:
    """The replies that one description stands for (`times` of them). Raises ValueError with the mistake."""
    if not isinstance(data, Mapping):
        raise ValueError(f"a reply is an object, not {data!r}")
    for name, value in data.items():
        if name not in CHECKS:
            raise ValueError(f"a reply has no field {name!r}; it has {', '.join(CHECKS)}")
        expected, is_valid = CHECKS[name]
        if not is_valid(value):
            raise ValueError(f"{name} of a reply is {expected}, not {value!r}")
    bodies = [name for name in BODIES if name in data]
    if len(bodies) > 1:
        raise ValueError(f"a reply has one body, not {' and '.join(bodies)}")
    body, headers = None, dict(data.get("headers", {}))
    for name in bodies:
        content_type, encode = BODIES[name]
        body = encode(data[name])
        headers = {"Content-Type": content_type, **{key.title(): value for key, value in headers.items()}}
    rest = (data.get("reason"), data.get("fault"), data.get("seconds"), data.get("path", "*"))
    reply = Reply(data.get("status"), body, headers, *rest)
    return [reply] * int(data.get("times", 1))


def _default(status: int, success: Callable[[], Response]) -> Response:
    if status >= 400:
        return error_response(status)
    return success()._replace(status=status) if status < 300 and status != 204 else Response(status)


def _is_base64(value: str) -> bool:
    try:
        return bool(base64.b64decode(value, validate=True)) or value == ""
    except ValueError:
        return False


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_int(value) or isinstance(value, float)


def _is_latin(value: Any) -> bool:
    return isinstance(value, str) and all(ord(letter) < 256 for letter in value)


def _are_headers(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        _is_latin(name) and (text is None or _is_latin(text)) for name, text in value.items()
    )
