# SPDX-License-Identifier: MIT
"""The front ends, called with options and answering in one shape, for the shared cases."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

from pulumi.provider.experimental import provider as protocol

import pulumi_together
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from module_runner import run_module
from pulumi_together import naming
from pulumi_together.diagnostics import EngineLog
from pulumi_together.plugin.property_values import to_plain_values, to_properties
from pulumi_together.plugin.provider import TogetherProvider

Outcome = dict[str, Any]  # an answer by the names of its fields, or {"error_type", "message"}
FrontEnd = Callable[[dict[str, Any]], Outcome]
CONNECTION = {option.name for option in core.CONNECTION}
ANSWER = tuple(core.Answer([], {}, [], []).to_dict())  # the names of an answer's fields
OPTION_NAMES = {naming.camel_case(option.name): option.name for option in (*core.CONNECTION, *core.QUESTION)}
FIELD_NAMES = {naming.camel_case(name): name for name in (*ANSWER, *core.ENDPOINT_FIELDS)}


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


def through_plugin(options: dict[str, Any]) -> Outcome:
    """The function of the provider plugin. Names of its schema become those of the core again."""
    connection = {
        naming.camel_case(name): _as_text(value)
        for name, value in options.items()
        if name in CONNECTION and value is not None
    }
    question = {naming.camel_case(name): value for name, value in options.items() if name not in CONNECTION}
    response = asyncio.run(_call_plugin(connection, question))
    if response.failures:
        [failure] = response.failures
        message = re.sub(r"\b(?:together:)?(\w+)", _core_name, failure.reason)
        return {"error_type": mock.ANY, "message": " ".join(message.split("\n"))}  # Pulumi does not show the type
    answer = {
        FIELD_NAMES.get(name, name): value for name, value in to_plain_values(response.return_value or {}).items()
    }
    return {
        **answer,
        "endpoint": answer["endpoint"] and _endpoint(answer["endpoint"]),
        "endpoints": [_endpoint(endpoint) for endpoint in answer["endpoints"]],
        "matches": {model: [_endpoint(endpoint) for endpoint in found] for model, found in answer["matches"].items()},
    }


async def _call_plugin(connection: Mapping[str, str], question: Mapping[str, Any]) -> protocol.InvokeResponse:
    provider = TogetherProvider("an engine that does not listen")
    with mock.patch.object(EngineLog, "_log"):
        await provider.configure(protocol.ConfigureRequest({}, to_properties(connection), True, True))
        return await provider.call_function("together:index:getEndpoints", to_properties(question), False)


def _core_name(name: re.Match[str]) -> str:
    return OPTION_NAMES.get(name[1], name[0])


def _as_text(value: Any) -> str:
    """A value of the configuration, which is text."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _endpoint(endpoint: dict[str, Any]) -> dict[str, Any]:
    return {FIELD_NAMES.get(name, name): value for name, value in endpoint.items()}


FRONT_ENDS: dict[str, FrontEnd] = {
    "core": through_core,
    "module": through_module,
    "get_endpoints": through_get_endpoints,
    "plugin": through_plugin,
}
