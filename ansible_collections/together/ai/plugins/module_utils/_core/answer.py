# SPDX-License-Identifier: MIT
"""The answer to a query, in the shape that every front end returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .contract.violation import Violation
from .selection.records import Endpoint


class Answer:
    """Which endpoints serve which models.

    endpoints: the selected endpoints, each once, in the order of the API; see `selection.records` for their fields.
    matches: model -> its selected endpoints; a key for every requested model, as it was spelled in the query, or for
        every model listed if none was requested.
    ids: model -> endpoint id, for every model with exactly one selected endpoint.
    names: model -> inference name (passed as `model` in inference calls), for the same models.
    contract_violations: violations of the API's schema that did not fail the lookup, at most 100.
    contract_violation_count: how many there are. Endpoints beyond the first 100 violations count as one each.
    api_versions: the generations of the API that answered.
    warnings: sentences that a front end shows to its user.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        matches: Mapping[str, Sequence[Endpoint]],
        contract_violations: Sequence[Violation],
        api_versions: Sequence[str],
        warnings: Sequence[str] = (),
        contract_violation_count: int | None = None,
    ) -> None:
        single = {model: matching[0] for model, matching in matches.items() if len(matching) == 1}
        self.endpoints: list[Endpoint] = list(endpoints)
        self.matches: dict[str, list[Endpoint]] = {model: list(matching) for model, matching in matches.items()}
        self.ids: dict[str, str] = {model: endpoint["id"] for model, endpoint in single.items()}
        self.names: dict[str, str] = {model: endpoint["name"] for model, endpoint in single.items()}
        self.contract_violations: list[Violation] = list(contract_violations)
        self.contract_violation_count: int = (
            len(contract_violations) if contract_violation_count is None else contract_violation_count
        )
        self.api_versions: list[str] = list(api_versions)
        self.warnings: list[str] = list(warnings)

    @property
    def endpoint(self) -> Endpoint | None:
        """The selected endpoint if there is exactly one."""
        return self.endpoints[0] if self.count == 1 else None

    @property
    def count(self) -> int:
        """The number of selected endpoints."""
        return len(self.endpoints)

    def to_dict(self) -> dict[str, Any]:
        """The answer ready for JSON, under the names of its attributes."""
        return {
            "endpoints": self.endpoints,
            "endpoint": self.endpoint,
            "matches": self.matches,
            "ids": self.ids,
            "names": self.names,
            "contract_violations": [violation.to_dict() for violation in self.contract_violations],
            "contract_violation_count": self.contract_violation_count,
            "count": self.count,
            "api_versions": self.api_versions,
        }
