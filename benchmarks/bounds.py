# SPDX-License-Identifier: MIT
"""The memory and the time of a lookup, whatever the server sends."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .hostile_server import RESPONSES, serve
from .measure import SCRIPTS, api_environment, run_process
from .tables import MISSED, Benchmark, Figures, Table, format_seconds

MIB = 2**20
MAX_MEMORY = 700  # MiB
LATE = 1.0  # seconds that a lookup may take beyond its deadline
DEADLINES = (120, 2)  # seconds: the default, and one that ends most of these lookups
QUICK = ("1 MiB of endpoints without fields", "a cursor of 30 MiB")
DEFAULT_TEXT = f"""\
One lookup in a new process for each response of a server that sends as much as it can. "64 MiB" is as large as the
responses of a lookup may be together. Those without a size have as many JSON values as they may have. The lookups have
the default deadline of {DEADLINES[0]} s. The result is what the lookup returns, or the `error_type` and the message of
its error, without the URL and cut. The goal is a peak memory of the process below {MAX_MEMORY} MiB."""
SHORT_TEXT = f"""\
The same responses, with a deadline of {DEADLINES[1]} s, which the lookup may exceed by {LATE:g} s. The last column is
how much later the last thread of the lookup ends."""


def measure(quick: bool) -> Figures:
    """Look up from a server that sends each of the responses."""
    figures: Figures = {}
    with serve() as (url, choose), tempfile.TemporaryDirectory() as home:
        for name in QUICK if quick else RESPONSES:
            choose(name)
            generation = {"TOGETHER_API_VERSION": "v2" if RESPONSES[name].pages else "v1"}
            environment = {**api_environment(url), **generation}
            for deadline in DEADLINES:
                command = [sys.executable, SCRIPTS / "hostile_lookup.py", deadline]
                cost = run_process(command, '"result"', Path(home), environment)
                lookup = json.loads(cost.output.splitlines()[-1])
                figures.setdefault(name, {})[str(deadline)] = {**lookup, "memory": cost.peak_memory}
    return figures


def tables(figures: Figures) -> list[Table]:
    """Make a table for each deadline."""
    default, short = (str(deadline) for deadline in DEADLINES)
    memory_head = ("", "result", "time", "peak memory", "goal", "")
    time_head = ("", "result", "time", "goal", "", "threads end after")
    return [
        Table(
            "Hostile responses: memory",
            DEFAULT_TEXT,
            memory_head,
            [_memory_row(name, costs[default], costs[short]) for name, costs in figures.items()],
        ),
        Table(
            f"Hostile responses: a deadline of {short} s",
            SHORT_TEXT,
            time_head,
            [_time_row(name, costs[short]) for name, costs in figures.items()],
        ),
    ]


def conclusion(figures: Figures) -> str:
    """Say which memory is enough for every response."""
    peak = max(cost["memory"] for costs in figures.values() for cost in costs.values()) / MIB
    return f"No response of a hostile server makes a lookup use more than {peak:.0f} MiB of memory."


def _memory_row(name: str, *costs: Figures) -> Sequence[str]:
    memory = max(cost["memory"] for cost in costs) / MIB
    seconds = format_seconds(costs[0]["seconds"])
    verdict = "met" if memory < MAX_MEMORY else MISSED
    return [name, costs[0]["result"], seconds, f"{memory:.0f} MiB", f"below {MAX_MEMORY} MiB", verdict]


def _time_row(name: str, cost: Figures) -> Sequence[str]:
    limit = DEADLINES[1] + LATE
    verdict = "met" if cost["seconds"] <= limit else MISSED
    result = cost["result"].partition(":")[0]
    return [
        name,
        result,
        format_seconds(cost["seconds"]),
        f"at most {limit:g} s",
        verdict,
        format_seconds(cost["later"]),
    ]


BENCHMARK = Benchmark(measure, tables, conclusion)
