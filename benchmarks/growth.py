# SPDX-License-Identifier: MIT
"""How the time and memory of a lookup grow with the number of endpoints that the API lists."""

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

from . import server
from .measure import SCRIPTS, Cost, api_environment, interleave, run_process
from .tables import Benchmark, Figures, Table, format_seconds, judge

CORE, BASELINE = "this package", "http.client, nothing validated"
SCRIPT = {CORE: "core.py", BASELINE: "http_client.py"}
COUNTS = (1, 1_000, 10_000, 30_000, 60_000, 100_000)
FEW, MANY = 10_000, 100_000
QUICK_COUNTS = (1, FEW, MANY)
ROUNDS = 15
MEMORY_GOAL = 4.5  # bytes of memory per byte of the response
LINEAR_GOAL = 1.2  # times linear growth, because processor caches help less with more data
TEXT = """\
A new process looks up one endpoint, from the start of the process to its exit; medians of {rounds} rounds. The columns
"more" say how much more it takes than with one endpoint in the list. The peak memory is that of the process, as the
kernel reports it.

![{alternative}](growth.svg)"""
ALTERNATIVE = (
    "Two plots of the time in seconds and of the peak memory in MB against the number of endpoints from 1 to 100,000, "
    "for this package and for http.client. The table has the figures."
)
HEAD = ("endpoints", "response", "time", "range", "more time per 1,000 endpoints", "peak memory")
MEMORY_HEAD = ("more memory per byte of the response", "goal", "", "the same with http.client")


class Size(NamedTuple):
    """What a number of endpoints takes."""

    endpoints: int
    response: int  # bytes
    seconds: list[float]  # one entry per round
    peak_memory: float  # bytes, the median


def measure(quick: bool) -> Figures:
    """Measure all numbers of endpoints in the same rounds, because they are compared with each other."""
    counts = QUICK_COUNTS if quick else COUNTS
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        contestants: dict[str, Callable[[], Cost]] = {}
        for count in counts:
            url = stack.enter_context(server.serve_endpoints(count))
            contestants |= {_key(name, count): _run(script, count, url, home) for name, script in SCRIPT.items()}
        costs = interleave(contestants, 1 if quick else ROUNDS)
    return {name: [_size(costs, name, count)._asdict() for count in counts] for name in SCRIPT}


def tables(figures: Figures) -> list[Table]:
    """Make a table of all sizes, and one that compares the growth with linear growth."""
    core, baseline = _sizes(figures, CORE), _sizes(figures, BASELINE)
    rows = [_row(size, core[0], other, baseline[0]) for size, other in zip(core, baseline, strict=True)]
    text = TEXT.format(rounds=len(core[0].seconds), alternative=ALTERNATIVE)
    return [Table("Growth", text, [*HEAD, *MEMORY_HEAD], rows), _linear_table(core, baseline)]


def conclusion(figures: Figures) -> str:
    """Say what a thousand more endpoints cost."""
    core = _sizes(figures, CORE)
    return (
        f"Time and memory grow in proportion to the list: {_more_milliseconds(core[-1], core[0]):.1f} ms per 1,000 "
        f"endpoints, and {_more_memory(core[-1], core[0]):.1f} bytes of memory per byte of the response."
    )


def _sizes(figures: Figures, name: str) -> list[Size]:
    return [Size(**size) for size in figures[name]]


def _key(name: str, count: int) -> str:
    return f"{name}, {count}"


def _run(script: str, count: int, url: str, home: Path) -> Callable[[], Cost]:
    number = server.target(count)
    command = [sys.executable, SCRIPTS / script, server.model(number)]
    return partial(run_process, command, server.endpoint_id(number), home, api_environment(url))


def _size(costs: Mapping[str, Sequence[Cost]], name: str, count: int) -> Size:
    results = costs[_key(name, count)]
    peak_memory = median(cost.peak_memory for cost in results)
    return Size(count, len(server.body(count)), [cost.seconds for cost in results], peak_memory)


def _row(size: Size, smallest: Size, baseline: Size, smallest_baseline: Size) -> list[str]:
    spread = f"{format_seconds(min(size.seconds))} to {format_seconds(max(size.seconds))}"
    time = format_seconds(median(size.seconds))
    cells = [f"{size.endpoints:,}", f"{size.response / 1e6:.2f} MB", time, spread]
    memory = f"{size.peak_memory / 1e6:.1f} MB"
    if size.endpoints == smallest.endpoints:
        return [*cells, "", memory, "", "", "", ""]
    more_time = f"{_more_milliseconds(size, smallest):.2f} ms"
    more, baseline_more = _more_memory(size, smallest), _more_memory(baseline, smallest_baseline)
    return [*cells, more_time, memory, f"{more:.2f}", *judge(more, MEMORY_GOAL), f"{baseline_more:.2f}"]


def _more_milliseconds(size: Size, smallest: Size) -> float:
    """Return the milliseconds per 1,000 endpoints beyond the time with one endpoint."""
    return (median(size.seconds) - median(smallest.seconds)) * 1000 / size.endpoints * 1000


def _more_memory(size: Size, smallest: Size) -> float:
    """Return the bytes of memory per byte of the response beyond the memory with one endpoint."""
    return (size.peak_memory - smallest.peak_memory) / size.response


def _linear_table(core: list[Size], baseline: list[Size]) -> Table:
    linear = MANY / FEW
    rows = [
        [name, f"{core_factor:.1f} times", *judge(core_factor, linear * LINEAR_GOAL), f"{baseline_factor:.1f} times"]
        for name, core_factor, baseline_factor in zip(
            ("time", "memory"), _factors(core), _factors(baseline), strict=True
        )
    ]
    text = (
        f"How many times more {MANY:,} endpoints take than {FEW:,}, both beyond what one endpoint takes. Linear growth "
        f"is {linear:g} times."
    )
    return Table("Growth compared with linear growth", text, ["", CORE, "goal", "", BASELINE], rows)


def _factors(sizes: list[Size]) -> tuple[float, float]:
    """Return how many times more time and memory MANY takes than FEW."""
    one, few, many = (next(size for size in sizes if size.endpoints == count) for count in (1, FEW, MANY))
    seconds = [median(size.seconds) - median(one.seconds) for size in (few, many)]
    memory = [size.peak_memory - one.peak_memory for size in (few, many)]
    return _divide(seconds[1], seconds[0]), _divide(memory[1], memory[0])


def _divide(many: float, few: float) -> float:
    """Divide, and return infinity if noise makes FEW take less than one endpoint."""
    return many / few if few > 0 else math.inf


BENCHMARK = Benchmark(measure, tables, conclusion)
