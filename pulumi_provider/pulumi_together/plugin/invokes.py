# SPDX-License-Identifier: MIT
"""The functions of the plugin: their arguments, and their results with the schema's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from pulumi.runtime.rpc import UNKNOWN

from .._core import client as core
from ..naming import camel_case
from ..queries import ONE_ENDPOINT, RESOURCE, SEVERAL_ENDPOINTS, make_query, option_names
from ..resource_id import parse_wire_arguments
from ..results import get_endpoint_result, get_endpoints_result
from .property_values import UNKNOWN_VALUE, is_unknown

UNKNOWN_IN_LIST = core.Hint(
    "unknown_in_list",
    "In a preview, a list with an unknown value arrives empty: pass unknown values to the function's output form",
)
USE_GET_ENDPOINTS = core.Hint("use_get_endpoints", "Use getEndpoints, which has it")


class Function(NamedTuple):
    """A function of the schema.

    subject: the argument with the models. arguments: name in the schema -> option. convert: answer -> result.
    """

    subject: str
    arguments: Mapping[str, str]
    convert: Callable[[core.Answer], Any]


def _arguments(options: Sequence[core.Option]) -> dict[str, str]:
    return {camel_case(name): name for name in option_names(options)}


FUNCTIONS = {
    "getEndpoint": Function("model", _arguments(ONE_ENDPOINT), get_endpoint_result),
    "getEndpoints": Function("models", _arguments(SEVERAL_ENDPOINTS), get_endpoints_result),
}
RESOURCE_ARGUMENTS = _arguments(RESOURCE)


def make_function_query(name: str, values: Mapping[str, Any], api_key: str, is_preview: bool) -> core.Query:
    """The query for a function's arguments. values: name in the schema -> value. Raises core.InvalidOptionError."""
    arguments = FUNCTIONS[name].arguments
    core.refuse_key({"arguments": list(values)}, api_key)
    for argument, value in values.items():
        if argument not in arguments:
            raise _unknown_argument(name, argument)
        if is_unknown(value):
            raise core.InvalidOptionError(argument, "a known value", repr(UNKNOWN_VALUE))
    try:
        options = {option: values.get(argument) for argument, option in arguments.items()}
        return make_query(options, api_key, is_preview)
    except core.InvalidOptionError as error:
        invalid = error
    is_empty_list = values.get(camel_case(str(invalid.option))) == []
    raise invalid.with_hint(UNKNOWN_IN_LIST) if is_empty_list else invalid


def _unknown_argument(name: str, argument: str) -> core.InvalidOptionError:
    similar = core.suggest(argument, FUNCTIONS[name].arguments)
    if argument in FUNCTIONS["getEndpoints"].arguments:
        hint = USE_GET_ENDPOINTS
    elif similar:
        hint = core.Hint("suggestion", f"Did you mean {similar[0]}?")
    else:
        hint = core.Hint("arguments", f"Its arguments are {', '.join(FUNCTIONS[name].arguments)}")
    # The name is not the error's option, because it may be the core's name of one.
    problem = f"{name} has no argument {core.format_value(argument)}"
    return core.InvalidOptionError("arguments", problem=problem, hints=[hint])


def resource_arguments(resource_id: str, api_key: str) -> dict[str, Any]:
    """The arguments of getEndpoint that the ID of a resource encodes. Raises core.InvalidOptionError.

    api_key: refused in the ID, because errors repeat its parts.
    """
    core.refuse_key({"id": resource_id}, api_key)
    if resource_id == UNKNOWN:
        return {"model": UNKNOWN_VALUE}
    arguments = parse_wire_arguments(resource_id)
    for name in arguments:
        if name in FUNCTIONS["getEndpoint"].arguments and name not in RESOURCE_ARGUMENTS:
            use_function = core.Hint("use_get_endpoint", "Use the function getEndpoint, which has it")
            problem = f"Endpoint has no argument {core.format_value(name)}"
            raise core.InvalidOptionError("id", problem=problem, hints=[use_function])
    return arguments


def to_schema(value: Any) -> Any:
    """A result with the schema's names: fields in camelCase; the keys of dicts are data and stay."""
    if is_dataclass(value) and not isinstance(value, type):
        return {camel_case(field.name): to_schema(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list):
        return [to_schema(entry) for entry in value]
    if isinstance(value, dict):
        return {key: to_schema(entry) for key, entry in value.items()}
    return value
