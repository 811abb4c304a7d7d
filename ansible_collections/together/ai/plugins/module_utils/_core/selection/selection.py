# SPDX-License-Identifier: MIT
"""Which of the listed endpoints answer the question; ambiguous and missing models are errors, never guesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from ..answer import Answer
from ..contract.rfc3339 import instant
from ..contract.violation import Violation
from ..errors import LISTED, Ambiguous, ContractViolated, LookupFailed, Missing
from ..settings import Query
from .records import Asked, Listing, Row

MILDER = {"strict": ("answer", "warn"), "answer": ("warn",), "warn": ()}


def answer(listing: Listing, query: Query, validation: str) -> Answer:
    """The answer to a query from what the API listed. Raises Ambiguous, Missing or ContractViolated."""
    if validation == "strict" and listing.violations:
        raise ContractViolated(listing.violations, validation, _milder(listing, query, validation))
    passing = _passing(listing.serving(_asked(query)), query)
    matches = _by_model(passing) if query.models is None else _of_models(query.models, listing, passing, query)
    selected = passing if query.models is None else _in_order(matches)
    fatal = [violation for row in selected for violation in FATAL[validation](row)]
    if fatal:
        raise ContractViolated(fatal, validation, _milder(listing, query, validation))
    return Answer(
        [row.endpoint for row in selected],
        {model: [row.endpoint for row in rows] for model, rows in matches.items()},
        listing.violations,
    )


def _passing(rows: Sequence[Row], query: Query) -> list[Row]:
    """The rows that pass every filter; a field that is no string passes none."""
    fold = _folding(query)
    for field, words in query.row_filters.items():
        wanted = {fold(word) for word in words}
        rows = [row for row in rows if isinstance(row.endpoint[field], str) and fold(row.endpoint[field]) in wanted]
    return list(rows)


def _asked(query: Query) -> Asked | None:
    """Which models the query asks for, None for all."""
    if query.models is None:
        return None
    fold = _folding(query)
    wanted = {fold(model) for model in query.models}
    return (lambda model: fold(model) in wanted) if query.ignore_case else wanted.__contains__


def _folding(query: Query) -> Callable[[str], str]:
    return str.casefold if query.ignore_case else str


def _by_model(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows by the models they serve, as the API names these."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for model in dict.fromkeys(row.models.values()):
            found.setdefault(model, []).append(_serving(row, model))
    return found


def _by_name(rows: Sequence[Row], fold: Callable[[str], str]) -> dict[str, list[Row]]:
    """The rows by the folded names under which a question may ask for them."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for name, model in {fold(name): model for name, model in row.models.items()}.items():
            found.setdefault(name, []).append(_serving(row, model))
    return found


def _serving(row: Row, model: str) -> Row:
    """The row as the answer about one of its models."""
    return row if row.endpoint["model"] == model else row._replace(endpoint={**row.endpoint, "model": model})


def _of_models(models: Sequence[str], listing: Listing, passing: Sequence[Row], query: Query) -> dict[str, list[Row]]:
    """The chosen rows of each model asked for."""
    fold = _folding(query)
    serving = _by_name(passing, fold)
    matches = {model: CHOICE[query.on_multiple](serving.get(fold(model), [])) for model in models}
    missing = [model for model, rows in matches.items() if not rows]
    if missing and query.on_missing == "fail":
        raise _missing(missing, listing, query)
    ambiguous = {model: [row.endpoint for row in rows] for model, rows in matches.items() if len(rows) > 1}
    if ambiguous and query.on_multiple != "all":
        raise Ambiguous(ambiguous, query.on_multiple)
    return matches


def _newest(rows: list[Row]) -> list[Row]:
    """The row created last; all that share that instant, or all where no date is readable."""
    dated = [(instant(row.endpoint["created_at"]), row) for row in rows]
    last = max((when for when, _row in dated if when is not None), default=None)
    return [row for when, row in dated if when == last]


def _in_order(matches: dict[str, list[Row]]) -> list[Row]:
    """The matching rows, each once, in the order of the API."""
    chosen: dict[int, Row] = {}
    for rows in matches.values():
        for row in rows:
            chosen.setdefault(row.position, row)
    return [chosen[position] for position in sorted(chosen)]


def _missing(models: Sequence[str], listing: Listing, query: Query) -> Missing:
    from .suggestions import near

    fold = _folding(query)
    rows = listing.rows()
    everywhere = _by_name(rows, fold)
    known = {model for row in rows for model in row.models.values()}
    return Missing(
        models=models,
        near=near(models[:LISTED], known.union(listing.names)),
        hidden={model: [row.endpoint for row in everywhere.get(fold(model), [])] for model in models},
        called={model: [row.endpoint for row in rows if _is_called(row, model)] for model in models[:LISTED]},
        looked_at=len(rows),
        filters=query.filters,
        unreadable=sum(not row.readable for row in rows),
    )


def _is_called(row: Row, name: str) -> bool:
    return name in (row.endpoint["name"], row.endpoint["id"])


def _milder(listing: Listing, query: Query, validation: str) -> str | None:
    """The next value of `validation` under which the contract is no obstacle, None where there is none."""
    for milder in MILDER[validation]:
        try:
            answer(listing, query, milder)
        except ContractViolated:
            continue
        except LookupFailed:
            pass
        return milder
    return None


def _breaks_beyond_new_words(row: Row) -> list[Violation]:
    return [violation for violation in row.violations if not violation.new_word]


CHOICE: dict[str, Callable[[list[Row]], list[Row]]] = {"fail": list, "newest": _newest, "all": list}
FATAL: dict[str, Callable[[Row], Sequence[Violation]]] = {  # validation -> the violations that fail a selected row
    "strict": lambda row: row.violations,
    "answer": _breaks_beyond_new_words,
    "warn": lambda row: [] if row.usable else row.violations,
}
