# SPDX-License-Identifier: MIT
"""The answer to a question, in the one shape that every front end gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .contract.violation import Violation
from .errors import LISTED
from .selection.records import Endpoint


class Answer:
    """Which endpoints serve which models.

    endpoints: the selected rows, each once, in API order. A row is a dict: the spec's eight fields (`object`, `id`,
        `name`, `model`, `type`, `owner`, `state`, `created_at`), `ready` (bool), `extra` (dict of all other fields).
    matches: model -> its selected rows; a key for every model asked for, as it was spelled, or for every model seen.
    ids: model -> endpoint id, for every model with exactly one selected row.
    names: model -> inference name (what inference calls pass as `model`), for the same models.
    contract_violations: what the API's answer broke of its schema without failing the lookup.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        matches: Mapping[str, Sequence[Endpoint]],
        contract_violations: Sequence[Violation],
    ) -> None:
        single = {model: rows[0] for model, rows in matches.items() if len(rows) == 1}
        self.endpoints: list[Endpoint] = list(endpoints)
        self.matches: dict[str, list[Endpoint]] = {model: list(rows) for model, rows in matches.items()}
        self.ids: dict[str, str] = {model: row["id"] for model, row in single.items()}
        self.names: dict[str, str] = {model: row["name"] for model, row in single.items()}
        self.contract_violations: list[Violation] = list(contract_violations)

    @property
    def count(self) -> int:
        """How many endpoints were selected."""
        return len(self.endpoints)

    @property
    def warnings(self) -> list[str]:
        """The contract violations as sentences to warn with, at most ten and how many more there are."""
        broken = self.contract_violations
        more = [f"and {len(broken) - LISTED} more violations of the API's contract"] if len(broken) > LISTED else []
        return [f"the API's answer breaks its contract at {violation}" for violation in broken[:LISTED]] + more

    def to_dict(self) -> dict[str, Any]:
        """`endpoints`, `matches`, `ids`, `names`, `contract_violations` and `count`, ready for JSON."""
        return {
            "endpoints": self.endpoints,
            "matches": self.matches,
            "ids": self.ids,
            "names": self.names,
            "contract_violations": [violation.to_dict() for violation in self.contract_violations],
            "count": self.count,
        }
