# SPDX-License-Identifier: MIT
"""Requests of one lookup: fetches documents, validates them, and shares equal requests within a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, TypeVar

from ..contract.validation import validate
from ..contract.violation import Violation
from ..errors import NOT_SPECIFIED, InvalidResponseError
from ..formatting import format_value
from ..settings import Settings
from .concurrency import SingleFlight, run_within
from .deadline import Deadline
from .transport import Transport

T = TypeVar("T")
BEST_EFFORT_SECONDS = 3.0


class Document(NamedTuple):
    """A JSON document of the API and its violations of the schema."""

    content: Any
    violations: list[Violation]


class Requester:
    """The API, for one lookup: within its deadline, and with the documents that its client already has."""

    def __init__(
        self, settings: Settings, transport: Transport, documents: SingleFlight[Document], deadline: Deadline
    ) -> None:
        self.settings = settings
        self._transport = transport
        self._documents = documents
        self._deadline = deadline

    def get(self, path: str, parameters: Mapping[str, str], schema: str, name: str = "") -> Document:
        """A document, validated against a schema (a name in SCHEMAS). name: what violations call the document.

        Raises what Transport.get raises.
        """

        def fetch() -> Document:
            content = self._transport.get(path, parameters, self._deadline)
            violations = validate(schema, content, self._deadline)
            return Document(content, [violation.in_document(name) for violation in violations])

        return self._documents.get((path, *parameters.items()), fetch, self._deadline)

    def get_list(self, path: str, parameters: Mapping[str, str], schema: str, name: str = "") -> Document:
        """A document that has a list in `data`. Raises InvalidResponseError if it has none."""
        document = self.get(path, parameters, schema, name)
        if isinstance(document.content, dict) and isinstance(document.content.get("data"), list):
            return document
        if isinstance(document.content, dict):
            found = f"{format_value(document.content['data'])} in data" if "data" in document.content else "no data"
            raise self.invalid_response(path, f"a JSON object with {found}", "a list in data")
        raise self.invalid_response(path, f"HTTP 200 with {format_value(document.content)}")

    def best_effort(self) -> Requester:
        """The same API for details that a lookup can do without: a short deadline, and nothing is kept."""
        seconds = min(BEST_EFFORT_SECONDS, self._deadline.remaining() / 2)
        return Requester(self.settings, self._transport, SingleFlight(), Deadline(seconds))

    def run(self, task: Callable[[], T]) -> T:
        """Return or raise what the task does, within the deadline. Raises DeadlineExceededError."""
        return run_within(self._deadline, task)

    def invalid_response(self, path: str, found: str, expected: str = "the API's JSON") -> InvalidResponseError:
        """The error for a JSON document that is not what the API sends at this path."""
        return InvalidResponseError(self._transport.url(path), found, expected, NOT_SPECIFIED)
