# SPDX-License-Identifier: MIT
"""Explains why a document does not conform: jsonschema's errors as sentences, each with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Callable

from .. import dependencies
from ..formatting import format_value
from .rfc3339 import is_date_time
from .violation import Path, Violation

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from ..http.deadline import Deadline

Check = Callable[[Any], bool]
MAX_DEPTH = 100  # levels; more than any schema has


def explain_violations(
    schema: str, document: Any, entry_conforms: Check | None, deadline: Deadline | None
) -> list[Violation]:
    """All violations of a schema, in the order of the document. Raises MissingDependencyError or DeadlineExceededError.

    entry_conforms: the check of one entry of the list `data`; entries that conform are not explained.
    """
    failing, positions = _failing_entries(document, entry_conforms)
    violations = []
    for violation in _violations(schema, _without_deep_levels(failing), positions):
        if deadline and not deadline.remaining():
            raise deadline.exceeded_error()
        violations.append(violation)
    return violations


def _failing_entries(document: Any, entry_conforms: Check | None) -> tuple[Any, list[int]]:
    """The document with only the entries of `data` that do not conform, and their positions in the whole list."""
    entries = document.get("data") if isinstance(document, dict) else None
    if entry_conforms is None or not isinstance(entries, list):
        return document, []
    positions = [position for position, entry in enumerate(entries) if not entry_conforms(entry)]
    return {**document, "data": [entries[position] for position in positions]}, positions


def _without_deep_levels(value: Any, levels: int = MAX_DEPTH) -> Any:
    """The document without what is nested deeper than any schema: jsonschema writes whole values into its messages."""
    if isinstance(value, dict):
        return {key: _without_deep_levels(inner, levels - 1) for key, inner in value.items()} if levels else {}
    if isinstance(value, list):
        return [_without_deep_levels(inner, levels - 1) for inner in value] if levels else []
    return value


def _violations(schema: str, document: Any, positions: list[int]) -> Iterator[Violation]:
    seen = set()
    for error in _validator(schema).iter_errors(document):
        expected = EXPECTED.get(error.validator, _other)(error)
        found = "" if error.validator == "required" else f", found {format_value(error.instance)}"
        violation = Violation(
            _original_path(tuple(error.absolute_path), positions),
            f"expected {expected}{found}",
            unknown_enum_value=error.validator == "enum" and isinstance(error.instance, str),
        )
        if violation not in seen:  # jsonschema reports each missing property; the message names all of them
            seen.add(violation)
            yield violation


def _original_path(path: Path, positions: list[int]) -> Path:
    """The path in the whole document."""
    if positions and path[:1] == ("data",) and len(path) > 1 and isinstance(path[1], int):
        return ("data", positions[path[1]], *path[2:])
    return path


@cache
def _validator(schema: str) -> Draft202012Validator:
    jsonschema = dependencies.load("jsonschema")
    from ._schemas import SCHEMAS

    # An own check of date-time: jsonschema's accepts everything unless an optional library is installed.
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date-time")(is_date_time)
    validator: Draft202012Validator = jsonschema.Draft202012Validator(
        json.loads(SCHEMAS[schema]), format_checker=formats
    )
    return validator


def _required(error: ValidationError) -> str:
    required: Any = error.validator_value
    present: Any = error.instance
    absent = [name for name in required if name not in present]
    return f"{'the properties' if len(absent) > 1 else 'the property'} {', '.join(absent)}, found none of that name"


def _type(error: ValidationError) -> str:
    types: Any = error.validator_value
    return types if isinstance(types, str) else " or ".join(types)


def _other(error: ValidationError) -> str:
    return f"{error.validator} {format_value(error.validator_value)}"


EXPECTED: dict[str, Callable[[Any], str]] = {  # schema keyword -> what it expects
    "required": _required,
    "type": _type,
    "enum": lambda error: f"one of {', '.join(error.validator_value)}",
    "const": lambda error: format_value(error.validator_value),
    "format": lambda error: f"a {error.validator_value} such as 2026-05-01T12:00:00Z",
}
