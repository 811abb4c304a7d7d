# SPDX-License-Identifier: MIT
"""Lists that the API returns in pages, each with a cursor for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..http.requester import Document, Requester
from ..limits import MAX_CURSOR, MAX_PAGES

PAGE_SIZE = "500"  # entries, the maximum of the API


def paginate(requester: Requester, path: str, schema: str, name: str) -> list[Document]:
    """All pages of a list. name: what violations call the list. Raises what Requester.get_list raises."""
    pages: list[Document] = []
    cursors: set[str] = set()
    parameters = {"limit": PAGE_SIZE}
    while len(pages) < MAX_PAGES:
        page_name = f"{name}, page {len(pages) + 1}" if pages else name
        pages.append(requester.get_list(path, parameters, schema, page_name))
        cursor = pages[-1].content.get("next_cursor") or ""
        if not isinstance(cursor, str) or len(cursor) > MAX_CURSOR:
            raise requester.invalid_response(
                path, f"a next_cursor that is not a string of at most {MAX_CURSOR} characters"
            )
        if not cursor:
            return pages
        if cursor in cursors:
            raise requester.invalid_response(path, "the same next_cursor twice")
        cursors.add(cursor)
        parameters = {"limit": PAGE_SIZE, "after": cursor}
    raise requester.invalid_response(path, f"a list of more than {MAX_PAGES} pages")


def entries(pages: Iterable[Document]) -> list[dict[str, Any]]:
    """The entries of some pages that are JSON objects."""
    return [entry for page in pages for entry in page.content["data"] if isinstance(entry, dict)]


def text(entry: Mapping[str, Any], field: str) -> str:
    """A string field of an entry, empty if it is missing or not a string."""
    value = entry.get(field)
    return value if isinstance(value, str) else ""


def objects(value: Any) -> list[dict[str, Any]]:
    """The JSON objects in a list, none if the value is not a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
