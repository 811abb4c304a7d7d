# SPDX-License-Identifier: MIT
"""The public door of the core: which Together AI endpoint serves this model?

answer = lookup(Settings(api_key="..."), Query(models=["Qwen/Qwen3-32B"]))
answer.ids["Qwen/Qwen3-32B"]
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from . import dependencies, gc_control
from .answer import Answer
from .errors import (
    AmbiguousModelError,
    ContractViolationError,
    DeadlineExceededError,
    GenerationAbsentError,
    HTTPStatusError,
    InvalidOptionError,
    InvalidResponseError,
    MissingDependencyError,
    ModelNotFoundError,
    NoGenerationError,
    NotReadyError,
    ProjectNotFoundError,
    RedirectError,
    RequestTimeoutError,
    TogetherError,
    TransportError,
)
from .formatting import Hint, Renderer, format_value
from .options import CONNECTION, QUESTION, Option, check, refuse_key
from .query import Query
from .selection.records import ENDPOINT_FIELDS, is_ready
from .settings import Settings
from .version import VERSION

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
Progress = Callable[[str], None]

__all__ = [
    "CONNECTION",
    "ENDPOINT_FIELDS",
    "QUESTION",
    "VERSION",
    "AmbiguousModelError",
    "Answer",
    "Client",
    "ContractViolationError",
    "DeadlineExceededError",
    "GenerationAbsentError",
    "HTTPStatusError",
    "Hint",
    "InvalidOptionError",
    "InvalidResponseError",
    "MissingDependencyError",
    "ModelNotFoundError",
    "NoGenerationError",
    "NotReadyError",
    "Option",
    "ProjectNotFoundError",
    "Query",
    "RedirectError",
    "Renderer",
    "RequestTimeoutError",
    "Settings",
    "TogetherError",
    "TransportError",
    "check",
    "format_value",
    "is_ready",
    "lookup",
    "prepare",
    "preload",
    "refuse_key",
    "start_thread",
    "suggest",
]


class Client:
    """Lookups with one Settings. Equal requests are sent once for the lifetime of the client. Thread-safe.

    A context manager: `with Client(settings) as client: ...` closes its connections at the end.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises MissingDependencyError."""
        self._settings = settings
        self._connect()

    def _connect(self) -> None:
        with gc_control.gc_paused():
            dependencies.check()
            from .http.concurrency import SingleFlight
            from .http.requester import Document
            from .http.transport import Transport

            self._transport = Transport(self._settings)
        self._documents: SingleFlight[Document] = SingleFlight()
        self._process = os.getpid()

    def lookup(self, query: Query, validation: str | None = None, progress: Progress | None = None) -> Answer:
        """Answer a query within the settings' deadline. Raises a TogetherError.

        validation: replaces the settings' value. progress: called with a sentence when a wait (`query.wait`) begins and
        each time that the state of the models changes.
        """
        if self._process != os.getpid():  # after a fork, a shared connection could deliver another process's response
            self._connect()
        try:
            refuse_key(vars(query), self._settings.api_key)
            if not query.wait:
                return self._lookup_once(query, validation)
            from .waiting import wait_until_ready

            return wait_until_ready(lambda: self._lookup_again(query, validation), query.wait, progress or _silent)
        except TogetherError as error:
            failed = error
        raise failed.with_sources(self._settings.sources)

    def _lookup_once(self, query: Query, validation: str | None) -> Answer:
        from .http.concurrency import run_within
        from .http.deadline import Deadline
        from .http.requester import Requester

        deadline = Deadline(self._settings.deadline)
        requester = Requester(self._settings, self._transport, self._documents, deadline)
        return run_within(deadline, lambda: _answer(requester, query, validation or self._settings.validation))

    def _lookup_again(self, query: Query, validation: str | None) -> Answer:
        """Answer from new requests, whose documents replace those that the client has."""
        from .http.concurrency import SingleFlight

        self._documents = SingleFlight()
        return self._lookup_once(query, validation)

    def close(self) -> None:
        """Close the connections. A later lookup opens new ones."""
        self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _silent(sentence: str) -> None:
    """Discard progress."""


def _answer(requester: Any, query: Query, validation: str) -> Answer:
    from .selection import selection

    listing = _generation(requester.settings.api_version).list_endpoints(requester, query)
    return selection.select(listing, query, validation)


def _generation(api_version: str) -> Any:
    """The module that queries a generation of the API, imported only if it is queried."""
    if api_version == "v1":
        from .api import v1

        return v1
    if api_version == "v2":
        from .api import v2

        return v2
    from .api import auto

    return auto


def lookup(settings: Settings, query: Query, progress: Progress | None = None) -> Answer:
    """Answer one query. Each call sends its own requests. Raises a TogetherError."""
    with Client(settings) as client:
        return client.lookup(query, progress=progress)


def prepare(connection: Mapping[str, Any], question: Mapping[str, Any]) -> tuple[Settings, Query]:
    """Check all options of a lookup, the key first, because the checks repeat other values in messages.

    connection, question: option -> value, None where none was passed. Raises InvalidOptionError.
    """
    settings = Settings(**connection)
    refuse_key(question, settings.api_key)
    return settings, Query(**question)


def preload() -> None:
    """Import what the first lookup needs. Raises MissingDependencyError."""
    from .api import auto  # noqa: F401
    from .http import requester, transport  # noqa: F401
    from .selection import selection  # noqa: F401

    dependencies.check()


def start_thread(task: Callable[[], T]) -> Future[T]:
    """Run a task in a daemon thread, which does not delay the exit of the process."""
    from .http.concurrency import start_thread as start_daemon_thread

    return start_daemon_thread(task)


def suggest(name: str, known: Mapping[str, Any]) -> list[str]:
    """At most three of the known names that resemble a name, the most similar first."""
    from .selection.suggestions import suggest as suggest_names

    return suggest_names([name], known)[name]
