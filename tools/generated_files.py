# SPDX-License-Identifier: MIT
"""What generators do with their texts: they write the files that differ, or only say which these are."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def write_or_check(texts: Mapping[Path, str], generator: str) -> None:
    """Write the files that differ. With `--check` write nothing, and exit with a message if there are any.

    texts: path -> text. generator: the module of this package that made them.
    """
    outdated = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        if outdated:
            names = ", ".join(path.name for path in outdated)
            sys.exit(f"{names} is out of date; run: python -m tools.{generator}")
        return
    for path in outdated:
        path.write_text(texts[path], encoding="utf-8")
