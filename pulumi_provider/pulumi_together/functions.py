# SPDX-License-Identifier: MIT
"""The functions of the package. Their options are the core's, by the same names; a test compares them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

import pulumi

from .accounts import Account
from .lookups import ENDPOINT, ENDPOINTS
from .results import GetEndpointResult, GetEndpointsResult

# The words that an option may be, for editors and type checkers.
Type = Literal["dedicated", "serverless"]
UsageType = Literal["on-demand", "reserved"]
OnMultiple = Literal["fail", "newest", "all"]
OnMultipleOfOne = Literal["fail", "newest"]
OnMissing = Literal["fail", "ignore"]
ApiVersion = Literal["auto", "v1", "v2"]
Validation = Literal["strict", "answer", "warn"]

# Each body hands on `locals()`, all arguments by name: the options stand in the signature and nowhere else.


def get_endpoint(
    model: str,
    *,
    type: Type | None = None,
    usage_type: UsageType | None = None,
    mine: bool | None = None,
    state: Sequence[str] | None = None,
    owner: Sequence[str] | None = None,
    name: Sequence[str] | None = None,
    ignore_case: bool | None = None,
    on_multiple: OnMultipleOfOne | None = None,
    api_key: str | None = None,
    base_url: str | None = None,
    api_version: ApiVersion | None = None,
    project_id: str | None = None,
    timeout: float | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    validate_certs: bool | None = None,
    ca_path: str | os.PathLike[str] | None = None,
    validation: Validation | None = None,
    account: Account | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> GetEndpointResult:
    """The one Together AI endpoint that serves a model. For several models, or for none of which, use `get_endpoints`.

    Waits for the API. Equal requests are made once per run of a program, so that many calls cost one request;
    a preview and the update after it are two runs. Requests are equal where the connection options (but validation),
    type, usage_type and mine are. A plain script, without Pulumi's engine, asks at every call.

    In threads of your own, start it with asyncio.to_thread or in a contextvars.copy_context(): a bare thread knows not
    of the run, nor of the stack's configuration where the program is an inline one of the Automation API.

    The question (None is "not given", an empty list is an error):
        model: the model, spelled as the API spells it, such as "Qwen/Qwen3-32B".
        type: "dedicated" or "serverless".
        usage_type: "on-demand" or "reserved".
        mine: only endpoints of the API key's account (True) or only those of others (False).
        state: the states it may have, such as ["STARTED"]. Any word is taken: the API has more than its specification.
        owner: the owners it may have, such as ["together"].
        name: the inference names it may have.
        ignore_case: compare model, state, owner and name without regard to case. Default False.
        on_multiple: what several endpoints for the model are: "fail" (default), an error that lists them, or "newest",
            the one created last. One endpoint is wanted, so there is neither "all" nor on_missing: `get_endpoints`
            has them.

    The connection (each as given here, else from the stack's configuration, such as `together:baseUrl`, else from the
    environment variable named, else the default):
        api_key: Together AI API key. Configuration: `pulumi config set --secret together:apiKey`. Environment:
            TOGETHER_API_KEY. It is in no state, log or error.
        base_url: http or https URL, with or without `/v1`. Environment: TOGETHER_BASE_URL.
            Default "https://api.together.ai/v1".
        api_version: the generation of the API, "v1" or "v2". Environment: TOGETHER_API_VERSION. Default "v1".
        project_id: for v2, the project to look in. Environment: TOGETHER_PROJECT_ID. Default: that of the key.
        timeout: seconds to connect, and of silence while reading, in each try; above 0, at most 3600. Default 30.
        deadline: seconds for everything, retries included; above 0, at most 86400. Default 120.
        retries: tries after the first, 0 to 20. Default 3.
        validate_certs: check the server's TLS certificate. Default True.
        ca_path: file or directory of CA certificates to trust instead of the usual ones.
        validation: what must keep to the API's specification, lest the lookup fail: "strict", all that it answers;
            "answer" (default), the endpoint given, but for new words where the specification lists them, as for
            states; "warn", only that id, name and model are strings. All other violations are warnings.

    account: whose settings the configuration is read for, in a program that has several accounts: see `Account`.

    opts: of Pulumi's options for functions, `parent` is taken, and tells a mock its provider. `provider` is refused:
        no plugin is asked.

    Raises EndpointLookupError: no endpoint, several of them, an option or an answer that is no good, no answer.
    """
    return ENDPOINT.now(locals())


def get_endpoints(
    models: Sequence[str] | None = None,
    *,
    type: Type | None = None,
    usage_type: UsageType | None = None,
    mine: bool | None = None,
    state: Sequence[str] | None = None,
    owner: Sequence[str] | None = None,
    name: Sequence[str] | None = None,
    ignore_case: bool | None = None,
    on_multiple: OnMultiple | None = None,
    on_missing: OnMissing | None = None,
    api_key: str | None = None,
    base_url: str | None = None,
    api_version: ApiVersion | None = None,
    project_id: str | None = None,
    timeout: float | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    validate_certs: bool | None = None,
    ca_path: str | os.PathLike[str] | None = None,
    validation: Validation | None = None,
    account: Account | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> GetEndpointsResult:
    """The Together AI endpoints that serve some models, or all endpoints that pass the filters.

    As `get_endpoint`, but for:
        models: the models, spelled as the API spells them. Without it the result has every endpoint that passes the
            filters, and on_multiple and on_missing do not apply. An empty list is an error.
        on_multiple: what several endpoints for one model are: "fail" (default), an error that lists them; "newest",
            the one created last; or "all" of them.
        on_missing: what no endpoint for a model is: "fail" (default), an error that offers similar names, or "ignore".
    """
    return ENDPOINTS.now(locals())


def get_endpoint_output(
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
    api_key: pulumi.Input[str] | None = None,
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
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetEndpointResult]:
    """`get_endpoint` for arguments that may be Outputs; the result is one, and so are its fields: `.id`, `.name`.

    While an argument is unknown (in a preview, what a resource still to be created gives) so is the result, and nothing
    is asked. Where one is secret the whole result is: give the API key by configuration and the id stays readable.
    The same holds for what `opts.depends_on` names, of which the result then depends.
    """
    return ENDPOINT.later(locals())


def get_endpoints_output(
    models: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
    *,
    type: pulumi.Input[Type] | None = None,
    usage_type: pulumi.Input[UsageType] | None = None,
    mine: pulumi.Input[bool] | None = None,
    state: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
    owner: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
    name: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
    ignore_case: pulumi.Input[bool] | None = None,
    on_multiple: pulumi.Input[OnMultiple] | None = None,
    on_missing: pulumi.Input[OnMissing] | None = None,
    api_key: pulumi.Input[str] | None = None,
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
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetEndpointsResult]:
    """`get_endpoints` for arguments that may be Outputs, in the way of `get_endpoint_output`."""
    return ENDPOINTS.later(locals())
