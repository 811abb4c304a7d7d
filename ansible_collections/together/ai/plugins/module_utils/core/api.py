# SPDX-License-Identifier: MIT
"""The front door of the core: which Together AI endpoint serves this model?

answer = api.lookup(api.Settings(api_key="..."), api.Query(models=["Qwen/Qwen3-32B"]))
answer.ids["Qwen/Qwen3-32B"]
"""

from __future__ import annotations

import os
from typing import Callable

from . import collector, libraries
from .access import Access, Document
from .answer import Answer
from .deadline import Deadline
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
from .once import Once
from .options import CONNECTION, QUESTION, Option
from .rows import Listing
from .settings import Query, Settings, refuse_key
from .version import VERSION
from .violation import Violation

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
            from .transport import Transport

            self._transport = Transport(self._settings)
        self._documents: Once[Document] = Once()
        self._process = os.getpid()

    def lookup(self, query: Query, validation: str | None = None) -> Answer:
        """The answer to a query, within the settings' deadline. Raises a LookupFailed."""
        from . import selection

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
        from . import v2

        return v2.listing
    from . import v1

    return v1.listing


def lookup(settings: Settings, query: Query) -> Answer:
    """The answer to one query; asks the API anew at each call. Raises a LookupFailed."""
    return Client(settings).lookup(query)
