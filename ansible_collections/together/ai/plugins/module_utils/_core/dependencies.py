# SPDX-License-Identifier: MIT
"""The third-party libraries of the core: imported where they are used, and checked before the first request."""

from __future__ import annotations

import os
import re
from importlib import import_module, util
from typing import Any

from .errors import MissingDependencyError

REQUIRED = {"requests": "2.28", "jsonschema": "4.17"}  # library -> lowest version


def check() -> None:
    """Raise MissingDependencyError for the first library that is missing, too old, or cannot be imported.

    A library whose installed metadata states a version that is new enough is not imported.
    """
    for library, needed in REQUIRED.items():
        if not _is_new_enough(_version_in_metadata_folder(library), needed):
            _check_by_import(library, needed)


def load(library: str) -> Any:
    """The module of a library. Raises MissingDependencyError."""
    try:
        return import_module(library)
    except ImportError:
        pass
    raise MissingDependencyError(library, REQUIRED[library], _version(library))


def _check_by_import(library: str, needed: str) -> None:
    version = _version(library)
    if not _is_new_enough(version, needed):
        raise MissingDependencyError(library, needed, version)
    load(library)


def _version_in_metadata_folder(library: str) -> str | None:
    """The version in the name of a library's dist-info folder. Reading it saves the 6 ms of importlib.metadata."""
    spec = util.find_spec(library)
    for package in (spec and spec.submodule_search_locations) or ():
        folder = os.path.dirname(package)
        try:
            names = os.listdir(folder)
        except OSError:  # inside an archive
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


def _is_new_enough(version: str | None, needed: str) -> bool:
    return version is not None and _numbers(version) >= _numbers(needed)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
