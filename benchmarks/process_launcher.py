# SPDX-License-Identifier: MIT
"""Runs a command, then prints its seconds and its peak memory in bytes: `python -S -I process_launcher.py COMMAND`.

This is a process of its own because a child starts with the peak memory of its parent, and this one is small.
"""

import os
import sys
import time


def main() -> int:
    """Return the command's exit status."""
    start = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(f"{seconds:.6f} {usage.ru_maxrss * unit}")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
