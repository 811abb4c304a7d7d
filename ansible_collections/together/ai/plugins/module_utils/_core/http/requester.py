# SPDX-License-Identifier: MIT
"""How a generation of the API is asked: documents with what they break of their schema, each fetched once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, TypeVar

from ..contract.validation import violations
from ..contract.violation import Violation
from ..errors import EnvelopeBroken, shown
from ..settings import Settings
from .deadline import Deadline
from .single_flight import Once
from .transport import Transport

T = TypeVar("T")
HURRY = 3.0  # seconds


class Document(NamedTuple):
    """A JSON document of the API and what it breaks of its schema."""

    content: Any
    violations: list[Violation]


class Access:
    """The API, for one lookup: within its deadline, and with the documents that its client has already."""

    def __init__(self, settings: Settings, transport: Transport, documents: Once[Document], deadline: Deadline) -> None:
        self.settings = settings
        self._transport = transport
        self._documents = documents
        self._deadline = deadline

    def get(self, path: str, parameters: Mapping[str, str], schema: str, what: str = "") -> Document:
        """A document, validated against a schema (a name in SCHEMAS); what: its name in violations, if it needs one.

        Raises what Transport.get raises.
        """

        def fetch() -> Document:
            content = self._transport.get(path, parameters, self._deadline)
            return Document(content, [broken.told_of(what) for broken in violations(schema, content, self._deadline)])

        return self._documents.get((path, *parameters.items()), fetch, self._deadline)

    def get_list(self, path: str, parameters: Mapping[str, str], schema: str, what: str = "") -> Document:
        """A document that has a list in `data`. Raises EnvelopeBroken where it has none."""
        document = self.get(path, parameters, schema, what)
        if isinstance(document.content, dict) and isinstance(document.content.get("data"), list):
            return document
        raise EnvelopeBroken(self._transport.url(path), f"HTTP 200 with {shown(document.content)}")

    def hurried(self) -> Access:
        """The same API for what is nice to have: a short deadline, and nothing kept of what comes of it."""
        seconds = min(HURRY, self._deadline.remaining() / 2)
        return Access(self.settings, self._transport, Once(), Deadline(seconds))

    def run(self, work: Callable[[], T]) -> T:
        """What work returns, within the deadline. Raises DeadlinePassed, or what work raises."""
        return self._deadline.run(work)

    def broken(self, path: str, found: str) -> EnvelopeBroken:
        """The error for an answer that is no list at all."""
        return EnvelopeBroken(self._transport.url(path), found)
