# SPDX-License-Identifier: MIT
"""Cursor pages: `limit`, `after` and `next_cursor`."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from .messages import Request
from .routing import Parameter
from .v2_estate import V2Estate

MAX_LIMIT, DEFAULT_LIMIT = 500, 50


def page(request: Request, estate: V2Estate, items: list[Any]) -> dict[str, Any]:
    """The page of a list that a request asks for."""
    limit = min(int(request.query.get("limit", DEFAULT_LIMIT)), estate.max_page_size)
    start = (_offset(request, request.query["after"]) or 0) if "after" in request.query else 0
    end = start + limit
    if estate.cursor_fault == "repeat":
        start, end = 0, 0
    elif estate.cursor_fault == "endless" and items:
        start %= len(items)
    has_more = estate.cursor_fault is not None or end < len(items)
    cursor = _cursor(request, end) if has_more else None
    return {"object": "list", "data": items[start : start + limit], "next_cursor": cursor}


def _is_limit(_request: Request, value: str) -> bool:
    return re.fullmatch("[0-9]{1,9}", value) is not None and 1 <= int(value) <= MAX_LIMIT


def _is_cursor(request: Request, value: str) -> bool:
    return _offset(request, value) is not None


PARAMETERS = {
    "limit": Parameter(f"an integer from 1 to {MAX_LIMIT}", _is_limit),
    "after": Parameter("the next_cursor of the previous page", _is_cursor),
}


def _cursor(request: Request, offset: int) -> str:
    """A cursor that is valid for the same path, order and filters only."""
    query = {name: value for name, value in request.query.items() if name not in PARAMETERS}
    digest = hashlib.sha256(json.dumps([request.path, query], sort_keys=True).encode()).hexdigest()[:12]
    return base64.urlsafe_b64encode(f"{digest}:{offset}".encode()).decode().rstrip("=")


def _offset(request: Request, cursor: str) -> int | None:
    """The position where the page of a cursor starts. None: not a cursor of this list."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
        offset = int(text.partition(":")[2])
    except ValueError:
        return None
    return offset if _cursor(request, offset) == cursor else None
