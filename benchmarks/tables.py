# SPDX-License-Identifier: MIT
"""Tables of results, with ratios and goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .measure import Summary

MISSED = "missed"
COMPARISON_HEAD = ("", "median", "range", "ratio", "to", "goal", "")

Figures = dict[str, Any]  # what a benchmark measured, as JSON values


class Table(NamedTuple):
    """A table of results. The text, in Markdown, says what was measured."""

    title: str
    text: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Benchmark(NamedTuple):
    """A benchmark. Its tables and conclusion can change without a new measurement: stored figures make them again."""

    measure: Callable[[bool], Figures]  # True: one round with few endpoints, to see that it runs
    tables: Callable[[Figures], list[Table]]
    conclusion: Callable[[Figures], str] = lambda figures: ""


class Row(NamedTuple):
    """A row of a comparison: a contestant, the one it is compared with, and the highest ratio that meets the goal."""

    name: str
    base: str
    goal: float | None = None


def comparison(title: str, text: str, summaries: Mapping[str, Summary], rows: Sequence[Row]) -> Table:
    """Make a table of medians and of their ratios."""
    return Table(title, text, COMPARISON_HEAD, [_comparison_row(summaries, row) for row in rows])


def ratio(summaries: Mapping[str, Summary], name: str, base: str) -> float:
    """Divide the median of a contestant by that of another."""
    return summaries[name]["median"] / summaries[base]["median"]


def judge(value: float, goal: float) -> tuple[str, str]:
    """Return a goal as text, and whether the value meets it. The value counts as it is shown, with two decimals."""
    return f"at most {goal:g}", "met" if round(value, 2) <= goal else MISSED


def format_seconds(seconds: float) -> str:
    """Format a duration with about three digits."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.{0 if seconds >= 0.01 else 1}f} ms"


def join(texts: Sequence[str]) -> str:
    """Join texts to a list for a sentence."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _comparison_row(summaries: Mapping[str, Summary], row: Row) -> list[str]:
    summary = summaries[row.name]
    value = ratio(summaries, row.name, row.base)
    base = row.base if row.base != row.name else ""
    judgement = judge(value, row.goal) if row.goal is not None else ("", "")
    spread = f"{format_seconds(summary['min'])} to {format_seconds(summary['max'])}"
    return [row.name, format_seconds(summary["median"]), spread, f"{value:.2f}", base, *judgement]
