# SPDX-License-Identifier: MIT
"""What an answer breaks of its schema, and where."""

from __future__ import annotations


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
