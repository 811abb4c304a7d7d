# SPDX-License-Identifier: MIT
"""RFC 3339 date-times: which strings are one, and which of two is the later."""

from __future__ import annotations

import re
from datetime import date

# The grammar and the calendar of RFC 3339 in one expression. It decides as jsonschema's own `date-time` check does:
# letters in any case, one newline at the end, no second 60, no year 0000.
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

Instant = tuple[int, str]  # whole seconds since year 1, UTC; the digits of the fraction, without zeros at the end


def is_date_time(value: object) -> bool:
    """Whether a JSON value passes `format: date-time`; only strings can fail it (JSON Schema 2020-12, 7.3.1)."""
    return not isinstance(value, str) or DATE_TIME.fullmatch(value) is not None


def instant(value: object) -> Instant | None:
    """The instant that a date-time names, to be compared with others; None where it is not readable as one."""
    found = DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or not isinstance(value, str):
        return None
    year, month, day, hour, minute, second = (int(value[a:b]) for a, b in FIELDS)
    days = date(year, month, day).toordinal()
    offset = found["offset"] or "+00:00"
    ahead = int(offset[0] + "60") * int(offset[1:3]) + int(offset[0] + "1") * int(offset[4:6])
    return ((days * 24 + hour) * 60 + minute - ahead) * 60 + second, (found["fraction"] or "").rstrip("0")


FIELDS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))
