# SPDX-License-Identifier: MIT
"""The endpoint of a model as a read-only resource: a stack shows what changed since the last read.

`python -m tools.pulumi_python` writes the outputs and the signature of `Endpoint.get`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import pulumi
from pulumi import dynamic

from . import choices, outputs, run_context
from ._core import client as core
from .accounts import Account, validate_account
from .config import config_warnings
from .dynamic_provider import EndpointProvider
from .errors import public_error
from .invoke import USE_ACCOUNT, check_without_key
from .queries import Arguments
from .renderers import resource_renderer
from .resource_id import format_resource_id
from .results import GetEndpointResult

USE_GET = core.Hint("use_get", "Use Endpoint.get(), which reads an endpoint")
UNSECRET = core.Hint(
    "unsecret", "Use get_endpoint_output, which accepts secrets, or pass the value with pulumi.Output.unsecret()"
)
OUTPUTS = ("endpoint_id", *(name for name in GetEndpointResult.__dataclass_fields__ if name != "id"))


class Endpoint(dynamic.Resource, module="together", name="Endpoint"):
    """The one Together AI endpoint that serves a model. Create it with `Endpoint.get`.

    Every preview, update and refresh reads it. If another endpoint serves the model, the change is shown as
    old => new. If no endpoint or several endpoints serve it, the run fails and the state stays unchanged. Nothing is
    created, changed or deleted at Together AI; `pulumi destroy` only removes the resource from the state.

    The resource's own `id` is the query: the model, or a JSON object of the arguments. The ID of the endpoint is
    `endpoint_id`.
    """

    # BEGIN GENERATED: outputs
    endpoint_id: pulumi.Output[str]
    """The ID of the endpoint, for calls that manage it."""
    name: pulumi.Output[str]
    """The inference name of the endpoint. Inference calls pass it as `model`."""
    model: pulumi.Output[str]
    """The model that the endpoint serves."""
    type: pulumi.Output[str | None]
    """`dedicated` or `serverless`."""
    owner: pulumi.Output[str | None]
    """The owner of the endpoint, `together` for public endpoints. In `v2`, the slug of the project."""
    state: pulumi.Output[str | None]
    """The state of the endpoint: `PENDING`, `STARTING`, `STARTED`, `STOPPING`, `STOPPED` or `ERROR`.

    A state that the API's specification does not list is returned unchanged.
    """
    created_at: pulumi.Output[str | None]
    """When the endpoint was created (RFC 3339)."""
    api_version: pulumi.Output[str]
    """The API generation that the record is from, `v1` or `v2`."""
    inference_url: pulumi.Output[str]
    """The base URL for inference calls to the endpoint."""
    ready: pulumi.Output[bool]
    """Whether the endpoint accepts inference calls."""
    running: pulumi.Output[bool]
    """Whether hardware is running for the endpoint and is billed. Always false for serverless endpoints."""
    object: pulumi.Output[str | None]
    """Always `endpoint`."""
    extra: pulumi.Output[dict[str, Any]]
    """All other fields that the API sent.

    In `v2`, these include `deployments`, with the state, model, replicas and hardware of each deployment.
    """
    # END GENERATED

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        """Called by `get`. Raises EndpointLookupError if anything else is requested than a read."""
        if opts is not None and opts.import_ is not None:
            _refuse("opts.import_", "not supported, because the stack does not manage the endpoint", USE_GET)
        if opts is not None and (opts.provider or opts.providers):
            option = "opts.provider" if opts.provider else "opts.providers"
            _refuse(option, "not supported, because Endpoint does not use the provider plugin", USE_ACCOUNT)
        if opts is None or opts.id is None:
            _refuse("Endpoint()", "not supported, because an endpoint cannot be created", USE_GET)
        super().__init__(EndpointProvider(), resource_name, dict.fromkeys(OUTPUTS), opts)

    # BEGIN GENERATED: get
    @staticmethod
    def get(
        resource_name: str,
        model: pulumi.Input[str],
        *,
        type: pulumi.Input[choices.Type] | None = None,
        usage_type: pulumi.Input[choices.UsageType] | None = None,
        mine: pulumi.Input[bool] | None = None,
        state: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        owner: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        name: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        ready: pulumi.Input[bool] | None = None,
        ignore_case: pulumi.Input[bool] | None = None,
        prefer: pulumi.Input[choices.Prefer] | None = None,
        on_multiple: pulumi.Input[choices.GetEndpointOnMultiple] | None = None,
        base_url: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[choices.ApiVersion] | None = None,
        project_id: pulumi.Input[str] | None = None,
        timeout: pulumi.Input[float] | None = None,
        deadline: pulumi.Input[float] | None = None,
        retries: pulumi.Input[int] | None = None,
        validate_certs: pulumi.Input[bool] | None = None,
        ca_path: pulumi.Input[str | os.PathLike[str]] | None = None,
        validation: pulumi.Input[choices.Validation] | None = None,
        account: Account | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> Endpoint:
        """Read the Together AI endpoint that serves a model.

        Arguments may be Outputs. If one is unknown in a preview, or a resource in `opts.depends_on` does not exist yet,
        the outputs are unknown and no request is sent. Secrets are refused, because the state stores the arguments in
        plain text.

        There is no argument for the API key, which would be stored in the state. It is read from the stack's
        configuration, otherwise from TOGETHER_API_KEY.

        Every resource sends its own requests. For many models, use `get_endpoints`.

        A connection option that is not passed is read from the stack's configuration, then from the environment
        variable, and has its default otherwise. None, an empty configuration value and an empty variable count as not
        passed.

        Args:
            resource_name: The name of the resource in the stack.
            model: The model to find the endpoint of, spelled as the API spells it, such as `Qwen/Qwen3-32B`.
            type: Only endpoints of this type.
                "dedicated": Endpoints on hardware reserved for one account.
                "serverless": Public endpoints that all accounts share.
            usage_type: Only dedicated endpoints whose hardware is billed this way.
                "on-demand": Billed by use.
                "reserved": Reserved for a period of time.
            mine: If true, only endpoints that belong to the caller: in `v1` to the account of the API key, in `v2` to
                the searched projects. If false, only the others: endpoints that are shared in the organization, and
                serverless ones.
            state: Only endpoints in one of these states, such as `STARTED`. Compared without regard to case. Any value
                is accepted, because the API uses more states than its specification lists. A value that no endpoint has
                warns if it is not in the specification. An empty list is an error.
            owner: Only endpoints of one of these owners, such as `together` for public endpoints. An empty list is an
                error.
            name: Only endpoints with one of these inference names. An empty list is an error.
            ready: If true, only endpoints that accept inference calls. If false, only endpoints that do not.
            ignore_case: Whether to compare `model`, `owner` and `name` without regard to case. Default: False.
            prefer: If endpoints of this type serve a model, ignore its endpoints of the other type. Several endpoints
                of the preferred type are handled as `on_multiple` says.
                "dedicated": Use a dedicated endpoint if there is one, else a serverless one.
                "serverless": Use a serverless endpoint if there is one, else a dedicated one.
            on_multiple: How to handle several matching endpoints for one model.
                "fail" (default): Raise an error that lists them.
                "newest": Select the most recently created endpoint.
            base_url: The http or https URL of the API, with or without `/v1`. Default: "https://api.together.ai/v1".
                Configuration: `together:baseUrl`. Environment: `TOGETHER_BASE_URL`.
            api_version: The generation of the API to query. New endpoints can only be created in `v2`. Both hold
                endpoints today.
                "auto" (default): Query both generations at the same time and merge their endpoints. A generation that
                    does not exist at `base_url` is left out. Any other failure of a generation fails the lookup.
                "v1": Query the first generation only. Together AI supports it until the end of 2026.
                "v2": Query the second generation only.
                Configuration: `together:apiVersion`. Environment: `TOGETHER_API_VERSION`.
            project_id: The project to search in `v2`, by its ID or its slug. Without it, the project of the API key is
                searched. The key of an organization searches every project that it can access, up to 50. With
                `api_version` `v1`, a project from a configuration or the environment is ignored, and any other is an
                error. Configuration: `together:projectId`. Environment: `TOGETHER_PROJECT_ID`.
            timeout: Seconds to wait for a connection, and then for each read from it, in each attempt. Above 0 and at
                most 3600. Default: 30. Configuration: `together:timeout`.
            deadline: Seconds for the whole lookup, with all requests, retries and the delays between them. Above 0 and
                at most 86400. Default: 120. Configuration: `together:deadline`.
            retries: How many times a failed request is repeated. Lost connections, timeouts and the HTTP statuses 408,
                409, 425, 429 and 5xx except 501 are repeated, after a growing random delay. `Retry-After` is honored.
                From 0 to 20. Default: 3. Configuration: `together:retries`.
            validate_certs: Whether to verify the server's TLS certificate. Default: True. Configuration:
                `together:validateCerts`.
            ca_path: A file or directory of CA certificates in PEM format, to trust instead of the default ones.
                Configuration: `together:caPath`.
            validation: How strictly responses must follow the API's specification. Violations that do not fail the
                lookup are returned in `contract_violations`.
                "strict": Any violation in a response fails the lookup.
                "answer" (default): A violation in a returned endpoint fails the lookup. An unknown enum value, such as
                    a new state, only warns.
                "warn": A violation in a returned endpoint only warns. It needs no more than an ID, a name and a model.
                "ignore": Like `warn`, but without warnings.
                Configuration: `together:validation`.
            account: The account whose configuration is read, in a program that uses several. See `Account`.
            opts: Pulumi's options for resources. `import_`, `id` and `provider` are not supported.

        Raises:
            EndpointLookupError: An option is invalid. Other failures end the run when Pulumi reads the resource.
        """
        arguments = {
            "model": model,
            "type": type,
            "usage_type": usage_type,
            "mine": mine,
            "state": state,
            "owner": owner,
            "name": name,
            "ready": ready,
            "ignore_case": ignore_case,
            "prefer": prefer,
            "on_multiple": on_multiple,
            "base_url": base_url,
            "api_version": api_version,
            "project_id": project_id,
            "timeout": timeout,
            "deadline": deadline,
            "retries": retries,
            "validate_certs": validate_certs,
            "ca_path": ca_path,
            "validation": validation,
        }
        return _read(resource_name, arguments, account, opts)

    # END GENERATED


def _read(
    resource_name: str, arguments: Mapping[str, Any], account: Account | None, opts: pulumi.ResourceOptions | None
) -> Endpoint:
    if opts is not None and opts.id is not None:
        _refuse("opts.id", "not supported, because the arguments select the endpoint")
    read = pulumi.ResourceOptions(id=_resource_id(arguments, account, getattr(opts, "depends_on", None)))
    return Endpoint(resource_name, pulumi.ResourceOptions.merge(opts, read))


def _resource_id(
    arguments: Mapping[str, Any], account: Account | None, depends_on: outputs.DependsOn
) -> pulumi.Input[str]:
    """The ID of the resource. The state stores IDs in plain text, so secrets are refused."""
    if depends_on is None and not any(map(outputs.contains_output, arguments.values())):
        return _checked_resource_id(arguments, account)
    resolved = outputs.resolve(arguments, depends_on)

    async def when_known(values: Mapping[str, Any]) -> str:
        if await resolved.is_secret():
            _refuse("Endpoint.get()", "an argument is a secret, but the state stores arguments in plain text", UNSECRET)
        return _checked_resource_id({**arguments, **values}, account)

    # Not secret itself: an unknown secret is refused as soon as it is known.
    return pulumi.Output.unsecret(resolved.apply(when_known))


def _checked_resource_id(arguments: Arguments, account: Account | None) -> str:
    """The ID for valid arguments. They are checked in the program, whose errors have no traceback of Pulumi's."""
    try:
        valid_account = validate_account(account)
        check_without_key(arguments, valid_account)
        if not run_context.is_mocked():
            run_context.current().warnings.warn(config_warnings(valid_account))
        return format_resource_id(arguments, valid_account)
    except core.TogetherError as error:
        failed = public_error(error, resource_renderer(arguments, account))
    raise failed


def _refuse(option: str, problem: str, *hints: core.Hint) -> NoReturn:
    raise public_error(core.InvalidOptionError(option, problem=problem, hints=hints))
