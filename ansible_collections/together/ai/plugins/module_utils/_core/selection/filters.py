# SPDX-License-Identifier: MIT
"""The filters of a query, as tests of a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from ..query import Query
from .records import Record

Filter = Callable[[Record], bool]


def record_filters(query: Query) -> dict[str, Filter]:
    """Each filter in use: option -> whether a record passes it."""
    return {option: FILTERS[option](query, value) for option, value in query.filters.items()}


def failing_filters(record: Record, query: Query) -> list[str]:
    """The options whose filters a record does not pass."""
    return [option for option, passes in record_filters(query).items() if not passes(record)]


def fold_function(query: Query) -> Callable[[str], str]:
    """How names are folded before they are compared."""
    return str.casefold if query.ignore_case else str


def _field(name: str, ignore_case: bool = False) -> Callable[[Query, Any], Filter]:
    """A filter on a field of the endpoint. A value that is not a string does not pass."""

    def make(query: Query, value: str | Sequence[str]) -> Filter:
        fold = str.casefold if ignore_case else fold_function(query)
        accepted = {fold(each) for each in ([value] if isinstance(value, str) else value)}
        return lambda record: isinstance(record.endpoint[name], str) and fold(record.endpoint[name]) in accepted

    return make


def _attribute(name: str) -> Callable[[Query, Any], Filter]:
    """A filter on an attribute of the record, which is None if the API has applied the filter."""
    return lambda query, value: lambda record: getattr(record, name) in (None, value)


FILTERS: dict[str, Callable[[Query, Any], Filter]] = {
    "type": _field("type"),
    "usage_type": _attribute("usage_type"),
    "mine": _attribute("is_mine"),
    "state": _field("state", ignore_case=True),
    "owner": _field("owner"),
    "name": _field("name"),
    "ready": lambda query, value: lambda record: record.endpoint["ready"] is value,
}
