# SPDX-License-Identifier: MIT
"""How the benchmarks measure: ways in turn, whole processes with their time and memory, and ratios in a table."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = ROOT / "benchmarks" / "launcher.py"
SCRIPTS = ROOT / "benchmarks" / "scripts"
API_KEY = "benchmark-key-93c1f07d25e84ab6"
RARELY = 3  # one round in so many

T = TypeVar("T")
Samples = Mapping[str, Sequence[float]]  # way -> seconds, of each round


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    peak: int  # bytes of memory
    said: str  # stdout and stderr


class Claim(NamedTuple):
    """A row of a comparison: a way, the one it is compared with, and the highest ratio to be met, if there is one."""

    way: str
    over: str
    goal: float | None = None


class Table(NamedTuple):
    """A table of results. text: what was measured, in Markdown. head, rows: cells."""

    title: str
    text: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Result(NamedTuple):
    """What a benchmark found: its tables, and for who draws them the figures behind, as JSON values."""

    tables: list[Table]
    figures: dict[str, Any]


def interleaved(ways: Mapping[str, Callable[[], T]], rounds: int, rarely: Collection[str] = ()) -> dict[str, list[T]]:
    """What each way gives in each round, after one round that fills caches and does not count.

    Every round runs each way once, in an order of its own (the same in every run), so that whatever else the machine
    does, and whatever way came before, falls on all of them. The ways in `rarely` take part in one round of three.
    """
    found: dict[str, list[T]] = {name: [] for name in ways}
    for number in range(-1, rounds):
        names = [name for name in ways if name not in rarely or number % RARELY == 0 or number < 0]
        random.Random(number).shuffle(names)
        for name in names:
            one = ways[name]()
            if number >= 0:
                found[name].append(one)
    return found


def process(command: Sequence[object], answer: str, home: Path, variables: Mapping[str, str]) -> Cost:
    """Run a command that has to print `answer` and end well, and say what it took from start to exit.

    Its environment is only PATH, HOME, and `variables`, with the project on Python's path. Raises RuntimeError, with
    what it printed.
    """
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **variables,
    }
    # Without site and environment, the launcher is smaller than anything it starts.
    launched = list(map(str, [sys.executable, "-S", "-I", LAUNCHER, *command]))
    output = subprocess.PIPE
    done = subprocess.run(launched, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True, timeout=300)
    *said, last = done.stdout.splitlines() or [""]
    if done.returncode or answer not in "\n".join(said):
        raise RuntimeError(f"{' '.join(map(str, command))}:\n{done.stdout[-4000:]}")
    seconds, peak = last.split()
    return Cost(float(seconds), int(peak), "\n".join(said))


def comparison(title: str, text: str, samples: Samples, claims: Sequence[Claim]) -> Table:
    """Medians with their spread, and the ratios of medians."""
    return Table(title, text, COMPARISON, [_compared(samples, claim) for claim in claims])


COMPARISON = ("", "median", "least to most", "ratio", "to", "goal", "")


def _compared(samples: Samples, claim: Claim) -> list[str]:
    seconds = samples[claim.way]
    middle = median(seconds)
    ratio = middle / median(samples[claim.over])
    spread = f"{shown(min(seconds))} to {shown(max(seconds))}"
    goal = verdict(ratio, claim.goal) if claim.goal is not None else ("", "")
    return [claim.way, shown(middle), spread, f"{ratio:.2f}", claim.over if claim.over != claim.way else "", *goal]


def verdict(found: float, at_most: float) -> tuple[str, str]:
    """A goal, and whether a figure, as it is shown, meets it."""
    return f"at most {at_most:g}", "met" if round(found, 2) <= at_most else "missed"


def shown(seconds: float) -> str:
    """A duration with three digits or so."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.{0 if seconds >= 0.01 else 1}f} ms"
