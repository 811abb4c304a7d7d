# SPDX-License-Identifier: MIT
"""The first generation of the API: one list of all endpoints that the key may use, filtered by the server."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Callable

from ..http.requester import Document, Requester
from ..query import Query
from ..selection.records import (
    FIELDS,
    Listing,
    ModelPredicate,
    Record,
    distinct,
    has_strings,
    is_ready,
    make_endpoint,
)
from .absence import first_request

PATH = "/v1/endpoints"
PAGINATION_FIELDS = (  # that announce another page elsewhere
    "has_more",
    "hasMore",
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next",
    "after",
)


class V1Listing(Listing):
    """The endpoints in v1's list. Records are made on demand, because most queries need few of many entries."""

    def __init__(self, document: Document, inference_url: str, check_deadline: Callable[[], None]) -> None:
        super().__init__(document.violations, api_versions=("v1",))
        self._entries: list[Any] = document.content["data"]
        self._invalid = document.violations.entries
        self._inference_url = inference_url
        self._check_deadline = check_deadline

    def records(self, is_requested: ModelPredicate | None = None, names: Collection[str] = ()) -> list[Record]:
        """The distinct records: all of them, or those of requested models only. names: of other records to include."""
        return distinct(
            self._record(position, entry)
            for position, entry in enumerate(self._entries)
            if is_requested is None or _serves(entry, is_requested) or (names and _is_named(entry, names))
        )

    def _record(self, position: int, entry: Any) -> Record:
        self._check_deadline()
        fields = entry if isinstance(entry, dict) else {}
        model = fields.get("model")
        models = {model: model} if isinstance(model, str) else {}
        endpoint = make_endpoint(
            fields,
            api_version="v1",
            inference_url=self._inference_url,
            running=fields.get("type") == "dedicated" and is_ready(fields.get("state")),
            extra={field: value for field, value in fields.items() if field not in FIELDS},
        )
        return Record(
            position,
            endpoint,
            models,
            violations=self._invalid.get(position),
            is_usable=has_strings(endpoint, "id", "name", "model"),
            has_readable_model=has_strings(endpoint, "model"),
        )


def list_endpoints(requester: Requester, query: Query) -> V1Listing:
    """What the API lists for the filters of a query. Raises GenerationAbsentError or what Requester.get_list raises."""
    with first_request("v1"):
        name = "the endpoints of v1" if requester.settings.api_version == "auto" else ""
        document = requester.get_list(PATH, query.parameters, "list-response", name)
    more = [field for field in PAGINATION_FIELDS if document.content.get(field)]
    if more:
        raise requester.invalid_response(PATH, f"an incomplete list: {more[0]} announces another page")
    return V1Listing(document, requester.settings.inference_url("v1"), requester.check_deadline)


def _is_named(entry: Any, names: Collection[str]) -> bool:
    name = entry.get("name") if isinstance(entry, dict) else None
    return isinstance(name, str) and name in names


def _serves(entry: Any, is_requested: ModelPredicate) -> bool:
    model = entry.get("model") if isinstance(entry, dict) else None
    return isinstance(model, str) and is_requested(model)
