# SPDX-License-Identifier: MIT
"""The third-party libraries of the core: imported where they are used, and checked before the first request."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Sequence
from importlib import import_module, util
from importlib.machinery import ModuleSpec
from typing import Any

from .errors import MissingDependencyError, ResourceError, exhausted_resource

# Held while a thread of a lookup imports modules. A fork waits for this lock. Otherwise the child process could have a
# module that is half imported and locked by a thread that the child does not have.
IMPORT_LOCK = threading.RLock()
REQUIRED = {"requests": "2.28", "jsonschema": "4.17"}  # library -> lowest version
PARTS = {"requests": "sessions", "jsonschema": "validators"}  # library -> a module that is in its package


def check() -> None:
    """Raise MissingDependencyError if libraries are missing, too old, or cannot be imported; it names all of them.

    A library whose installed metadata states a version that is new enough is not imported.
    """
    unusable = [library for library in REQUIRED if not _is_usable(library)]
    if unusable:
        raise _missing(unusable)


def load(library: str) -> Any:
    """The module of a library. Raises MissingDependencyError."""
    with IMPORT_LOCK:
        if _can_import(library):
            return import_module(library)
    raise _missing([library])


def _is_usable(library: str) -> bool:
    needed = REQUIRED[library]
    if _is_new_enough(_version_in_metadata_folder(library), needed):
        return True
    return not _hidden_by(library) and _is_new_enough(_version(library), needed) and _can_import(library)


def _hidden_by(library: str) -> str | None:
    """The file or folder, such as a user's `requests.py`, that Python imports instead of a library."""
    spec = _find_spec(library)
    if spec is None or spec.origin is None:  # a folder without __init__.py hides nothing
        return None
    if spec.submodule_search_locations is None:  # a module, and the libraries are packages
        return spec.origin
    for folder in spec.submodule_search_locations:
        if not os.path.isdir(folder) or any(name.startswith(f"{PARTS[library]}.") for name in os.listdir(folder)):
            return None  # inside an archive, or the library
    return next(iter(spec.submodule_search_locations), None)


def _find_spec(library: str) -> ModuleSpec | None:
    try:
        return util.find_spec(library)
    except ValueError:  # a module that a program made itself
        return None


def _can_import(library: str) -> bool:
    """Whether a library can be imported. Raises ResourceError."""
    try:
        import_module("ssl")  # without it urllib3 would work until the end of the process, but not for https
        import_module(library)
        return True
    except ImportError as error:
        resource = exhausted_resource(error)
    if resource:
        raise ResourceError(resource)
    return False


def _missing(libraries: Sequence[str]) -> MissingDependencyError:
    return MissingDependencyError([_describe(library) for library in libraries], sys.executable or "python3")


def _describe(library: str) -> dict[str, str | None]:
    needed, found = REQUIRED[library], _version_in_metadata_folder(library) or _version(library)
    hidden_by = None if _version_in_metadata_folder(library) else _hidden_by(library)
    if hidden_by:
        problem = f"{hidden_by} hides it"
    elif found is None:
        problem = "its version is unknown" if _can_import(library) else "it is not installed"
    elif _is_new_enough(found, needed):
        problem = f"version {found} cannot be imported"
    else:
        problem = f"version {found} is installed"
    return {"library": library, "needed": needed, "found": found, "problem": problem, "hidden_by": hidden_by}


def _version_in_metadata_folder(library: str) -> str | None:
    """The version in the name of a library's dist-info folder. Reading it saves the 6 ms of importlib.metadata."""
    spec = _find_spec(library)
    for package in (spec and spec.submodule_search_locations) or ():
        folder = os.path.dirname(package)
        try:
            names = os.listdir(folder)
        except NotADirectoryError:  # inside an archive
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
