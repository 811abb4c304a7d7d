# SPDX-License-Identifier: MIT
"""Both generations of the API: queried at the same time, merged into one listing."""

from __future__ import annotations

from functools import partial
from typing import Callable, Union

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
            [*first.violations, *second.violations], (*first.api_versions, *second.api_versions), second.projects
        )
        self._v1 = first
        self._v2 = second

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records: dedicated endpoints of v2 and serverless ones of v1 replace their twins."""
        v1_records = self._v1.records(is_requested)
        v2_records = self._v2.records()
        in_v1 = self._v1.serverless_names()
        in_v2 = {_name(record) for record in v2_records if _is_dedicated(record)}
        twins = {_name(record): record for record in v1_records if _is_dedicated(record) and _name(record) in in_v2}
        kept_v1 = [record for record in v1_records if _name(record) not in twins]
        kept_v2 = [
            _with_models_of(record, twins.get(_name(record)))
            for record in v2_records
            if _is_dedicated(record) or _name(record) not in in_v1
        ]
        requested = [record for record in kept_v2 if is_requested is None or any(map(is_requested, record.models))]
        return distinct(record._replace(position=position) for position, record in enumerate([*kept_v1, *requested]))


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
    raise failed.in_generation(api_version)


def _is_dedicated(record: Record) -> bool:
    return bool(record.endpoint["type"] == "dedicated")


def _name(record: Record) -> str:
    return str(record.endpoint["name"])


def _with_models_of(record: Record, twin: Record | None) -> Record:
    """The record, which also answers to the models of its twin: v1 may know a name that v2 does not resolve."""
    return record if twin is None else record._replace(models={**twin.models, **record.models})
