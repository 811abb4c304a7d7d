# SPDX-License-Identifier: MIT
"""The third-party libraries of the core, loaded where they are used and checked before the first request."""

from __future__ import annotations

import importlib
import re

from .errors import MissingLibrary

REQUIRED = {"requests": "2.28", "jsonschema": "4.17"}  # library -> lowest version


def check() -> None:
    """Raises MissingLibrary for the first library that is absent, too old, or not to be imported."""
    for library, needed in REQUIRED.items():
        found = _version(library)
        if found is None or _numbers(found) < _numbers(needed) or not _loads(library):
            raise MissingLibrary(library, needed, found)


def _version(library: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _loads(library: str) -> bool:
    try:
        importlib.import_module(library)
    except ImportError:
        return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
