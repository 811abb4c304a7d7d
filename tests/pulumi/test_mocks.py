# SPDX-License-Identifier: MIT
"""Users' own unit tests: with `set_mocks` a lookup reaches their mock and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime import settings

import pulumi_together
from sandbox_api import Sandbox

MODEL = "Qwen/Qwen3-32B"
ROW = {
    "object": "endpoint",
    "id": "endpoint-1",
    "name": "acme/Qwen3-32B-0f3a91bc",
    "model": MODEL,
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "createdAt": "2026-05-01T09:12:44.871Z",
    "apiVersion": "v1",
    "inferenceUrl": "https://api.together.ai/v1",
    "ready": True,
    "running": True,
    "extra": {"hardware": "1x_nvidia_h100"},
}
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


class Mocks(pulumi.runtime.Mocks):
    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], dict[str, Any]] = lambda args: {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        self.calls.append((args.token, args.args))
        return self.answer(args.args)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return "an id", args.inputs


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Closed at the end, and with it the one that Pulumi's mock wants in the thread that it runs in."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    thread = ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop()))
    loop.set_default_executor(thread)
    yield loop
    loop.run_until_complete(others())
    thread.submit(lambda: asyncio.get_event_loop().close()).result()
    thread.shutdown()
    loop.close()
    asyncio.set_event_loop(None)


async def others() -> None:
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


@pytest.fixture(autouse=True)
def mocks(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mocks]:
    monkeypatch.delenv("TOGETHER_API_KEY", raising=False)
    mocks = Mocks()
    pulumi.runtime.set_mocks(mocks, preview=True)
    yield mocks
    pulumi.runtime.configure(settings.Settings(project=None, stack=None))
    settings.ROOT.set(None)


def resolved(output: pulumi.Output[Any]) -> Any:
    return asyncio.get_event_loop().run_until_complete(output.future())


def unknown() -> pulumi.Output[Any]:
    """What a resource that is still to be created gives in a preview."""
    false, nothing = asyncio.get_event_loop().create_future(), asyncio.get_event_loop().create_future()
    false.set_result(False)
    nothing.set_result(None)
    return pulumi.Output(set(), nothing, false)


def echo(args: dict[str, Any]) -> dict[str, Any]:
    return args


def snake_case(row: dict[str, Any]) -> dict[str, Any]:
    return {"created_at" if key == "createdAt" else key: value for key, value in row.items()}


def test_get_endpoint_shows_the_mock_its_token_and_the_given_arguments_in_camel_case(mocks: Mocks) -> None:
    pulumi_together.get_endpoint(
        MODEL, usage_type="reserved", mine=True, state=["STARTED"], ca_path=Path("/ca.pem"), on_multiple="newest"
    )
    sent = {"usageType": "reserved", "mine": True, "state": ["STARTED"], "caPath": "/ca.pem", "onMultiple": "newest"}
    assert mocks.calls == [("together:index:getEndpoint", {"model": MODEL, **sent})]


def test_get_endpoints_shows_the_mock_its_token_and_models(mocks: Mocks) -> None:
    pulumi_together.get_endpoints([MODEL], on_missing="ignore")
    assert mocks.calls == [("together:index:getEndpoints", {"models": [MODEL], "onMissing": "ignore"})]


@pytest.mark.parametrize("row", [ROW, snake_case(ROW)], ids=["camelCase", "snake_case"])
def test_what_the_mock_returns_is_the_result_in_either_case(mocks: Mocks, row: dict[str, Any]) -> None:
    mocks.answer = lambda args: row
    assert pulumi_together.get_endpoint(MODEL) == ENDPOINT
    assert resolved(pulumi_together.get_endpoint_output(MODEL)) == ENDPOINT


@pytest.mark.parametrize("violations", ["contractViolations", "contract_violations"])
def test_get_endpoints_makes_typed_rows_of_what_the_mock_returns(mocks: Mocks, violations: str) -> None:
    mocks.answer = lambda args: {
        "endpoints": [ROW],
        "matches": {MODEL: [snake_case(ROW)], "camelCase/created_at": []},
        "ids": {MODEL: "endpoint-1"},
        "names": {MODEL: "acme/Qwen3-32B-0f3a91bc"},
        violations: [{"path": "$.data[3].state", "message": "a new word"}],
        "count": 1,
        "apiVersions": ["v1"],
    }
    expected = pulumi_together.GetEndpointsResult(
        endpoints=[ENDPOINT],
        matches={MODEL: [ENDPOINT], "camelCase/created_at": []},
        ids={MODEL: "endpoint-1"},
        names={MODEL: "acme/Qwen3-32B-0f3a91bc"},
        contract_violations=[pulumi_together.ContractViolation("$.data[3].state", "a new word")],
        count=1,
        api_versions=["v1"],
        endpoint=ENDPOINT,
    )
    assert pulumi_together.get_endpoints([MODEL]) == expected
    assert resolved(pulumi_together.get_endpoints_output([MODEL])) == expected


@pytest.mark.parametrize("stub", [lambda args: {}, echo], ids=["nothing", "the arguments"])
def test_the_usual_stubs_do_not_break_a_program(mocks: Mocks, stub: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    mocks.answer = stub
    for one in (
        pulumi_together.get_endpoint(MODEL, state=["STARTED"]),
        resolved(pulumi_together.get_endpoint_output(MODEL, state=["STARTED"])),
    ):
        assert (one.id, one.ready, one.extra) == (None, False, {})
    for many in (
        pulumi_together.get_endpoints([MODEL], name=["a"]),
        resolved(pulumi_together.get_endpoints_output([MODEL], name=["a"])),
    ):
        assert (many.endpoints, many.matches[MODEL], many.ids[MODEL], many.count) == ([], [], None, 0)
    assert pulumi_together.get_endpoints().ids == {}


def test_what_a_stub_leaves_out_follows_from_its_endpoints(mocks: Mocks) -> None:
    mocks.answer = lambda args: {"endpoints": [ROW, {**ROW, "id": "endpoint-2", "model": "a/b"}]}
    found = pulumi_together.get_endpoints([MODEL, "c/d"])
    assert found.matches == {MODEL: [ENDPOINT], "c/d": []}
    assert (found.ids, found.names) == ({MODEL: "endpoint-1", "c/d": None}, {MODEL: ENDPOINT.name, "c/d": None})
    assert pulumi_together.get_endpoints().ids == {MODEL: "endpoint-1", "a/b": "endpoint-2"}
    mocks.answer = lambda args: {"endpoints": [ROW, {**ROW, "id": "endpoint-2"}]}
    several = pulumi_together.get_endpoints([MODEL], on_multiple="all")
    assert [endpoint.id for endpoint in several.matches[MODEL]] == ["endpoint-1", "endpoint-2"]
    assert (several.ids, several.count) == ({}, 2)


@pytest.mark.parametrize("field", ["endpoints", "matches", "ids", "names", "contractViolations", "count", "extra"])
@pytest.mark.parametrize("nonsense", [1, "text", [1], {MODEL: 1}, [[]], [{"model": ["a/b"]}]], ids=str)
def test_a_stub_that_makes_no_sense_raises_nothing(mocks: Mocks, field: str, nonsense: Any) -> None:
    mocks.answer = lambda args: {field: nonsense}
    assert pulumi_together.get_endpoint(MODEL).to_dict()["id"] is None
    for found in (pulumi_together.get_endpoints([MODEL]), pulumi_together.get_endpoints()):
        assert found.to_dict().keys() >= {"endpoints", "matches", "ids"}


def test_fields_that_a_stub_leaves_out_do_not_keep_the_others_from_their_place(mocks: Mocks) -> None:
    mocks.answer = lambda args: {"id": "endpoint-1", "state": "STARTED"}
    endpoint = pulumi_together.get_endpoint(MODEL)
    assert endpoint.to_dict().items() >= {"id": "endpoint-1", "name": None, "ready": True}.items()


def test_an_output_argument_reaches_the_mock_as_its_value(mocks: Mocks) -> None:
    mocks.answer = lambda args: ROW
    models = [pulumi.Output.from_input(MODEL)]
    assert resolved(pulumi_together.get_endpoint_output(models[0]).id) == "endpoint-1"
    assert resolved(pulumi_together.get_endpoints_output(models).count) == 0
    assert [args for _, args in mocks.calls] == [{"model": MODEL}, {"models": [MODEL]}]


def test_a_secret_argument_makes_the_result_secret(mocks: Mocks) -> None:
    mocks.answer = lambda args: ROW
    plain = pulumi_together.get_endpoint_output(MODEL)
    secret = pulumi_together.get_endpoint_output(MODEL, api_key=pulumi.Output.secret("not-to-be-seen"))
    assert [resolve_secret(output.id) for output in (plain, secret)] == [False, True]


def resolve_secret(output: pulumi.Output[Any]) -> bool:
    return asyncio.get_event_loop().run_until_complete(output.is_secret())


def test_an_unknown_argument_makes_the_result_unknown_and_calls_nobody(mocks: Mocks) -> None:
    one = pulumi_together.get_endpoint_output(unknown())
    many = pulumi_together.get_endpoints_output([MODEL, unknown()])
    known = [asyncio.get_event_loop().run_until_complete(output.is_known()) for output in (one, one.id, many)]
    assert known == [False, False, False]
    assert mocks.calls == []


def test_the_options_are_checked_as_in_a_real_run(mocks: Mocks) -> None:
    with pytest.raises(pulumi_together.EndpointLookupError, match="^type: expected one of dedicated, serverless"):
        pulumi_together.get_endpoint(MODEL, type=cast(Any, "dedicate"))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^models: expected at least one entry"):
        resolved(pulumi_together.get_endpoints_output([]))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^timeout: expected a number above 0"):
        pulumi_together.get_endpoint(MODEL, timeout=-1)
    with pytest.raises(pulumi_together.EndpointLookupError, match="^validation: expected one of strict, answer, warn"):
        pulumi_together.get_endpoints([MODEL], validation=cast(Any, "lax"))
    with pytest.raises(pulumi_together.EndpointLookupError, match="^api_key: expected an API key, found a value with"):
        resolved(pulumi_together.get_endpoint_output(MODEL, api_key="two words"))
    assert mocks.calls == []


def test_neither_a_key_nor_the_file_of_ca_path_is_needed(mocks: Mocks) -> None:
    pulumi_together.get_endpoint(MODEL)
    pulumi_together.get_endpoint(MODEL, ca_path="/only/where/it/runs.pem")
    assert len(mocks.calls) == 2


def test_a_provider_is_refused_and_a_parent_is_not(mocks: Mocks) -> None:
    provider = pulumi.ProviderResource("together", "account", {})
    parent = pulumi.ComponentResource(
        "acme:index:Service", "service", opts=pulumi.ResourceOptions(providers=[provider])
    )
    opts = pulumi.InvokeOptions(parent=parent)
    for _ in range(2):
        pulumi_together.get_endpoint(MODEL, opts=opts)
    assert len(mocks.calls) == 2
    with pytest.raises(pulumi_together.EndpointLookupError, match="^opts.provider: expected none"):
        pulumi_together.get_endpoint(MODEL, opts=pulumi.InvokeOptions(provider=provider))


def test_options_that_are_none_or_that_a_plain_function_cannot_keep_are_refused(mocks: Mocks) -> None:
    there = pulumi.ComponentResource("acme:index:Service", "service")
    for opts, sentence in {
        pulumi.ResourceOptions(): "^opts: expected pulumi.InvokeOptions, found a value of type ResourceOptions",
        pulumi.InvokeOutputOptions(depends_on=[there]): "^opts.depends_on: expected none, since only the function's",
    }.items():
        with pytest.raises(pulumi_together.EndpointLookupError, match=sentence):
            pulumi_together.get_endpoint(MODEL, opts=opts)  # type: ignore[arg-type]
    resolved(pulumi_together.get_endpoint_output(MODEL, opts=pulumi.InvokeOutputOptions(depends_on=[there])))
    assert len(mocks.calls) == 1


def test_nobody_is_asked_over_http(mocks: Mocks, sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL, api_key=sandbox.api_key, base_url=sandbox.url)
    resolved(pulumi_together.get_endpoint_output(MODEL, api_key=sandbox.api_key, base_url=sandbox.url))
    assert (len(mocks.calls), sandbox.requests) == (2, [])
