# SPDX-License-Identifier: MIT
"""What the API promises of its answers (JSON Schema, from its specification) and what an answer breaks of it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from . import _conforms_v1


class Violation:
    """One thing in an answer that breaks its schema.

    path: where, as a JSON path such as `$.data[3].state`; message: what was expected and what was found.
    row: the position in `data` that it concerns, None for the envelope; new_word: a string outside a documented enum.
    """

    def __init__(self, path: tuple[str | int, ...], message: str, new_word: bool = False) -> None:
        self.path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        self.message = message
        self.row = path[1] if path[:1] == ("data",) and len(path) > 1 and isinstance(path[1], int) else None
        self.new_word = new_word

    def told_of(self, document: str) -> Violation:
        """The same, with the name of the document that it is in."""
        if document:
            self.message += f" (in {document})"
        return self

    def to_dict(self) -> dict[str, str]:
        """`{path, message}`, for JSON."""
        return {"path": self.path, "message": self.message}

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    __repr__ = __str__


def violations(schema: str, document: Any) -> list[Violation]:
    """All that a document breaks of a schema (a name in SCHEMAS), in the document's order. Raises MissingLibrary.

    Compiled checks say whether it conforms. Only what does not is shown to jsonschema, which tells why: it is a hundred
    times slower, and takes longer to load than most answers take to come.
    """
    checks = _compiled(schema)
    if checks.CONFORMS[schema](document):
        return []
    from .explanation import explained

    return explained(schema, document, checks.ENTRY_CONFORMS.get(schema))


def _compiled(schema: str) -> ModuleType:
    """The module with a schema's check; the second generation's is loaded where it is asked."""
    if schema in _conforms_v1.CONFORMS:
        return _conforms_v1
    from . import _conforms_v2

    return _conforms_v2
