# SPDX-License-Identifier: MIT
"""The front door of the core: which Together AI endpoint serves this model?

answer = api.lookup(api.Settings(api_key="..."), api.Query(models=["Qwen/Qwen3-32B"]))
answer.ids["Qwen/Qwen3-32B"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import libraries
from .answer import Answer
from .contract import Violation
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
from .settings import Query, Settings
from .version import VERSION

if TYPE_CHECKING:
    from .endpoints import Listing

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
        libraries.check()
        from .transport import Transport

        self._settings = settings
        self._transport = Transport(settings)
        self._listings: Once[Listing] = Once()

    def lookup(self, query: Query, validation: str | None = None) -> Answer:
        """The answer to a query, within the settings' deadline. Raises a LookupFailed.

        validation: as Settings has it, None for the client's own. It is no part of a request, so that one client can
        answer for settings that differ in nothing else (`Settings.connection`).
        """
        from . import endpoints, selection

        deadline = Deadline(self._settings.deadline)
        listing = self._listings.get(
            tuple(query.parameters.items()),
            lambda: deadline.run(lambda: endpoints.listing(self._transport, query, deadline)),
            deadline,
        )
        return selection.answer(listing, query, validation or self._settings.validation)


def lookup(settings: Settings, query: Query) -> Answer:
    """The answer to one query; asks the API anew at each call. Raises a LookupFailed."""
    return Client(settings).lookup(query)
