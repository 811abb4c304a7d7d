# SPDX-License-Identifier: MIT
"""The way from a function's arguments to its result: now, or as an Output; from the API, or from a unit test's mock."""

from __future__ import annotations

import copy
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import pulumi

from . import runs
from ._core import client as core
from .accounts import given as given_account
from .errors import public
from .results import (
    GetEndpointResult,
    GetEndpointsResult,
    all_endpoints,
    camel_case,
    only_endpoint,
    stub_endpoint,
    stub_endpoints,
)
from .settings import check, renderer, settings, warnings
from .threads import in_a_thread

R = TypeVar("R")
Arguments = Mapping[str, Any]  # of a function: all its options, None where not given, and account and opts
NO_PROVIDER = "expected none, since no plugin is asked; choose the account with account"
PLAIN = ("account", "opts")  # arguments that are never Outputs
# For one endpoint: the hints about options that only `get_endpoints` has.
ONE_ENDPOINT = {
    "all": "Use get_endpoints(on_multiple='all') to select every one",
    "ignore_missing": "Use get_endpoints(on_missing='ignore') to continue without an endpoint",
}


class Lookup(Generic[R]):
    """One of the functions, in its plain form and its Output form.

    token: what a mock sees. query: arguments -> question. result: answer -> result. stub: what a mock returned, models
    asked for -> result. replacements: of the renderer, for hints about options that the function does not have.
    """

    def __init__(
        self,
        token: str,
        query: Callable[[Arguments], core.Query],
        result: Callable[[core.Answer], R],
        stub: Callable[[Any, Sequence[str]], R],
        replacements: Mapping[str, str],
    ) -> None:
        self._token = token
        self._query = query
        self._result = result
        self._stub = stub
        self._replacements = replacements

    def now(self, arguments: Arguments) -> R:
        """The result; waits for the API. Raises EndpointLookupError."""
        try:
            _refuse(arguments)
            _refuse_options(arguments["opts"])
            return self._mocked(arguments) if runs.is_mocked() else self._asked(arguments)
        except core.TogetherError as error:
            failed = error
        # Not in the `except`: nothing hangs on the error that users see.
        raise public(failed, renderer(arguments, self._replacements))

    def later(self, arguments: Arguments) -> pulumi.Output[R]:
        """The result once the arguments, and what opts.depends_on names, are known; secret if one of them is."""

        def known(resolved: Mapping[str, Any]) -> pulumi.Input[R]:
            plain = {**arguments, **resolved, "opts": _waited_for(arguments["opts"])}
            # A thread, since the event loop is Pulumi's; the run is found in the context, which goes along.
            return self.now(plain) if runs.is_mocked() else in_a_thread(lambda: self.now(plain))

        return values(arguments).apply(known)

    def _asked(self, arguments: Arguments) -> R:
        run = runs.current()
        run.warn(warnings(given_account(arguments["account"])))
        query = self._query(arguments)
        wanted = settings(arguments)
        answer = run.client(wanted).lookup(query, wanted.validation)
        run.warn(answer.warnings)
        return self._result(answer)

    def _mocked(self, arguments: Arguments) -> R:
        models = self._query(arguments).models or ()
        check(arguments)
        # A copy, since invoke writes the parent's provider into it.
        stub = pulumi.runtime.invoke(self._token, on_the_wire(arguments), copy.copy(arguments["opts"]))
        return self._stub(stub.value, models)


def _refuse(arguments: Arguments) -> None:
    """Raises core.InvalidOptionError for what can have no effect here."""
    for name, value in arguments.items():
        if name not in PLAIN and is_later(value):
            raise core.InvalidOptionError(
                name, problem="expected a value, found an Output; the function's _output form takes it"
            )


def _waited_for(opts: Any) -> Any:
    """The options without what has been waited for."""
    if not isinstance(opts, pulumi.InvokeOutputOptions):
        return opts
    waited = copy.copy(opts)
    waited.depends_on = None
    return waited


def _refuse_options(opts: object) -> None:
    """Raises core.InvalidOptionError for options of Pulumi's that a function does not take, or has no use for."""
    if opts is not None and not isinstance(opts, pulumi.InvokeOptions):
        raise core.InvalidOptionError(
            "opts", problem=f"expected pulumi.InvokeOptions, found a value of type {type(opts).__name__}"
        )
    if getattr(opts, "depends_on", None) is not None:
        raise core.InvalidOptionError(
            "opts.depends_on", problem="expected none, since only the function's _output form waits"
        )
    if getattr(opts, "provider", None) is not None:
        raise core.InvalidOptionError("opts.provider", problem=NO_PROVIDER)


def is_later(value: Any) -> bool:
    """Whether an argument is an Output, or a list that has one, or something else to wait for."""
    entries = value if isinstance(value, (list, tuple)) else [value]
    return any(isinstance(entry, (pulumi.Output, Awaitable)) for entry in entries)


def values(arguments: Arguments) -> pulumi.Output[dict[str, Any]]:
    """The arguments given that may be Outputs, once they, and what opts.depends_on names, are known."""
    given = {name: value for name, value in arguments.items() if value is not None and name not in PLAIN}
    return pulumi.Output.all(pulumi.Output.all(**given), _dependencies(arguments["opts"])).apply(lambda both: both[0])


def _dependencies(opts: pulumi.InvokeOptions | None) -> pulumi.Output[Any]:
    """Known when the resources of depends_on are there: in a preview, when none of them is still to be created."""

    async def expanded(depends_on: Any) -> list[pulumi.Resource]:
        # Private, but the one place that knows what a component stands for: its children, and theirs.
        from pulumi.runtime.rpc import _expand_dependencies

        return list((await _expand_dependencies(_resources(depends_on), None)).values())

    def settled(resources: Sequence[pulumi.Resource]) -> pulumi.Output[Any]:
        # Components that another process makes have no id, nor have dependencies that one names.
        return pulumi.Output.all(*[vars(resource).get("id", resource.urn) for resource in resources])

    depends_on: Any = getattr(opts, "depends_on", None)
    _resources(depends_on)  # at once, for what is wrong already
    each: pulumi.Output[list[pulumi.Resource]] = pulumi.Output.from_input(depends_on).apply(expanded)
    return each.apply(settled)


def _resources(depends_on: Any) -> list[Any]:
    """The resources, and what may become some. Raises EndpointLookupError for anything else."""
    several = depends_on if isinstance(depends_on, (list, tuple)) else [depends_on]
    given = [one for one in several if one is not None]
    for one in given:
        if not isinstance(one, (pulumi.Resource, pulumi.Output, Awaitable)):
            expected = f"expected a resource or a list of resources, found a value of type {type(one).__name__}"
            raise public(core.InvalidOptionError("opts.depends_on", problem=expected))
    return given


def on_the_wire(arguments: Arguments) -> dict[str, Any]:
    """The arguments given, by Pulumi's names and ready for JSON; an account by its namespace."""
    account = given_account(arguments["account"])
    named = {**arguments, "account": account and account.config}
    given = {name: value for name, value in named.items() if value is not None and name != "opts"}
    return {
        camel_case(name): os.fspath(value) if isinstance(value, os.PathLike) else value for name, value in given.items()
    }


def one(arguments: Arguments) -> core.Query:
    """The question for the one endpoint of `model`. Raises core.InvalidOptionError."""
    refuse_several("on_multiple", arguments["on_multiple"], "get_endpoints")
    return core.Query(models=[arguments["model"]], **_question(arguments))


def refuse_several(option: str, on_multiple: object, other: str) -> None:
    """Raise core.InvalidOptionError for a value that only the function `other`, for several endpoints, accepts."""
    if on_multiple not in (None, "fail", "newest"):
        problem = f"expected one of fail, newest, found {core.format_value(on_multiple)}; {other} has all as well"
        raise core.InvalidOptionError(option, problem=problem)


def _many(arguments: Arguments) -> core.Query:
    return core.Query(**_question(arguments))


def _question(arguments: Arguments) -> dict[str, Any]:
    return {option.name: arguments[option.name] for option in core.QUESTION if option.name in arguments}


ENDPOINT: Lookup[GetEndpointResult] = Lookup(
    token="together:index:getEndpoint",
    query=one,
    result=only_endpoint,
    stub=stub_endpoint,
    replacements=ONE_ENDPOINT,
)
ENDPOINTS: Lookup[GetEndpointsResult] = Lookup(
    token="together:index:getEndpoints", query=_many, result=all_endpoints, stub=stub_endpoints, replacements={}
)
