# SPDX-License-Identifier: MIT
"""Endpoint records: one shape for the endpoints of every generation of the API."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Callable, NamedTuple

from ..contract.violation import Violation
from ..formatting import format_value

FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # of ListEndpoint in v1's schema
READY_STATES = ("STARTED", "READY")
MAX_DEPTH = 50  # levels of a value in `extra`

# The eight FIELDS as the API sent them (None if it did not), `ready`, and every other field in `extra`.
Endpoint = dict[str, Any]
ModelPredicate = Callable[[str], bool]  # whether a query requests the model of this name


class Record(NamedTuple):
    """One endpoint and what a lookup needs to know about it.

    position: in the listing. models: each name by which a query may request it -> the name shown in `model`.
    violations: of the schema. is_usable: whether it has the fields that every answer needs. has_readable_model: false
    if it has a model whose name cannot be determined.
    """

    position: int
    endpoint: Endpoint
    models: dict[str, str]
    violations: tuple[Violation, ...]
    is_usable: bool
    has_readable_model: bool


class Listing:
    """The endpoints that the API listed.

    violations: all violations of the responses. known_models: further model names, for suggestions.
    """

    violations: list[Violation]
    known_models: tuple[str, ...] = ()

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records in the order of the API: all of them, or those of requested models only."""
        raise NotImplementedError


def is_ready(state: object) -> bool:
    """Whether an endpoint in this state accepts inference calls."""
    return state in READY_STATES


def make_endpoint(fields: dict[str, Any], extra: dict[str, Any]) -> Endpoint:
    """An endpoint in the common shape."""
    complete = {field: fields.get(field) for field in FIELDS}
    bounded = {field: _bound_depth(value, MAX_DEPTH) for field, value in extra.items()}
    return {**complete, "ready": is_ready(complete["state"]), "extra": bounded}


def has_strings(endpoint: Endpoint, *fields: str) -> bool:
    """Whether these fields of an endpoint are strings."""
    return all(isinstance(endpoint[field], str) for field in fields)


def _bound_depth(value: Any, levels: int) -> Any:
    """The value, with what is nested deeper as JSON text. Callers process values recursively, so depth can end them."""
    if not isinstance(value, (dict, list)):
        return value
    if not levels:
        return _to_json(value)
    if isinstance(value, list):
        return [_bound_depth(entry, levels - 1) for entry in value]
    return {name: _bound_depth(entry, levels - 1) for name, entry in value.items()}


def _to_json(value: Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        return format_value(value)


def distinct(records: Iterable[Record]) -> list[Record]:
    """Identical records once. Records that share an id but differ all stay, because choosing one would be a guess."""
    records = list(records)
    counts = Counter(str(record.endpoint["id"]) for record in records)
    seen: set[str] = set()
    result = []
    for record in records:
        if counts[str(record.endpoint["id"])] > 1:
            text = json.dumps(record.endpoint, sort_keys=True)
            if text in seen:
                continue
            seen.add(text)
        result.append(record)
    return result


def violations_by_position(violations: Iterable[Violation]) -> dict[int, list[Violation]]:
    """The violations in entries of `data`, by their position."""
    by_position: dict[int, list[Violation]] = {}
    for violation in violations:
        if violation.position is not None:
            by_position.setdefault(violation.position, []).append(violation)
    return by_position
