# SPDX-License-Identifier: MIT
"""Results as text for a terminal, and as docs/speed.md with its plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any

from .measure import ROOT, Result, Table

CLOSING = ROOT / "benchmarks" / "closing.md"
MISSED = "missed"
LIBRARIES = ("requests", "urllib3", "jsonschema", "together", "ansible-core", "pulumi")
INTRODUCTION = """\
# How fast it is

<!-- Written by `make bench`, but for the closing note, which is benchmarks/closing.md. -->

What a lookup costs, over the least that would do on the same machine, at the same time and from the same server, which
sends prepared bytes on loopback from a process of its own. Each round runs every way once, in an order of its own; the
ratio is that of the medians. What is slow takes part in every third round only.
"""


def terminal(table: Table) -> str:
    """A table in columns."""
    rows = [table.head, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([f"\n{table.title}\n", *(f"  {line}" for line in lines)])


def markdown(results: Mapping[str, Mapping[str, Any]]) -> str:
    """All results, as `document` makes them, as one page."""
    parts = [INTRODUCTION, *(part for result in results.values() for part in _section(result))]
    tables = [table for result in results.values() for table in _tables(result)]
    missed = _missed(tables)
    closing = CLOSING.read_text(encoding="utf-8").partition("-->")[2].strip() if missed else "Nothing."
    return "\n".join([*parts, "## What missed its goal\n", *missed, *([""] if missed else []), closing, ""])


def document(result: Result, started: str, load: float) -> dict[str, Any]:
    """A result as JSON. started: when, ISO 8601; load: of the machine before, in processes that want to run."""
    tables = [table._asdict() for table in result.tables]
    return {"measured": measured(started, load), "tables": tables, "figures": result.figures}


def measured(started: str, load: float) -> str:
    """When, and the shape of the machine with the versions of what takes part."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {started[:10]}: {os.cpu_count()} cores with {gigabytes:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}. The load average just before was {load:.1f}."
    )


def write(results: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """speed.md, and growth.svg where growth was measured and matplotlib is there to draw it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "speed.md").write_text(markdown(results), encoding="utf-8")
    if "growth" not in results:
        return
    if util.find_spec("matplotlib") is None:
        print("\nNo plot: matplotlib is not installed, `make bench` installs it.")
        return
    from . import plot

    plot.draw(results["growth"]["figures"], folder / "growth.svg")


def _section(result: Mapping[str, Any]) -> Iterator[str]:
    for number, table in enumerate(_tables(result)):
        yield f"## {table.title}\n"
        yield f"{table.text}\n"
        if number == 0:
            yield f"{result['measured']}\n"
        yield from (_piped(row) for row in (table.head, ["---"] * len(table.head), *table.rows))
        yield ""


def _missed(tables: Sequence[Table]) -> list[str]:
    found = [(table, row) for table in tables for row in table.rows if MISSED in row]
    return [f"- {table.title}: {row[0]}, {_figure(table, row)}" for table, row in found]


def _figure(table: Table, row: Sequence[str]) -> str:
    """What a goal was set for, and the goal."""
    goal = table.head.index("goal")
    figure = table.head.index("ratio") if "ratio" in table.head else goal - 1
    return f"{row[figure]} ({row[goal]})"


def _tables(result: Mapping[str, Any]) -> list[Table]:
    return [Table(**table) for table in result["tables"]]


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
