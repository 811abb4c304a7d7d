# SPDX-License-Identifier: MIT
"""Results of unit tests: typed results from what a mock of the user returns, which may leave out anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from ._core import client as core
from .naming import camel_case
from .results import ContractViolation, GetEndpointResult, GetEndpointsResult, ListedEndpoint

R = TypeVar("R")
E = TypeVar("E", bound=ListedEndpoint)


def get_endpoint_result(returned: Any, _models: Sequence[str]) -> GetEndpointResult:
    """The result of `get_endpoint`. A field that the mock leaves out is None; `ready` follows from the state."""
    return _endpoint(GetEndpointResult, returned)


def get_endpoints_result(returned: Any, models: Sequence[str]) -> GetEndpointsResult:
    """The result of `get_endpoints`. What the mock leaves out follows from its endpoints.

    `matches`, `ids` and `names` have every requested model as a key.
    """
    values = _known_fields(GetEndpointsResult, returned)
    endpoints = _endpoints(values.get("endpoints"))
    names = models or [endpoint.model for endpoint in endpoints if isinstance(endpoint.model, str)]
    matches = {name: [endpoint for endpoint in endpoints if endpoint.model == name] for name in names}
    matches |= {name: _endpoints(matching) for name, matching in _mapping(values.get("matches")).items()}
    single = {name: matching[0] for name, matching in matches.items() if len(matching) == 1}
    missing = dict.fromkeys(name for name in models if not matches[name])
    derived = {
        "ids": {**missing, **{name: endpoint.id for name, endpoint in single.items()}, **_mapping(values.get("ids"))},
        "names": {
            **missing,
            **{name: endpoint.name for name, endpoint in single.items()},
            **_mapping(values.get("names")),
        },
        "count": values.get("count", len(endpoints)),
        "endpoint": endpoints[0] if len(endpoints) == 1 else None,
        "api_versions": _list(values.get("api_versions")),
        "contract_violations": [
            _complete(ContractViolation, _known_fields(ContractViolation, violation))
            for violation in _list(values.get("contract_violations"))
        ],
        "contract_violation_count": values.get(
            "contract_violation_count", len(_list(values.get("contract_violations")))
        ),
    }
    return _complete(GetEndpointsResult, {**values, "endpoints": endpoints, "matches": matches, **derived})


def _endpoints(returned: Any) -> list[ListedEndpoint]:
    return [_endpoint(ListedEndpoint, entry) for entry in _list(returned)]


def _endpoint(result: type[E], returned: Any) -> E:
    values = _known_fields(result, returned)
    return _complete(result, {"extra": {}, "ready": core.is_ready(values.get("state")), **values})


def _complete(result: type[R], values: Mapping[str, Any]) -> R:
    """A result whose other fields are None."""
    return result(**{**dict.fromkeys(_field_names(result)), **values})


def _known_fields(result: type, returned: Any) -> dict[str, Any]:
    """The fields of a result that a mock returned, with their names in Python or in Pulumi's schema."""
    names = {key: name for name in _field_names(result) for key in (camel_case(name), name)}
    return {names[key]: value for key, value in _mapping(returned).items() if key in names and value is not None}


def _field_names(result: type) -> list[str]:
    return [field.name for field in fields(result)]


def _list(returned: Any) -> list[Any]:
    return returned if isinstance(returned, list) else []


def _mapping(returned: Any) -> Mapping[str, Any]:
    return returned if isinstance(returned, Mapping) else {}
