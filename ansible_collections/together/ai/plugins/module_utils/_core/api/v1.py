# SPDX-License-Identifier: MIT
"""The first generation of the API: one list of everything the caller may use, filtered by the server."""

from __future__ import annotations

from typing import Any

from ..errors import Refused
from ..http.requester import Access
from ..selection.records import FIELDS, Asked, Listing, Row, by_row, distinct, endpoint, has_strings
from ..settings import Query

PATH = "/v1/endpoints"
CLOSED = (
    "if the v1 API is closed, set api_version to v2 (or TOGETHER_API_VERSION), and project_id for an organization's key"
)


def listing(access: Access, query: Query) -> Listing:
    """What the API lists for the filters of a query. Raises what Access.get_list raises."""
    closed = None
    try:
        document = access.get_list(PATH, query.parameters, "list-response")
    except Refused as refused:
        if not _tells_of_closing(refused):
            raise
        closed = refused
    if closed:
        raise closed.advising(CLOSED)
    broken = by_row(document.violations)

    def serving(asked: Asked | None) -> list[Row]:
        return distinct(
            _row(position, sent, tuple(broken.get(position, ())))
            for position, sent in enumerate(document.content["data"])
            if asked is None or (isinstance(sent, dict) and isinstance(sent.get("model"), str) and asked(sent["model"]))
        )

    return Listing(serving, document.violations)


def _tells_of_closing(refused: Refused) -> bool:
    code = refused.facts().get("api_code")
    return refused.status in (404, 410) or (refused.status == 403 and str(code).startswith("endpoints_v1_"))


def _row(position: int, sent: Any, violations: tuple[Any, ...]) -> Row:
    fields = sent if isinstance(sent, dict) else {}
    extra = {field: value for field, value in fields.items() if field not in FIELDS}
    model = fields.get("model")
    models = {model: model} if isinstance(model, str) else {}
    told = endpoint(fields, extra)
    usable, readable = has_strings(told, "id", "name", "model"), has_strings(told, "model")
    return Row(position, told, models, violations, usable, readable)
