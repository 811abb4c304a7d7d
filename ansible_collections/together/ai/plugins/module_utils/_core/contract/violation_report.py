# SPDX-License-Identifier: MIT
"""Why a document does not conform: jsonschema's errors as sentences, each with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Callable

from .. import dependencies as libraries
from ..errors import shown
from ..http.deadline import Deadline
from .rfc3339 import is_date_time
from .violation import Violation

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Check = Callable[[Any], bool]
DEEPEST = 100  # levels; more than a schema has, and than a sentence shows of a value


def explained(schema: str, document: Any, conforms: Check | None, deadline: Deadline | None) -> list[Violation]:
    """All that a document breaks of a schema, in the document's order. Raises MissingLibrary or DeadlinePassed.

    conforms: whether one entry of its list `data` does, where it has one; the others need no explanation.
    """
    suspect, positions = _suspect(document, conforms)
    found = []
    for violation in _violations(schema, _pruned(suspect), positions):
        if deadline and not deadline.remaining():
            raise deadline.passed()
        found.append(violation)
    return found


def _suspect(document: Any, conforms: Check | None) -> tuple[Any, list[int]]:
    """A document with those entries of its list that do not conform, and their positions in the whole list."""
    entries = document.get("data") if isinstance(document, dict) else None
    if conforms is None or not isinstance(entries, list):
        return document, []
    positions = [position for position, entry in enumerate(entries) if not conforms(entry)]
    return {**document, "data": [entries[position] for position in positions]}, positions


def _pruned(value: Any, levels: int = DEEPEST) -> Any:
    """A document without what lies deeper than any schema looks: jsonschema writes all of it into its messages."""
    if isinstance(value, dict):
        return {key: _pruned(inner, levels - 1) for key, inner in value.items()} if levels else {}
    if isinstance(value, list):
        return [_pruned(inner, levels - 1) for inner in value] if levels else []
    return value


def _violations(schema: str, document: Any, positions: list[int]) -> Iterator[Violation]:
    said = set()
    for error in _validator(schema).iter_errors(document):
        expected = EXPECTED.get(error.validator, _expected_other)(error)
        found = "" if error.validator == "required" else f", found {shown(error.instance)}"
        violation = Violation(
            _path(tuple(error.absolute_path), positions),
            f"expected {expected}{found}",
            new_word=error.validator == "enum" and isinstance(error.instance, str),
        )
        if str(violation) not in said:  # jsonschema reports each missing property by itself, the sentence all at once
            said.add(str(violation))
            yield violation


def _path(path: tuple[str | int, ...], positions: list[int]) -> tuple[str | int, ...]:
    """The path in the whole document."""
    if positions and path[:1] == ("data",) and len(path) > 1 and isinstance(path[1], int):
        return ("data", positions[path[1]], *path[2:])
    return path


@cache
def _validator(schema: str) -> Draft202012Validator:
    jsonschema = libraries.load("jsonschema")
    from ._schemas import SCHEMAS

    formats = jsonschema.FormatChecker(formats=())
    # Our own check, since jsonschema's passes everything where an optional library is not installed.
    formats.checks("date-time")(is_date_time)
    validator: Draft202012Validator = jsonschema.Draft202012Validator(
        json.loads(SCHEMAS[schema]), format_checker=formats
    )
    return validator


def _missing(error: ValidationError) -> str:
    required: Any = error.validator_value
    present: Any = error.instance
    absent = [name for name in required if name not in present]
    return f"{'the properties' if len(absent) > 1 else 'the property'} {', '.join(absent)}, found none of that name"


def _type(error: ValidationError) -> str:
    kinds: Any = error.validator_value
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _expected_other(error: ValidationError) -> str:
    return f"{error.validator} {shown(error.validator_value)}"


EXPECTED: dict[str, Callable[[Any], str]] = {  # schema keyword -> what it expects, in a sentence
    "required": _missing,
    "type": _type,
    "enum": lambda error: f"one of {', '.join(error.validator_value)}",
    "const": lambda error: shown(error.validator_value),
    "format": lambda error: f"a {error.validator_value} such as 2026-05-01T12:00:00Z",
}
