# SPDX-License-Identifier: MIT
"""Validation of documents against the API's JSON Schemas."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..dependencies import IMPORT_LOCK
from ..limits import Budget
from . import _conforms_v1
from .violation import Violations


def validate(schema: str, document: Any, name: str = "", budget: Budget | None = None) -> Violations:
    """The violations of a schema (a name in SCHEMAS). name: what violations call the document.

    Compiled checks decide whether the document conforms. Only if it does not, jsonschema explains why: it is a hundred
    times slower, and its import alone takes longer than most responses. budget: limits the time for explanations.

    Raises MissingDependencyError.
    """
    checks = _compiled(schema)
    if checks.CONFORMS[schema](document):
        return Violations()
    with IMPORT_LOCK:
        from .violation_report import find_violations

    return find_violations(schema, document, checks, name, budget or Budget())


def _compiled(schema: str) -> ModuleType:
    """The module with the compiled check of a schema. The one for v2 is imported only when it is needed."""
    if schema in _conforms_v1.CONFORMS:
        return _conforms_v1
    with IMPORT_LOCK:
        from . import _conforms_v2

    return _conforms_v2
