# SPDX-License-Identifier: MIT
"""The shell that started this process, so that the sandbox ends with it."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

SECONDS = 0.5  # between two checks
MAKE = ("make", "gmake")


def launcher() -> int:
    """The id of the process that started this one. `make` is skipped: it may outlive the shell that started it."""
    pid = os.getppid()
    while pid > 1:
        parent, command = _process(pid)
        if command not in MAKE:
            break
        pid = parent
    return pid


def when_ended(pid: int, callback: Callable[[], None]) -> None:
    """Call back in a thread once a process has ended. Process 1 does not end."""
    thread = threading.Thread(target=_watch, args=(pid, os.getppid(), callback), daemon=True)
    thread.start()


def _watch(pid: int, parent: int, callback: Callable[[], None]) -> None:
    pause = threading.Event()
    while not pause.wait(SECONDS):
        if os.getppid() != parent or not _exists(pid):
            callback()
            return


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _process(pid: int) -> tuple[int, str]:
    """The parent's id and the command's name of a process; 0 and "" if it cannot be found."""
    try:
        # "123 (command name) S 45 ...": the name may hold spaces and parentheses.
        text = Path(f"/proc/{pid}/stat").read_text()
        return int(text.rpartition(")")[2].split()[1]), text.partition("(")[2].rpartition(")")[0]
    except OSError:
        pass
    try:  # macOS has no /proc
        command = ["ps", "-o", "ppid=,comm=", "-p", str(pid)]
        parent, name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split(maxsplit=1)
        return int(parent), os.path.basename(name.strip())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0, ""
