# SPDX-License-Identifier: MIT
"""GET requests to the API: tries, waits, and failures turned into sentences. Nothing of requests gets out."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from .. import dependencies as libraries
from ..contract import validation as contract
from ..errors import DeadlinePassed, EnvelopeBroken, LookupFailed, Redirected, Refused, TimedOut, shown
from ..settings import Settings
from ..version import VERSION
from . import response_body as body
from .concurrency import AT_ONCE
from .deadline import Deadline
from .redaction import Mask

if TYPE_CHECKING:
    import requests

HEADERS = {
    "User-Agent": f"together-ai-endpoint-lookup/{VERSION}",  # the libraries' own names are turned away with a 403
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
}
Headers = Mapping[str, str]  # of an answer: lower-case name -> value, without the key
REDIRECTS = (301, 302, 303, 307, 308)  # 300, 304 and the like lead nowhere
AN_INSTANT = 0.01  # seconds; a time-out of the socket comes a little early or late
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0  # seconds: the back-off doubles from try to try


class Attempt(NamedTuple):
    """One try: the text of a body, or a failure, whether to try again, and the seconds the server asked to wait."""

    text: str = ""
    failure: LookupFailed | None = None
    again: bool = False
    asked: float | None = None


class Transport:
    """GET requests as one Settings says, over kept connections."""

    def __init__(self, settings: Settings) -> None:
        libraries.load("requests")
        import requests

        self._settings = settings
        self._mask = Mask(settings.api_key)

        class Session(requests.Session):
            def get_redirect_target(self, resp: requests.Response) -> str | None:
                """None: of a redirect, also of one not to be followed, requests reads the body, whole and unlimited."""
                return None

        self._session = Session()
        # As many connections as there are requests at once: urllib3 would warn of each one more, on stderr. Who has to
        # wait does so here, within the deadline; urllib3 would send long after it.
        self._free = threading.BoundedSemaphore(AT_ONCE)
        connections = requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE)
        self._session.mount("https://", connections)
        self._session.mount("http://", connections)
        # As `auth`, since a header set by hand is replaced by what a netrc file has for the host.
        self._auth = _bearer(settings.api_key)

    def get(self, path: str, parameters: Mapping[str, str], deadline: Deadline) -> Any:
        """The JSON document at a path of the API, such as `/v1/endpoints`.

        Raises ConnectionFailed, TimedOut, Redirected, Refused or EnvelopeBroken.
        """
        url = self.url(path)
        tries = self._settings.retries + 1
        with deadline.doing(f"GET {url}") as tell:
            for number in range(1, tries + 1):
                attempt = self._attempt_in_turn(url, parameters, deadline, number)
                if attempt.failure is None:
                    return body.document(url, attempt.text)
                if not attempt.again or number == tries:
                    raise attempt.failure
                tell(f"{number} of {tries} tries failed, the last so: {attempt.failure}")
                wait = _wait(number, attempt.asked)
                if wait >= deadline.remaining():
                    late = f"the next try would be due after the deadline of {deadline.seconds:g} s"
                    raise attempt.failure.advising(late)
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def url(self, path: str) -> str:
        """The whole URL of a path of the API."""
        return self._settings.base_url + path

    def _attempt_in_turn(self, url: str, parameters: Mapping[str, str], deadline: Deadline, number: int) -> Attempt:
        if not deadline.remaining() or not self._free.acquire(timeout=deadline.remaining()):
            raise deadline.passed()
        try:
            return self._attempt(url, parameters, deadline, number)
        finally:
            self._free.release()

    def _attempt(self, url: str, parameters: Mapping[str, str], deadline: Deadline, number: int) -> Attempt:
        """One try. Its failure is returned: raised in an `except` it carries the library's exception and the key."""
        try:
            with self._send(url, parameters, deadline) as response:
                headers = {name: self._mask.text(value) for name, value in response.headers.lower_items()}
                status = response.status_code
                if status >= 400:
                    return _refused(url, status, headers, self._error_body(url, response, headers, deadline), number)
                if status in REDIRECTS:
                    return Attempt(failure=Redirected(url, status, headers.get("location", "")))
                if status != 200:
                    return Attempt(failure=EnvelopeBroken(url, f"HTTP {status}"))
                return Attempt(body.text(url, self._body(url, response, headers, deadline)))
        except LookupFailed as broken:
            return Attempt(failure=broken)
        except Exception as error:  # whatever the libraries raise: it must not get out
            from .exception_mapping import failure

            failed, again = failure(url, error, number)
            if isinstance(failed, TimedOut) and deadline.remaining() < AN_INSTANT:
                return Attempt(failure=deadline.passed())  # which was nearer than `timeout`
            return Attempt(failure=failed, again=again)

    def _body(self, url: str, response: requests.Response, headers: Headers, deadline: Deadline) -> body.Bytes:
        # urllib3 before 2 takes a body that ends too early for a whole one.
        response.raw.enforce_content_length = True
        return self._mask.body(body.read(url, response.raw, headers.get("content-encoding", ""), deadline))

    def _error_body(self, url: str, response: requests.Response, headers: Headers, deadline: Deadline) -> body.Bytes:
        """The body of an error; empty where it cannot be read, since the status tells more."""
        try:
            return self._body(url, response, headers, deadline)
        except DeadlinePassed:
            raise
        except Exception:
            return b""

    def _send(self, url: str, parameters: Mapping[str, str], deadline: Deadline) -> requests.Response:
        seconds = max(0.001, min(self._settings.timeout, deadline.remaining()))
        return self._session.get(
            url,
            params=parameters,
            headers=HEADERS,
            auth=self._auth,
            timeout=seconds,
            # Per request: REQUESTS_CA_BUNDLE in the environment beats what a session says.
            verify=self._settings.validate_certs and (self._settings.ca_path or True),
            # Followed, a redirect would take the user's netrc credentials to another host.
            allow_redirects=False,
            stream=True,
        )


def _bearer(api_key: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    def authorize(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {api_key}"
        return request

    return authorize


def _refused(url: str, status: int, headers: Headers, content: body.Bytes, number: int) -> Attempt:
    message, facts = _error_data(content)
    return Attempt(
        failure=Refused(url, status, message, number, **facts),
        again=status == 429 or status >= 500,
        asked=_retry_after(headers.get("retry-after", "")),
    )


def _error_data(content: body.Bytes) -> tuple[str, dict[str, Any]]:
    """What an error's body says, and its facts; said as well where it does not conform to the schema ErrorData."""
    try:
        found = body.document("", body.text("", content))
    except EnvelopeBroken:
        return body.described(content.decode("utf-8", "replace")), {}
    violations = contract.violations("error-data", found)
    error = found.get("error") if isinstance(found, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    said = shown(message if message else found, 300)
    if violations:
        said += f" (not in the form of the API's errors: {violations[0]})"
    facts = {f"api_{name}": error.get(name) for name in ("type", "param", "code")} if isinstance(error, dict) else {}
    return said, {**facts, "contract_violations": [violation.to_dict() for violation in violations]}


def _retry_after(header: str) -> float | None:
    """Seconds, from a number of them or an HTTP date (RFC 9110, 10.2.3); None where it is neither."""
    from email.utils import mktime_tz, parsedate_tz

    if header.strip().isdecimal():
        return float(header)
    try:
        date = parsedate_tz(header)
        return max(0.0, mktime_tz((*date[:9], date[9] or 0)) - time.time()) if date else None
    except (ValueError, OverflowError, IndexError):  # IndexError: Python 3.9 trips over some
        return None


def _wait(number: int, asked: float | None) -> float:
    """Seconds before the next try: what the server asked for, and full jitter so that many clients spread out."""
    return (asked or 0.0) + random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (number - 1)))
