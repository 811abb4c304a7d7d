# SPDX-License-Identifier: MIT
"""Explains why a document does not conform: jsonschema's errors as sentences, each with its JSON path."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from functools import cache
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Callable

from .. import dependencies
from ..formatting import format_value
from ..limits import MAX_EXPLAINED_VALUES, Budget
from .rfc3339 import is_date_time
from .violation import InvalidEntry, Path, Violation, Violations

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Check = Callable[[Any], bool]
NOT_EXPLAINED = "expected what the schema of the API says, found something else, too large or too late to be explained"


def find_violations(schema: str, document: Any, checks: ModuleType, name: str, budget: Budget) -> Violations:
    """The violations of a schema by a document that does not conform. checks: the module of its compiled check.

    Entries of the list `data` are explained only when that is asked for.
    """
    explainer = Explainer(schema, checks, name, budget)
    entries = document.get("data") if isinstance(document, dict) else None
    entry_conforms = checks.ENTRY_CONFORMS.get(schema)
    if entry_conforms is None or not isinstance(entries, list):
        return Violations(explainer.explain(document))
    envelope = {**document, "data": []}
    outside = [] if checks.CONFORMS[schema](envelope) else explainer.explain(envelope)
    invalid: dict[int, InvalidEntry] = {
        position: Entry(explainer, entry, position)
        for position, entry in enumerate(entries)
        if not entry_conforms(entry)
    }
    return Violations(outside, invalid)


class Entry:
    """An entry of the list `data` that does not conform."""

    __slots__ = ("_content", "_explainer", "_position", "_violations")

    def __init__(self, explainer: Explainer, content: Any, position: int) -> None:
        self._explainer = explainer
        self._content = content
        self._position = position
        self._violations: list[Violation] | None = None

    def explain(self) -> Sequence[Violation]:
        """Its violations. Raises MissingDependencyError."""
        if self._violations is None:
            violations = self._explainer.explain({"data": [self._content]}, ("data", self._position))
            self._violations = [violation for violation in violations if violation.steps[:1] == ("data",)]
        return self._violations

    def has_only_unknown_values(self, field: str = "") -> bool:
        """Whether only values that an enum does not list violate the schema. field: only values of this field."""
        return self._explainer.entry_check(field)(self._content)


class Explainer:
    """Explains the violations of a schema by one document, as long as the budget allows."""

    def __init__(self, schema: str, checks: ModuleType, name: str, budget: Budget) -> None:
        self._schema = schema
        self._checks = checks
        self._name = name
        self._budget = budget

    def explain(self, document: Any, place: Path = ()) -> list[Violation]:
        """The violations of a document. place: where the only entry of its `data` is in the whole document."""
        validator = _validator(self._schema)
        begin = time.monotonic()
        if not self._budget.take("explanation_seconds", 0) or not _is_smaller(document, MAX_EXPLAINED_VALUES):
            return [Violation(place, NOT_EXPLAINED, self._name)]
        violations = list(dict.fromkeys(_violations(validator, document, place, self._name)))
        self._budget.take("explanation_seconds", time.monotonic() - begin)
        return violations

    def entry_check(self, field: str) -> Check:
        """The check of an entry that accepts any string where an enum lists values. field: only for this field."""
        checks = _accepting_unknown_values(self._checks, field)
        check: Check = checks[self._checks.ENTRY_CONFORMS[self._schema].__name__]
        return check


@cache
def _accepting_unknown_values(checks: ModuleType, field: str) -> dict[str, Any]:
    """The globals of a module of compiled checks, in which enums contain every string."""
    names: dict[str, Any] = dict(vars(checks))
    for name, value in vars(checks).items():
        if isinstance(value, tuple) and name.endswith(field.upper()):
            names[name] = _AnyString(value)
        elif isinstance(value, FunctionType):
            names[name] = FunctionType(value.__code__, names, name)  # the same function, with these globals
    return names


class _AnyString:
    """The values of an enum, and every other string."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self._values = values

    def __contains__(self, value: Any) -> bool:
        return isinstance(value, str) or value in self._values


def _is_smaller(value: Any, limit: int) -> bool:
    """Whether a document has fewer JSON values than the limit."""
    waiting = [value]
    for _number in range(limit):
        if not waiting:
            return True
        inner = waiting.pop()
        if isinstance(inner, (dict, list)):
            if len(inner) > limit:
                return False
            waiting += inner.values() if isinstance(inner, dict) else inner
    return False


def _violations(validator: Draft202012Validator, document: Any, place: Path, name: str) -> Iterator[Violation]:
    for error in validator.iter_errors(document):
        expected = EXPECTED.get(error.validator, _other)(error)
        found = "" if error.validator == "required" else f", found {format_value(error.instance)}"
        path = tuple(error.absolute_path)
        steps = place + path[len(place) :] if path[:1] == ("data",) else path
        yield Violation(steps, f"expected {expected}{found}", name)


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
    return f"{'the properties' if len(absent) > 1 else 'the property'} {', '.join(absent)}, found none"


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
