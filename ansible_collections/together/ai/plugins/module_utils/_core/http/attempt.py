# SPDX-License-Identifier: MIT
"""A request, and the outcome of an attempt to send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..errors import TogetherError
from ..limits import Budget
from .deadline import Deadline


class Request(NamedTuple):
    """What to request, and what it may take."""

    url: str
    parameters: Mapping[str, str]
    deadline: Deadline
    budget: Budget


class Attempt(NamedTuple):
    """The outcome of one attempt: a body, or an error and the seconds that the server asked to wait.

    status: the HTTP status, None if there is no complete response. size: bytes of its body, decoded.
    """

    body: bytearray
    error: TogetherError | None = None
    retry_after: float | None = None
    status: int | None = None
    size: int = 0
