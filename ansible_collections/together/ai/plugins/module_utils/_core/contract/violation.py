# SPDX-License-Identifier: MIT
"""A violation of the API's schema in a response."""

from __future__ import annotations

from typing import NamedTuple, Union

Path = tuple[Union[str, int], ...]


class Violation(NamedTuple):
    """One place in a document that violates its schema.

    steps: the keys and positions that lead to it. message: what was expected and what was found.
    unknown_enum_value: whether a string is not among the documented values. document: which document, "" for the only.
    """

    steps: Path
    message: str
    unknown_enum_value: bool = False
    document: str = ""

    @property
    def path(self) -> str:
        """The place as a JSON path, such as `$.data[3].state`."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)

    @property
    def position(self) -> int | None:
        """The position in `data` of the entry concerned, None for the envelope."""
        entry = self.steps[1] if self.steps[:1] == ("data",) and len(self.steps) > 1 else None
        return entry if isinstance(entry, int) else None

    def in_document(self, name: str) -> Violation:
        """The same violation, with the name of its document."""
        return self._replace(document=name) if name else self

    def to_dict(self) -> dict[str, str]:
        """`{path, message}`, for JSON."""
        document = f" (in {self.document})" if self.document else ""
        return {"path": self.path, "message": f"{self.message}{document}"}

    def __str__(self) -> str:
        return "{path}: {message}".format(**self.to_dict())
