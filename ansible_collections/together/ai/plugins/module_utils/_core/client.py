# SPDX-License-Identifier: MIT
"""The public door of the core: which Together AI endpoint serves this model?

answer = lookup(Settings(api_key="..."), Query(models=["Qwen/Qwen3-32B"]))
answer.ids["Qwen/Qwen3-32B"]
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from . import dependencies
from .answer import Answer
from .errors import (
    DeadlineExceededError,
    GenerationAbsentError,
    HTTPStatusError,
    InvalidOptionError,
    InvalidResponseError,
    MissingDependencyError,
    NoGenerationError,
    ProjectNotFoundError,
    RedirectError,
    RequestTimeoutError,
    ResourceError,
    TogetherError,
    TransportError,
    exhausted_resource,
)
from .formatting import Hint, Renderer, format_value
from .gc_control import gc_disabled_until_exit
from .http.concurrency import SingleFlight, run_within
from .http.deadline import Deadline
from .limits import MAX_BYTES, MAX_KEPT_BYTES, MAX_KEPT_VALUES, MAX_VALUES, Budget
from .options import CONNECTION, QUESTION, Option, check, refuse_key
from .query import Query
from .selection.records import ENDPOINT_FIELDS, is_ready
from .settings import MIN_KEY_LENGTH, Settings
from .version import VERSION

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .answer_errors import AmbiguousModelError, ContractViolationError, ModelNotFoundError, NotReadyError
    from .http.requester import Requester
    from .http.transport import Transport

T = TypeVar("T")
Progress = Callable[[str], None]
Trace = Callable[[Sequence[str]], None]
LOGGER = logging.getLogger("together_ai")

__all__ = [
    "CONNECTION",
    "ENDPOINT_FIELDS",
    "MIN_KEY_LENGTH",
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
    "ResourceError",
    "Settings",
    "TogetherError",
    "TransportError",
    "check",
    "format_value",
    "gc_disabled_until_exit",
    "is_ready",
    "lookup",
    "prepare",
    "preload",
    "refuse_key",
    "start_thread",
    "suggest",
]


def __getattr__(name: str) -> Any:
    """Load the errors in `answer_errors` when a program uses their names."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import answer_errors

    return getattr(answer_errors, name)


class Client:
    """Lookups with one Settings. Equal requests are sent once for the lifetime of the client. Thread-safe.

    A context manager: `with Client(settings) as client: ...` closes its connections at the end.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._documents: SingleFlight[Any] = SingleFlight()  # and what is made from them
        self._kept_bytes = 0.0
        self._kept_values = 0.0
        self._transport: Transport | None = None
        self._process = 0

    def lookup(
        self,
        query: Query,
        validation: str | None = None,
        progress: Progress | None = None,
        trace: Trace | None = None,
    ) -> Answer:
        """Answer a query within the settings' deadline. Raises a TogetherError.

        validation: replaces the settings' value. progress: called with a sentence when a wait (`query.wait`) begins and
        each time that the state of the models changes. trace: called at the end, and at the end of each lookup of a
        wait, with a sentence for each attempt of a request, if there was any. The logger `together_ai` gets the same
        sentences at the level DEBUG.
        """
        try:
            refuse_key(vars(query), self._settings.api_key)
            if not query.wait:
                return self._lookup_once(query, validation, trace)
            from .waiting import wait_until_ready

            return wait_until_ready(
                lambda: self._lookup_again(query, validation, trace), query.wait, progress or _silent
            )
        except Exception as error:
            caught = error
        # Outside of `except`, so that the error has no other one as its context.
        raise _public_error(caught).with_sources(self._settings.sources)

    def _lookup_once(self, query: Query, validation: str | None, trace: Trace | None) -> Answer:
        deadline = Deadline(self._settings.deadline)
        budget = Budget()
        sentences: list[str] = []
        record = _recorder(sentences) if trace or LOGGER.isEnabledFor(logging.DEBUG) else None
        try:
            return run_within(deadline, lambda: self._answer(query, validation, deadline, budget, record))
        except Exception as error:
            caught = error
        finally:
            self._kept_bytes += MAX_BYTES - budget.left["bytes"]
            self._kept_values += MAX_VALUES - budget.left["values"]
            if self._kept_bytes > MAX_KEPT_BYTES or self._kept_values > MAX_KEPT_VALUES:
                self._forget_documents()
            if trace and sentences:
                trace(list(sentences))  # here, because a front end may expect the call in its own thread
        raise _public_error(caught)

    def _answer(
        self, query: Query, validation: str | None, deadline: Deadline, budget: Budget, record: Progress | None
    ) -> Answer:
        with dependencies.IMPORT_LOCK:  # within the deadline, because it can take long
            requester = self._requester(deadline, budget, record)
            generation = _generation(self._settings.api_version)
            from .selection import selection
        answer = selection.select(
            generation.list_endpoints(requester, query), query, validation or self._settings.validation
        )
        answer.warnings[:0] = [*self._settings.warnings, *requester.warnings()]
        return answer

    def _lookup_again(self, query: Query, validation: str | None, trace: Trace | None) -> Answer:
        """Answer from new requests, whose documents replace those that the client has."""
        self._forget_documents()
        return self._lookup_once(query, validation, trace)

    def _forget_documents(self) -> None:
        self._documents = SingleFlight()
        self._kept_bytes = 0.0
        self._kept_values = 0.0

    def _requester(self, deadline: Deadline, budget: Budget, record: Progress | None) -> Requester:
        """The API for one lookup. Raises MissingDependencyError."""
        dependencies.check()
        dependencies.load("requests")
        from .http.requester import Requester
        from .http.transport import Transport

        if self._transport is None or self._process != os.getpid():
            # A connection that is shared with another process could deliver a response to its request.
            self._transport = Transport(self._settings)
            self._forget_documents()
            self._process = os.getpid()
        return Requester(self._settings, self._transport, self._documents, deadline, budget, record)

    def close(self) -> None:
        """Close the connections. A later lookup opens new ones."""
        if self._transport and self._process == os.getpid():
            self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _silent(sentence: str) -> None:
    """Discard progress."""


def _recorder(sentences: list[str]) -> Progress:
    """A function that logs a sentence at once, and keeps it."""

    def record(sentence: str) -> None:
        LOGGER.debug("%s", sentence)
        sentences.append(sentence)

    return record


def _public_error(error: Exception) -> TogetherError:
    """The error to raise for what a lookup raised. Raises the error itself if nothing else is known about it."""
    if isinstance(error, TogetherError):
        return error
    resource = exhausted_resource(error)
    if resource:
        return ResourceError(resource)
    raise error


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


def lookup(settings: Settings, query: Query, progress: Progress | None = None, trace: Trace | None = None) -> Answer:
    """Answer one query. Each call sends its own requests. Raises a TogetherError."""
    with Client(settings) as client:
        return client.lookup(query, progress=progress, trace=trace)


def prepare(
    connection: Mapping[str, Any], question: Mapping[str, Any], configured: Collection[str] = ()
) -> tuple[Settings, Query]:
    """Check all options of a lookup, the key first, because the checks repeat other values in messages.

    connection, question: option -> value, None where none was passed. configured: the options of the connection whose
    values come from a configuration (see Settings). Raises InvalidOptionError.
    """
    settings = Settings(**connection, configured=configured)
    refuse_key(question, settings.api_key)
    return settings, Query(**question)


def preload() -> None:
    """Import what the first lookup needs. Raises MissingDependencyError."""
    with dependencies.IMPORT_LOCK:
        dependencies.check()
        dependencies.load("requests")
        from .api import auto  # noqa: F401
        from .http import requester, transport  # noqa: F401
        from .selection import selection  # noqa: F401


def start_thread(task: Callable[[], T]) -> Future[T]:
    """Run a task in a daemon thread, which does not delay the exit of the process."""
    from .http.concurrency import start_thread as start_daemon_thread

    return start_daemon_thread(task)


def suggest(name: str, known: Mapping[str, Any]) -> list[str]:
    """At most three of the known names that resemble a name, the most similar first."""
    from .selection.suggestions import suggest as suggest_names

    return suggest_names([name], known)[name]
