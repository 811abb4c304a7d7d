# SPDX-License-Identifier: MIT
"""The running processes of this machine, to see that none is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from commands import run_command
from waiting import wait_until


class Process(NamedTuple):
    """A running process."""

    id: int
    parent: int
    command: str


def running() -> dict[int, Process]:
    """Map the ids of all processes, except zombies, to the processes."""
    columns = run_command(["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="])
    rows = [line.split(maxsplit=3) for line in columns.splitlines()]
    return {
        int(id): Process(int(id), int(parent), " ".join(command))
        for id, parent, state, *command in rows
        if not state.startswith("Z")
    }


def descendants(ancestor: int) -> list[Process]:
    """List the children of a process, their children, and so on."""
    processes = running()
    ids = {ancestor}
    while more := {process.id for process in processes.values() if process.parent in ids} - ids:
        ids |= more
    return [processes[id] for id in ids - {ancestor}]


def wait_until_ended(ids: Collection[int]) -> None:
    """Wait until no process with one of these ids is running. Raises TimeoutError."""
    wait_until(lambda: not set(ids) & running().keys(), f"the processes {sorted(ids)} have ended")


def kill_all(ids: Collection[int]) -> None:
    """Kill the processes with these ids that are running."""
    for id in set(ids) & running().keys():
        with suppress(ProcessLookupError):
            os.kill(id, signal.SIGKILL)
