# SPDX-License-Identifier: MIT
"""The retry policy: how long to wait before the next attempt."""

from __future__ import annotations

import random
import time
from email.utils import mktime_tz, parsedate_tz

BACKOFF_BASE, BACKOFF_MAX = 0.5, 8.0  # seconds; the delay doubles with each attempt


def backoff_delay(attempt: int, retry_after: float | None) -> float:
    """Seconds to wait after an attempt (1, 2, ...): what the server demands, plus full jitter."""
    return (retry_after or 0.0) + random.uniform(0, min(BACKOFF_MAX, BACKOFF_BASE * 2 ** (attempt - 1)))


def parse_retry_after(header: str) -> float | None:
    """Seconds of a Retry-After header: a number of seconds or an HTTP date (RFC 9110, 10.2.3). None for other text."""
    if header.strip().isdecimal():
        return float(header)
    try:
        date = parsedate_tz(header)
        return max(0.0, mktime_tz((*date[:9], date[9] or 0)) - time.time()) if date else None
    except (ValueError, OverflowError, IndexError):  # IndexError: Python 3.9, for some invalid dates
        return None
