# SPDX-License-Identifier: MIT
"""Waits until requested models have an endpoint that accepts inference calls."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from .answer import Answer
from .answer_errors import IGNORE_MISSING, ModelNotFoundError, NotReadyError
from .errors import TogetherError
from .formatting import Hint, format_text, format_value

MIN_INTERVAL, MAX_INTERVAL = 2.0, 10.0  # seconds between two lookups; the interval grows by half each time
WAIT_LONGER = Hint("raise_wait", "Raise {wait} to wait longer")
Progress = Callable[[str], None]


def wait_until_ready(lookup: Callable[[], Answer], seconds: float, progress: Progress) -> Answer:
    """Repeat a lookup until every requested model has a ready endpoint.

    progress: called with a sentence each time that the state of the models changes. Raises NotReadyError after
    `seconds`, or the error of the last lookup; an error that is permanent is raised at once.
    """
    end = time.monotonic() + seconds
    last_state = ""
    for interval in _intervals():
        outcome = _try(lookup)
        if isinstance(outcome, Answer) and not _not_ready(outcome.matches):
            return outcome
        state = _describe(outcome)
        if state != last_state:
            progress(state)
            last_state = state
        if time.monotonic() + interval > end:
            raise _timeout_error(outcome, seconds)
        time.sleep(interval)
    raise AssertionError("the intervals never end")


def _intervals() -> Iterator[float]:
    interval = MIN_INTERVAL
    while True:
        yield interval
        interval = min(MAX_INTERVAL, interval * 1.5)


def _try(lookup: Callable[[], Answer]) -> Answer | TogetherError:
    """The answer, or an error that may pass. Raises any other error."""
    try:
        return lookup()
    except TogetherError as error:
        if not (error.retryable or isinstance(error, ModelNotFoundError)):
            raise
        return error


def _not_ready(matches: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    """The models without a ready endpoint."""
    return {
        model: list(endpoints)
        for model, endpoints in matches.items()
        if not any(endpoint["ready"] for endpoint in endpoints)
    }


def _describe(outcome: Answer | TogetherError) -> str:
    if isinstance(outcome, ModelNotFoundError):
        return f"waiting: no endpoint yet for {', '.join(map(format_value, outcome.facts['models']))}"
    if isinstance(outcome, TogetherError):
        return f"waiting: the lookup failed for now: {outcome.summary}"
    states = [
        f"{format_value(model)}: {', '.join(_state(endpoint) for endpoint in endpoints) or 'no endpoint yet'}"
        for model, endpoints in _not_ready(outcome.matches).items()
    ]
    return f"waiting for {'; '.join(states)}"


def _state(endpoint: Mapping[str, Any]) -> str:
    return f"{format_text(endpoint['name'])} is {format_text(endpoint['state'])}"


def _timeout_error(outcome: Answer | TogetherError, seconds: float) -> TogetherError:
    if isinstance(outcome, TogetherError):
        applicable = [hint for hint in outcome.hints if hint != IGNORE_MISSING]  # a wait needs every model
        return outcome.with_hints([*applicable, WAIT_LONGER])
    return NotReadyError(seconds, _not_ready(outcome.matches))
