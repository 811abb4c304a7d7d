# SPDX-License-Identifier: MIT
"""The first generation of the API: one list of all endpoints that the key may use, filtered by the server."""

from __future__ import annotations

from typing import Any

from ..errors import HTTPStatusError
from ..formatting import Hint
from ..http.requester import Document, Requester
from ..query import Query
from ..selection.records import (
    FIELDS,
    Listing,
    ModelPredicate,
    Record,
    distinct,
    has_strings,
    make_endpoint,
    violations_by_position,
)

PATH = "/v1/endpoints"
USE_V2 = Hint(
    "use_v2", "If v1 of the API has ended, set {api_version} to v2, and {project_id} for an organization's key"
)


class V1Listing(Listing):
    """The endpoints in v1's list. Records are made on demand, because most queries need few of many entries."""

    def __init__(self, document: Document) -> None:
        self.violations = document.violations
        self._entries: list[Any] = document.content["data"]
        self._by_position = violations_by_position(document.violations)

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records: all of them, or those of requested models only."""
        return distinct(
            self._record(position, entry)
            for position, entry in enumerate(self._entries)
            if is_requested is None or _serves(entry, is_requested)
        )

    def _record(self, position: int, entry: Any) -> Record:
        fields = entry if isinstance(entry, dict) else {}
        extra = {field: value for field, value in fields.items() if field not in FIELDS}
        model = fields.get("model")
        models = {model: model} if isinstance(model, str) else {}
        endpoint = make_endpoint(fields, extra)
        violations = tuple(self._by_position.get(position, ()))
        is_usable = has_strings(endpoint, "id", "name", "model")
        return Record(position, endpoint, models, violations, is_usable, has_strings(endpoint, "model"))


def list_endpoints(requester: Requester, query: Query) -> Listing:
    """What the API lists for the filters of a query. Raises what Requester.get_list raises."""
    try:
        return V1Listing(requester.get_list(PATH, query.parameters, "list-response"))
    except HTTPStatusError as error:
        if not is_ended(error):
            raise
        ended = error
    raise ended.with_hint(USE_V2)


def is_ended(error: HTTPStatusError) -> bool:
    """Whether an error says that v1 does not exist any more."""
    return error.status in (404, 410) or (error.status == 403 and error.code.startswith("endpoints_v1_"))


def _serves(entry: Any, is_requested: ModelPredicate) -> bool:
    model = entry.get("model") if isinstance(entry, dict) else None
    return isinstance(model, str) and is_requested(model)
