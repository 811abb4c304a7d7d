# SPDX-License-Identifier: MIT
"""The endpoint of a model as a resource that is only read: a stack shows what changed since it last looked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import pulumi
from pulumi import dynamic

from . import runs
from ._core import client as core
from .accounts import Account
from .errors import public
from .functions import ApiVersion, OnMultipleOfOne, Type, UsageType, Validation
from .lookups import NO_PROVIDER, ONE_ENDPOINT, is_later, one, values
from .reader import EndpointReader
from .selectors import selector
from .settings import RESOURCE_KEY, check, renderer, warnings

OUTPUTS = (
    *("endpoint_id", "name", "model", "type", "owner", "state", "created_at", "ready", "object", "extra"),
    *("api_version", "inference_url", "running"),
)
SECRET = (
    "expected arguments that are no secrets, since they stand readable in the stack's state; "
    "get_endpoint_output takes them, or make them plain with pulumi.Output.unsecret"
)


class Endpoint(dynamic.Resource, module="together", name="Endpoint"):
    """The one Together AI endpoint that serves a model, made by `Endpoint.get` only.

    It is read at every preview, update and refresh. When another endpoint serves the model since, the change shows as
    old => new; when none does, or several do, that is an error, and the state stays as it was. Nothing is ever made,
    changed or deleted at Together AI: to destroy it is to forget it.

    id: what was asked for, and not the endpoint's id.
    endpoint_id: the endpoint's id, which management calls take.
    name: what inference calls pass as `model`.
    The other outputs are the fields of `GetEndpointResult`.
    """

    endpoint_id: pulumi.Output[str]
    name: pulumi.Output[str]
    model: pulumi.Output[str]
    type: pulumi.Output[str]
    owner: pulumi.Output[str]
    state: pulumi.Output[str]
    created_at: pulumi.Output[str]
    ready: pulumi.Output[bool]
    object: pulumi.Output[str]
    extra: pulumi.Output[dict[str, Any]]
    api_version: pulumi.Output[str]
    inference_url: pulumi.Output[str]
    running: pulumi.Output[bool]

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        """For `get`. Raises EndpointLookupError for anything but reading."""
        if opts is not None and opts.import_ is not None:
            _refuse("opts.import_", "expected none, since an endpoint is read and never managed")
        if opts is not None and (opts.provider or opts.providers):
            _refuse("opts.provider" if opts.provider else "opts.providers", NO_PROVIDER)
        if opts is None or opts.id is None:
            _refuse("Endpoint()", "expected Endpoint.get(), since an endpoint is read and never created")
        super().__init__(EndpointReader(), resource_name, dict.fromkeys(OUTPUTS), opts)

    @staticmethod
    def get(
        resource_name: str,
        model: pulumi.Input[str],
        *,
        type: pulumi.Input[Type] | None = None,
        usage_type: pulumi.Input[UsageType] | None = None,
        mine: pulumi.Input[bool] | None = None,
        state: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        owner: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        name: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        ignore_case: pulumi.Input[bool] | None = None,
        on_multiple: pulumi.Input[OnMultipleOfOne] | None = None,
        base_url: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[ApiVersion] | None = None,
        project_id: pulumi.Input[str] | None = None,
        timeout: pulumi.Input[float] | None = None,
        deadline: pulumi.Input[float] | None = None,
        retries: pulumi.Input[int] | None = None,
        validate_certs: pulumi.Input[bool] | None = None,
        ca_path: pulumi.Input[str | os.PathLike[str]] | None = None,
        validation: pulumi.Input[Validation] | None = None,
        account: Account | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> Endpoint:
        """Read the one endpoint that serves a model.

        The arguments are those of `get_endpoint`, but for:
            resource_name: the resource's name in the stack.
            api_key: is not taken, since it would stand in the state. It comes from the configuration of the account,
                else, for the account without a name, from TOGETHER_API_KEY.
            opts: Pulumi's options for resources; `import_`, `id` and `provider` are refused.

        Arguments may be Outputs. While one is unknown in a preview, or what opts.depends_on names is still to be
        created, so are the outputs, and nothing is asked. A secret is refused: what was asked for stands readable in
        the state, as the resource's id.

        Each resource makes a request of its own; for many models, `get_endpoints` makes one for all.

        Raises EndpointLookupError: an option that is no good. That there is no endpoint, or several, fails the program
        as well, but later, when Pulumi has read it.
        """
        arguments = {"api_key": None, **{name: value for name, value in locals().items() if name != "resource_name"}}
        if opts is not None and opts.id is not None:
            _refuse("opts.id", "expected none, since the arguments say what to read")
        read = pulumi.ResourceOptions(id=_id(arguments))
        return Endpoint(resource_name, pulumi.ResourceOptions.merge(opts, read))


def _id(arguments: Mapping[str, Any]) -> pulumi.Input[str]:
    """What the state has of the question: in the clear, as every id, so that no secrets are taken."""
    if getattr(arguments["opts"], "depends_on", None) is None and not any(map(is_later, arguments.values())):
        return _selector(arguments)
    resolved = values(arguments)

    async def known(found: Mapping[str, Any]) -> str:
        if await resolved.is_secret():
            _refuse("Endpoint.get()", SECRET)
        return _selector({**arguments, **found})

    return pulumi.Output.unsecret(resolved.apply(known))  # a secret that is not known yet is refused when it is


def _selector(arguments: Mapping[str, Any]) -> str:
    """What to read, checked in the program, where an error is the program's own."""
    try:
        one(arguments)
        check(arguments)
        if not runs.is_mocked():
            runs.current().warn(warnings(arguments["account"]))
        return selector(arguments)
    except core.TogetherError as error:
        failed = public(error, renderer(arguments, ONE_ENDPOINT, names=RESOURCE_KEY))
    raise failed


def _refuse(option: str, problem: str) -> NoReturn:
    raise public(core.InvalidOptionError(option, problem=problem))
