# SPDX-License-Identifier: MIT
"""How the benchmarks measure: functions and processes in interleaved rounds."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = ROOT / "benchmarks" / "process_launcher.py"
SCRIPTS = ROOT / "benchmarks" / "scripts"
API_KEY = "benchmark-key-93c1f07d25e84ab6"
RARE = 3  # a slow contestant takes part in every third round

T = TypeVar("T")
Summary = dict[str, float]  # `median`, `min` and `max`, in seconds


class Cost(NamedTuple):
    """The cost of a process."""

    seconds: float
    peak_memory: int  # bytes
    output: str  # stdout and stderr


def api_environment(url: str) -> dict[str, str]:
    """Return the variables for lookups from the benchmark server, which speaks v1 only."""
    return {"TOGETHER_API_KEY": API_KEY, "TOGETHER_BASE_URL": url, "TOGETHER_API_VERSION": "v1"}


def interleave(
    contestants: Mapping[str, Callable[[], T]], rounds: int, rare: Collection[str] = ()
) -> dict[str, list[T]]:
    """Run every contestant once per round, and return their results by name.

    The order changes from round to round, and is the same in every run, so that other load on the machine and the
    previous contestant affect all of them alike. A round before the first fills caches and does not count. The
    contestants named in `rare` take part in every third round only.
    """
    results: dict[str, list[T]] = {name: [] for name in contestants}
    for number in range(-1, rounds):
        names = [name for name in contestants if name not in rare or number % RARE == 0 or number < 0]
        random.Random(number).shuffle(names)
        for name in names:
            result = contestants[name]()
            if number >= 0:
                results[name].append(result)
    return results


def timed(function: Callable[[], Any]) -> Callable[[], float]:
    """Return a function that returns how many seconds a call takes."""

    def run() -> float:
        start = time.perf_counter()
        function()
        return time.perf_counter() - start

    return run


def summarize(samples: Mapping[str, Sequence[float]]) -> dict[str, Summary]:
    """Summarize the seconds of each contestant."""
    return {
        name: {"median": median(seconds), "min": min(seconds), "max": max(seconds)} for name, seconds in samples.items()
    }


def run_process(command: Sequence[object], expected: str, home: Path, variables: Mapping[str, str]) -> Cost:
    """Run a command whose output has to contain `expected`, and return its cost from start to exit.

    Its environment contains only PATH, HOME, PYTHONPATH and `variables`. Raises RuntimeError with the output.
    """
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **variables,
    }
    # Without `site` and the environment, the launcher uses less memory than anything that it starts.
    launch = list(map(str, [sys.executable, "-S", "-I", LAUNCHER, *command]))
    pipe = subprocess.PIPE
    done = subprocess.run(launch, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True, timeout=300)
    *lines, last = done.stdout.splitlines() or [""]
    output = "\n".join(lines)
    if done.returncode or expected not in output:
        raise RuntimeError(f"{' '.join(map(str, command))}:\n{done.stdout[-4000:]}")
    seconds, peak_memory = last.split()
    return Cost(float(seconds), int(peak_memory), output)
