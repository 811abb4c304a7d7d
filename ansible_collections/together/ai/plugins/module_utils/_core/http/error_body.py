# SPDX-License-Identifier: MIT
"""The body of an HTTP error: the API's ErrorData, or whatever a proxy sends."""

from __future__ import annotations

from typing import Any

from ..contract import validation
from ..errors import InvalidResponseError
from ..formatting import format_value
from .response_body import Body, decode, describe_body, parse_json

MAX_MESSAGE = 300  # characters


def parse_error_body(body: Body) -> tuple[str, dict[str, Any]]:
    """The message of an error's body, and its facts. A body that violates the schema ErrorData is read all the same."""
    try:
        document = parse_json("", decode("", body))
    except InvalidResponseError:
        return describe_body(body.decode("utf-8", "replace")), {}
    error = document.get("error") if isinstance(document, dict) else None
    fields = error if isinstance(error, dict) else {"message": error}
    message = format_value(fields.get("message") or document, MAX_MESSAGE)
    violations = validation.validate("error-data", document)
    if violations:
        message += f" (not in the form of the API's errors: {violations[0]})"
    facts = {f"api_{name}": fields.get(name) for name in ("type", "param", "code")} if fields is error else {}
    return message, {**facts, "contract_violations": [violation.to_dict() for violation in violations]}
