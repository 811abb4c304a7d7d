# SPDX-License-Identifier: MIT
"""The endpoints the sandbox knows: rows as served, and beside each row what the API knows but does not show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

REALISTIC = Path(__file__).with_name("estate.json")


class Entry(NamedTuple):
    """One endpoint. `usage_type` and `mine` can be filtered by, and are no fields of the row (spec, ListEndpoint)."""

    row: Any  # served verbatim, broken or not
    usage_type: str | None  # on-demand, reserved, or None: serverless
    mine: bool  # does it belong to the caller?

    @classmethod
    def of(cls, item: Any) -> Entry:
        """An entry from an entry, from `{"row": ..., "usage_type": ..., "mine": ...}` (the last two optional) or a row.

        A serverless row is public: no usage type, not the caller's. Any other row is the caller's, on demand.
        """
        if isinstance(item, cls):
            return item
        if isinstance(item, dict) and "row" in item and item.keys() <= set(cls._fields):
            return cls.of_row(item["row"])._replace(**item)
        return cls.of_row(item)

    @classmethod
    def of_row(cls, row: Any) -> Entry:
        """The entry of a row of which nothing else is said."""
        if isinstance(row, dict) and row.get("type") == "serverless":
            return cls(row, usage_type=None, mine=False)
        return cls(row, usage_type="on-demand", mine=True)


def entries(items: Iterable[Any]) -> list[Entry]:
    """Entries from what `Entry.of` takes."""
    return [Entry.of(item) for item in items]


def load(path: Path = REALISTIC) -> list[Entry]:
    """The entries in a JSON file: a list of what `Entry.of` takes. Raises OSError, ValueError."""
    items = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(items, list):
        raise ValueError(f"{path} holds no JSON list")
    return entries(items)
