# SPDX-License-Identifier: MIT
"""The body of an HTTP error: the API's ErrorData, or whatever a proxy sends."""

from __future__ import annotations

from typing import Any

from ..contract.validation import validate
from ..errors import InvalidResponseError
from ..formatting import format_value
from ..limits import Budget
from .deadline import Deadline
from .redaction import Redactor
from .response_body import DESCRIBED, describe_body, parse

MAX_MESSAGE = 300  # characters
MAX_FACT = 1000  # characters


def parse_error_body(body: bytearray, deadline: Deadline, redactor: Redactor) -> tuple[str, dict[str, Any]]:
    """The message of an error's body, and its facts. A body that violates the schema ErrorData is also read."""
    beginning = body[:DESCRIBED].decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        document = parse("", body, deadline, Budget(), redactor)
    except InvalidResponseError:
        return describe_body(redactor.redact(beginning)), {}
    fields = _error_fields(document)
    message = format_value(fields.get("message") or document, MAX_MESSAGE)
    violations = list(validate("error-data", document))
    if violations:
        message += f" (not in the form of the API's errors: {violations[0]})"
    facts = {f"api_{name}": _fact(fields[name]) for name in ("type", "param", "code") if name in fields}
    return message, {**facts, "contract_violations": [violation.to_dict() for violation in violations]}


def _error_fields(document: Any) -> dict[str, Any]:
    """The object in `error`. Some gateways send its fields, or only a message, in its place."""
    fields = document if isinstance(document, dict) else {}
    error = fields.get("error")
    return error if isinstance(error, dict) else {**fields, "message": error or fields.get("message")}


def _fact(value: Any) -> Any:
    """A field of an error, which is documented as a short string or null. Other values are cut, as JSON text."""
    is_short = len(value) <= MAX_FACT if isinstance(value, str) else not isinstance(value, (list, dict))
    return value if is_short else format_value(value, MAX_FACT)
