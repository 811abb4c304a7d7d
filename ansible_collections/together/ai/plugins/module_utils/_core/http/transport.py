# SPDX-License-Identifier: MIT
"""The attempt loop: sends a request until it succeeds, fails for good, or the deadline has passed."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import (
    DeadlineExceededError,
    HTTPStatusError,
    InvalidResponseError,
    RedirectError,
    RequestTimeoutError,
    TogetherError,
)
from ..formatting import Hint
from ..settings import Settings
from . import response_body
from .concurrency import MAX_CONCURRENCY
from .deadline import Deadline
from .redaction import Redactor
from .session import Session

if TYPE_CHECKING:
    import requests

Headers = Mapping[str, str]  # lower-case name -> value, redacted
REDIRECTS = (301, 302, 303, 307, 308)
DEADLINE_TOLERANCE = 0.01  # seconds; a socket's timeout may fire this much before the deadline


class Attempt(NamedTuple):
    """The outcome of one attempt: the text of a body, or an error and the seconds that the server asked to wait."""

    text: str = ""
    error: TogetherError | None = None
    retry_after: float | None = None


class Transport:
    """GET requests with one Settings. Thread-safe. Exceptions of libraries do not leave this class."""

    def __init__(self, settings: Settings) -> None:
        """Raises MissingDependencyError."""
        self._settings = settings
        self._redactor = Redactor(settings.api_key)
        self._session = Session(settings)
        # urllib3 would send a request long after the deadline if it had to wait for a connection.
        self._slots = threading.BoundedSemaphore(MAX_CONCURRENCY)

    def get(self, path: str, parameters: Mapping[str, str], deadline: Deadline) -> Any:
        """The JSON document at a path of the API, such as `/v1/endpoints`.

        Raises TransportError, DeadlineExceededError, RedirectError, HTTPStatusError or InvalidResponseError.
        """
        url = self.url(path)
        attempts = self._settings.retries + 1
        with deadline.track(f"GET {url}") as update:
            for number in range(1, attempts + 1):
                attempt = self._attempt_with_slot(url, parameters, deadline, number)
                if attempt.error is None:
                    return response_body.parse_json(url, attempt.text)
                if not attempt.error.retryable or isinstance(attempt.error, DeadlineExceededError):
                    raise attempt.error
                if number == attempts:
                    raise attempt.error
                update(f"{number} of {attempts} attempts failed, the last with: {attempt.error}")
                self._wait(number, attempt.error, attempt.retry_after, deadline)
        raise AssertionError("the last attempt returns or raises")

    def url(self, path: str) -> str:
        """The whole URL of a path of the API."""
        return self._settings.base_url + path

    def close(self) -> None:
        """Close the kept connections."""
        self._session.close()

    def _wait(self, number: int, error: TogetherError, retry_after: float | None, deadline: Deadline) -> None:
        from .retry import backoff_delay

        delay = backoff_delay(number, retry_after)
        if delay >= deadline.remaining():
            late = f"The next attempt would start after {{deadline}} ({deadline.seconds:g} s)"
            raise error.with_hint(Hint("late_attempt", late))
        time.sleep(delay)

    def _attempt_with_slot(self, url: str, parameters: Mapping[str, str], deadline: Deadline, number: int) -> Attempt:
        if not deadline.remaining() or not self._slots.acquire(timeout=deadline.remaining()):
            raise deadline.exceeded_error()
        try:
            return self._attempt(url, parameters, deadline, number)
        finally:
            self._slots.release()

    def _attempt(self, url: str, parameters: Mapping[str, str], deadline: Deadline, number: int) -> Attempt:
        """One attempt. Its error is returned: raised here, it would carry the library's exception, and so the key."""
        try:
            return self._get(url, parameters, deadline, number)
        except TogetherError as error:
            return Attempt(error=error)
        except Exception as error:  # whatever the libraries raise
            caught = error
        # Outside of `except`, so that nothing raised here has the library's exception as its context.
        from .exception_mapping import classify_exception

        classified = classify_exception(url, caught, number)
        if isinstance(classified, RequestTimeoutError) and deadline.remaining() < DEADLINE_TOLERANCE:
            return Attempt(error=deadline.exceeded_error())
        return Attempt(error=classified)

    def _get(self, url: str, parameters: Mapping[str, str], deadline: Deadline, number: int) -> Attempt:
        with self._session.get(url, parameters, deadline.remaining()) as response:
            return self._outcome(url, response, deadline, number)

    def _outcome(self, url: str, response: requests.Response, deadline: Deadline, number: int) -> Attempt:
        headers = {name: self._redactor.redact(value) for name, value in response.headers.lower_items()}
        status = response.status_code
        if status >= 400:
            return self._http_error(url, response, headers, deadline, number)
        if status in REDIRECTS:
            return Attempt(error=RedirectError(url, status, headers.get("location", "")))
        if status != 200:
            return Attempt(error=InvalidResponseError(url, f"HTTP {status}"))
        return Attempt(response_body.decode(url, self._body(url, response, headers, deadline)))

    def _http_error(
        self, url: str, response: requests.Response, headers: Headers, deadline: Deadline, number: int
    ) -> Attempt:
        from .error_body import parse_error_body
        from .retry import parse_retry_after

        message, facts = parse_error_body(self._error_body(url, response, headers, deadline))
        error = HTTPStatusError(url, response.status_code, message, number, **facts)
        return Attempt(error=error, retry_after=parse_retry_after(headers.get("retry-after", "")))

    def _error_body(
        self, url: str, response: requests.Response, headers: Headers, deadline: Deadline
    ) -> response_body.Body:
        """The body of an error, empty if it cannot be read: the status says more than the reason for that."""
        try:
            return self._body(url, response, headers, deadline)
        except DeadlineExceededError:
            raise
        except Exception:
            return b""

    def _body(self, url: str, response: requests.Response, headers: Headers, deadline: Deadline) -> response_body.Body:
        # urllib3 before 2 accepts a body that ends too early.
        response.raw.enforce_content_length = True
        encoding = headers.get("content-encoding", "")
        return self._redactor.redact_body(response_body.read(url, response.raw, encoding, deadline))
