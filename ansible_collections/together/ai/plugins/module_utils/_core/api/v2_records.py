# SPDX-License-Identifier: MIT
"""Records from v2's endpoints and from the serverless entries of its catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..contract.violation import InvalidEntry
from ..http.requester import Document
from ..selection.records import Record, has_strings, make_endpoint
from . import v2_deployments
from .pagination import objects, text
from .v2_models import ModelNames, ModelRef, parse_model_ref

SERVERLESS_TYPE = "ENDPOINT_TYPE_SERVERLESS"  # any other type has hardware of its own
USAGE_TYPES = {"ENDPOINT_TYPE_DEDICATED": "on-demand", "ENDPOINT_TYPE_RESERVED": "reserved"}
TRANSLATED = ("id", "name", "createdAt", "deployments", "trafficSplit")  # fields that a record has in another form
SERVERLESS = "PRODUCT_SERVERLESS"
CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
MAX_LEVELS = 6  # of fields in the specification
MAX_NAME = 200  # characters of a field's name that is translated
Fields = dict[str, Any]


class ListEntry(NamedTuple):
    """An entry of a list as the API sent it, and its violations of the schema, None if there are none."""

    fields: Fields
    violations: InvalidEntry | None


def list_entries(pages: Iterable[Document]) -> list[ListEntry]:
    """The entries of some pages. An entry that is not an object has no fields."""
    result = []
    for page in pages:
        for position, entry in enumerate(page.content["data"]):
            fields = entry if isinstance(entry, dict) else {}
            result.append(ListEntry(fields, page.violations.entries.get(position)))
    return result


def endpoint_record(entry: ListEntry, names: ModelNames, is_mine: bool, inference_url: str) -> Record:
    """The record of an endpoint. is_mine: whether it belongs to a project of the caller."""
    fields = entry.fields
    served = v2_deployments.served_models(fields)
    shown = [_shown_name(model, names) for model in served]
    deployments = objects(fields.get("deployments"))
    is_shared = text(fields, "endpointType") == SERVERLESS_TYPE
    endpoint = make_endpoint(
        {
            "object": "endpoint",
            "id": fields.get("id"),
            "name": fields.get("name"),
            "model": next(iter(shown), None),
            "type": "serverless" if is_shared else "dedicated",
            "owner": _owner(fields),
            "state": v2_deployments.state(fields),
            "created_at": fields.get("createdAt"),
        },
        api_version="v2",
        inference_url=inference_url,
        running=not is_shared and any(map(v2_deployments.is_running, deployments)),
        extra={
            **snake_case({name: value for name, value in fields.items() if name not in TRANSLATED}),
            "traffic_split": [snake_case(entry) for entry in objects(fields.get("trafficSplit"))],
            "deployments": [_deployment(deployment, names) for deployment in deployments],
        },
    )
    return Record(
        0,
        endpoint,
        models={alias: name for model in reversed(served) for alias, name in _aliases(model, names).items()},
        violations=entry.violations,
        is_usable=has_strings(endpoint, "id", "name"),  # an endpoint without a deployment has no model
        has_readable_model=all(map(v2_deployments.deployed_model, deployments)),
        listed_models=tuple(shown),
        unserved_models=frozenset(
            alias for model in v2_deployments.unserved_models(fields) for alias in _aliases(model, names)
        ),
        is_mine=is_mine,
        usage_type=USAGE_TYPES.get(text(fields, "endpointType"), ""),
    )


def serverless_record(entry: ListEntry, inference_url: str) -> Record:
    """The record of a serverless entry of the catalogue."""
    fields = entry.fields
    model = text(fields, "name")
    endpoint = make_endpoint(
        {
            "object": "endpoint",
            "id": fields.get("id"),
            "name": fields.get("serverlessEndpoint"),
            "model": model or None,
            "type": "serverless",
            "owner": "together",
            "state": "STARTED",
            "created_at": fields.get("createdAt"),
        },
        api_version="v2",
        inference_url=inference_url,
        running=False,
        extra=snake_case({name: value for name, value in fields.items() if name not in ("id", "name", "createdAt")}),
    )
    return Record(
        0,
        endpoint,
        models={name: model for name in (model, _base_model(fields)) if name} if model else {},
        violations=entry.violations,
        is_usable=has_strings(endpoint, "id", "name", "model"),
        has_readable_model=bool(model),
        listed_models=(model,) if model else (),
        is_mine=False,
        usage_type="",
    )


def _base_model(fields: Fields) -> str:
    ref = parse_model_ref(fields.get("baseModel"), fields.get("baseModelId"))
    return str(ref) if ref else ""


def is_serverless(fields: Fields) -> bool:
    """Whether an entry of the catalogue has a serverless endpoint."""
    products = fields.get("products")
    return isinstance(products, list) and SERVERLESS in products and bool(text(fields, "serverlessEndpoint"))


def snake_case(value: Any, levels: int = MAX_LEVELS) -> Any:
    """A value whose fields have Python's names, at every level of the specification: `projectId` is `project_id`."""
    if not levels:
        return value
    if isinstance(value, list):
        return [snake_case(entry, levels - 1) for entry in value]
    if isinstance(value, dict):
        return {_snake_case(name): snake_case(entry, levels - 1) for name, entry in value.items()}
    return value


def _snake_case(name: str) -> str:
    return CAPITAL.sub(r"_\1", name).lower() if len(name) <= MAX_NAME else name


def _deployment(deployment: Fields, names: ModelNames) -> Fields:
    fields = snake_case(deployment)
    model = v2_deployments.deployed_model(deployment)
    return {
        **fields,
        "model_name": _shown_name(model, names) if model else None,
        "running": v2_deployments.is_running(deployment),
    }


def _shown_name(model: ModelRef, names: ModelNames) -> str:
    return next(iter(names.names(model)), str(model))


def _aliases(model: ModelRef, names: ModelNames) -> dict[str, str]:
    """Each name by which a query may request a model -> the name that the record then shows."""
    return {str(model): _shown_name(model, names), **{name: name for name in names.names(model)}}


def _owner(fields: Fields) -> str | None:
    name = text(fields, "name")
    return name.partition("/")[0] if "/" in name else None
