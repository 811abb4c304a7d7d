# SPDX-License-Identifier: MIT
"""Validation of documents against the API's JSON Schemas."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import _conforms_v1
from .violation import Violation

if TYPE_CHECKING:
    from ..http.deadline import Deadline


def validate(schema: str, document: Any, deadline: Deadline | None = None) -> list[Violation]:
    """The violations of a schema (a name in SCHEMAS), in the order of the document.

    Compiled checks decide whether the document conforms. Only if it does not, jsonschema explains why: it is a hundred
    times slower, and its import alone takes longer than most responses.

    Raises MissingDependencyError, or DeadlineExceededError if there are too many violations to explain in time.
    """
    checks = _compiled(schema)
    if checks.CONFORMS[schema](document):
        return []
    from .violation_report import explain_violations

    return explain_violations(schema, document, checks.ENTRY_CONFORMS.get(schema), deadline)


def _compiled(schema: str) -> ModuleType:
    """The module with the compiled check of a schema. The one for v2 is imported only when it is needed."""
    if schema in _conforms_v1.CONFORMS:
        return _conforms_v1
    from . import _conforms_v2

    return _conforms_v2
