# SPDX-License-Identifier: MIT
"""Runs a command, then prints a line with its seconds and its peak memory in bytes: `python -S -I launcher.py COMMAND`.

A process of its own since a child starts with the peak of who started it, and this one is small.
"""

import os
import sys
import time


def main() -> int:
    """The command's exit status."""
    started = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    print(f"{seconds:.6f} {used.ru_maxrss * unit}")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
