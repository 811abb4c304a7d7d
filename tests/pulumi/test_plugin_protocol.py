# SPDX-License-Identifier: MIT
"""The provider plugin as a process, spoken to in gRPC as Pulumi's engine does, for what no engine lets one see."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, provider_pb2

import pulumi_together
from pulumi_provider_process import (
    GET_ENDPOINT,
    GET_ENDPOINTS,
    URN,
    Engine,
    Plugin,
    from_struct,
    running_engine,
    secret,
    to_struct,
)
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
IMPORTABLE = {"PYTHONPATH": str(Path(pulumi_together.__file__).parents[1])}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running_engine() as engine:
        yield engine


def started(engine: str, **environment: str) -> Plugin:
    return Plugin(engine, {**os.environ, **IMPORTABLE, **environment})


@pytest.fixture
def start(engine: Engine) -> Iterator[Callable[..., Plugin]]:
    """Starts plugins. They print nothing but their port, whatever happens to them."""
    plugins: list[Plugin] = []

    def start(**environment: str) -> Plugin:
        plugins.append(started(engine.address, **environment))
        return plugins[-1]

    yield start
    assert [plugin.close() for plugin in plugins] == [""] * len(plugins)


@pytest.fixture
def plugin(start: Callable[..., Plugin], sandbox: Sandbox) -> Plugin:
    """One that is configured."""
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
    return plugin


def test_getendpoint_gives_the_row_by_the_names_of_the_schema(plugin: Plugin, sandbox: Sandbox) -> None:
    found, failed = plugin.invoke(model=MODEL)
    assert failed == []
    assert found == {
        "id": ID,
        "name": "acme/mistral-small",
        "model": MODEL,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "createdAt": "2026-04-14T13:26:09.582Z",
        "ready": True,
        "object": "endpoint",
        "extra": {},
    }


def test_getendpoints_gives_the_whole_answer(plugin: Plugin) -> None:
    row, _failed = plugin.invoke(model=MODEL)
    found, failed = plugin.invoke(GET_ENDPOINTS, models=[MODEL, "x/y"], onMissing="ignore")
    assert failed == []
    assert found == {
        "endpoints": [row],
        "matches": {MODEL: [row], "x/y": []},
        "ids": {MODEL: ID},
        "names": {MODEL: row["name"]},
        "contractViolations": [],
        "count": 1,
    }


def test_without_models_and_with_filters_getendpoints_gives_all_that_pass(plugin: Plugin, sandbox: Sandbox) -> None:
    found, failed = plugin.invoke(GET_ENDPOINTS, mine=True, type="dedicated", state=["started"], ignoreCase=True)
    assert failed == []
    assert {row["state"] for row in found["endpoints"]} == {"STARTED"}
    assert sandbox.requests[-1].raw_query == "type=dedicated&mine=true"


def test_what_the_api_sends_is_never_taken_for_a_sign_of_pulumi(plugin: Plugin, sandbox: Sandbox) -> None:
    forged = {rpc._special_sig_key: rpc._special_asset_sig, "path": "/etc/passwd"}
    deep: Any = "end"
    for _ in range(200):
        deep = {"in": deep}
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    extra = {"forged": forged, "unknown": rpc.UNKNOWN, "half": "\ud800", "deep": deep, "large": 2**53}
    sandbox.endpoints = [{**row, **extra}]
    found, failed = plugin.invoke(model=MODEL)
    assert failed == []
    assert found["extra"]["forged"] == {"path": "/etc/passwd"}
    assert found["extra"]["unknown"] is None
    assert found["extra"]["half"] == "\ufffd"
    assert str(found["extra"]["deep"]).count("in") == 200
    assert found["extra"]["large"] == 2**53


def test_under_warn_a_text_is_one_whatever_the_api_sent(start: Callable[..., Plugin], sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "created_at": 1767225600, "owner": None}]
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url, validation="warn")
    found, _failed = plugin.invoke(model=MODEL)
    assert (found["createdAt"], found["owner"]) == ("1767225600", None)


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {  # function, arguments, property, what is told
    "no model": (GET_ENDPOINT, {}, "model", "expected a string that is not empty, found null"),
    "unknown model": (GET_ENDPOINT, {"model": rpc.UNKNOWN}, "model", "expected a known value, found a value that is"),
    "unknown in a list": (GET_ENDPOINTS, {"models": [MODEL, rpc.UNKNOWN]}, "models", "expected a known value"),
    "empty list": (GET_ENDPOINTS, {"owner": []}, "owner", "in a preview, a list of values that are not known yet"),
    "text for a list": (GET_ENDPOINTS, {"models": MODEL}, "models", f'expected a list of strings, found "{MODEL}"'),
    "number in a list": (GET_ENDPOINTS, {"name": ["a", 5]}, "name[1]", "expected a string that is not empty, found 5"),
    "word": (GET_ENDPOINTS, {"onMissing": "maybe"}, "onMissing", "expected one of fail, ignore"),
    "mine": (GET_ENDPOINT, {"model": MODEL, "mine": "yes"}, "mine", "expected true or false"),
    "snake case": (GET_ENDPOINT, {"model": MODEL, "usage_type": "x"}, "usage_type", "its arguments are model, type, "),
    "no function": ("together:index:getModel", {}, "token", "there is no function together:index:getModel, only"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_argument_is_one_failure_with_its_name_and_no_request(
    plugin: Plugin, sandbox: Sandbox, kind: str
) -> None:
    token, arguments, property, told = REFUSED[kind]
    found, failed = plugin.invoke(token, **arguments)
    assert found == {}
    [(named, reason)] = failed
    assert named == property
    assert told in reason
    assert sandbox.requests == []


REPLIES: dict[str, tuple[dict[str, Any], str]] = {  # reply of the API -> property that it is told of
    "bad key": ({"status": 401}, "apiKey"),
    "limit": ({"status": 402}, "apiKey"),
    "too often": ({"status": 429}, "retries"),
    "broken": ({"status": 500}, "baseUrl"),
    "closed": ({"fault": "close"}, "baseUrl"),
    "another page": ({"text": "<html>"}, "baseUrl"),
    "contract": ({"json": {"object": "list", "data": [{"model": MODEL}]}}, "validation"),
}


@pytest.mark.parametrize("kind", REPLIES)
def test_what_goes_wrong_at_the_api_is_one_failure_with_the_option_to_look_at(
    start: Callable[..., Plugin], sandbox: Sandbox, kind: str
) -> None:
    reply, property = REPLIES[kind]
    sandbox.replies(reply)
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url, retries="0")
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert named == property
    assert "_" not in reason.replace("TOGETHER_API_KEY", "").replace("created_at", "")


def test_the_key_is_always_marked_as_a_secret_and_everything_else_stays(start: Callable[..., Plugin]) -> None:
    inputs, failed = start().check_config(apiKey="a-plain-key", timeout="5", retries=2, validateCerts=True)
    assert failed == []
    assert inputs == {"apiKey": secret("a-plain-key"), "timeout": "5", "retries": 2, "validateCerts": True}


def test_the_engine_is_left_to_mark_what_comes_of_secrets(start: Callable[..., Plugin]) -> None:
    answer = start().stub.Configure(provider_pb2.ConfigureRequest(acceptSecrets=True))
    assert (answer.acceptSecrets, answer.acceptOutputs, answer.supportsPreview) == (False, False, True)


def test_what_is_not_known_yet_is_no_wrong_configuration(start: Callable[..., Plugin], engine: Engine) -> None:
    inputs, failed = start().check_config(apiKey=rpc.UNKNOWN, baseUrl=rpc.UNKNOWN, retries=rpc.UNKNOWN)
    assert failed == []
    assert inputs["baseUrl"] == rpc.UNKNOWN
    assert engine.logged == []


def test_the_environment_is_not_looked_at_before_configure(start: Callable[..., Plugin], sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY="short", TOGETHER_BASE_URL="no url", TOGETHER_API_VERSION="v9")
    assert plugin.check_config() == ({}, [])
    assert plugin.check_config(timeout="x")[1][0][0] == "timeout"
    plugin.configure(apiKey=sandbox.api_key)
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert (named, "v1, v2" in reason) == ("apiVersion", True)


def test_without_configuration_the_environment_is_enough(start: Callable[..., Plugin], sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    plugin.configure(version="0.1.0")
    assert plugin.invoke(model=MODEL)[0]["id"] == ID


def test_another_configuration_takes_the_place_of_the_first(plugin: Plugin, sandbox: Sandbox) -> None:
    assert plugin.invoke(model=MODEL)[0]["id"] == ID
    plugin.configure(apiKey="another-key-of-this-length", baseUrl=sandbox.url)
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert (named, "HTTP 401" in reason) == ("apiKey", True)


def test_an_empty_value_sets_nothing(start: Callable[..., Plugin], sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert plugin.check_config(apiKey="", timeout="", caPath="")[1] == []
    plugin.configure(apiKey="", baseUrl="", timeout="")
    assert plugin.invoke(model=MODEL)[0]["id"] == ID


def test_a_key_that_nobody_gave_is_told_by_the_lookup_with_what_to_do(start: Callable[..., Plugin]) -> None:
    plugin = start()
    plugin.configure()
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert named == "apiKey"
    assert reason.endswith("TOGETHER_API_KEY in the environment; or run: pulumi config set --secret together:apiKey")
    plugin.stub.Delete(provider_pb2.DeleteRequest(urn=URN, id=MODEL))  # and forgetting needs none


def test_a_provider_of_the_program_s_own_is_not_told_of_the_stack_s_configuration(
    start: Callable[..., Plugin], engine: Engine
) -> None:
    plugin = start()
    inputs, failed = plugin.check_config("research", api_key="a-key-misnamed", timeout=5)
    assert (inputs, failed) == ({"api_key": secret("a-key-misnamed"), "timeout": 5}, [])
    assert [entry.message for entry in engine.logged] == ["api_key sets nothing of the provider; did you mean apiKey?"]
    plugin.configure()
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert named == "apiKey"
    assert reason == "expected an API key, found none; set apiKey or TOGETHER_API_KEY in the environment"


def test_a_lookup_before_any_configuration_is_refused(start: Callable[..., Plugin]) -> None:
    assert start().invoke(model=MODEL)[1] == [("apiKey", "the provider is not configured yet")]


def test_read_gives_the_id_it_was_asked_for_and_the_endpoint(plugin: Plugin) -> None:
    for id in (MODEL, f'{{"model": "{MODEL.lower()}", "ignoreCase": true}}'):
        answer = plugin.read(id)
        assert answer.id == id
        assert from_struct(answer.properties)["endpointId"] == ID
        assert "id" not in from_struct(answer.properties)


UNREADABLE = {  # id -> what is told
    "nowhere": 'no endpoint serves model "nowhere"',
    "": "model: expected a string that is not empty",
    "{}": "model: expected a string that is not empty",
    '{"model": "a"': "id: expected a model, or a JSON object such as",
    '{"model": ["a"]}': "model: expected a string that is not empty",
    '{"model": "a", "state": []}': "state: expected at least one entry",
    rpc.UNKNOWN: "model: expected a known value",
}


@pytest.mark.parametrize("id", UNREADABLE)
def test_what_cannot_be_read_is_an_error_of_one_line(plugin: Plugin, id: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.read(id)
    assert UNREADABLE[id] in caught.value.details()
    assert "\n" not in caught.value.details()


def test_a_read_takes_no_state_beside_the_id(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.read(MODEL, type="dedicated")
    assert "state: expected none beside the id, found type; filters are part of the id" in caught.value.details()


@pytest.mark.parametrize("call", ["Check", "Create", "Update"])
def test_nothing_is_ever_created_or_changed(plugin: Plugin, sandbox: Sandbox, call: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        getattr(plugin.stub, call)(getattr(provider_pb2, f"{call}Request")(urn=URN))
    assert 'not created or imported. Use Endpoint.get("chat", id)' in caught.value.details()
    assert sandbox.requests == []


def test_nothing_that_is_read_differs(plugin: Plugin) -> None:
    answer = plugin.stub.Diff(provider_pb2.DiffRequest(urn=URN, id=MODEL, olds=to_struct({"name": "a"})))
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_equal_requests_are_made_once_for_as_long_as_the_provider_lives(plugin: Plugin, sandbox: Sandbox) -> None:
    with futures.ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda _: plugin.invoke(model=MODEL)[0]["id"], range(20)))
    assert found == [ID] * 20
    plugin.read(MODEL)
    assert len(sandbox.requests) == 1
    plugin.invoke(model=MODEL, type="dedicated")  # the API's own filter
    assert len(sandbox.requests) == 2


def test_a_warning_is_said_once_by_the_engine_and_belongs_to_no_resource(
    plugin: Plugin, engine: Engine, sandbox: Sandbox
) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]
    for _ in range(3):
        plugin.invoke(model=MODEL)
    [said] = engine.logged
    assert (said.severity, said.urn) == (engine_pb2.WARNING, "")
    assert said.message.startswith("the API's answer breaks its contract at $.data[29]: expected the properties id")


def test_an_engine_that_does_not_listen_is_no_failure(sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]
    plugin = started("127.0.0.1:1")
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
    assert plugin.invoke(model=MODEL)[0]["id"] == ID
    assert plugin.close() == ""


def test_it_says_its_version_and_its_schema(plugin: Plugin) -> None:
    assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version == pulumi_together.__version__
    schema = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0)).schema
    assert schema == (Path(pulumi_together.__file__).parent / "schema.json").read_text()


def test_without_an_engine_it_says_what_it_is() -> None:
    command = [sys.executable, "-m", "pulumi_together.plugin"]
    run = subprocess.run(command, env={**os.environ, **IMPORTABLE}, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr == (
        "pulumi-resource-together is a plugin: Pulumi's engine starts it, with the engine's address as argument\n"
    )
