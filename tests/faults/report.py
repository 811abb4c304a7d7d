# SPDX-License-Identifier: MIT
"""What the suite found, as a table for the terminal and for docs/reliability.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata

from .cases import CASES, USUAL, Case
from .front_ends import FRONT_ENDS

TITLE = "# What happens when something goes wrong\n\n<!-- Written by `make reliability`. -->\n"
READING = f"""\
Each fault below is brought about on loopback by real sockets, servers and proxies, and met by each front end: the core
in one process, the core with the oldest libraries that the package takes, the module in a process for each case, the
lookup plugin in `ansible-playbook`, and `pulumi_together.get_endpoint` in a plain script. "Comes to" is the
`error_type`, or the answer; then the requests that reach the API. A cell says `ok`, and after how many seconds, where
the front end gave the one or the other in a sentence that says what the matter is, with as many requests, within the
deadline and 1 s (and up to 4 s more where a process is started for it), without a traceback, and with neither the API
key nor a password in anything that it printed. Each lookup has a `timeout` of {USUAL["timeout"]} s, a `deadline` of
{USUAL["deadline"]} s and {USUAL["retries"]} retry, but where the case is about the deadline (1 s) or 64 MiB (10 s).
"""


class Report:
    """Collects while tests run."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], str] = {}  # case, front end -> what to show
        self.figures: dict[str, str] = {}  # what was measured -> what came out

    def passed(self, case: Case, front_end: str, seconds: float) -> None:
        """A case was as it should be."""
        self.cells[case.name, front_end] = f"ok {seconds:.1f} s"

    def failed(self, case: Case, front_end: str) -> None:
        """A case is not (yet) as it should be."""
        self.cells[case.name, front_end] = "FAILED"

    def figure(self, what: str, found: str) -> None:
        """Something was measured."""
        self.figures[what] = found

    def rows(self) -> list[list[str]]:
        """The table, with its head; only cases that ran."""
        ran = [case for case in CASES if any((case.name, front_end) in self.cells for front_end in FRONT_ENDS)]
        head = ["fault", "comes to", "requests", *FRONT_ENDS]
        return [head, *map(self._row, ran)]

    def _row(self, case: Case) -> list[str]:
        cells = [self.cells.get((case.name, front_end), "-") for front_end in FRONT_ENDS]
        return [case.name, case.error or "the answer", str(case.requests), *cells]

    def lines(self) -> list[str]:
        """For a terminal."""
        rows = self.rows()
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return [*(table if len(rows) > 1 else []), "", *(f"{what}: {found}" for what, found in self.figures.items())]

    def markdown(self) -> str:
        """For the documentation."""
        rows = self.rows()
        table = [_piped(rows[0]), _piped(["---"] * len(rows[0])), *map(_piped, rows[1:])]
        figures = [f"- {what}: {found}" for what, found in self.figures.items()]
        parts = [TITLE, machine() + "\n", "## Faults\n", READING, *table, "", "## Under load, and for long\n", *figures]
        return "\n".join([*parts, ""])


def machine() -> str:
    """The shape of the machine, and the versions of what is tested and takes part."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"{name} {metadata.version(name)}" for name in ("requests", "urllib3", "jsonschema", "ansible-core")]
    return (
        f"Measured on {os.cpu_count()} cores with {gigabytes:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {', '.join(versions)}."
    )


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


REPORT = Report()
