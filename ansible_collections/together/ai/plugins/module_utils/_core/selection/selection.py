# SPDX-License-Identifier: MIT
"""Selects the listed endpoints that answer a query. Ambiguous and missing models are errors, never guesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from ..answer import Answer
from ..contract.rfc3339 import parse_instant
from ..contract.violation import Violations
from ..dependencies import IMPORT_LOCK
from ..errors import TogetherError
from ..formatting import MAX_LISTED
from ..query import Query
from .answer_warnings import other_cases, unknown_states, unreadable_models, violation_warnings
from .filters import failing_filters, fold_function, record_filters
from .records import Endpoint, Listing, ModelPredicate, Record, strip_revision

LAXER_VALIDATIONS = {"strict": ("answer", "warn"), "answer": ("warn",), "warn": (), "ignore": ()}


def select(listing: Listing, query: Query, validation: str) -> Answer:
    """The answer to a query. Raises AmbiguousModelError, ModelNotFoundError or ContractViolationError."""
    if validation == "strict" and listing.violations:
        raise _violation_error(listing.violations, listing, query, validation)
    filters = record_filters(query)
    records = listing.records(_is_requested(query))
    passing = [record for record in records if all(passes(record) for passes in filters.values())]
    matches = _by_model(passing) if query.models is None else _match(query.models, listing, passing, query)
    selected = passing if query.models is None else _in_listing_order(matches)
    fatal = [record.violations for record in selected if record.violations and FATAL[validation](record)]
    if fatal:
        raise _violation_error(Violations.of_entries(fatal), listing, query, validation)
    contract_violations, violation_count = listing.violations.explain()
    return Answer(
        endpoints=[record.endpoint for record in selected],
        matches={model: [record.endpoint for record in records] for model, records in matches.items()},
        contract_violations=contract_violations,
        contract_violation_count=violation_count,
        api_versions=listing.api_versions,
        warnings=[
            *unreadable_models(listing, query),
            *unknown_states(listing, query),
            *(() if selected else other_cases(listing, query)),
            *(violation_warnings(selected) if validation != "ignore" else ()),
        ],
    )


def _is_requested(query: Query) -> ModelPredicate | None:
    """Which models a query requests; None for all."""
    if query.models is None:
        return None
    fold = fold_function(query)
    requested = {fold(strip_revision(model)) for model in query.models}
    return (lambda model: fold(model) in requested) if query.ignore_case else requested.__contains__


def _by_model(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records by the models that they serve, as the API names them."""
    by_model: dict[str, list[Record]] = {}
    for record in records:
        for model in record.listed_models or dict.fromkeys(record.models.values()):
            by_model.setdefault(model, []).append(_with_model(record, model))
    return by_model


def _by_requested_name(records: Sequence[Record], fold: Callable[[str], str]) -> dict[str, list[Record]]:
    """The records by the folded names under which a query may request them."""
    by_name: dict[str, list[Record]] = {}
    for record in records:
        for name, model in {fold(name): model for name, model in record.models.items()}.items():
            by_name.setdefault(name, []).append(_with_model(record, model))
    return by_name


def _with_model(record: Record, model: str) -> Record:
    """The record as the answer about one of its models."""
    if record.endpoint["model"] == model:
        return record
    return record._replace(endpoint={**record.endpoint, "model": model})


def _match(models: Sequence[str], listing: Listing, passing: Sequence[Record], query: Query) -> dict[str, list[Record]]:
    """The selected records of each requested model."""
    fold = fold_function(query)
    by_name = _by_requested_name(passing, fold)
    choose = CHOOSE[query.on_multiple]
    matches = {
        model: choose(_preferred(by_name.get(fold(strip_revision(model)), []), query.prefer)) for model in models
    }
    missing = [model for model, records in matches.items() if not records]
    if missing and query.on_missing == "fail":
        raise _not_found_error(missing, listing, query)
    ambiguous = {model: [record.endpoint for record in records] for model, records in matches.items() if records[1:]}
    if ambiguous and query.on_multiple != "all":
        raise _ambiguous_error(ambiguous, query.on_multiple)
    return matches


def _preferred(records: list[Record], type_: str | None) -> list[Record]:
    """The records of the preferred type; all of them if there are none."""
    return [record for record in records if record.endpoint["type"] == type_] or records


def _newest(records: list[Record]) -> list[Record]:
    """The record created last; all that share that instant, or all if no date is readable."""
    dated = [(parse_instant(record.endpoint["created_at"]), record) for record in records]
    last = max((created for created, _record in dated if created is not None), default=None)
    return [record for created, record in dated if created == last]


def _in_listing_order(matches: dict[str, list[Record]]) -> list[Record]:
    """The matching records, each once, in the order of the API."""
    by_position: dict[int, Record] = {}
    for records in matches.values():
        for record in records:
            by_position.setdefault(record.position, record)
    return [by_position[position] for position in sorted(by_position)]


def _ambiguous_error(candidates: dict[str, list[Endpoint]], on_multiple: str) -> TogetherError:
    with IMPORT_LOCK:
        from ..answer_errors import AmbiguousModelError

    return AmbiguousModelError(candidates, on_multiple)


def _not_found_error(models: Sequence[str], listing: Listing, query: Query) -> TogetherError:
    with IMPORT_LOCK:
        from ..answer_errors import ModelNotFoundError
        from .suggestions import suggest

    fold = fold_function(query)
    records = listing.records()
    by_name = _by_requested_name(records, fold)
    known = {name for record in records for name in (*record.models.values(), *record.unserved_models)}
    return ModelNotFoundError(
        models=models,
        similar=suggest(models[:MAX_LISTED], known),
        filtered_out={
            model: [
                (record.endpoint, failing_filters(record, query))
                for record in by_name.get(fold(strip_revision(model)), [])
            ]
            for model in models
        },
        unserved={
            model: [record.endpoint for record in records if _deploys(record, fold(strip_revision(model)), fold)]
            for model in models[:MAX_LISTED]
        },
        named={
            model: [record.endpoint for record in records if _is_identified_by(record, model)]
            for model in models[:MAX_LISTED]
        },
        examined=len(records),
        filters=query.filters,
        unreadable=sum(not record.has_readable_model for record in records),
        api_versions=listing.api_versions,
        projects=listing.projects,
    )


def _deploys(record: Record, folded_model: str, fold: Callable[[str], str]) -> bool:
    """Whether an endpoint deploys a model without traffic."""
    return folded_model in map(fold, record.unserved_models)


def _is_identified_by(record: Record, name: str) -> bool:
    return name in (record.endpoint["name"], record.endpoint["id"])


def _violation_error(violations: Violations, listing: Listing, query: Query, validation: str) -> TogetherError:
    with IMPORT_LOCK:
        from ..answer_errors import ContractViolationError

    explained, count = violations.explain()
    return ContractViolationError(explained, count, validation, _next_laxer_validation(listing, query, validation))


def _next_laxer_validation(listing: Listing, query: Query, validation: str) -> str | None:
    """The next value of `validation` under which violations do not fail the lookup, None if there is none."""
    for laxer in LAXER_VALIDATIONS[validation]:
        try:
            select(listing, query, laxer)
        except TogetherError as error:
            if error.error_type == "contract":
                continue
        return laxer
    return None


CHOOSE: dict[str, Callable[[list[Record]], list[Record]]] = {"fail": list, "newest": _newest, "all": list}
FATAL: dict[str, Callable[[Record], bool]] = {  # validation -> whether violations of a selected record are an error
    "strict": lambda record: True,
    "answer": lambda record: not (record.violations and record.violations.has_only_unknown_values()),
    "warn": lambda record: not record.is_usable,
    "ignore": lambda record: not record.is_usable,
}
