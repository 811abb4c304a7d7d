# SPDX-License-Identifier: MIT
"""The functions of the plugin: from their arguments to a question, from its answer to their result."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pulumi.runtime.rpc import UNKNOWN

from .. import selectors
from .._core import client as core
from ..lookups import refuse_several
from ..results import all_endpoints, camel_case, only_endpoint
from .values import UNKNOWN_VALUE, is_unknown

Arguments = Mapping[str, Any]  # as the program gave them, by their names in the schema
OPTIONS = {camel_case(option.name): option.name for option in core.QUESTION}
OF_ONE = {name: option for name, option in OPTIONS.items() if name not in ("models", "onMissing")}
# Why a list that a program did not write as an empty one can be empty.
NOT_KNOWN_YET = (
    "; in a preview, a list of values that are not known yet arrives empty: use the function's output form for them"
)


class Function(NamedTuple):
    """One function of the schema.

    arguments: all it takes. question: arguments -> question. result: answer -> result, by names of the schema.
    subject: the argument that has the models.
    """

    arguments: tuple[str, ...]
    question: Callable[[Arguments], core.Query]
    result: Callable[[core.Answer], dict[str, Any]]
    subject: str


def question(name: str, arguments: Arguments) -> core.Query:
    """The question that a function's arguments put. Raises core.InvalidOptionError, with the name of an argument."""
    takes = FUNCTIONS[name].arguments
    for argument, value in arguments.items():
        if argument not in takes:
            hint = "getEndpoints has it" if argument in OPTIONS else f"its arguments are {', '.join(takes)}"
            raise core.InvalidOptionError(argument, problem=f"{name} has no such argument; {hint}")
        if is_unknown(value):
            raise core.InvalidOptionError(argument, problem=f"expected a known value, found {UNKNOWN_VALUE!r}")
        if value == []:
            problem = "expected at least one entry, found an empty list; leave it out to ask for all"
            raise core.InvalidOptionError(argument, problem=problem + NOT_KNOWN_YET)
    return FUNCTIONS[name].question(arguments)


def selector(id: str) -> dict[str, Any]:
    """The arguments of getEndpoint that the id of a resource is, see the schema. Raises core.InvalidOptionError."""
    return {"model": UNKNOWN_VALUE} if id == UNKNOWN else selectors.given(id)


def _one(arguments: Arguments) -> core.Query:
    refuse_several("onMultiple", arguments.get("onMultiple"), "getEndpoints")
    return core.Query(**{**_options(arguments, OF_ONE), "models": [arguments.get("model")]})


def _many(arguments: Arguments) -> core.Query:
    return core.Query(**_options(arguments, OPTIONS))


def _options(arguments: Arguments, options: Mapping[str, str]) -> dict[str, Any]:
    return {option: arguments.get(name) for name, option in options.items()}


def _only(answer: core.Answer) -> dict[str, Any]:
    return in_schema(only_endpoint(answer).to_dict())


def _all(answer: core.Answer) -> dict[str, Any]:
    result = all_endpoints(answer).to_dict()
    only = result["endpoint"]
    in_types = {
        **result,
        "endpoints": [in_schema(endpoint) for endpoint in result["endpoints"]],
        "matches": {model: [in_schema(endpoint) for endpoint in found] for model, found in result["matches"].items()},
        "endpoint": None if only is None else in_schema(only),
    }
    return {camel_case(name): value for name, value in in_types.items()}


def in_schema(row: Mapping[str, Any]) -> dict[str, Any]:
    """An endpoint by the schema's names and types: a text is one, as JSON where the API sent something else."""
    return {camel_case(name): value if name in NO_TEXT else _text(value) for name, value in row.items()}


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


NO_TEXT = ("ready", "running", "extra")
FUNCTIONS = {
    "getEndpoint": Function(arguments=("model", *OF_ONE), question=_one, result=_only, subject="model"),
    "getEndpoints": Function(arguments=tuple(OPTIONS), question=_many, result=_all, subject="models"),
}
