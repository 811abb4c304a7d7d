# SPDX-License-Identifier: MIT
"""Violations of the API's schema in responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, Union

from ..formatting import printable
from ..limits import MAX_VIOLATIONS

Path = tuple[Union[str, int], ...]


class Violation(NamedTuple):
    """One place in a document that violates its schema.

    steps: the keys and positions that lead to it. message: what was expected and what was found.
    document: which document, "" for the only.
    """

    steps: Path
    message: str
    document: str = ""

    @property
    def path(self) -> str:
        """The place as a JSON path, such as `$.data[3].state`."""
        steps = [f"[{step}]" if isinstance(step, int) else f".{printable(step)}" for step in self.steps]
        return "".join(["$", *steps])

    def to_dict(self) -> dict[str, str]:
        """`{path, message}`, for JSON."""
        document = f" (in {self.document})" if self.document else ""
        return {"path": self.path, "message": f"{self.message}{document}"}

    def __str__(self) -> str:
        return "{path}: {message}".format(**self.to_dict())


class InvalidEntry(Protocol):
    """An entry of a list that violates the schema."""

    def explain(self) -> Sequence[Violation]:
        """Its violations. Takes a while the first time."""

    def has_only_unknown_values(self, field: str = "") -> bool:
        """Whether only values that an enum does not list violate the schema. field: only values of this field."""


class Violations:
    """The violations of a response, or of several. Falsy if there are none.

    outside: those that are not in an entry of `data`. entries: position in `data` -> an entry that violates the schema.
    """

    def __init__(self, outside: Sequence[Violation] = (), entries: Mapping[int, InvalidEntry] | None = None) -> None:
        self.entries = dict(entries or {})
        self._outside = [*outside]
        self._invalid = [*self.entries.values()]

    @classmethod
    def combine(cls, several: Iterable[Violations]) -> Violations:
        """The violations of several responses. They have no positions."""
        result = cls()
        for one in several:
            result._outside += one._outside
            result._invalid += one._invalid
        return result

    @classmethod
    def of_entries(cls, entries: Iterable[InvalidEntry]) -> Violations:
        """The violations in some entries."""
        result = cls()
        result._invalid += entries
        return result

    def __bool__(self) -> bool:
        return bool(self._outside or self._invalid)

    def __iter__(self) -> Iterator[Violation]:
        return iter(self.explain()[0])

    def explain(self) -> tuple[list[Violation], int]:
        """The first violations, at most MAX_VIOLATIONS, and the number of all.

        Entries after those count as one violation each, because they are not explained.
        """
        explained = list(self._outside)
        remaining = iter(self._invalid)
        for entry in remaining:
            explained += entry.explain()
            if len(explained) >= MAX_VIOLATIONS:
                break
        return explained[:MAX_VIOLATIONS], len(explained) + sum(1 for _entry in remaining)
