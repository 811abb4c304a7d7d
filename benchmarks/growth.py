# SPDX-License-Identifier: MIT
"""How time and memory grow with the number of endpoints that the API lists."""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from . import wire
from .measure import API_KEY, SCRIPTS, Cost, Result, Table, interleaved, process, shown, verdict

CORE, BASELINE = "the core", "http.client and json"
SCRIPT = {CORE: "core.py", BASELINE: "http_client.py"}
SIZES = (1, 1_000, 10_000, 30_000, 60_000, 100_000)
FEW, MANY = 10_000, 100_000  # rows, of which the growth has to be linear
QUICK = (1, FEW, MANY)
ROUNDS = 15
MEMORY = 4.5  # bytes for each byte of the body, at most
LINEAR = 1.2  # times what is strictly linear, at most: caches of the processor are less of a help to more data
TEXT = """\
The core as a whole process, from start to id, with an ordinary exit; medians of {rounds} rounds. "Over one row" is what
it takes beyond the same for a single endpoint; the peak of memory is the process's own, as the kernel tells it.

![{alternative}](growth.svg)"""
ALTERNATIVE = (
    "Two plots: the time from start to id in seconds, and the peak of memory in MB, against the number of endpoints "
    "from 1 to 100,000, for the core and for http.client with json. The figures are in the table."
)
HEAD = ("endpoints", "body", "time", "least to most", "over one row, for 1,000 rows")
HEAD_OF_MEMORY = ("peak memory", "over one row, times the body", "goal", "", "the same of the baseline")


class Size(NamedTuple):
    """What a number of rows takes. seconds: of each round; peak: bytes, the median; body: bytes."""

    rows: int
    body: int
    seconds: list[float]
    peak: float


def measure(quick: bool) -> Result:
    """Time and memory for each size, and whether they are linear. All sizes take turns, since they are compared."""
    rounds = 1 if quick else ROUNDS
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ways: dict[str, Callable[[], Cost]] = {}
        for rows in QUICK if quick else SIZES:
            url = stack.enter_context(wire.serving(rows))
            ways |= {_key(way, rows): _way(script, rows, url, home) for way, script in SCRIPT.items()}
        costs = interleaved(ways, rounds)
    core, baseline = ([_size(costs, way, rows) for rows in (QUICK if quick else SIZES)] for way in SCRIPT)
    rows_of_table = [_row(size, core[0], other, baseline[0]) for size, other in zip(core, baseline, strict=True)]
    text = TEXT.format(rounds=rounds, alternative=ALTERNATIVE)
    growth = Table("Growth", text, [*HEAD, *HEAD_OF_MEMORY], rows_of_table)
    figures = {CORE: [size._asdict() for size in core], BASELINE: [size._asdict() for size in baseline]}
    return Result([growth, _linear(core, baseline)], figures)


def _key(way: str, rows: int) -> str:
    return f"{way}, {rows}"


def _way(script: str, rows: int, url: str, home: Path) -> Callable[[], Cost]:
    number = wire.wanted(rows)
    command = [sys.executable, SCRIPTS / script, wire.model(number)]
    variables = {"TOGETHER_API_KEY": API_KEY, "TOGETHER_BASE_URL": url}
    return partial(process, command, wire.endpoint_id(number), home, variables)


def _size(costs: Mapping[str, Sequence[Cost]], way: str, rows: int) -> Size:
    taken = costs[_key(way, rows)]
    seconds, peak = [cost.seconds for cost in taken], median(cost.peak for cost in taken)
    return Size(rows, len(wire.body(rows)), seconds, peak)


def _row(size: Size, one: Size, baseline: Size, baseline_one: Size) -> list[str]:
    spread = f"{shown(min(size.seconds))} to {shown(max(size.seconds))}"
    timed = [f"{size.rows:,}", f"{size.body / 1e6:.2f} MB", shown(median(size.seconds)), spread]
    peak = f"{size.peak / 1e6:.1f} MB"
    if size.rows == one.rows:
        return [*timed, "", peak, "", "", "", ""]
    slower = (median(size.seconds) - median(one.seconds)) * 1000 / size.rows * 1000
    grown, baseline_grown = _grown(size, one), _grown(baseline, baseline_one)
    goal = verdict(grown, MEMORY)
    return [*timed, f"{slower:.2f} ms", peak, f"{grown:.2f}", *goal, f"{baseline_grown:.2f}"]


def _grown(size: Size, one: Size) -> float:
    """Memory over that of one row, in bodies."""
    return (size.peak - one.peak) / size.body


def _linear(core: list[Size], baseline: list[Size]) -> Table:
    """Whether ten times the rows take ten times the time and memory, over those of one row."""
    times = MANY / FEW
    rows = [
        [what, f"{ours:.1f} times", *verdict(ours, times * LINEAR), f"{theirs:.1f} times"]
        for what, ours, theirs in zip(("time", "memory"), _factors(core), _factors(baseline), strict=True)
    ]
    text = f"How much more {MANY:,} endpoints take than {FEW:,}, both over one: strictly linear is {times:g} times."
    return Table("Growth: linear", text, ["", "the core", "goal", "", BASELINE], rows)


def _factors(sizes: list[Size]) -> tuple[float, float]:
    """By how much time and memory grow from few rows to many."""
    one, few, many = (next(size for size in sizes if size.rows == rows) for rows in (1, FEW, MANY))
    seconds = [median(size.seconds) - median(one.seconds) for size in (few, many)]
    peak = [size.peak - one.peak for size in (few, many)]
    return _ratio(*seconds), _ratio(*peak)


def _ratio(few: float, many: float) -> float:
    """Infinite where a restless machine lets few rows take less than one."""
    return many / few if few > 0 else math.inf
