# SPDX-License-Identifier: MIT
"""The ID of an `Endpoint` resource in a stack's state: everything that a later read needs, except the API key."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ._core import client as core
from .accounts import Account
from .naming import camel_case
from .queries import RESOURCE, Arguments, option_names, wire_arguments

CONNECTION = [option.name for option in core.CONNECTION if not option.secret]
ARGUMENTS = {camel_case(name): name for name in (*option_names(RESOURCE), *CONNECTION)}  # name in an ID -> option
EXAMPLE = '{"model":"Qwen/Qwen3-32B","type":"dedicated"}'


class ResourceQuery(NamedTuple):
    """What a resource ID selects."""

    arguments: dict[str, Any]  # option -> value, None where none was passed
    account: Account | None


def format_resource_id(arguments: Arguments, account: Account | None) -> str:
    """The ID for the arguments of `Endpoint.get`: the model, or a JSON object if there are other arguments."""
    passed = wire_arguments(arguments, account)
    model = passed["model"]
    is_model_only = list(passed) == ["model"] and isinstance(model, str) and not model.lstrip().startswith("{")
    return (
        str(model) if is_model_only else json.dumps(passed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )


def parse_resource_id(resource_id: str) -> ResourceQuery:
    """The arguments that an ID was made from. Raises core.InvalidOptionError."""
    values = parse_wire_arguments(resource_id)
    account = values.pop("account", None)
    for name in values:
        if name not in ARGUMENTS:
            problem = f"{core.format_value(name)} is not an argument that this version of pulumi_together knows"
            raise core.InvalidOptionError("id", problem=problem)
    arguments = {option: values.get(name) for name, option in ARGUMENTS.items()}
    return ResourceQuery(arguments, None if account is None else Account(account))


def parse_wire_arguments(resource_id: str) -> dict[str, Any]:
    """The arguments in an ID, with Pulumi's names. Raises core.InvalidOptionError."""
    if not resource_id.lstrip().startswith("{"):
        return {"model": resource_id}
    try:
        values = json.loads(resource_id)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise core.InvalidOptionError("id", f"a model, or a JSON object such as {EXAMPLE}", "invalid JSON")
    return values
