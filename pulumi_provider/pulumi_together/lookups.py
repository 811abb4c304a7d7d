# SPDX-License-Identifier: MIT
"""The way from a function's arguments to its result: now, or as an Output; from the API, or from a unit test's mock."""

from __future__ import annotations

import asyncio
import copy
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import pulumi

from . import runs
from ._core import api as core
from .errors import EndpointLookupError, renamed
from .results import (
    GetEndpointResult,
    GetEndpointsResult,
    all_endpoints,
    camel_case,
    only_endpoint,
    stub_endpoint,
    stub_endpoints,
)
from .settings import settings, warnings

R = TypeVar("R")
Arguments = Mapping[str, Any]  # of a function: all its options, None where not given, and opts


class Lookup(Generic[R]):
    """One of the functions, in its plain form and its Output form.

    token: what a mock sees. query: arguments -> question. result: answer -> result. stub: what a mock returned, models
    asked for -> result. notes: error_type -> what to add to a sentence that offers options the function has not.
    """

    def __init__(
        self,
        token: str,
        query: Callable[[Arguments], core.Query],
        result: Callable[[core.Answer], R],
        stub: Callable[[Any, Sequence[str]], R],
        notes: Mapping[str, str],
    ) -> None:
        self._token = token
        self._query = query
        self._result = result
        self._stub = stub
        self._notes = notes

    def now(self, arguments: Arguments) -> R:
        """The result; waits for the API. Raises EndpointLookupError."""
        try:
            _refuse(arguments)
            return self._mocked(arguments) if runs.is_mocked() else self._asked(arguments)
        except core.LookupFailed as error:
            failed = error
        # Not in the `except`: nothing hangs on the error that users see.
        raise EndpointLookupError(
            f"{failed}{self._notes.get(failed.error_type, '')}", failed.error_type, failed.facts()
        )

    def later(self, arguments: Arguments) -> pulumi.Output[R]:
        """The result once the arguments, and what opts.depends_on names, are known; secret if one of them is."""
        opts = arguments["opts"]
        given = {name: value for name, value in arguments.items() if value is not None and name != "opts"}

        def known(resolved: Sequence[Any]) -> pulumi.Input[R]:
            plain = {**dict.fromkeys(arguments), **dict(resolved[0]), "opts": opts}
            # A thread, since the event loop is Pulumi's; to_thread takes the context along, in which the run is found.
            return self.now(plain) if runs.is_mocked() else asyncio.to_thread(self.now, plain)

        return pulumi.Output.all(pulumi.Output.all(**given), _dependencies(opts)).apply(known)

    def _asked(self, arguments: Arguments) -> R:
        run = runs.current()
        run.warn(warnings())
        query = self._query(arguments)
        wanted = settings(arguments)
        answer = run.client(wanted).lookup(query, wanted.validation)
        run.warn(answer.warnings)
        return self._result(answer)

    def _mocked(self, arguments: Arguments) -> R:
        models = self._query(arguments).models or ()
        # A copy, since invoke writes the parent's provider into it.
        stub = pulumi.runtime.invoke(self._token, _on_the_wire(arguments), copy.copy(arguments["opts"]))
        return self._stub(stub.value, models)


def _refuse(arguments: Arguments) -> None:
    """Raises core.InvalidOption for what can have no effect here."""
    for name, value in arguments.items():
        entries = value if isinstance(value, (list, tuple)) else [value]
        if any(isinstance(entry, pulumi.Output) for entry in entries):
            raise core.InvalidOption(name, "expected a value, found an Output; the function's _output form takes it")
    if getattr(arguments["opts"], "provider", None) is not None:
        raise core.InvalidOption(
            "opts.provider", "expected none, since no plugin is asked; choose the account with api_key and base_url"
        )


def _dependencies(opts: pulumi.InvokeOptions | None) -> pulumi.Output[Any]:
    """Known when the resources of depends_on are there: in a preview, when none of them is still to be created."""
    resources = opts.depends_on if isinstance(opts, pulumi.InvokeOutputOptions) else None

    def settled(of: Any) -> pulumi.Output[Any]:
        each = of if isinstance(of, Sequence) else [of]
        return pulumi.Output.all(*[r.id if isinstance(r, pulumi.CustomResource) else r.urn for r in each])

    return pulumi.Output.from_input([] if resources is None else resources).apply(settled)


def _on_the_wire(arguments: Arguments) -> dict[str, Any]:
    given = {name: value for name, value in arguments.items() if value is not None and name != "opts"}
    return {
        camel_case(name): os.fspath(value) if isinstance(value, os.PathLike) else value for name, value in given.items()
    }


def _one(arguments: Arguments) -> core.Query:
    if arguments["on_multiple"] == "all":
        raise core.InvalidOption("on_multiple", 'expected one of fail, newest, found "all"; get_endpoints has it')
    try:
        return core.Query(models=[arguments["model"]], **_question(arguments))
    except core.InvalidOption as error:
        invalid = error
    raise renamed(invalid, {"models[0]": "model"})


def _many(arguments: Arguments) -> core.Query:
    return core.Query(**_question(arguments))


def _question(arguments: Arguments) -> dict[str, Any]:
    return {option.name: arguments[option.name] for option in core.QUESTION if option.name in arguments}


ENDPOINT: Lookup[GetEndpointResult] = Lookup(
    token="together:index:getEndpoint",
    query=_one,
    result=only_endpoint,
    stub=stub_endpoint,
    notes={"ambiguous": " (all: with get_endpoints)", "missing": " (with get_endpoints)"},
)
ENDPOINTS: Lookup[GetEndpointsResult] = Lookup(
    token="together:index:getEndpoints", query=_many, result=all_endpoints, stub=stub_endpoints, notes={}
)
