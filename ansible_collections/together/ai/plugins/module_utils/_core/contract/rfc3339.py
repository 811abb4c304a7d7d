# SPDX-License-Identifier: MIT
"""RFC 3339 date-times: validation and comparison."""

from __future__ import annotations

import re
from datetime import date

# The grammar and the calendar of RFC 3339 in one expression. It accepts what jsonschema's own `date-time` check
# accepts: lower-case t and z, one newline at the end, but not second 60 and not year 0000.
DATE_TIME = re.compile(
    r"""
    (?!0000) \d{4} - (?:
        (?: 0[1-9] | 1[0-2]) - (?: 0[1-9] | 1\d | 2[0-8])
      | (?: 0[13-9] | 1[0-2]) - (?: 29 | 30)
      | (?: 0[13578] | 1[02]) - 31
      | (?<= \d\d0[48]- | \d\d[2468][048]- | \d\d[13579][26]- | [02468][048]00- | [13579][26]00- ) 02 - 29
    )
    [Tt] (?: [01]\d | 2[0-3]) : [0-5]\d : [0-5]\d (?: \. (?P<fraction>\d+))?
    (?: [Zz] | (?P<offset> [+-] (?: [01]\d | 2[0-3]) : [0-5]\d)) \n?
    """,
    re.ASCII | re.VERBOSE,
)

FIELDS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))  # where year, month, day, hour, minute, second are
Instant = tuple[int, str]  # seconds since year 1 in UTC, and the digits of the fraction without trailing zeros


def is_date_time(value: object) -> bool:
    """Whether a JSON value passes `format: date-time`. Only strings can fail it (JSON Schema 2020-12, 7.3.1)."""
    return not isinstance(value, str) or DATE_TIME.fullmatch(value) is not None


def parse_instant(value: object) -> Instant | None:
    """The instant of a date-time, comparable with others. None if the value is not a date-time."""
    match = DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None or not isinstance(value, str):
        return None
    year, month, day, hour, minute, second = (int(value[start:end]) for start, end in FIELDS)
    days = date(year, month, day).toordinal()
    offset = match["offset"] or "+00:00"
    minutes_ahead = int(offset[0] + "60") * int(offset[1:3]) + int(offset[0] + "1") * int(offset[4:6])
    return ((days * 24 + hour) * 60 + minute - minutes_ahead) * 60 + second, (match["fraction"] or "").rstrip("0")
