# SPDX-License-Identifier: MIT
"""The results of the lookups: the core's answers, typed.

`python -m tools.pulumi_python` writes the fields, with the descriptions that all front ends share.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from ._core import client as core
from .special_values import without_special_values


@dataclass(frozen=True)
class ListedEndpoint:
    """One of the endpoints that `get_endpoints` returns.

    A field that can be None is None if the API does not send it and `validation` allows that. For `model`, this also
    happens for an endpoint without a deployment.
    """

    # BEGIN GENERATED: fields of an endpoint
    id: str
    """The ID of the endpoint, for calls that manage it."""
    name: str
    """The inference name of the endpoint. Inference calls pass it as `model`."""
    model: str | None
    """The model that the endpoint serves.

    An endpoint of API generation `v2` can serve several models. The requested one is shown, otherwise the one with
    the most traffic. It is null if the endpoint has no deployment.
    """
    type: str | None
    """`dedicated` or `serverless`."""
    owner: str | None
    """The owner of the endpoint, `together` for public endpoints. In `v2`, the slug of the project."""
    state: str | None
    """The state of the endpoint: `PENDING`, `STARTING`, `STARTED`, `STOPPING`, `STOPPED` or `ERROR`.

    A state that the API's specification does not list is returned unchanged.
    """
    created_at: str | None
    """When the endpoint was created (RFC 3339)."""
    api_version: str
    """The API generation that the record is from, `v1` or `v2`."""
    inference_url: str
    """The base URL for inference calls to the endpoint."""
    ready: bool
    """Whether the endpoint accepts inference calls."""
    running: bool
    """Whether hardware is running for the endpoint and is billed. Always false for serverless endpoints."""
    object: str | None
    """Always `endpoint`."""
    extra: dict[str, Any]
    """All other fields that the API sent.

    In `v2`, these include `deployments`, with the state, model, replicas and hardware of each deployment.
    """
    # END GENERATED

    def to_dict(self) -> dict[str, Any]:
        """All fields by name, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class GetEndpointResult(ListedEndpoint):
    """The endpoint that `get_endpoint` returns."""

    # BEGIN GENERATED: model of an endpoint
    model: str
    """The model that the endpoint serves."""
    # END GENERATED


@dataclass(frozen=True)
class ContractViolation:
    """A place where a response violates the API's schema without failing the lookup."""

    # BEGIN GENERATED: fields of a contract violation
    path: str
    """The place in the response, as a JSON path such as `$.data[3].state`."""
    message: str
    """What the schema expects, and what was found."""
    # END GENERATED


@dataclass(frozen=True)
class GetEndpointsResult:
    """The endpoints that `get_endpoints` returns."""

    # BEGIN GENERATED: fields of an answer
    endpoints: list[ListedEndpoint]
    """The selected endpoints, each once, in the order of the API."""
    endpoint: ListedEndpoint | None
    """The selected endpoint if there is exactly one, otherwise null."""
    matches: dict[str, list[ListedEndpoint]]
    """The selected endpoints of each model, by the model's name as it was requested.

    If no models were requested, by the name of every listed model.
    """
    ids: dict[str, str]
    """The endpoint ID of each model that has exactly one selected endpoint, by the model's name."""
    names: dict[str, str]
    """The inference name of each model that has exactly one selected endpoint, by the model's name."""
    contract_violations: list[ContractViolation]
    """The violations of the API's schema that did not fail the lookup, at most 100."""
    contract_violation_count: int
    """The number of violations.

    Beyond the first 100, an endpoint counts once, because its violations are not examined one by one.
    """
    count: int
    """The number of selected endpoints."""
    api_versions: list[str]
    """The API generations that answered."""
    # END GENERATED

    def to_dict(self) -> dict[str, Any]:
        """All fields by name, ready for JSON, with dicts for endpoints and violations."""
        return asdict(self)


E = TypeVar("E", bound=ListedEndpoint)


def get_endpoint_result(answer: core.Answer) -> GetEndpointResult:
    """The result of `get_endpoint`, from the answer to a query for one model."""
    return _endpoint(GetEndpointResult, answer.endpoints[0])


def get_endpoints_result(answer: core.Answer) -> GetEndpointsResult:
    """The result of `get_endpoints`."""
    values = without_special_values(answer.to_dict())
    return GetEndpointsResult(
        **{
            **values,
            "endpoints": [_endpoint(ListedEndpoint, record) for record in values["endpoints"]],
            "endpoint": values["endpoint"] and _endpoint(ListedEndpoint, values["endpoint"]),
            "matches": {
                model: [_endpoint(ListedEndpoint, record) for record in records]
                for model, records in values["matches"].items()
            },
            "contract_violations": [ContractViolation(**violation) for violation in values["contract_violations"]],
        }
    )


def _endpoint(result: type[E], record: Mapping[str, Any]) -> E:
    """Convert a copy of a record of the core. A value that should be text but is not becomes JSON."""
    values: dict[str, Any] = {
        name: _text(value) if name in TEXT_FIELDS else value for name, value in without_special_values(record).items()
    }
    return result(**values)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


TEXT_FIELDS = {field.name for field in fields(ListedEndpoint) if field.type in ("str", "str | None")}
