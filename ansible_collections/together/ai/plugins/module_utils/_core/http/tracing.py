# SPDX-License-Identifier: MIT
"""The trace of a lookup: a sentence for each attempt of a request. Import this only for a lookup that is traced."""

from __future__ import annotations

from urllib.parse import urlencode

from ..formatting import printable
from .attempt import Attempt, Request
from .redaction import Redactor

MAX_URL = 500  # characters


def describe_attempt(
    redactor: Redactor,
    request: Request,
    attempt: Attempt,
    number: int,
    attempts: int,
    seconds: float,
    delay: float | None,
) -> str:
    """A sentence about an attempt. seconds: what it took. delay: seconds until the next one, None if there is none."""
    size = f", {attempt.size} bytes" if attempt.status else ""
    sentence = (
        f"GET {_url(redactor, request)}: {_outcome(attempt)}{size}, {seconds:.3f} s, attempt {number} of {attempts}"
    )
    if delay is None:
        return printable(f"{sentence}.")
    demanded = f", and Retry-After demands {attempt.retry_after:g} s" if attempt.retry_after else ""
    return printable(f"{sentence}. The next attempt is in {delay:.2f} s, because this may be temporary{demanded}.")


def _url(redactor: Redactor, request: Request) -> str:
    query = f"?{urlencode(request.parameters)}" if request.parameters else ""
    url = redactor.redact(f"{request.url}{query}")
    return url if len(url) <= MAX_URL else f"{url[:MAX_URL]}..."


def _outcome(attempt: Attempt) -> str:
    if attempt.status:
        return f"HTTP {attempt.status}"
    facts = attempt.error.facts if attempt.error else {}
    reason = facts.get("reason") or facts.get("found") or str(attempt.error)
    return str(reason).rstrip(".")
