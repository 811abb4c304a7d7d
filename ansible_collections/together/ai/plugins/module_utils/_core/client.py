# SPDX-License-Identifier: MIT
"""The front door of the core: which Together AI endpoint serves this model?

answer = api.lookup(api.Settings(api_key="..."), api.Query(models=["Qwen/Qwen3-32B"]))
answer.ids["Qwen/Qwen3-32B"]
"""

from __future__ import annotations

import os
from typing import Callable

from . import dependencies as libraries
from . import gc_control as collector
from .answer import Answer
from .contract.violation import Violation
from .errors import (
    Ambiguous,
    ConnectionFailed,
    ContractViolated,
    DeadlinePassed,
    EnvelopeBroken,
    InvalidOption,
    LookupFailed,
    Missing,
    MissingLibrary,
    Redirected,
    Refused,
    TimedOut,
)
from .http.deadline import Deadline
from .http.requester import Access, Document
from .http.single_flight import Once
from .options import CONNECTION, QUESTION, Option
from .selection.records import Listing
from .settings import Query, Settings, refuse_key
from .version import VERSION

__all__ = [
    "CONNECTION",
    "QUESTION",
    "VERSION",
    "Ambiguous",
    "Answer",
    "Client",
    "ConnectionFailed",
    "ContractViolated",
    "DeadlinePassed",
    "EnvelopeBroken",
    "InvalidOption",
    "LookupFailed",
    "Missing",
    "MissingLibrary",
    "Option",
    "Query",
    "Redirected",
    "Refused",
    "Settings",
    "TimedOut",
    "Violation",
    "lookup",
]


class Client:
    """Lookups with one Settings; equal requests are made once for as long as the client lives. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        """Raises MissingLibrary."""
        self._settings = settings
        self._start()

    def _start(self) -> None:
        with collector.paused():  # what is loaded stays
            libraries.check()
            from .http.transport import Transport

            self._transport = Transport(self._settings)
        self._documents: Once[Document] = Once()
        self._process = os.getpid()

    def lookup(self, query: Query, validation: str | None = None) -> Answer:
        """The answer to a query, within the settings' deadline. Raises a LookupFailed."""
        from .selection import selection

        if self._process != os.getpid():  # forked: on a connection that it shares it would get the other's answers
            self._start()
        refuse_key(vars(query), self._settings.api_key)
        listing = _generation(self._settings.api_version)
        deadline = Deadline(self._settings.deadline)
        access = Access(self._settings, self._transport, self._documents, deadline)

        def work() -> Answer:
            return selection.answer(listing(access, query), query, validation or self._settings.validation)

        return deadline.run(work)


def _generation(api_version: str) -> Callable[[Access, Query], Listing]:
    """How a generation of the API is asked; only the one that is asked is loaded."""
    if api_version == "v2":
        from .api import v2

        return v2.listing
    from .api import v1

    return v1.listing


def lookup(settings: Settings, query: Query) -> Answer:
    """The answer to one query; asks the API anew at each call. Raises a LookupFailed."""
    return Client(settings).lookup(query)
