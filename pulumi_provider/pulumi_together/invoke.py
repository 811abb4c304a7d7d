# SPDX-License-Identifier: MIT
"""Calls the functions of the package: at once or as an Output, with the API or with the mock of a unit test."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pulumi

from . import mocks, outputs, queries, run_context
from ._core import client as core
from .accounts import Account, refuse_known_keys, validate_account
from .config import PLACEHOLDER_KEY, config_warnings, settings_arguments
from .diagnostics import show_at_resource, show_status, trace_function
from .errors import public_error
from .queries import Arguments, wire_arguments
from .renderers import lookup_renderer
from .results import GetEndpointResult, GetEndpointsResult, get_endpoint_result, get_endpoints_result
from .threads import run_in_thread

R = TypeVar("R")
InvokeOptions = pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None
USE_ACCOUNT = core.Hint("use_account", "Pass account=pulumi_together.Account(...) to select an account")


@dataclass(frozen=True)
class Function(Generic[R]):
    """A function of the package.

    token: the name that mocks see. convert: answer -> result. convert_mock: what a mock returned, and the models of the
    query -> result.
    """

    token: str
    convert: Callable[[core.Answer], R]
    convert_mock: Callable[[Any, Sequence[str]], R]


GET_ENDPOINT: Function[GetEndpointResult] = Function(
    "together:index:getEndpoint", get_endpoint_result, mocks.get_endpoint_result
)
GET_ENDPOINTS: Function[GetEndpointsResult] = Function(
    "together:index:getEndpoints", get_endpoints_result, mocks.get_endpoints_result
)


def invoke(function: Function[R], arguments: Arguments, account: Account | None, opts: InvokeOptions) -> R:
    """Return the result of a function; wait for the API. Raises EndpointLookupError."""
    try:
        return _call(function, arguments, account, opts)
    except core.TogetherError as error:
        failed = error
    # Raised outside of `except`, so that the error has no context.
    raise _shown_at_parent(public_error(failed, lookup_renderer(arguments, account)), opts)


def invoke_output(
    function: Function[R], arguments: Mapping[str, Any], account: Account | None, opts: InvokeOptions
) -> pulumi.Output[R]:
    """Return the result of a function as an Output.

    It is known once the arguments are and the resources in opts.depends_on exist. It is secret if an argument is.
    """
    call_opts = _without_depends_on(opts)  # `outputs.resolve` waits for depends_on

    def call(resolved: Mapping[str, Any]) -> pulumi.Input[R]:
        values = {**arguments, **resolved}
        if run_context.is_mocked():
            return invoke(function, values, account, call_opts)
        return call_in_thread(values)

    async def call_in_thread(values: Arguments) -> R:
        # The thread finds the run and the configuration in the context, which it inherits.
        try:
            return await run_in_thread(lambda: _call(function, values, account, call_opts))
        except core.TogetherError as error:
            failed = error
        raised = public_error(failed, lookup_renderer(values, account))
        if call_opts and call_opts.parent:
            await show_at_resource(raised, call_opts.parent).future()
        raise raised

    return outputs.resolve(arguments, getattr(opts, "depends_on", None)).apply(call)


def _call(function: Function[R], arguments: Arguments, account: Account | None, opts: InvokeOptions) -> R:
    _refuse_outputs(arguments)
    _check_options(opts)
    account = validate_account(account)
    refuse_known_keys({**arguments, "api_key": None})
    if run_context.is_mocked():
        return _call_mock(function, arguments, account, opts)
    context = run_context.current()
    context.warnings.warn(config_warnings(account))
    settings = core.Settings(**settings_arguments(arguments, account))
    query = queries.make_query(arguments, settings.api_key, is_preview=pulumi.runtime.is_dry_run())
    client = context.client(settings)
    answer = client.lookup(query, settings.validation, progress=show_status, trace=trace_function())
    context.warnings.warn(answer.warnings)
    return function.convert(answer)


def _call_mock(function: Function[R], arguments: Arguments, account: Account | None, opts: InvokeOptions) -> R:
    query = check_without_key(arguments, account)
    # A copy, because invoke sets the parent's provider in it.
    returned = pulumi.runtime.invoke(function.token, wire_arguments(arguments, account), copy.copy(opts))
    return function.convert_mock(returned.value, query.models or ())


def check_without_key(arguments: Arguments, account: Account | None) -> core.Query:
    """Check the options as a lookup does, but without a key and the file of ca_path. Raises core.InvalidOptionError."""
    refuse_known_keys({**arguments, "api_key": None})
    key = arguments.get("api_key")
    placeholder = {**arguments, "api_key": PLACEHOLDER_KEY if key is None else key, "ca_path": None}
    settings = core.Settings(**settings_arguments(placeholder, account))
    return queries.make_query(arguments, settings.api_key)


def _refuse_outputs(arguments: Arguments) -> None:
    for name, value in arguments.items():
        if outputs.contains_output(value):
            use_output_form = core.Hint("use_output_form", "Use the _output form of the function")
            raise core.InvalidOptionError(name, "a value", "an Output", hints=[use_output_form])


def _check_options(opts: object) -> None:
    """Raise core.InvalidOptionError for Pulumi options that a function does not support."""
    if opts is not None and not isinstance(opts, pulumi.InvokeOptions):
        found = f"a value of type {type(opts).__name__}"
        raise core.InvalidOptionError("opts", "pulumi.InvokeOptions", found)
    if getattr(opts, "depends_on", None) is not None:
        wait = core.Hint("use_output_form", "Use the _output form of the function, which waits for resources")
        raise core.InvalidOptionError("opts.depends_on", problem="not supported here", hints=[wait])
    if getattr(opts, "provider", None) is not None:
        problem = "not supported, because this function does not use the provider plugin"
        raise core.InvalidOptionError("opts.provider", problem=problem, hints=[USE_ACCOUNT])


def _without_depends_on(opts: InvokeOptions) -> InvokeOptions:
    if not isinstance(opts, pulumi.InvokeOutputOptions):
        return opts
    copied = copy.copy(opts)
    copied.depends_on = None
    return copied


def _shown_at_parent(error: Exception, opts: InvokeOptions) -> Exception:
    """The error, which is shown at the parent resource as well if the program does not handle it."""
    parent = getattr(opts, "parent", None)
    if parent is not None and _is_in_event_loop():
        show_at_resource(error, parent)
    return error


def _is_in_event_loop() -> bool:
    """Whether this is the thread of the event loop, which finds the URN of a resource."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
