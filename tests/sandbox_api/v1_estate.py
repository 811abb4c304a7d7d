# SPDX-License-Identifier: MIT
"""The endpoints of the v1 API: rows as they are sent, and the attributes that can be filtered by but are not sent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

REALISTIC = Path(__file__).with_name("v1_estate.json")


class Entry(NamedTuple):
    """One endpoint. `usage_type` and `mine` can be filtered by and are no fields of the row (ListEndpoint)."""

    row: Any  # sent verbatim, valid or not
    usage_type: str | None  # on-demand, reserved, or None for serverless
    mine: bool  # whether the caller owns it

    @classmethod
    def of(cls, item: Any) -> Entry:
        """An entry from an entry, from a row, or from `{"row": ..., "usage_type": ..., "mine": ...}`.

        The last two are optional. A serverless row has no usage type and is not the caller's.
        Any other row is on-demand and the caller's.
        """
        if isinstance(item, cls):
            return item
        if isinstance(item, dict) and "row" in item and item.keys() <= set(cls._fields):
            return cls.of_row(item["row"])._replace(**item)
        return cls.of_row(item)

    @classmethod
    def of_row(cls, row: Any) -> Entry:
        """The entry of a row with default attributes."""
        if isinstance(row, dict) and row.get("type") == "serverless":
            return cls(row, usage_type=None, mine=False)
        return cls(row, usage_type="on-demand", mine=True)


def entries(items: Iterable[Any]) -> list[Entry]:
    """Entries from what `Entry.of` accepts."""
    return [Entry.of(item) for item in items]


def load(path: Path = REALISTIC) -> list[Entry]:
    """The entries in a JSON file: a list of what `Entry.of` accepts. Raises OSError, ValueError."""
    items = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(items, list):
        raise ValueError(f"{path} is not a JSON list")
    return entries(items)
