# SPDX-License-Identifier: MIT
"""Endpoint records: one shape for the endpoints of every generation of the API."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Callable, NamedTuple

from ..contract.violation import InvalidEntry, Violations

FIELDS = ("object", "id", "name", "model", "type", "owner", "state", "created_at")  # of ListEndpoint in v1's schema
READY_STATES = ("STARTED", "READY")
MAX_FIELD_DEPTH = 50  # levels of a field's value

ENDPOINT_FIELDS = (*FIELDS, "api_version", "inference_url", "ready", "running", "extra")
RESOURCE_REVISION = r"(projects/[^/]+/models/[^/]+)/revisions/[^/]+"

# ENDPOINT_FIELDS: the eight FIELDS as the API sent them (None if it did not); `api_version`, the generation of the API
# that lists it; `inference_url`, where inference calls go; `ready`, whether it accepts them; `running`, whether
# hardware is up and billed; `extra`, every other field.
Endpoint = dict[str, Any]
ModelPredicate = Callable[[str], bool]  # whether a query requests the model of this name


class Record(NamedTuple):
    """One endpoint and what a lookup needs to know about it.

    position: in the listing. models: each name by which a query may request it -> the name shown in `model`.
    violations: of the schema, None if there are none. is_usable: whether it has the fields that every answer needs.
    has_readable_model: false if it has a model whose name cannot be determined. listed_models: the models under which
    a query for all endpoints lists it; empty for all of `models`. unserved_models: names of models that are deployed
    but get no traffic. is_mine and usage_type: None where the API applies these filters itself.
    """

    position: int
    endpoint: Endpoint
    models: dict[str, str]
    violations: InvalidEntry | None
    is_usable: bool
    has_readable_model: bool
    listed_models: tuple[str, ...] = ()
    unserved_models: frozenset[str] = frozenset()
    is_mine: bool | None = None
    usage_type: str | None = None


class Listing:
    """The endpoints that the API listed.

    violations: those of the responses. api_versions: the generations of the API that answered.
    projects: the projects searched, as a message names them.
    """

    def __init__(self, violations: Violations, api_versions: tuple[str, ...], projects: tuple[str, ...] = ()) -> None:
        self.violations = violations
        self.api_versions = api_versions
        self.projects = projects

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records in the order of the API: all of them, or those of requested models only."""
        raise NotImplementedError

    def unreadable(self) -> list[Record]:
        """The endpoints that may serve a requested model, because theirs cannot be read."""
        return []


def strip_revision(model: str) -> str:
    """A model as a record names it: the resource name of a v2 model without its revision."""
    match = re.fullmatch(RESOURCE_REVISION, model) if model.startswith("projects/") else None
    return match[1] if match else model


def is_ready(state: object) -> bool:
    """Whether an endpoint in this state accepts inference calls."""
    return state in READY_STATES


def make_endpoint(
    fields: dict[str, Any], *, api_version: str, inference_url: str, running: bool, extra: dict[str, Any]
) -> Endpoint:
    """An endpoint in the common shape."""
    return {
        **{field: _bound_depth(fields.get(field)) for field in FIELDS},
        "api_version": api_version,
        "inference_url": inference_url,
        "ready": is_ready(fields.get("state")),
        "running": running,
        "extra": {field: _bound_depth(value) for field, value in extra.items()},
    }


def has_strings(endpoint: Endpoint, *fields: str) -> bool:
    """Whether these fields of an endpoint are strings."""
    return all(isinstance(endpoint[field], str) for field in fields)


def _bound_depth(value: Any) -> Any:
    """The value, with what is nested deeper as JSON text. Callers process values recursively, so depth can end them."""
    return _with_depth(value, MAX_FIELD_DEPTH) if _is_deeper(value, MAX_FIELD_DEPTH) else value


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return not levels or any(_is_deeper(entry, levels - 1) for entry in inner)


def _with_depth(value: Any, levels: int) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    if not levels:
        return json.dumps(value)
    if isinstance(value, list):
        return [_with_depth(entry, levels - 1) for entry in value]
    return {name: _with_depth(entry, levels - 1) for name, entry in value.items()}


def distinct(records: Iterable[Record]) -> list[Record]:
    """Identical records once. Records that share an id but differ all stay, because choosing one would be a guess."""
    records = list(records)
    counts = Counter(str(record.endpoint["id"]) for record in records)
    seen: set[str] = set()
    result = []
    for record in records:
        if counts[str(record.endpoint["id"])] > 1:
            text = json.dumps(record.endpoint, sort_keys=True)
            if text in seen:
                continue
            seen.add(text)
        result.append(record)
    return result
