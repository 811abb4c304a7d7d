# SPDX-License-Identifier: MIT
"""How many generated documents were tried, by kind and result. GENERATED=20 tries 20 times as many."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

FACTOR = int(os.environ.get("GENERATED", "1"))


class Tally:
    """Counts documents while tests run."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()  # (entry point, kind, verdict) -> documents

    def add(self, entry_point: str, kind: str, verdict: str) -> None:
        """Count a document. verdict: such as `accepted`, `refused`, or the error_type of a lookup."""
        self._counts[entry_point, kind, verdict] += 1

    def dump(self) -> list[Any]:
        """Return the counts as built-in types."""
        return [[*key, number] for key, number in self._counts.items()]

    def merge(self, dumped: list[Any]) -> None:
        """Add counts that another process collected."""
        for *key, number in dumped:
            self._counts[tuple(key)] += number

    def lines(self) -> list[str]:
        """Return the table as text; empty if nothing was counted."""
        rows: dict[tuple[str, str], list[str]] = {}
        for (entry_point, kind, verdict), number in sorted(self._counts.items()):
            rows.setdefault((entry_point, kind), []).append(f"{number:,} {verdict}")
        table = [f"{entry_point:14} {kind:34} {', '.join(verdicts)}" for (entry_point, kind), verdicts in rows.items()]
        return [*table, f"{self._counts.total():,} documents in all"] if table else []


TALLY = Tally()
tried = TALLY.add
