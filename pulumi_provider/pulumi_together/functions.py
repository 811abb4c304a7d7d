# SPDX-License-Identifier: MIT
"""The functions of the package.

`python -m tools.pulumi_python` writes them from the core's option tables.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pulumi

from . import choices
from .accounts import Account
from .invoke import GET_ENDPOINT, GET_ENDPOINTS, invoke, invoke_output
from .results import GetEndpointResult, GetEndpointsResult

# BEGIN GENERATED: functions


def get_endpoint(
    model: str,
    *,
    type: choices.Type | None = None,
    usage_type: choices.UsageType | None = None,
    mine: bool | None = None,
    state: Sequence[str] | None = None,
    owner: Sequence[str] | None = None,
    name: Sequence[str] | None = None,
    ready: bool | None = None,
    ignore_case: bool | None = None,
    prefer: choices.Prefer | None = None,
    on_multiple: choices.GetEndpointOnMultiple | None = None,
    wait: float | None = None,
    api_key: str | None = None,
    base_url: str | None = None,
    api_version: choices.ApiVersion | None = None,
    project_id: str | None = None,
    timeout: float | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    validate_certs: bool | None = None,
    ca_path: str | os.PathLike[str] | None = None,
    validation: choices.Validation | None = None,
    account: Account | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> GetEndpointResult:
    """Find the Together AI endpoint that serves a model.

    Raises an error if no endpoint matches, or if several match and `on_multiple` does not select one. For several
    models, or to accept these cases, use `get_endpoints`.

    Blocks until the API has answered. Under Pulumi's engine, equal requests are sent once per program run. A
    preview and the update that follows it are two runs. In a script without the engine, every call sends its own
    requests.

    In a thread that the program starts, call it by `asyncio.to_thread` or `contextvars.copy_context().run`.
    Otherwise it shares no requests with the program, and does not see the configuration of an inline program of the
    Automation API.

    A connection option that is not passed is read from the stack's configuration, then from the environment
    variable, and has its default otherwise. None, an empty configuration value and an empty variable count as not
    passed.

    Args:
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
        wait: Seconds to wait until every requested model has an endpoint that accepts inference calls. The lookup
            is repeated every 2 to 10 seconds while a model is missing or not ready, or a failure is temporary. Any
            other error ends the wait. The last lookup can end later than this, but within its `deadline`. From 0 to
            86400.
        api_key: The Together AI API key. Required. White space around it is removed. Configuration:
            `together:apiKey`. Environment: `TOGETHER_API_KEY`.
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
        deadline: Seconds for the whole lookup, with all requests, retries and the delays between them. With `wait`,
            each repetition of the lookup has its own deadline. Above 0 and at most 86400. Default: 120.
            Configuration: `together:deadline`.
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
        opts: Pulumi's options for functions. An error is shown at `parent`. `provider` is not supported.

    Raises:
        EndpointLookupError: An option is invalid, no endpoint or several endpoints match, or the API failed.
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
        "wait": wait,
        "api_key": api_key,
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
    return invoke(GET_ENDPOINT, arguments, account, opts)


def get_endpoints(
    models: Sequence[str] | None = None,
    *,
    type: choices.Type | None = None,
    usage_type: choices.UsageType | None = None,
    mine: bool | None = None,
    state: Sequence[str] | None = None,
    owner: Sequence[str] | None = None,
    name: Sequence[str] | None = None,
    ready: bool | None = None,
    ignore_case: bool | None = None,
    prefer: choices.Prefer | None = None,
    on_multiple: choices.OnMultiple | None = None,
    on_missing: choices.OnMissing | None = None,
    wait: float | None = None,
    api_key: str | None = None,
    base_url: str | None = None,
    api_version: choices.ApiVersion | None = None,
    project_id: str | None = None,
    timeout: float | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    validate_certs: bool | None = None,
    ca_path: str | os.PathLike[str] | None = None,
    validation: choices.Validation | None = None,
    account: Account | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> GetEndpointsResult:
    """Find the Together AI endpoints that serve some models, or all endpoints that pass the filters.

    Blocks until the API has answered. Under Pulumi's engine, equal requests are sent once per program run. A
    preview and the update that follows it are two runs. In a script without the engine, every call sends its own
    requests.

    In a thread that the program starts, call it by `asyncio.to_thread` or `contextvars.copy_context().run`.
    Otherwise it shares no requests with the program, and does not see the configuration of an inline program of the
    Automation API.

    A connection option that is not passed is read from the stack's configuration, then from the environment
    variable, and has its default otherwise. None, an empty configuration value and an empty variable count as not
    passed.

    Args:
        models: The models to find endpoints for, spelled as the API spells them, such as `Qwen/Qwen3-32B`. Without
            it, every endpoint that passes the filters is returned, and `on_multiple` and `on_missing` do not apply.
            An empty list is an error.
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
        ignore_case: Whether to compare `models`, `owner` and `name` without regard to case. Default: False.
        prefer: If endpoints of this type serve a model, ignore its endpoints of the other type. Several endpoints
            of the preferred type are handled as `on_multiple` says. Applies to `models` only.
            "dedicated": Use a dedicated endpoint if there is one, else a serverless one.
            "serverless": Use a serverless endpoint if there is one, else a dedicated one.
        on_multiple: How to handle several matching endpoints for one model.
            "fail" (default): Raise an error that lists them.
            "newest": Select the most recently created endpoint.
            "all": Select every endpoint.
        on_missing: How to handle a model without a matching endpoint.
            "fail" (default): Raise an error that suggests similar names.
            "ignore": Continue without an endpoint for this model.
        wait: Seconds to wait until every requested model has an endpoint that accepts inference calls. The lookup
            is repeated every 2 to 10 seconds while a model is missing or not ready, or a failure is temporary. Any
            other error ends the wait. The last lookup can end later than this, but within its `deadline`. Requires
            `models`. From 0 to 86400.
        api_key: The Together AI API key. Required. White space around it is removed. Configuration:
            `together:apiKey`. Environment: `TOGETHER_API_KEY`.
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
        deadline: Seconds for the whole lookup, with all requests, retries and the delays between them. With `wait`,
            each repetition of the lookup has its own deadline. Above 0 and at most 86400. Default: 120.
            Configuration: `together:deadline`.
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
        opts: Pulumi's options for functions. An error is shown at `parent`. `provider` is not supported.

    Raises:
        EndpointLookupError: An option is invalid, no endpoint or several endpoints match, or the API failed.
    """
    arguments = {
        "models": models,
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
        "on_missing": on_missing,
        "wait": wait,
        "api_key": api_key,
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
    return invoke(GET_ENDPOINTS, arguments, account, opts)


def get_endpoint_output(
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
    wait: pulumi.Input[float] | None = None,
    api_key: pulumi.Input[str] | None = None,
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
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetEndpointResult]:
    """Call `get_endpoint` with arguments that may be Outputs.

    The fields of the result can be used directly: `.id`, `.name`. If an argument is unknown in a preview, the
    result is unknown and no request is sent. If an argument is secret, the whole result is secret.
    `opts.depends_on` delays the call until the resources exist.

    The arguments are those of `get_endpoint`.

    Raises:
        EndpointLookupError: An option is invalid, no endpoint or several endpoints match, or the API failed.
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
        "wait": wait,
        "api_key": api_key,
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
    return invoke_output(GET_ENDPOINT, arguments, account, opts)


def get_endpoints_output(
    models: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
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
    on_multiple: pulumi.Input[choices.OnMultiple] | None = None,
    on_missing: pulumi.Input[choices.OnMissing] | None = None,
    wait: pulumi.Input[float] | None = None,
    api_key: pulumi.Input[str] | None = None,
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
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetEndpointsResult]:
    """Call `get_endpoints` with arguments that may be Outputs.

    The fields of the result can be used directly: `.id`, `.name`. If an argument is unknown in a preview, the
    result is unknown and no request is sent. If an argument is secret, the whole result is secret.
    `opts.depends_on` delays the call until the resources exist.

    The arguments are those of `get_endpoints`.

    Raises:
        EndpointLookupError: An option is invalid, no endpoint or several endpoints match, or the API failed.
    """
    arguments = {
        "models": models,
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
        "on_missing": on_missing,
        "wait": wait,
        "api_key": api_key,
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
    return invoke_output(GET_ENDPOINTS, arguments, account, opts)


# END GENERATED
