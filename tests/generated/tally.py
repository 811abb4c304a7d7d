# SPDX-License-Identifier: MIT
"""How many documents were tried, by what they are and by what was done to them."""

from __future__ import annotations

import os
from collections import Counter

FACTOR = int(os.environ.get("GENERATED", "1"))  # so many times the documents of an ordinary run
TRIED: Counter[tuple[str, str, str]] = Counter()  # (how it was asked, kind, verdict) -> documents


def tried(how: str, kind: str, verdict: str) -> None:
    """Count a document. verdict: such as `accepted`, `refused`, or the error_type of a lookup."""
    TRIED[how, kind, verdict] += 1


def lines() -> list[str]:
    """The table."""
    rows: dict[tuple[str, str], list[str]] = {}
    for (how, kind, verdict), number in sorted(TRIED.items()):
        rows.setdefault((how, kind), []).append(f"{number:,} {verdict}")
    table = [f"{how:14} {kind:34} {', '.join(verdicts)}" for (how, kind), verdicts in rows.items()]
    return [*table, f"{sum(TRIED.values()):,} documents in all"]
