# SPDX-License-Identifier: MIT
"""What an answer warns about."""

from __future__ import annotations

from collections.abc import Sequence

from ..dependencies import IMPORT_LOCK
from ..formatting import MAX_LISTED, format_text, format_value
from ..query import Query
from .records import READY_STATES, Listing, Record

UNDOCUMENTED_STATES = ("READY", "FAILED")  # that the API was seen to use
KNOWN_STATES = ("PENDING", "STARTING", "STARTED", "STOPPING", "STOPPED", "ERROR", *UNDOCUMENTED_STATES)


def violation_warnings(records: Sequence[Record]) -> list[str]:
    """The violations of the schema in returned endpoints, at most ten and the number of the others."""
    invalid = iter([record for record in records if record.violations and not _has_known_state(record)])
    sentences: list[str] = []
    for record in invalid:
        sentences += _sentences(record)
        if len(sentences) > MAX_LISTED:
            break
    rest = len(sentences) - MAX_LISTED + sum(1 for _record in invalid)  # a violation is counted for each other record
    more = [f"{rest} more violations of the API's schema in returned endpoints"] if rest > 0 else []
    return sentences[:MAX_LISTED] + more


def unreadable_models(listing: Listing, query: Query) -> list[str]:
    """The endpoints that may serve a requested model, although the API does not say which model they run."""
    return [
        f"endpoint {format_text(record.endpoint['id'])} has a deployment whose model cannot be read; it is not matched"
        for record in (listing.unreadable() if query.models else [])[:MAX_LISTED]
    ]


def unknown_states(listing: Listing, query: Query) -> list[str]:
    """The values of the filter `state` that neither the specification nor any endpoint has."""
    unknown = [state for state in query.state or () if state.upper() not in KNOWN_STATES]
    if not unknown:
        return []
    with IMPORT_LOCK:
        from .suggestions import suggest

    listed = {str(record.endpoint["state"]).upper() for record in listing.records()}
    similar = suggest(unknown, listed.union(KNOWN_STATES))
    return [
        f"no endpoint is in state {format_value(state)}, and the API does not document it"
        + (f"; did you mean {similar[state][0]}?" if similar[state] else "")
        for state in unknown
        if state.upper() not in listed
    ]


def other_cases(listing: Listing, query: Query) -> list[str]:
    """The values of the filters `owner` and `name` that no endpoint has, but one has them in another case."""
    requested = {"owner": query.owner or (), "name": query.name or ()}
    if query.ignore_case or not any(requested.values()):
        return []
    endpoints = [record.endpoint for record in listing.records()]
    sentences = []
    for field, values in requested.items():
        listed = {endpoint[field] for endpoint in endpoints if isinstance(endpoint[field], str)}
        by_case = {value.lower(): value for value in listed}
        sentences += [
            f"no endpoint has the {field} {format_value(value)}; did you mean {format_value(by_case[value.lower()])}?"
            for value in values
            if value not in listed and value.lower() in by_case
        ]
    return sentences


def _sentences(record: Record) -> list[str]:
    violations = record.violations.explain() if record.violations else ()
    return [
        f"endpoint {format_text(record.endpoint['id'])} violates the API's schema at {violation}"
        for violation in violations
        if not (violation.path.endswith(".state") and record.endpoint["state"] in READY_STATES)
    ]


def _has_known_state(record: Record) -> bool:
    """Whether the only violation of a record is its state, which is not documented but known to be ready."""
    return (
        record.endpoint["state"] in READY_STATES
        and record.violations is not None
        and record.violations.has_only_unknown_values("state")
    )
