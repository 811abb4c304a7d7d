# SPDX-License-Identifier: MIT
"""Which processes live, to see that none is left."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

LISTED = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="processes are looked for in /proc")


class Process(NamedTuple):
    """One that lives."""

    id: int
    parent: int
    session: int
    command: str


def living() -> list[Process]:
    """All, but for those that have ended and are still to be waited for."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, _group, session = (process / "stat").read_text().rpartition(") ")[2].split()[:4]
            command = (process / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found.append(Process(int(process.name), int(parent), int(session), command))
    return found


def session(leader: int) -> list[str]:
    """The command lines of the processes that live in a session."""
    return [process.command for process in living() if process.session == leader]


def below(ancestor: int) -> list[Process]:
    """The processes that live and that a process has started, or one of these."""
    children = [process for process in living() if process.parent == ancestor]
    return [*children, *(process for child in children for process in below(child.id))]
