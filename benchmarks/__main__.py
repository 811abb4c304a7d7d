# SPDX-License-Identifier: MIT
"""Measures the speed: `python -m benchmarks [--quick] [--stored] [--docs FOLDER] [--results FOLDER] [NAME ...]`.

Runs the named benchmarks, or all of them, prints their tables, and stores their figures in benchmarks/results. Then
writes docs/speed.md and docs/growth.svg from everything that is stored there. `--stored` only does the latter.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from . import ansible_task, bounds, generations, growth, pulumi_preview, report, single_lookup, validation
from .measure import ROOT
from .report import Result
from .tables import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    "start": single_lookup.BENCHMARK,
    "validation": validation.BENCHMARK,
    "ansible": ansible_task.BENCHMARK,
    "pulumi": pulumi_preview.BENCHMARK,
    "growth": growth.BENCHMARK,
    "generations": generations.BENCHMARK,
    "bounds": bounds.BENCHMARK,
}
HIGH_LOAD = 0.5  # processes that are running beside the benchmark


def main() -> int:
    """Return 0, or 1 if a benchmark failed."""
    arguments = _arguments()
    if not arguments.stored and os.getloadavg()[0] > HIGH_LOAD:
        print(f"The machine is busy (load {os.getloadavg()[0]:.1f}), which changes the figures.", file=sys.stderr)
    names = [] if arguments.stored else arguments.names or BENCHMARKS
    failed = []
    for number, name in enumerate(names, 1):
        print(f"[{number}/{len(names)}] {name}", flush=True)
        if not _run(name, arguments.quick, arguments.results):
            failed.append(name)
    report.write(BENCHMARKS, stored_results(arguments.results), arguments.docs)
    return int(bool(failed))


def stored_results(folder: Path) -> dict[str, Result]:
    """Read the results that a folder has, in the order of BENCHMARKS."""
    paths = {name: folder / f"{name}.json" for name in BENCHMARKS}
    return {name: Result(**json.loads(path.read_text("utf-8"))) for name, path in paths.items() if path.exists()}


def _run(name: str, quick: bool, folder: Path) -> bool:
    """Run a benchmark, print its tables and store its figures. Return whether it succeeded."""
    date, load, start = datetime.now(timezone.utc).date().isoformat(), os.getloadavg()[0], time.monotonic()
    try:
        figures = BENCHMARKS[name].measure(quick)
    except Exception as error:
        print(f"\n{name}: {error}", file=sys.stderr)
        return False
    for table in BENCHMARKS[name].tables(figures):
        print(report.terminal(table), flush=True)
    print(f"\n({name}: {time.monotonic() - start:.0f} s)", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    result = Result(report.describe_machine(date, load), figures)
    (folder / f"{name}.json").write_text(json.dumps(result._asdict(), indent=1) + "\n", encoding="utf-8")
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="one round with few endpoints, to see that it runs")
    parser.add_argument("--stored", action="store_true", help="measure nothing, write the page from stored results")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="the folder for speed.md and growth.svg")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", help="the folder for results")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}, choose from {', '.join(BENCHMARKS)}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
