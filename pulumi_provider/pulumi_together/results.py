# SPDX-License-Identifier: MIT
"""What the lookups give: an answer of the core, or a mock's stub, as typed results."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ._core import client as core


@dataclass(frozen=True)
class GetEndpointResult:
    """One endpoint, as the API lists it.

    Every field is there under the default validation, but for the model of a v2 endpoint without a deployment. With
    validation="warn" a field other than id, name and model may be None or of another type, where the API sent it so.

    id: what management calls take, such as "endpoint-3708427d-...".
    name: what inference calls pass as `model`, such as "acme/Qwen3-32B-0f3a91bc".
    model: the model it serves, such as "Qwen/Qwen3-32B".
    type: "dedicated" or "serverless".
    owner: whose it is; "together" for public ones.
    state: such as "STARTED", "STOPPED" or "PENDING"; the API knows more words than its specification.
    created_at: RFC 3339 date-time, as the API sent it.
    api_version: the generation of the API that lists it, "v1" or "v2".
    inference_url: the URL for inference calls to it.
    ready: whether it accepts inference calls: the state is STARTED or READY.
    running: whether its hardware is up and billed. False for serverless endpoints.
    object: always "endpoint".
    extra: all fields that the specification does not know, by name.
    """

    id: str
    name: str
    model: str
    type: str
    owner: str
    state: str
    created_at: str
    api_version: str
    inference_url: str
    ready: bool
    running: bool
    object: str
    extra: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """All fields by name, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class ContractViolation:
    """One thing in the API's answer that breaks its schema, without failing the lookup.

    path: where, as a JSON path such as "$.data[3].state". message: what was expected and what was found.
    """

    path: str
    message: str


@dataclass(frozen=True)
class GetEndpointsResult:
    """Which endpoints serve which models.

    endpoints: the selected endpoints, each once, in the API's order.
    matches: model -> its selected endpoints; a key for every model asked for, as it was spelled, or, with no models,
        for every model seen.
    ids: model -> endpoint id, for every model with exactly one selected endpoint.
    names: model -> inference name, for the same models.
    contract_violations: what the API's answer broke of its schema without failing the lookup.
    count: how many endpoints were selected.
    api_versions: the generations of the API that answered.
    endpoint: the selected endpoint if there is exactly one.
    """

    endpoints: list[GetEndpointResult]
    matches: dict[str, list[GetEndpointResult]]
    ids: dict[str, str]
    names: dict[str, str]
    contract_violations: list[ContractViolation]
    count: int
    api_versions: list[str]
    endpoint: GetEndpointResult | None

    def to_dict(self) -> dict[str, Any]:
        """All fields by name, with dicts for endpoints and violations, ready for JSON."""
        return asdict(self)


def only_endpoint(answer: core.Answer) -> GetEndpointResult:
    """The endpoint of an answer to a question for one model."""
    return _endpoint(answer.endpoints[0])


def all_endpoints(answer: core.Answer) -> GetEndpointsResult:
    """An answer, typed."""
    return GetEndpointsResult(
        endpoints=[_endpoint(row) for row in answer.endpoints],
        matches={model: [_endpoint(row) for row in rows] for model, rows in answer.matches.items()},
        ids=answer.ids,
        names=answer.names,
        contract_violations=[ContractViolation(**found.to_dict()) for found in answer.contract_violations],
        count=answer.count,
        api_versions=answer.api_versions,
        endpoint=None if answer.endpoint is None else _endpoint(answer.endpoint),
    )


def _endpoint(row: Mapping[str, Any]) -> GetEndpointResult:
    # Copied, since equal lookups share their rows and a result is the caller's own.
    return GetEndpointResult(**{**row, "extra": copy.deepcopy(row["extra"])})


def stub_endpoint(stub: Any, _models: Sequence[str]) -> GetEndpointResult:
    """What a mock returned for an endpoint. Fields it left out are None, `ready` follows from its state."""
    given = {"extra": {}, **_known(GetEndpointResult, stub)}
    given.setdefault("ready", core.is_ready(given.get("state")))
    return GetEndpointResult(**{**_nothing(GetEndpointResult), **given})


def stub_endpoints(stub: Any, models: Sequence[str]) -> GetEndpointsResult:
    """What a mock returned for endpoints. What it left out follows from them, with a key for each model asked for."""
    given = _known(GetEndpointsResult, stub)
    endpoints = _stub_rows(given.get("endpoints"))
    asked = models or [row.model for row in endpoints if isinstance(row.model, str)]
    matches = {model: [row for row in endpoints if row.model == model] for model in asked}
    matches |= {model: _stub_rows(rows) for model, rows in _mapping(given.get("matches")).items()}
    nothing: dict[str, Any] = dict.fromkeys(model for model in models if not matches[model])
    only = {model: rows[0] for model, rows in matches.items() if len(rows) == 1}
    violations = [_known(ContractViolation, found) for found in _list(given.get("contract_violations"))]
    return GetEndpointsResult(
        endpoints=endpoints,
        matches=matches,
        ids={**nothing, **{model: row.id for model, row in only.items()}, **_mapping(given.get("ids"))},
        names={**nothing, **{model: row.name for model, row in only.items()}, **_mapping(given.get("names"))},
        contract_violations=[ContractViolation(**{**_nothing(ContractViolation), **found}) for found in violations],
        count=given.get("count", len(endpoints)),
        api_versions=_list(given.get("api_versions")),
        endpoint=endpoints[0] if len(endpoints) == 1 else None,
    )


def _stub_rows(stubs: Any) -> list[GetEndpointResult]:
    return [stub_endpoint(row, ()) for row in _list(stubs)]


def _list(stub: Any) -> list[Any]:
    return stub if isinstance(stub, list) else []


def _mapping(stub: Any) -> Mapping[str, Any]:
    return stub if isinstance(stub, Mapping) else {}


def _nothing(result: type) -> dict[str, Any]:
    return dict.fromkeys(field.name for field in fields(result))


def _known(result: type, stub: Any) -> dict[str, Any]:
    """The fields of a result that a stub gives, under their Python or their Pulumi names."""
    names = {key: name for name in _nothing(result) for key in (camel_case(name), name)}
    return {names[key]: value for key, value in _mapping(stub).items() if key in names and value is not None}


def camel_case(name: str) -> str:
    """A name as Pulumi has it in configuration, schema and wire: `created_at` is `createdAt`."""
    first, *words = name.split("_")
    return first + "".join(word.capitalize() for word in words)
