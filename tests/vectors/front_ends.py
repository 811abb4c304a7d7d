# SPDX-License-Identifier: MIT
"""The front ends, called with options and answering in one shape, for the shared cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi_together
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from module_runner import run_module

Outcome = dict[str, Any]  # an answer by the names of its fields, or {"error_type", "message"}
FrontEnd = Callable[[dict[str, Any]], Outcome]
ANSWER = tuple(core.Answer([], {}, [], []).to_dict())  # the names of an answer's fields


def through_core(options: dict[str, Any]) -> Outcome:
    """The core."""
    names = [option.name for option in core.CONNECTION]
    connection = {name: value for name, value in options.items() if name in names}
    question = {name: value for name, value in options.items() if name not in names}
    try:
        return core.lookup(*core.prepare(connection, question)).to_dict()
    except core.TogetherError as error:
        return {"error_type": error.error_type, "message": str(error)}


def through_module(options: dict[str, Any]) -> Outcome:
    """The Ansible module."""
    result = run_module(options)
    if result.get("failed"):
        return {"error_type": result["error_type"], "message": result["msg"]}
    assert result["changed"] is False
    return {name: result[name] for name in ANSWER}


def through_get_endpoints(options: dict[str, Any]) -> Outcome:
    """The Pulumi function, whose messages have lists with one entry per line."""
    try:
        return pulumi_together.get_endpoints(**options).to_dict()
    except pulumi_together.EndpointLookupError as error:
        return {"error_type": error.error_type, "message": " ".join(str(error).split("\n"))}


FRONT_ENDS: dict[str, FrontEnd] = {
    "core": through_core,
    "module": through_module,
    "get_endpoints": through_get_endpoints,
}
