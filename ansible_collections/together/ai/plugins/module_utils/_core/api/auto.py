# SPDX-License-Identifier: MIT
"""Both generations of the API: queried at the same time, merged into one listing."""

from __future__ import annotations

from functools import partial
from typing import Callable, Union

from ..contract.violation import Violations
from ..errors import GenerationAbsentError, NoGenerationError, TogetherError
from ..http.concurrency import run_concurrently
from ..http.requester import Requester
from ..query import Query
from ..selection.records import Listing, ModelPredicate, Record, distinct
from . import v1, v2

GENERATIONS: dict[str, Callable[[Requester, Query], Listing]] = {"v1": v1.list_endpoints, "v2": v2.list_endpoints}


class MergedListing(Listing):
    """The endpoints of both generations. Records with the same inference name are one endpoint."""

    def __init__(self, first: v1.V1Listing, second: v2.V2Listing) -> None:
        super().__init__(
            Violations.combine([first.violations, second.violations]),
            (*first.api_versions, *second.api_versions),
            second.projects,
        )
        self._v1 = first
        self._v2 = second

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records: dedicated ones of v2 replace those of v1, which replace serverless ones of v2."""
        from_v2 = self._v2.records()
        serverless_in_v2 = {name: record for record in from_v2 if (name := _name(record)) and _is_serverless(record)}
        dedicated_in_v2 = {name for record in from_v2 if (name := _name(record)) and not _is_serverless(record)}
        from_v1 = self._v1.records(is_requested, {*serverless_in_v2, *dedicated_in_v2})
        twins_in_v1 = {name: record for record in from_v1 if (name := _name(record))}
        merged = [
            *(
                _with_models_of(record, serverless_in_v2.get(_name(record)))
                for record in from_v1
                if _name(record) not in dedicated_in_v2
            ),
            *(
                _named_by(record, twins_in_v1.get(_name(record)))
                for record in from_v2
                if not _is_serverless(record) or _name(record) not in twins_in_v1
            ),
        ]
        requested = [record for record in merged if is_requested is None or any(map(is_requested, record.models))]
        return distinct(record._replace(position=position) for position, record in enumerate(requested))

    def unreadable(self) -> list[Record]:
        """The endpoints of v2 with a model that cannot be read, and that v1 does not state."""
        unnamed = self._v2.unreadable()
        names = {name for name in map(_name, unnamed) if name}
        in_v1 = {_name(record) for record in self._v1.records(lambda _model: False, names)}
        return [record for record in unnamed if _name(record) not in in_v1]


def list_endpoints(requester: Requester, query: Query) -> Listing:
    """The endpoints of every generation that exists.

    Raises NoGenerationError if none does. Any other error of a generation fails the lookup, because an answer from the
    other one alone would be a guess.
    """
    first, second = run_concurrently([partial(_list_or_absence, name, requester, query) for name in GENERATIONS])
    if isinstance(first, v1.V1Listing) and isinstance(second, v2.V2Listing):
        return MergedListing(first, second)
    for result in (first, second):
        if isinstance(result, Listing):
            return result
    absences = [result for result in (first, second) if isinstance(result, GenerationAbsentError)]
    raise NoGenerationError(requester.settings.base_url, absences)


def _list_or_absence(api_version: str, requester: Requester, query: Query) -> Union[Listing, GenerationAbsentError]:  # noqa: UP007 - Python 3.9
    try:
        return GENERATIONS[api_version](requester, query)
    except GenerationAbsentError as absent:
        return absent
    except TogetherError as error:
        failed = error
    raise failed.in_generation(api_version, has_project=requester.settings.project_id is not None)


def _is_serverless(record: Record) -> bool:
    return bool(record.endpoint["type"] == "serverless")


def _name(record: Record) -> str:
    """The inference name, empty if it is not a string. Endpoints without a name are never merged."""
    name = record.endpoint["name"]
    return name if isinstance(name, str) else ""


def _with_models_of(record: Record, twin: Record | None) -> Record:
    """The record, which can also be requested by the models of its twin."""
    return record if twin is None else record._replace(models={**twin.models, **record.models})


def _named_by(record: Record, twin: Record | None) -> Record:
    """The record with the model of its twin in v1, if v2 cannot name the model that the endpoint runs."""
    is_named = record.has_readable_model and not any(name.startswith("projects/") for name in record.listed_models)
    if twin is None or (record.listed_models and is_named):
        return record
    return _with_models_of(record, twin)._replace(listed_models=tuple(twin.models.values()), has_readable_model=True)
