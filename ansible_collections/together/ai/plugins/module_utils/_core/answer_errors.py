# SPDX-License-Identifier: MIT
"""The errors of a lookup whose responses were complete: no endpoint, several, none that is ready, or an invalid one.

Loaded when one is raised, because Ansible compiles what is imported for every task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .errors import TogetherError
from .formatting import (
    MAX_LISTED,
    SUMMARY_FIELDS,
    Hint,
    Names,
    Section,
    format_endpoint,
    format_filters,
    format_list,
    format_value,
)

# Option -> the field of an endpoint that it filters by. An option helps to choose only if the candidates differ in it.
NARROWING = {
    "type": "type",
    "prefer": "type",
    "ready": "ready",
    "state": "state",
    "owner": "owner",
    "name": "name",
}
CASE_FILTERS = ("owner", "name")  # the filters that ignore_case applies to
NO_ENDPOINTS = Hint("no_endpoints", "The API key can access no endpoints: check {api_key} and {project_id}")
NO_ENDPOINTS_IN_V1 = Hint(
    "no_endpoints", "The API key can access no endpoints in v1: check {api_key} and {api_version}"
)
IGNORE_MISSING = Hint("ignore_missing", "Set {on_missing} to ignore to continue without an endpoint")
CHOICES = {  # on_multiple -> what it could not decide, and the hints that remain
    "fail": (
        "",
        (
            Hint("newest", "Set {on_multiple} to newest to select the most recently created"),
            Hint("all", "Set {on_multiple} to all to select every one"),
        ),
    ),
    "newest": (
        "=newest cannot choose, because created_at is the same or cannot be read",
        (Hint("all", "Set {on_multiple} to all to select every one"),),
    ),
}


class ContractViolationError(TogetherError):
    """The response violates the API's schema, and `validation` does not allow it.

    violations: the first ones. count: how many there are. validation: the value in force. laxer: the value that would
    allow it, if any.
    """

    error_type = "contract"
    option = "validation"

    def __init__(self, violations: Sequence[Any], count: int, validation: str, laxer: str | None) -> None:
        allow = (
            Hint("laxer_validation", f"Set {{validation}} to {laxer} to allow this")
            if laxer
            else Hint("no_laxer_validation", "No value of {validation} allows this")
        )
        self._violations = [str(violation) for violation in violations[:MAX_LISTED]]
        super().__init__(
            [allow],
            contract_violations=[violation.to_dict() for violation in violations],
            contract_violation_count=count,
            validation=validation,
            laxer_validation=laxer,
        )

    def sections(self, names: Names) -> list[Section]:
        """The violations, at most ten."""
        text = f"The response of the API violates its schema ({names['validation']}={self.facts['validation']})"
        return [Section(text, self._violations, self.facts["contract_violation_count"] - len(self._violations))]


class AmbiguousModelError(TogetherError):
    """Several endpoints serve one model. candidates: model -> its endpoints, in the order of the API."""

    error_type = "ambiguous"
    option = "models"

    def __init__(self, candidates: Mapping[str, Sequence[Mapping[str, Any]]], on_multiple: str) -> None:
        self._undecided, choices = CHOICES[on_multiple]
        facts = {model: [_candidate(endpoint) for endpoint in endpoints] for model, endpoints in candidates.items()}
        super().__init__([*_narrowing(list(facts.values())), *choices], candidates=facts)

    def sections(self, names: Names) -> list[Section]:
        """The candidates of each model, at most ten models."""
        undecided = f", and {names['on_multiple']}{self._undecided}" if self._undecided else ""
        sections = [
            _with_endpoints(
                f"Model {format_value(model)} is served by {len(endpoints)} endpoints{undecided}", endpoints
            )
            for model, endpoints in self.facts["candidates"].items()
        ]
        return _limit(sections, "models are ambiguous as well")


class ModelNotFoundError(TogetherError):
    """No endpoint serves a model, or none that passes the filters.

    models: the models without an endpoint. similar: model -> names that resemble it. filtered_out: model -> endpoints
    that serve it, each with the options whose filters exclude it. named: model -> endpoints whose name or id it is.
    unserved: model -> endpoints that deploy it without traffic, such as shadow deployments. (similar, named and
    unserved: for the first ten models.)
    examined: how many endpoints were listed. filters: option -> value. unreadable: endpoints without a readable model.
    api_versions, projects: where they were searched.
    """

    error_type = "missing"
    option = "models"

    def __init__(
        self,
        *,
        models: Sequence[str],
        similar: Mapping[str, Sequence[str]],
        filtered_out: Mapping[str, Sequence[tuple[Mapping[str, Any], Sequence[str]]]],
        named: Mapping[str, Sequence[Mapping[str, Any]]],
        unserved: Mapping[str, Sequence[Mapping[str, Any]]],
        examined: int,
        filters: Mapping[str, Any],
        unreadable: int,
        api_versions: Sequence[str],
        projects: Sequence[str],
    ) -> None:
        self._named = {model: [_candidate(endpoint) for endpoint in named.get(model, ())] for model in models}
        self._unserved = {model: [_candidate(endpoint) for endpoint in unserved.get(model, ())] for model in models}
        super().__init__(
            models=list(models),
            similar={model: list(names) for model, names in similar.items()},
            filtered_out={
                model: [{**_candidate(endpoint), "excluded_by": list(options)} for endpoint, options in excluded]
                for model, excluded in filtered_out.items()
                if excluded
            },
            examined=examined,
            filters=dict(filters),
            unreadable=unreadable,
            api_versions=list(api_versions),
            projects=list(projects),
        )
        self.hints = tuple(self._advice())

    def sections(self, names: Names) -> list[Section]:
        """Each missing model with what comes closest to it, and what was examined."""
        missing = _limit(
            [self._missing(model, names) for model in self.facts["models"]], "models have no endpoint either"
        )
        return [*missing, Section(self._examined(names))]

    def _advice(self) -> list[Hint]:
        facts = self.facts
        models, filtered_out, filters = facts["models"], facts["filtered_out"], facts["filters"]
        if all(self._named[model] and model not in filtered_out for model in models):
            return [Hint("use_model", "Pass the model that it serves instead")]
        if all(self._unserved[model] and model not in filtered_out for model in models):
            return [
                Hint("route_traffic", "Start the deployment, or give it a weight in the traffic split of its endpoint")
            ]
        if not facts["examined"] and not filters:
            return [NO_ENDPOINTS if "v2" in facts["api_versions"] else NO_ENDPOINTS_IN_V1, IGNORE_MISSING]
        if all(self._differs_in_case(model) or self._is_excluded_by_case(model) for model in models):
            return [Hint("ignore_case", "Set {ignore_case} to true to match without regard to case"), IGNORE_MISSING]
        check = "the filters" if all(model in filtered_out for model in models) else "the spelling"
        also = " and the filters" if filters and check == "the spelling" else ""
        return [Hint("check_spelling", f"Check {check}{also}"), IGNORE_MISSING]

    def _differs_in_case(self, model: str) -> bool:
        similar = self.facts["similar"].get(model, ())
        return model not in similar and model.lower() in map(str.lower, similar)

    def _is_excluded_by_case(self, model: str) -> bool:
        """Whether an endpoint would pass the filters if they were compared without regard to case."""
        filters = self.facts["filters"]
        return any(
            all(
                option in CASE_FILTERS and str(endpoint[option]).lower() in map(str.lower, filters[option])
                for option in endpoint["excluded_by"]
            )
            for endpoint in self.facts["filtered_out"].get(model, ())
            if endpoint["excluded_by"]
        )

    def _missing(self, model: str, names: Names) -> Section:
        name = format_value(model)
        hidden = self.facts["filtered_out"].get(model)
        if hidden:
            text = f"No endpoint for model {name} passes the filters, but these serve it"
            shown_endpoints = [self._excluded(endpoint, names) for endpoint in hidden[:MAX_LISTED]]
            return Section(text, shown_endpoints, len(hidden) - len(shown_endpoints))
        if self._named[model]:
            return Section(f"{name} is not a model but an endpoint: {format_endpoint(self._named[model][0])}")
        if self._unserved[model]:
            text = f"Model {name} is deployed but gets no traffic, on these endpoints"
            return _with_endpoints(text, self._unserved[model])
        similar = [format_value(name) for name in self.facts["similar"].get(model, ())]
        return Section(f"No endpoint serves model {name}{f' (similar: {format_list(similar)})' if similar else ''}")

    def _excluded(self, endpoint: Mapping[str, Any], names: Names) -> str:
        options = [names[option] for option in endpoint["excluded_by"]]
        return f"{format_endpoint(endpoint)}{f', excluded by {format_list(options)}' if options else ''}"

    def _examined(self, names: Names) -> str:
        facts = self.facts
        count = facts["examined"]
        filters = f" with {format_filters(facts['filters'], names)}" if facts["filters"] else ""
        unreadable = f", {facts['unreadable']} of them without a readable model" if facts["unreadable"] else ""
        projects = f" (project {format_list(facts['projects'])})" if facts["projects"] else ""
        where = f" in {format_list(facts['api_versions'])}{projects}"
        return f"{count} endpoint{' was' if count == 1 else 's were'} examined{where}{filters}{unreadable}"


class NotReadyError(TogetherError):
    """A requested model has no endpoint that accepts inference calls after the wait.

    waited: seconds. endpoints: model -> its endpoints, none of which is ready.
    """

    error_type = "not_ready"
    option = "wait"
    retryable = True

    def __init__(self, waited: float, endpoints: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        facts = {model: [_candidate(endpoint) for endpoint in found] for model, found in endpoints.items()}
        super().__init__([Hint("raise_wait", "Raise {wait}, or check the endpoints")], waited=waited, endpoints=facts)

    def sections(self, names: Names) -> list[Section]:
        """The endpoints of each model that is not ready."""
        return [
            _with_endpoints(
                f"Model {format_value(model)} has no {'ready ' if endpoints else ''}endpoint after "
                f"{self.facts['waited']:g} s",
                endpoints,
            )
            for model, endpoints in self.facts["endpoints"].items()
        ]


def _narrowing(candidates: Sequence[Sequence[Mapping[str, Any]]]) -> list[Hint]:
    """The hint that names the options in which the candidates of every model differ."""
    options = [
        option
        for option, field in NARROWING.items()
        if all(len({str(endpoint[field]) for endpoint in endpoints}) > 1 for endpoints in candidates)
    ]
    if not options:
        return []
    return [Hint("narrow", f"Narrow with {format_list(['{' + option + '}' for option in options], 'or')}")]


def _limit(sections: Sequence[Section], others: str) -> list[Section]:
    """At most ten sections, and how many others there are."""
    rest = len(sections) - MAX_LISTED
    return [*sections[:MAX_LISTED], *([Section(f"{rest} other {others}")] if rest > 0 else [])]


def _with_endpoints(text: str, endpoints: Sequence[Mapping[str, Any]]) -> Section:
    """A sentence that introduces some endpoints."""
    entries = [format_endpoint(endpoint) for endpoint in endpoints[:MAX_LISTED]]
    return Section(text, entries, len(endpoints) - len(entries))


def _candidate(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    return {field: endpoint[field] for field in (*SUMMARY_FIELDS, *NARROWING.values())}
