# SPDX-License-Identifier: MIT
"""The running processes of this machine, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

requires_proc = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="processes are listed from /proc")


class Process(NamedTuple):
    """A running process."""

    id: int
    parent: int
    session: int
    command: str


def running_processes() -> list[Process]:
    """List all processes except zombies."""
    running = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, _group, session = (process / "stat").read_text().rpartition(") ")[2].split()[:4]
            command = (process / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            running.append(Process(int(process.name), int(parent), int(session), command))
    return running


def running_ids() -> set[int]:
    """Return the ids of all running processes."""
    return {process.id for process in running_processes()}


def session_processes(leader: int) -> list[Process]:
    """List the processes of a session."""
    return [process for process in running_processes() if process.session == leader]


def descendants(ancestor: int) -> list[Process]:
    """List the children of a process, their children, and so on."""
    children = [process for process in running_processes() if process.parent == ancestor]
    return [*children, *(process for child in children for process in descendants(child.id))]
