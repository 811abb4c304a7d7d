# SPDX-License-Identifier: MIT
"""The options of each lookup, and the way from its arguments to settings and a query of the core."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ._core import client as core
from .accounts import Account
from .naming import camel_case

Arguments = Mapping[str, Any]  # option -> value, None where none was passed

MODEL = core.Option(
    "model", "str", ["The model to find the endpoint of, spelled as the API spells it, such as `Qwen/Qwen3-32B`."]
)
# A lookup of one endpoint cannot return several, or none.
ONLY_FOR_SEVERAL = ("models", "on_missing")
SELECT_ALL = "all"
MODELS_REQUIRED = ("Requires {models}.", "Applies to {models} only.")  # a lookup of one endpoint always has a model


def _for_one_endpoint(option: core.Option) -> core.Option:
    help_text = [sentence for sentence in option.help if sentence not in MODELS_REQUIRED]
    choices = {value: meaning for value, meaning in option.choices.items() if value != SELECT_ALL}
    return option._replace(help=help_text, choices=choices if option.name == "on_multiple" else option.choices)


# The options of `get_endpoints` and `get_endpoint`, in the order of their signatures.
SEVERAL_ENDPOINTS = core.QUESTION
ONE_ENDPOINT = (MODEL, *(_for_one_endpoint(option) for option in core.QUESTION if option.name not in ONLY_FOR_SEVERAL))
# The options of the resource `Endpoint`. It does not wait, because a refresh shows the current state.
RESOURCE = tuple(option for option in ONE_ENDPOINT if option.name != "wait")
ON_MULTIPLE = next(option for option in ONE_ENDPOINT if option.name == "on_multiple")
# The names of errors about a lookup of one endpoint.
MODEL_NAMES = {"models": "model", "models[0]": "model"}


def make_query(arguments: Arguments, api_key: str, is_preview: bool = False) -> core.Query:
    """The query for the arguments of a lookup, for one endpoint if they have a `model`.

    api_key: refused as a value of any option, because errors repeat values. is_preview: do not wait. Raises
    core.InvalidOptionError.
    """
    question = {option.name: arguments.get(option.name) for option in core.QUESTION}
    core.refuse_key({"model": arguments.get("model"), **question}, api_key)
    if "model" in arguments:
        question["models"] = [arguments["model"]]
        _check_on_multiple(question["on_multiple"])
    query = core.Query(**question)
    return core.Query(**{**question, "wait": None}) if is_preview else query


def _check_on_multiple(value: object) -> None:
    """Raise core.InvalidOptionError for a value that a lookup of one endpoint does not accept."""
    if value is None:
        return
    try:
        core.check(ON_MULTIPLE, value)
    except core.InvalidOptionError as error:
        invalid = error
    else:
        return
    # This hint is for the value that only a lookup of several endpoints accepts.
    raise invalid.with_hint(core.Hint("all", "Set {on_multiple} to all")) if value == SELECT_ALL else invalid


def wire_arguments(arguments: Arguments, account: Account | None) -> dict[str, Any]:
    """The passed arguments with Pulumi's names, ready for JSON. An account is its namespace."""
    named = {**arguments, "account": account and account.config}
    return {camel_case(name): _to_json(value) for name, value in named.items() if value is not None}


def _to_json(value: Any) -> Any:
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def option_names(options: Sequence[core.Option]) -> list[str]:
    """The names of options, in order."""
    return [option.name for option in options]
