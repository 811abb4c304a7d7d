# SPDX-License-Identifier: MIT
"""Measures: `python -m benchmarks [--quick] [--docs FOLDER] [NAME ...]`, or `make bench`.

Prints the tables of each benchmark named (of all without names), keeps them in benchmarks/results, and writes all that
is kept there to docs/speed.md and docs/growth.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from . import ansible_task, check, growth, pulumi_preview, report, start, v2_resolution
from .measure import ROOT, Result

BENCHMARKS: dict[str, Callable[[bool], Result]] = {
    "start": start.measure,
    "check": check.measure,
    "ansible": ansible_task.measure,
    "pulumi": pulumi_preview.measure,
    "growth": growth.measure,
    "v2": v2_resolution.measure,
}
BUSY = 0.5  # processes that want to run, beside the benchmark


def main() -> int:
    """0, or 1 if a benchmark could not run."""
    arguments = _arguments()
    if os.getloadavg()[0] > BUSY:
        print(f"The machine is busy (load {os.getloadavg()[0]:.1f}): the figures will be too.", file=sys.stderr)
    failed = False
    for name in arguments.names or BENCHMARKS:
        failed |= not _measure(name, arguments.quick, arguments.results)
    kept = {name: arguments.results / f"{name}.json" for name in BENCHMARKS}
    results = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in kept.items() if path.exists()}
    report.write(results, arguments.docs)
    return int(failed)


def _measure(name: str, quick: bool, folder: Path) -> bool:
    """Measure, print and keep; whether that was possible."""
    started, load, clock = datetime.now(timezone.utc).isoformat(), os.getloadavg()[0], time.monotonic()
    try:
        result = BENCHMARKS[name](quick)
    except Exception as error:
        print(f"\n{name}: {error}", file=sys.stderr)
        return False
    for table in result.tables:
        print(report.terminal(table), flush=True)
    print(f"\n({name}: {time.monotonic() - clock:.0f} s)", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(report.document(result, started, load), indent=1), encoding="utf-8")
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="one round of few endpoints, to see that it runs")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where to write speed.md and growth.svg")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", help="where results are kept")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}, only {', '.join(BENCHMARKS)}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
