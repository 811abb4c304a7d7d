# SPDX-License-Identifier: MIT
"""What the API promises of its answers (JSON Schema, from its specification) and what an answer breaks of it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..http.deadline import Deadline
from . import _conforms_v1
from .violation import Violation


def violations(schema: str, document: Any, deadline: Deadline | None = None) -> list[Violation]:
    """All that a document breaks of a schema (a name in SCHEMAS), in the document's order.

    Raises MissingLibrary, or DeadlinePassed where there is so much that the deadline passes over it.

    Compiled checks say whether it conforms. Only what does not is shown to jsonschema, which tells why: it is a hundred
    times slower, and takes longer to load than most answers take to come.
    """
    checks = _compiled(schema)
    if checks.CONFORMS[schema](document):
        return []
    from .violation_report import explained

    return explained(schema, document, checks.ENTRY_CONFORMS.get(schema), deadline)


def _compiled(schema: str) -> ModuleType:
    """The module with a schema's check; the second generation's is loaded where it is asked."""
    if schema in _conforms_v1.CONFORMS:
        return _conforms_v1
    from . import _conforms_v2

    return _conforms_v2
