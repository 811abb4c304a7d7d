# SPDX-License-Identifier: MIT
"""The id of an `Endpoint` in a stack's state: all that it takes to ask for it again, but for the key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ._core import client as core
from .accounts import Account
from .lookups import on_the_wire
from .results import camel_case

QUESTION = [option.name for option in core.QUESTION if option.name not in ("models", "on_missing")]
CONNECTION = [option.name for option in core.CONNECTION if not option.secret]
NAMES = {camel_case(name): name for name in ("model", *QUESTION, *CONNECTION, "account")}  # in a selector -> argument


def selector(arguments: Mapping[str, Any]) -> str:
    """The id for the arguments of `Endpoint.get`: the model, or JSON by Pulumi's names where more is given."""
    told = on_the_wire(arguments)
    model = told["model"]
    is_enough = list(told) == ["model"] and isinstance(model, str) and not model.lstrip().startswith("{")
    return str(model) if is_enough else json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def arguments(selector: str) -> dict[str, Any]:
    """The arguments that a selector was made of, None where not given. Raises core.InvalidOptionError."""
    found = given(selector)
    strange = [name for name in found if name not in NAMES]
    if strange:
        raise core.InvalidOptionError(
            "id", problem=f"has {strange[0]}, which this version of pulumi_together does not know"
        )
    account = found.get("account")
    told = {**found, "account": None if account is None else Account(account)}
    return {"api_key": None, **{name: told.get(key) for key, name in NAMES.items()}}


def given(selector: str) -> dict[str, Any]:
    """What a selector says, by Pulumi's names. Raises core.InvalidOptionError."""
    if not selector.lstrip().startswith("{"):
        return {"model": selector}
    try:
        found = json.loads(selector)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        expected = 'a model, or a JSON object such as {"model":"Qwen/Qwen3-32B","type":"dedicated"}'
        raise core.InvalidOptionError("id", problem=f"expected {expected}, found JSON that is cut or misspelled")
    return found
