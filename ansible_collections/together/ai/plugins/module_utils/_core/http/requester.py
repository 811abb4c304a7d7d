# SPDX-License-Identifier: MIT
"""Requests of one lookup: fetches documents, validates them, and shares equal requests within a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple, TypeVar

from ..contract.validation import validate
from ..contract.violation import Violations
from ..errors import NOT_SPECIFIED, InvalidResponseError
from ..formatting import format_value
from ..limits import MAX_ENTRIES, Budget
from ..settings import Settings
from .concurrency import SingleFlight
from .deadline import Deadline
from .transport import Trace, Transport

T = TypeVar("T")
NESTED_LISTS = {  # schema -> lists in its entries, whose entries count as well
    "v2-endpoints": ("deployments", "trafficSplit"),
    "v2-supported-models": ("deploymentProfiles",),
}


class Document(NamedTuple):
    """A JSON document of the API and its violations of the schema."""

    content: Any
    violations: Violations


class Requester:
    """The API, for one lookup: within its deadline and its budget, and with the documents that its client has."""

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        documents: SingleFlight[Any],
        deadline: Deadline,
        budget: Budget,
        trace: Trace | None = None,
    ) -> None:
        self.settings = settings
        self._transport = transport
        self._documents = documents
        self._deadline = deadline
        self._budget = budget
        self._trace = trace

    def get(self, path: str, parameters: Mapping[str, str], schema: str, name: str = "") -> Document:
        """A document, validated against a schema (a name in SCHEMAS). name: what violations call the document.

        Raises what Transport.get raises.
        """

        def fetch() -> Document:
            content = self._transport.get(path, parameters, self._deadline, self._budget, self._trace)
            if not self._budget.take("entries", _entry_count(schema, content)):
                raise self.invalid_response(path, f"more than {MAX_ENTRIES:,} entries (in all lists of the lookup)")
            return Document(content, validate(schema, content, name, self._budget))

        document: Document = self._documents.get((path, *parameters.items()), fetch, self._deadline)
        return document

    def get_list(self, path: str, parameters: Mapping[str, str], schema: str, name: str = "") -> Document:
        """A document that has a list in `data`. Raises InvalidResponseError if it has none."""
        document = self.get(path, parameters, schema, name)
        if _entries(document.content) is not None:
            return document
        if isinstance(document.content, dict):
            found = f"{format_value(document.content['data'])} in data" if "data" in document.content else "no data"
            raise self.invalid_response(path, f"a JSON object with {found}", "a list in data")
        raise self.invalid_response(path, f"HTTP 200 with {format_value(document.content)}")

    def derive(self, name: str, documents: Sequence[Document], make: Callable[[], T]) -> T:
        """What is made from documents, once for the same documents within a client."""
        # The documents are kept with the result, so that no others get their identities.
        key = (name, *map(id, documents))
        result: T = self._documents.get(key, lambda: (documents, make()), self._deadline)[1]
        return result

    def warnings(self) -> list[str]:
        """Sentences about how requests are sent that is dangerous."""
        return self._transport.warnings()

    def check_deadline(self) -> None:
        """Raise DeadlineExceededError if no time is left. Called for each endpoint, of which there may be many."""
        self._deadline.check()

    def invalid_response(self, path: str, found: str, expected: str = "the API's JSON") -> InvalidResponseError:
        """The error for a JSON document that is not what the API sends at this path."""
        return InvalidResponseError(self._transport.url(path), found, expected, NOT_SPECIFIED)


def _entries(content: Any) -> list[Any] | None:
    """The list in `data`, None if there is none."""
    entries = content.get("data") if isinstance(content, dict) else None
    return entries if isinstance(entries, list) else None


def _entry_count(schema: str, content: Any) -> int:
    """How many entries the lists of a document have."""
    entries = _entries(content) or []
    nested = (
        entry.get(field) for field in NESTED_LISTS.get(schema, ()) for entry in entries if isinstance(entry, dict)
    )
    return len(entries) + sum(len(value) for value in nested if isinstance(value, list))
