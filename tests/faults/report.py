# SPDX-License-Identifier: MIT
"""What the suite found, as a table for the terminal and for docs/reliability.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata

from .cases import CASES, GROUPS, SECOND, USUAL, Case
from .front_ends import FRONT_ENDS

TITLE = "# What happens when something goes wrong\n\n<!-- Written by `make reliability`. -->\n"
LEAD = """\
An endpoint is looked up over a network, and whatever fails there is met again and again on purpose, by each of the ways
to ask. This page says what you get then, as measured; an error is always one sentence that names what to look at.
"""
READING = """\
Each fault is brought about on loopback by real sockets, servers and proxies. "Comes to" is the answer, or the
`error_type` of the error (returned by the module, an attribute of Python's `EndpointLookupError`); then how many
requests reach the API. The other columns are the ways to ask:

{ways}

A cell is `ok`, and the seconds it took, where all of this is so:

- the answer has the right id; or the error is of the type in the table and says, in one line, what is wrong and what to
  look at. {untyped} show no type, since the tool around them does not: there the sentence is checked;
- as many requests reached the API as the table says, and none went elsewhere;
- it ended within the deadline and {second:.0f} s (and {slack:.0f} s more for those of Ansible, which start processes);
- there is no traceback, and neither the API key nor a password of a proxy, of a netrc file or of a URL, in anything
  that came out: answer, error, standard output and error, messages to Pulumi's engine.

Each lookup has a `timeout` of {timeout} s, a `deadline` of {deadline} s and {retries} retry, but where the case is
about the deadline (1 s) or about 64 MiB (10 s, no retry).
"""
NOTES = """\
- Amid a request an interrupt (Ctrl-C) of Pulumi's engine ends the provider plugin at once. A dynamic provider runs in a
  process of Pulumi's own, which goes on with the lookup, at most until its `deadline`: interrupt a second time.
- Ansible, when killed by SIGTERM, leaves temporary folders of its own behind. The key is in none of them.
- Numbers that no double holds, and a field of the row's own more than 50 levels deep, are none that programs can rely
  on: the one is no JSON to the lookup, of the other what lies deeper is given as text.
- An answer of tens of MiB is parsed in one go, so that a lookup whose deadline passes meanwhile may end a second or two
  after it. What is left of it ends soon, and holds up no exit.
- With `validate_certs` off, urllib3 warns on standard error of each such request. A `Set-Cookie` with a year of
  thousands of digits makes Python's own cookie jar warn there, with a traceback; the lookup is answered.
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

    def rows(self, cases: Sequence[Case]) -> list[list[str]]:
        """A table, with its head; only cases that ran."""
        ran = [case for case in cases if any((case.name, front_end) in self.cells for front_end in FRONT_ENDS)]
        head = ["fault", "comes to", "requests", *FRONT_ENDS]
        return [head, *map(self._row, ran)]

    def _row(self, case: Case) -> list[str]:
        cells = [self.cells.get((case.name, front_end), "-") for front_end in FRONT_ENDS]
        return [case.name, case.error or "the answer", str(case.requests), *cells]

    def lines(self) -> list[str]:
        """For a terminal."""
        rows = self.rows(CASES)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return [*(table if len(rows) > 1 else []), "", *(f"{what}: {found}" for what, found in self.figures.items())]

    def markdown(self) -> str:
        """For the documentation."""
        tables = [f"### {name}\n\n{self._table(cases)}\n" for name, cases in GROUPS.items()]
        figures = [f"- {what}: {found}" for what, found in self.figures.items()]
        parts = [TITLE, LEAD, self._sum() + "\n", machine() + "\n", "## How to read the tables\n", reading()]
        load = ["## Under load, for long, and when interrupted\n", *figures, "", "## What to know\n", NOTES]
        return "\n".join([*parts, "## Faults\n", *tables, *load]).rstrip() + "\n"

    def _table(self, cases: Sequence[Case]) -> str:
        head, *rows = self.rows(cases)
        return "\n".join([_piped(head), _piped(["---"] * len(head)), *map(_piped, rows)])

    def _sum(self) -> str:
        good = sum(cell.startswith("ok") for cell in self.cells.values())
        tried = f"{len(CASES)} faults, {len(FRONT_ENDS)} ways to ask"
        return f"{tried}: {good} of {len(self.cells)} cases are as they should be."


def reading() -> str:
    """How to read the tables."""
    ways = "\n".join(f"- **{name}**: {front_end.what}" for name, front_end in FRONT_ENDS.items())
    untyped = [name for name, front_end in FRONT_ENDS.items() if not front_end.tells_type]
    listed = f"{', '.join(untyped[:-1])} and {untyped[-1]}".capitalize()
    slack = max(front_end.slack for front_end in FRONT_ENDS.values())
    return READING.format(ways=ways, untyped=listed, second=SECOND, slack=slack, **USUAL)


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
