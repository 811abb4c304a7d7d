# SPDX-License-Identifier: MIT
"""The endpoints that the API lists, as rows of one shape with what each breaks of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import contract
from .deadline import Deadline
from .errors import EnvelopeBroken, shown
from .settings import Query

if TYPE_CHECKING:
    from .transport import Transport

FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # the schema ListEndpoint
READY = ("STARTED", "READY")
PATH = "/v1/endpoints"

# The eight FIELDS as the API sent them (None where it did not), `ready`, and in `extra` what the spec does not know.
Endpoint = dict[str, Any]


class Row(NamedTuple):
    """One endpoint and what it breaks of the contract."""

    endpoint: Endpoint
    violations: tuple[contract.Violation, ...]


class Listing(NamedTuple):
    """One answer of the API: its rows, each distinct one once, in its order; and all its violations."""

    rows: list[Row]
    violations: list[contract.Violation]


def listing(transport: Transport, query: Query, deadline: Deadline) -> Listing:
    """What the API lists for the filters of a query. Raises what Transport.get raises."""
    document = transport.get(PATH, query.parameters, deadline)
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        raise EnvelopeBroken(transport.url(PATH), f"HTTP 200 with {shown(document)}")
    violations = contract.violations("list-response", document)
    of_row: dict[int, list[contract.Violation]] = {}
    for violation in violations:
        if violation.row is not None:
            of_row.setdefault(violation.row, []).append(violation)
    rows = [Row(_endpoint(sent), tuple(of_row.get(position, ()))) for position, sent in enumerate(document["data"])]
    return Listing(_distinct(rows), violations)


def _endpoint(sent: Any) -> Endpoint:
    fields = sent if isinstance(sent, dict) else {}
    endpoint = {field: fields.get(field) for field in FIELDS}
    endpoint["ready"] = endpoint["state"] in READY
    endpoint["extra"] = {field: value for field, value in fields.items() if field not in FIELDS}
    return endpoint


def _distinct(rows: list[Row]) -> list[Row]:
    """Identical rows once. Rows that share an id and differ otherwise all stay: choosing one would be a guess."""
    alike: dict[str, list[Endpoint]] = {}
    distinct = []
    for row in rows:
        seen = alike.setdefault(str(row.endpoint["id"]), [])
        if row.endpoint not in seen:
            seen.append(row.endpoint)
            distinct.append(row)
    return distinct
