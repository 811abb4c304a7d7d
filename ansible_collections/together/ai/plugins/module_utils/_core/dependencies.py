# SPDX-License-Identifier: MIT
"""The third-party libraries of the core, loaded where they are used and checked before the first request."""

from __future__ import annotations

import os
import re
from importlib import import_module, util
from typing import Any

from .errors import MissingLibrary

REQUIRED = {"requests": "2.28", "jsonschema": "4.17"}  # library -> lowest version


def check() -> None:
    """Raises MissingLibrary for the first library that is absent, too old, or not to be imported.

    What an installer has put there in a version new enough counts as it stands, without being imported.
    """
    for library, needed in REQUIRED.items():
        if not _is_new_enough(_version_beside(library), needed):
            _check_thoroughly(library, needed)


def load(library: str) -> Any:
    """The module of a library. Raises MissingLibrary."""
    try:
        return import_module(library)
    except ImportError:
        pass
    raise MissingLibrary(library, REQUIRED[library], _version(library))


def _check_thoroughly(library: str, needed: str) -> None:
    found = _version(library)
    if not _is_new_enough(found, needed):
        raise MissingLibrary(library, needed, found)
    load(library)


def _version_beside(library: str) -> str | None:
    """The version that stands beside a package, where installers put it; importlib.metadata takes 6 ms to load."""
    found = util.find_spec(library)
    for package in (found and found.submodule_search_locations) or ():
        folder = os.path.dirname(package)
        try:
            names = os.listdir(folder)
        except OSError:  # in an archive
            continue
        for name in names:
            installed = re.fullmatch(rf"{library}-(\d[^-]*)\.dist-info", name)
            if installed:
                return installed[1]
    return None


def _version(library: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _is_new_enough(found: str | None, needed: str) -> bool:
    return found is not None and _numbers(found) >= _numbers(needed)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
