# SPDX-License-Identifier: MIT
"""The endpoints that the API lists, as rows of one shape, whichever generation of the API told of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Callable, NamedTuple

from ..contract.violation import Violation
from ..errors import shown

FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # the schema ListEndpoint of v1
READY = ("STARTED", "READY")
DEEPEST = 50  # levels of a field that the specification does not know

# The eight FIELDS as the API sent them (None where it did not), `ready`, and in `extra` what v1's spec does not know.
Endpoint = dict[str, Any]
Asked = Callable[[str], bool]  # whether a question asks for the model of this name


class Row(NamedTuple):
    """One endpoint.

    models: the models it answers for, as a question may name them -> as the row then has it in `model`.
    violations: what it breaks of the contract; usable: whether it has what no answer can do without, all the same;
    readable: whether its model, if it has one, can be told.
    """

    position: int  # in the listing
    endpoint: Endpoint
    models: dict[str, str]
    violations: tuple[Violation, ...]
    usable: bool
    readable: bool


class Listing(NamedTuple):
    """What the API listed: its rows, and all violations of its answers.

    serving: the rows, each distinct one once, in the API's order: all for None, else at least those that answer for a
        model asked for, so that of many rows few have to be made.
    names: models that no row serves and that a question may have meant.
    """

    serving: Callable[[Asked | None], list[Row]]
    violations: list[Violation]
    names: tuple[str, ...] = ()

    def rows(self) -> list[Row]:
        """All rows."""
        return self.serving(None)


def has_strings(endpoint: Endpoint, *fields: str) -> bool:
    """Whether an endpoint has strings in some of its fields."""
    return all(isinstance(endpoint[field], str) for field in fields)


def endpoint(fields: dict[str, Any], extra: dict[str, Any]) -> Endpoint:
    """An endpoint in the one shape, from the fields there are."""
    complete = {field: fields.get(field) for field in FIELDS}
    bounded = {field: _bounded(value, DEEPEST) for field, value in extra.items()}
    return {**complete, "ready": complete["state"] in READY, "extra": bounded}


def _bounded(value: Any, levels: int) -> Any:
    """A value with what lies deeper as JSON text: what a program does with it mostly recurses, and so may end it."""
    if not isinstance(value, (dict, list)):
        return value
    if not levels:
        return _as_text(value)
    if isinstance(value, list):
        return [_bounded(entry, levels - 1) for entry in value]
    return {name: _bounded(entry, levels - 1) for name, entry in value.items()}


def _as_text(value: Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:  # of hundreds of levels more
        return shown(value)


def distinct(rows: Iterable[Row]) -> list[Row]:
    """Identical rows once. Rows that share an id and differ otherwise all stay: choosing one would be a guess."""
    rows = list(rows)
    often = Counter(str(row.endpoint["id"]) for row in rows)
    seen: set[str] = set()
    found = []
    for row in rows:
        if often[str(row.endpoint["id"])] > 1:
            text = json.dumps(row.endpoint, sort_keys=True)
            if text in seen:
                continue
            seen.add(text)
        found.append(row)
    return found


def by_row(violations: Iterable[Violation]) -> dict[int, list[Violation]]:
    """The violations that concern a row, by its position in `data`."""
    found: dict[int, list[Violation]] = {}
    for violation in violations:
        if violation.row is not None:
            found.setdefault(violation.row, []).append(violation)
    return found
