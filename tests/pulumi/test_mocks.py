# SPDX-License-Identifier: MIT
"""Unit tests of users: with `pulumi.runtime.set_mocks`, a lookup calls their mock and sends no request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime import settings

import pulumi_together
from pulumi_together.naming import camel_case
from sandbox_api import Sandbox

MODEL = "Qwen/Qwen3-32B"
ENDPOINT = pulumi_together.GetEndpointResult(
    id="endpoint-1",
    name="acme/Qwen3-32B-0f3a91bc",
    model=MODEL,
    type="dedicated",
    owner="acme",
    state="STARTED",
    created_at="2026-05-01T09:12:44.871Z",
    api_version="v1",
    inference_url="https://api.together.ai/v1",
    ready=True,
    running=True,
    object="endpoint",
    extra={"hardware": "1x_nvidia_h100"},
)
LISTED = pulumi_together.ListedEndpoint(**asdict(ENDPOINT))
SNAKE_CASE = asdict(ENDPOINT)
CAMEL_CASE = {camel_case(name): value for name, value in SNAKE_CASE.items()}


class Mocks(pulumi.runtime.Mocks):
    """Returns what `response` returns for the arguments. calls: token and arguments of each call."""

    def __init__(self) -> None:
        self.response: Callable[[dict[str, Any]], dict[str, Any]] = lambda args: {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        self.calls.append((args.token, args.args))
        return self.response(args.args)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return "an id", args.inputs


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop, closed at the end, and with it the loop that Pulumi's mock needs in its thread."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    thread = ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop()))
    loop.set_default_executor(thread)
    yield loop
    loop.run_until_complete(finish_other_tasks())
    thread.submit(lambda: asyncio.get_event_loop().close()).result()
    thread.shutdown()
    loop.close()
    asyncio.set_event_loop(None)


async def finish_other_tasks() -> None:
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


@pytest.fixture(autouse=True)
def mocks(loop: asyncio.AbstractEventLoop) -> Iterator[Mocks]:
    mocks = Mocks()
    pulumi.runtime.set_mocks(mocks, preview=True)
    yield mocks
    pulumi.runtime.configure(settings.Settings(project=None, stack=None))
    settings.ROOT.set(None)


def value_of(output: pulumi.Output[Any]) -> Any:
    return asyncio.get_event_loop().run_until_complete(output.future())


def is_secret(output: pulumi.Output[Any]) -> bool:
    return asyncio.get_event_loop().run_until_complete(output.is_secret())


def unknown_output() -> pulumi.Output[Any]:
    """An output of a resource that a preview has still to create."""
    is_known, value = asyncio.get_event_loop().create_future(), asyncio.get_event_loop().create_future()
    is_known.set_result(False)
    value.set_result(None)
    return pulumi.Output(set(), value, is_known)


def return_arguments(args: dict[str, Any]) -> dict[str, Any]:
    return args


def test_get_endpoint_calls_the_mock_with_its_token_and_camel_case_arguments(mocks: Mocks) -> None:
    pulumi_together.get_endpoint(
        MODEL, usage_type="reserved", mine=True, state=["STARTED"], ca_path=Path("/ca.pem"), on_multiple="newest"
    )
    sent = {"usageType": "reserved", "mine": True, "state": ["STARTED"], "caPath": "/ca.pem", "onMultiple": "newest"}
    assert mocks.calls == [("together:index:getEndpoint", {"model": MODEL, **sent})]


def test_get_endpoints_calls_the_mock_with_its_token_and_models(mocks: Mocks) -> None:
    pulumi_together.get_endpoints([MODEL], on_missing="ignore", wait=60)
    assert mocks.calls == [("together:index:getEndpoints", {"models": [MODEL], "onMissing": "ignore", "wait": 60})]


@pytest.mark.parametrize("returned", [CAMEL_CASE, SNAKE_CASE], ids=["camelCase", "snake_case"])
def test_the_result_has_the_values_of_the_mock_in_either_spelling(mocks: Mocks, returned: dict[str, Any]) -> None:
    mocks.response = lambda args: returned
    assert pulumi_together.get_endpoint(MODEL) == ENDPOINT
    assert value_of(pulumi_together.get_endpoint_output(MODEL)) == ENDPOINT


@pytest.mark.parametrize("violations", ["contractViolations", "contract_violations"])
def test_get_endpoints_converts_what_the_mock_returns_to_typed_results(mocks: Mocks, violations: str) -> None:
    mocks.response = lambda args: {
        "endpoints": [CAMEL_CASE],
        "matches": {MODEL: [SNAKE_CASE], "camelCase/created_at": []},
        "ids": {MODEL: "endpoint-1"},
        "names": {MODEL: "acme/Qwen3-32B-0f3a91bc"},
        violations: [{"path": "$.data[3].state", "message": "an unknown value"}],
        "count": 1,
        "apiVersions": ["v1"],
    }
    expected = pulumi_together.GetEndpointsResult(
        endpoints=[LISTED],
        endpoint=LISTED,
        matches={MODEL: [LISTED], "camelCase/created_at": []},
        ids={MODEL: "endpoint-1"},
        names={MODEL: "acme/Qwen3-32B-0f3a91bc"},
        contract_violations=[pulumi_together.ContractViolation("$.data[3].state", "an unknown value")],
        contract_violation_count=1,
        count=1,
        api_versions=["v1"],
    )
    assert pulumi_together.get_endpoints([MODEL]) == expected
    assert value_of(pulumi_together.get_endpoints_output([MODEL])) == expected


@pytest.mark.parametrize("response", [lambda args: {}, return_arguments], ids=["nothing", "the arguments"])
def test_common_mocks_do_not_break_a_program(
    mocks: Mocks, response: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    mocks.response = response
    for one in (
        pulumi_together.get_endpoint(MODEL, state=["STARTED"]),
        value_of(pulumi_together.get_endpoint_output(MODEL, state=["STARTED"])),
    ):
        assert (one.id, one.ready, one.extra) == (None, False, {})
    for several in (
        pulumi_together.get_endpoints([MODEL], name=["a"]),
        value_of(pulumi_together.get_endpoints_output([MODEL], name=["a"])),
    ):
        assert (several.endpoints, several.matches[MODEL], several.ids[MODEL], several.count) == ([], [], None, 0)
    assert pulumi_together.get_endpoints().ids == {}


def test_fields_that_a_mock_omits_follow_from_its_endpoints(mocks: Mocks) -> None:
    mocks.response = lambda args: {"endpoints": [CAMEL_CASE, {**CAMEL_CASE, "id": "endpoint-2", "model": "a/b"}]}
    result = pulumi_together.get_endpoints([MODEL, "c/d"])
    assert result.matches == {MODEL: [LISTED], "c/d": []}
    assert result.ids == {MODEL: "endpoint-1", "c/d": None}
    assert result.names == {MODEL: ENDPOINT.name, "c/d": None}
    assert pulumi_together.get_endpoints().ids == {MODEL: "endpoint-1", "a/b": "endpoint-2"}
    mocks.response = lambda args: {"endpoints": [CAMEL_CASE, {**CAMEL_CASE, "id": "endpoint-2"}]}
    several = pulumi_together.get_endpoints([MODEL], on_multiple="all")
    assert [endpoint.id for endpoint in several.matches[MODEL]] == ["endpoint-1", "endpoint-2"]
    assert (several.ids, several.count, several.endpoint) == ({}, 2, None)


@pytest.mark.parametrize("field", ["endpoints", "matches", "ids", "names", "contractViolations", "count", "extra"])
@pytest.mark.parametrize("invalid", [1, "text", [1], {MODEL: 1}, [[]], [{"model": ["a/b"]}]], ids=str)
def test_invalid_mocks_raise_nothing(mocks: Mocks, field: str, invalid: Any) -> None:
    mocks.response = lambda args: {field: invalid}
    assert pulumi_together.get_endpoint(MODEL).to_dict()["id"] is None
    for result in (pulumi_together.get_endpoints([MODEL]), pulumi_together.get_endpoints()):
        assert result.to_dict().keys() >= {"endpoints", "matches", "ids"}


def test_fields_that_a_mock_leaves_out_do_not_displace_others(mocks: Mocks) -> None:
    mocks.response = lambda args: {"id": "endpoint-1", "state": "STARTED"}
    endpoint = pulumi_together.get_endpoint(MODEL)
    assert endpoint.to_dict().items() >= {"id": "endpoint-1", "name": None, "ready": True}.items()


def test_mock_gets_the_value_of_an_output(mocks: Mocks) -> None:
    mocks.response = lambda args: CAMEL_CASE
    models = [pulumi.Output.from_input(MODEL)]
    assert value_of(pulumi_together.get_endpoint_output(models[0]).id) == "endpoint-1"
    assert value_of(pulumi_together.get_endpoints_output(models).count) == 0
    assert [args for _, args in mocks.calls] == [{"model": MODEL}, {"models": [MODEL]}]


def test_secret_argument_makes_the_result_secret(mocks: Mocks) -> None:
    mocks.response = lambda args: CAMEL_CASE
    plain = pulumi_together.get_endpoint_output(MODEL)
    secret = pulumi_together.get_endpoint_output(MODEL, api_key=pulumi.Output.secret("a-secret-api-key"))
    assert [is_secret(output.id) for output in (plain, secret)] == [False, True]


def test_unknown_argument_makes_the_result_unknown_and_calls_no_mock(mocks: Mocks) -> None:
    one = pulumi_together.get_endpoint_output(unknown_output())
    several = pulumi_together.get_endpoints_output([MODEL, unknown_output()])
    outputs = (one, one.id, several)
    assert [asyncio.get_event_loop().run_until_complete(output.is_known()) for output in outputs] == [False] * 3
    assert mocks.calls == []


def test_options_are_checked_as_in_a_real_run(mocks: Mocks) -> None:
    with pytest.raises(pulumi_together.EndpointLookupError, match="^type: expected one of dedicated, serverless"):
        pulumi_together.get_endpoint(MODEL, type=cast(Any, "dedicate"))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^models: expected at least one entry"):
        value_of(pulumi_together.get_endpoints_output([]))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^timeout: expected a number above 0"):
        pulumi_together.get_endpoint(MODEL, timeout=-1)
    with pytest.raises(pulumi_together.EndpointLookupError, match="^validation: expected one of strict, answer, warn"):
        pulumi_together.get_endpoints([MODEL], validation=cast(Any, "lax"))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^api_key: expected an API key, found a value with"):
        value_of(pulumi_together.get_endpoint_output(MODEL, api_key="two words"))
    assert mocks.calls == []


def test_neither_a_key_nor_the_file_of_ca_path_is_required(mocks: Mocks) -> None:
    pulumi_together.get_endpoint(MODEL)
    pulumi_together.get_endpoint(MODEL, ca_path="/only/in/production.pem")
    assert len(mocks.calls) == 2


def test_provider_is_refused_and_parent_is_accepted(mocks: Mocks) -> None:
    provider = pulumi.ProviderResource("together", "account", {})
    parent = pulumi.ComponentResource(
        "acme:index:Service", "service", opts=pulumi.ResourceOptions(providers=[provider])
    )
    opts = pulumi.InvokeOptions(parent=parent)
    for _ in range(2):
        pulumi_together.get_endpoint(MODEL, opts=opts)
    assert len(mocks.calls) == 2
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(MODEL, opts=pulumi.InvokeOptions(provider=provider))
    assert str(caught.value) == (
        "opts.provider: not supported, because this function does not use the provider plugin. "
        "Pass account=pulumi_together.Account(...) to select an account."
    )


def test_opts_that_a_function_does_not_support_are_refused(mocks: Mocks) -> None:
    resource = pulumi.ComponentResource("acme:index:Service", "service")
    refused: dict[Any, str] = {
        pulumi.ResourceOptions(): "^opts: expected pulumi.InvokeOptions, found a value of type ResourceOptions",
        pulumi.InvokeOutputOptions(depends_on=[resource]): "^opts.depends_on: not supported here. Use the _output form",
    }
    for opts, message in refused.items():
        with pytest.raises(pulumi_together.EndpointLookupError, match=message):
            pulumi_together.get_endpoint(MODEL, opts=opts)
    value_of(pulumi_together.get_endpoint_output(MODEL, opts=pulumi.InvokeOutputOptions(depends_on=[resource])))
    assert len(mocks.calls) == 1


def test_no_request_is_sent(mocks: Mocks, sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL, api_key=sandbox.api_key, base_url=sandbox.url)
    value_of(pulumi_together.get_endpoint_output(MODEL, api_key=sandbox.api_key, base_url=sandbox.url))
    assert (len(mocks.calls), sandbox.requests) == (2, [])
