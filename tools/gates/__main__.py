# SPDX-License-Identifier: MIT
"""The gates of the Ansible collection: `python -m tools.gates [--cores dev|all|2.16,2.21] [GATE ...]`, and a table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import ansible_test, cores, tools
from .bench import LOGS, Bench, GateError
from .venvs import ROOT

PER_CORE: dict[str, Callable[[Bench], str]] = {
    "sanity": ansible_test.sanity,
    "ansible-units": ansible_test.units,
    "ansible-integration": ansible_test.integration,
}
ONCE: dict[str, Callable[[Bench], str]] = {
    "yamllint": tools.yamllint,
    "ansible-lint": tools.ansible_lint,
    "antsibull-docs": tools.antsibull_docs,
    "antsibull-changelog": tools.antsibull_changelog,
    "ansible-builder": tools.ansible_builder,
    "galaxy-importer": tools.galaxy_importer,
}
HEADINGS = ("gate", "ansible-core", "Python", "result", "seconds", "command", "")


class Outcome(NamedTuple):
    """What a gate came to, in words: a line of the table."""

    gate: str
    core: str
    python: str
    result: str
    seconds: str
    command: str
    note: str


def main() -> int:
    """1 if a gate failed; 2 if what was asked for is not known."""
    arguments = _arguments()
    wanted = arguments.gates or [*ONCE, *PER_CORE]
    outcomes = []
    for outcome in _outcomes(wanted, arguments.cores):
        print(f"{outcome.gate} on ansible-core {outcome.core}: {outcome.result}, {outcome.note}", flush=True)
        outcomes.append(outcome)
    if len(outcomes) > 1:
        print("\n" + _table(outcomes))
    failed = any(outcome.result == "FAILED" for outcome in outcomes)
    if failed:
        print(f"All that was printed is in {LOGS.relative_to(ROOT)}.")
    return int(failed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.gates", description=__doc__)
    parser.add_argument("--cores", type=cores.chosen, default="dev", help="dev (default), all, or lines: 2.16,2.21")
    parser.add_argument("gates", nargs="*", choices=[[], *ONCE, *PER_CORE], metavar="GATE")
    return parser.parse_args()


def _outcomes(wanted: list[str], versions: list[str]) -> Iterator[Outcome]:
    for gate in wanted:
        if gate in ONCE:
            yield _outcome(gate, ONCE[gate], tools.bench(), f"make {gate}")
    for version in versions:
        for gate in wanted:
            if gate not in PER_CORE:
                continue
            bench = cores.bench(version)
            command = f"make {gate} CORES={cores.line(version)}"
            if bench:
                yield _outcome(gate, PER_CORE[gate], bench, command)
            else:
                yield Outcome(gate, version, "", "skipped", "", command, cores.needed(version))


def _outcome(gate: str, check: Callable[[Bench], str], bench: Bench, command: str) -> Outcome:
    start = time.monotonic()
    try:
        result, note = "passed", check(bench)
    except GateError as failure:
        print(failure)
        result, note = "FAILED", "see above"
    return Outcome(gate, bench.core, bench.python, result, f"{time.monotonic() - start:.0f}", command, note)


def _table(outcomes: list[Outcome]) -> str:
    lines = [HEADINGS, *outcomes]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
