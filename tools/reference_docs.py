# SPDX-License-Identifier: MIT
"""Writes the pages errors.md, options.md and results.md in docs/reference/.

`python -m tools.reference_docs` writes them. With `--check` it writes nothing and fails if a page is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import error_reference, option_reference, result_reference

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Every page that this writes: path -> text."""
    return {
        FOLDER / "errors.md": error_reference.page(),
        FOLDER / "options.md": option_reference.page(),
        FOLDER / "results.md": result_reference.page(),
    }


def main() -> None:
    """Write the pages, or compare them."""
    outdated = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" not in sys.argv[1:]:
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
    elif outdated:
        sys.exit(f"{', '.join(path.name for path in outdated)}: out of date. Run: python -m tools.reference_docs")


if __name__ == "__main__":
    main()
