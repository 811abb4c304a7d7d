# SPDX-License-Identifier: MIT
"""The attempt loop: sends a request until it succeeds, fails for good, or the deadline has passed.

Import this only after `dependencies.load("requests")`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable

from ..dependencies import IMPORT_LOCK
from ..errors import (
    DeadlineExceededError,
    HTTPStatusError,
    InvalidResponseError,
    RedirectError,
    RequestTimeoutError,
    ResourceError,
    TogetherError,
    exhausted_resource,
)
from ..formatting import Hint, printable
from ..limits import MAX_CONCURRENCY, MAX_ERROR_BYTES, Budget
from ..settings import Settings
from . import response_body
from .attempt import Attempt, Request
from .deadline import Deadline
from .redaction import Redactor
from .session import Exchange, Session

if TYPE_CHECKING:
    import requests

Trace = Callable[[str], None]
Headers = Mapping[str, str]  # name -> value, redacted, empty if the response does not have it
HEADERS = ("location", "content-encoding", "retry-after")  # those that are read
REQUEST_IDS = ("x-request-id", "cf-ray")  # those that are in messages about HTTP errors
MAX_REQUEST_ID = 100  # characters
REDIRECTS = (301, 302, 303, 307, 308)
DEADLINE_TOLERANCE = 0.01  # seconds; a socket's timeout may fire this much before the deadline


class Transport:
    """GET requests with one Settings. Thread-safe. Exceptions of libraries do not leave this class."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._redactor = Redactor(settings.api_key)
        self._session = Session(settings)
        # urllib3 would send a request long after the deadline if it had to wait for a connection.
        self._slots = threading.BoundedSemaphore(MAX_CONCURRENCY)

    def get(
        self, path: str, parameters: Mapping[str, str], deadline: Deadline, budget: Budget, trace: Trace | None = None
    ) -> Any:
        """The JSON document at a path of the API, such as `/v1/endpoints`.

        trace: called with a sentence for each attempt. Raises TransportError, DeadlineExceededError, ResourceError,
        RedirectError, HTTPStatusError or InvalidResponseError.
        """
        request = Request(self.url(path), parameters, deadline, budget)
        attempts = self._settings.retries + 1
        with deadline.track(f"GET {request.url}") as update:
            for number in range(1, attempts + 1):
                started = time.monotonic()
                attempt = self._attempt_with_slot(request, number)
                seconds = time.monotonic() - started
                delay = self._delay(number, attempt)
                if trace:
                    trace(self._describe_attempt(request, attempt, number, seconds, delay))
                if attempt.error is None:
                    return response_body.parse(request.url, attempt.body, deadline, budget, self._redactor)
                if delay is None:
                    raise attempt.error
                if delay >= deadline.remaining():
                    late = f"The next attempt would start after {{deadline}} ({deadline.seconds:g} s)"
                    raise attempt.error.with_hint(Hint("late_attempt", late))
                update(f"{number} of {attempts} attempts failed, the last with: {attempt.error.summary}")
                deadline.sleep(delay)
        raise AssertionError("the last attempt returns or raises")

    def url(self, path: str) -> str:
        """The whole URL of a path of the API."""
        return self._settings.base_url + path

    def warnings(self) -> list[str]:
        """Sentences about how requests are sent that is dangerous."""
        proxy = self._session.plain_text_proxy(self._settings.base_url)
        sent = f"base_url uses http, and a proxy is set: the API key is sent to the proxy {proxy} without encryption"
        return [f"{sent}. Use https, or add the host of base_url to NO_PROXY"] if proxy else []

    def close(self) -> None:
        """Close the kept connections."""
        self._session.close()

    def _delay(self, number: int, attempt: Attempt) -> float | None:
        """Seconds until the next attempt, None if there is none."""
        error = attempt.error
        if error is None or not error.retryable or isinstance(error, DeadlineExceededError):
            return None
        if number > self._settings.retries:
            return None
        with IMPORT_LOCK:
            from .retry import backoff_delay

        return backoff_delay(number, attempt.retry_after)

    def _describe_attempt(
        self, request: Request, attempt: Attempt, number: int, seconds: float, delay: float | None
    ) -> str:
        with IMPORT_LOCK:
            from .tracing import describe_attempt

        attempts = self._settings.retries + 1
        return describe_attempt(self._redactor, request, attempt, number, attempts, seconds, delay)

    def _attempt_with_slot(self, request: Request, number: int) -> Attempt:
        exchange = Exchange(request.deadline)
        with self._slot(request.deadline), request.deadline.interruptible(exchange.interrupt):
            return self._attempt(request, number, exchange)

    @contextmanager
    def _slot(self, deadline: Deadline) -> Iterator[None]:
        """One of the places for concurrent requests. Raises DeadlineExceededError.

        It is free again at the end of the lookup, even if its thread still hangs, as in a name resolution.
        """
        deadline.check()
        if not self._slots.acquire(timeout=deadline.remaining()):
            raise deadline.exceeded_error()
        release = _Once(self._slots.release)
        try:
            with deadline.interruptible(release):
                yield
        finally:
            release()

    def _attempt(self, request: Request, number: int, exchange: Exchange) -> Attempt:
        """One attempt. Its error is returned: raised here, it would carry the library's exception, and so the key."""
        try:
            return self._get(request, number, exchange)
        except TogetherError as error:
            return _failure(error)
        except Exception as error:  # whatever the libraries raise
            caught = error
        # Outside of `except`, so that nothing raised here has the library's exception as its context.
        if not request.deadline.remaining():
            return _failure(request.deadline.exceeded_error())
        resource = exhausted_resource(caught)
        if resource:  # first, because an import may fail for the same reason
            return _failure(ResourceError(resource))
        with IMPORT_LOCK:
            from .exception_mapping import classify_exception

        classified = classify_exception(request.url, caught, number)
        if isinstance(classified, RequestTimeoutError) and request.deadline.remaining() < DEADLINE_TOLERANCE:
            return _failure(request.deadline.exceeded_error())
        return _failure(classified)

    def _get(self, request: Request, number: int, exchange: Exchange) -> Attempt:
        seconds = request.deadline.remaining()
        with self._session.get(request.url, request.parameters, seconds, exchange) as response:
            return self._outcome(request, response, number)._replace(status=response.status_code)

    def _outcome(self, request: Request, response: requests.Response, number: int) -> Attempt:
        headers = {name: self._redactor.redact(response.headers.get(name, "")) for name in HEADERS}
        # urllib3 before 2 accepts a body that ends too early.
        response.raw.enforce_content_length = True
        status = response.status_code
        if status >= 400:
            return self._http_error(request, response, headers, number)
        if status in REDIRECTS:
            return _failure(RedirectError(request.url, status, headers["location"]))
        if status != 200:
            return _failure(InvalidResponseError(request.url, f"HTTP {status}"))
        encoding = headers["content-encoding"]
        body = response_body.read(request.url, response.raw, encoding, request.deadline, request.budget)
        return Attempt(body, size=len(body))

    def _http_error(self, request: Request, response: requests.Response, headers: Headers, number: int) -> Attempt:
        with IMPORT_LOCK:
            from .error_body import parse_error_body
            from .retry import parse_retry_after

        body = self._error_body(request, response, headers)
        size = len(body)
        message, facts = parse_error_body(body, request.deadline, self._redactor)
        ids = {name: self._redactor.redact(response.headers.get(name, "")) for name in REQUEST_IDS}
        request_ids = {name: printable(value)[:MAX_REQUEST_ID] for name, value in ids.items() if value}
        facts = {**facts, **({"request_ids": request_ids} if request_ids else {})}
        error = HTTPStatusError(request.url, response.status_code, message, number, **facts)
        return Attempt(body, error, parse_retry_after(headers["retry-after"]), size=size)

    def _error_body(self, request: Request, response: requests.Response, headers: Headers) -> bytearray:
        """The body of an error, empty if it cannot be read: the status says more than the reason for that."""
        encoding = headers["content-encoding"]
        try:
            return response_body.read_beginning(request.url, response.raw, encoding, request.deadline, MAX_ERROR_BYTES)
        except DeadlineExceededError:
            raise
        except Exception:
            return bytearray()


class _Once:
    """Calls a function once, whichever thread is first."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function = function
        self._first = threading.Lock()

    def __call__(self) -> None:
        if self._first.acquire(blocking=False):
            self._function()


def _failure(error: TogetherError) -> Attempt:
    return Attempt(bytearray(), error)
