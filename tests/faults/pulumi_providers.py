# SPDX-License-Identifier: MIT
"""Pulumi's two provider processes as front ends, called over gRPC as the engine calls them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc

from pulumi_provider_process import DynamicProvider, Engine, Plugin, running_engine, secret
from sandbox_api.server import API_KEY

from .lookup_call import LookupCall, LookupResult, process_environment
from .lookup_worker import MODEL

NO_KEY = {"TOGETHER_API_KEY": ""}  # the key comes from the configuration


def plugin(call: LookupCall, home: Path) -> LookupResult:
    """Call `getEndpoint` of a provider plugin, in a process of its own."""
    environment = process_environment(home, call)
    with running_engine() as engine, configured_plugin(engine, environment, call.options) as process:

        def get_endpoint() -> tuple[str | None, str]:
            endpoint, failures = process.invoke(model=MODEL)
            return endpoint.get("id"), "; ".join(f"{property}: {reason}" for property, reason in failures)

        return _result(get_endpoint, process.close, engine)


def dynamic_provider(call: LookupCall, home: Path) -> LookupResult:
    """Read an `Endpoint` resource with the dynamic provider, in a process of its own."""
    environment = process_environment(home, call)
    with running_engine() as engine, configured_dynamic_provider(engine, environment) as process:
        id = resource_id(call.options)
        return _result(lambda: (process.read(id)["endpoint_id"], ""), process.close, engine)


@contextmanager
def configured_plugin(engine: Engine, variables: Mapping[str, str], options: Mapping[str, Any]) -> Iterator[Plugin]:
    """Start a plugin whose configuration has the options and the secret key, as text, as a stack has them."""
    process = Plugin(engine.address, {**variables, **NO_KEY})
    config = {camel_case(option): str(value) for option, value in options.items()}
    try:
        process.configure(apiKey=secret(API_KEY), **config)
        yield process
    finally:
        process.stop()


@contextmanager
def configured_dynamic_provider(engine: Engine, variables: Mapping[str, str]) -> Iterator[DynamicProvider]:
    """Start a dynamic provider whose configuration has the secret key."""
    process = DynamicProvider(engine.address, {**variables, **NO_KEY})
    try:
        process.configure(**{"together:apiKey": secret(API_KEY)})
        yield process
    finally:
        process.stop()


def resource_id(options: Mapping[str, Any]) -> str:
    """Return the id that `Endpoint.get` gives to a resource with these options."""
    return json.dumps(
        {"model": MODEL, **{camel_case(option): options[option] for option in options}}, default=os.fspath
    )


def camel_case(text: str) -> str:
    """Spell options in a text as Pulumi does: `baseUrl` for `base_url`. `HTTP_PROXY` stays as it is."""
    return re.sub(r"(?<=[a-z])_([a-z])", lambda match: match[1].upper(), text)


def plugin_names(text: str) -> str:
    """Name the options in a text as the plugin does, whose key comes from its configuration."""
    return camel_case(text).replace("TOGETHER_API_KEY", "apiKey")


def dynamic_provider_names(text: str) -> str:
    """Name the options in a text as the dynamic provider does, whose key comes from the stack's configuration."""
    return text.replace("TOGETHER_API_KEY", "together:apiKey")


def _result(lookup: Callable[[], tuple[str | None, str]], close: Callable[[], str], engine: Engine) -> LookupResult:
    """Return the result of a lookup that returns an id and an error message, one of them empty."""
    id: str | None = None
    try:
        id, message = lookup()
    except grpc.RpcError as error:
        message = _message(error)
    output = [message, close(), *(entry.message for entry in [*engine.logged, *engine.debugged])]
    return LookupResult(id, None, message, "\n".join(output))


def _message(error: Any) -> str:
    """Return an error's message without what Pulumi adds around that of a dynamic provider."""
    return str(error.details()).removeprefix("pulumi_together.EndpointLookupError: ").removesuffix("\n")
