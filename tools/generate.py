# SPDX-License-Identifier: MIT
"""Writes everything that is generated from the option tables, the error classes and the texts of results.

`python -m tools.generate` writes it, and is `make generate`. With `--check` it writes nothing and fails if a file is
out of date.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Modules of this package. A later one may read what an earlier one writes.
GENERATORS = ("publication", "ansible_docs", "pulumi_python", "pulumi_schema", "reference_docs")


def main() -> None:
    """Run every generator. The check reports all outdated files before it fails."""
    commands = [[sys.executable, "-m", f"tools.{name}", *sys.argv[1:]] for name in GENERATORS]
    statuses = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]
    if any(statuses):
        sys.exit("Run: make generate" if "--check" in sys.argv[1:] else 1)


if __name__ == "__main__":
    main()
