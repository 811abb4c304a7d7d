# SPDX-License-Identifier: MIT
"""Recognizes that a generation of the API does not exist at a URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import GenerationAbsentError, HTTPStatusError

ABSENT_STATUSES = (404, 405, 410, 501)
ENDED_CODE = "endpoints_v1_"  # the beginning of the error code that v1 returns with 403 once it has ended


def is_absent(api_version: str, error: HTTPStatusError) -> bool:
    """Whether an error on the first request to a generation means that the generation does not exist."""
    has_ended = api_version == "v1" and error.status == 403 and error.code.startswith(ENDED_CODE)
    return error.status in ABSENT_STATUSES or has_ended


@contextmanager
def first_request(api_version: str) -> Iterator[None]:
    """Turn the error of a generation's first request into GenerationAbsentError if it means absence."""
    try:
        yield
        return
    except HTTPStatusError as error:
        if not is_absent(api_version, error):
            raise
        absent = GenerationAbsentError(api_version, error)
    raise absent
