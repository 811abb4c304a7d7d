# SPDX-License-Identifier: MIT
"""Lists that the API returns in pages, each with a cursor for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..errors import HTTPStatusError
from ..http.requester import Document, Requester
from ..limits import MAX_CURSOR, MAX_PAGES

PAGE_SIZE = "500"  # entries, the maximum of the API
NOT_PERMITTED = (403, 404)  # how the API refuses a list that the key may not read


class PagedList(NamedTuple):
    """A list of the API. schema: of its pages. name: what violations call it."""

    path: str
    schema: str
    name: str


def first_page(requester: Requester, paged: PagedList) -> Document:
    """The first page of a list. Raises what Requester.get_list raises."""
    return requester.get_list(paged.path, {"limit": PAGE_SIZE}, paged.schema, paged.name)


def paginate(requester: Requester, paged: PagedList, first: Document | None = None) -> list[Document]:
    """All pages of a list. first: the first one, if it was requested already. Raises what Requester.get_list raises."""
    pages = [first or first_page(requester, paged)]
    cursors: set[str] = set()
    while True:
        cursor = pages[-1].content.get("next_cursor") or ""
        if not isinstance(cursor, str) or len(cursor) > MAX_CURSOR:
            raise requester.invalid_response(
                paged.path, f"a next_cursor that is not a string of at most {MAX_CURSOR} characters"
            )
        if not cursor:
            return pages
        if cursor in cursors:
            raise requester.invalid_response(paged.path, "the same next_cursor twice")
        if len(pages) == MAX_PAGES:
            raise requester.invalid_response(paged.path, f"a list of more than {MAX_PAGES} pages")
        cursors.add(cursor)
        parameters = {"limit": PAGE_SIZE, "after": cursor}
        name = f"{paged.name}, page {len(pages) + 1}"
        pages.append(requester.get_list(paged.path, parameters, paged.schema, name))


def paginate_if_permitted(requester: Requester, paged: PagedList) -> list[Document] | None:
    """All pages of a list, None if the API refuses the first one. Raises what Requester.get_list raises."""
    try:
        first = first_page(requester, paged)
    except HTTPStatusError as error:
        if error.status not in NOT_PERMITTED:
            raise
        return None
    return paginate(requester, paged, first)


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
