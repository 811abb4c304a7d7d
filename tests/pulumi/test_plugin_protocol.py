# SPDX-License-Identifier: MIT
"""The plugin as a process, called over gRPC as Pulumi's engine calls it, for what an engine does not show."""

from __future__ import annotations

import os
import re
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
from pulumi_programs import ID, MODEL, NAME
from pulumi_provider_process import (
    GET_ENDPOINT,
    GET_ENDPOINTS,
    IMPORTABLE,
    URN,
    Engine,
    Plugin,
    from_struct,
    running_engine,
    secret,
    to_struct,
)
from sandbox_api import Sandbox
from waiting import HUNG

OPTION_NAMES = "apiKey, baseUrl, apiVersion, projectId, timeout, deadline, retries, validateCerts, caPath, validation"

Start = Callable[..., Plugin]


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running_engine() as engine:
        yield engine


def start_plugin(engine: str, **environment: str) -> Plugin:
    return Plugin(engine, {**os.environ, **IMPORTABLE, **environment})


@pytest.fixture
def start(engine: Engine) -> Iterator[Start]:
    """Starts plugins. Checks at the end that they printed nothing but their port."""
    plugins: list[Plugin] = []

    def start(**environment: str) -> Plugin:
        plugins.append(start_plugin(engine.address, **environment))
        return plugins[-1]

    yield start
    assert [plugin.close() for plugin in plugins] == [""] * len(plugins)


@pytest.fixture
def plugin(start: Start, sandbox: Sandbox) -> Plugin:
    """A configured plugin."""
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
    return plugin


def endpoint_row(sandbox: Sandbox) -> dict[str, Any]:
    row: dict[str, Any] = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    return row


def test_get_endpoint_returns_the_record_with_the_names_of_the_schema(plugin: Plugin, sandbox: Sandbox) -> None:
    endpoint, failures = plugin.invoke(model=MODEL)
    assert failures == []
    assert endpoint == {
        "id": ID,
        "name": NAME,
        "model": MODEL,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "createdAt": "2026-04-14T13:26:09.582Z",
        "apiVersion": "v1",
        "inferenceUrl": f"{sandbox.url}/v1",
        "ready": True,
        "running": True,
        "object": "endpoint",
        "extra": {},
    }


def test_get_endpoints_returns_the_whole_answer(plugin: Plugin) -> None:
    endpoint, _failures = plugin.invoke(model=MODEL)
    answer, failures = plugin.invoke(GET_ENDPOINTS, models=[MODEL, "x/y_z"], onMissing="ignore")
    assert failures == []
    assert answer == {
        "endpoints": [endpoint],
        "endpoint": endpoint,
        "matches": {MODEL: [endpoint], "x/y_z": []},
        "ids": {MODEL: ID},
        "names": {MODEL: endpoint["name"]},
        "contractViolations": [],
        "contractViolationCount": 0,
        "count": 1,
        "apiVersions": ["v1"],
    }


def test_get_endpoints_without_models_returns_every_endpoint_that_passes_the_filters(
    plugin: Plugin, sandbox: Sandbox
) -> None:
    answer, failures = plugin.invoke(GET_ENDPOINTS, mine=True, type="dedicated", state=["started"])
    assert failures == []
    assert answer["count"] > 1
    assert {endpoint["state"] for endpoint in answer["endpoints"]} == {"STARTED"}
    assert answer["endpoint"] is None
    assert sandbox.requests[-1].raw_query == "type=dedicated&mine=true"


def test_markers_of_pulumi_in_a_response_have_no_effect(plugin: Plugin, sandbox: Sandbox) -> None:
    forged = {rpc._special_sig_key: rpc._special_asset_sig, "path": "/etc/passwd"}
    deep: Any = "end"
    for _ in range(80):
        deep = {"in": deep}
    extra = {"forged": forged, "unknown": rpc.UNKNOWN, "half": "\ud800", "deep": deep, "large": 2**53}
    sandbox.endpoints = [{**endpoint_row(sandbox), **extra}]
    endpoint, failures = plugin.invoke(model=MODEL)
    assert failures == []
    assert endpoint["extra"]["forged"] == {"path": "/etc/passwd"}
    assert endpoint["extra"]["unknown"] is None
    assert endpoint["extra"]["half"] == "\ufffd"
    assert str(endpoint["extra"]["deep"]).count("in") == 80
    assert endpoint["extra"]["large"] == 2**53


def test_value_that_is_not_text_becomes_json_text(start: Start, sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**endpoint_row(sandbox), "created_at": 1767225600, "owner": None}]
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url, validation="warn")
    endpoint, _failures = plugin.invoke(model=MODEL)
    assert (endpoint["createdAt"], endpoint["owner"]) == ("1767225600", None)


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {  # function, arguments, property, reason
    "no model": (GET_ENDPOINT, {}, "model", "model: expected a string that is not empty, found null."),
    "unknown model": (
        GET_ENDPOINT,
        {"model": rpc.UNKNOWN},
        "model",
        "model: expected a known value, found a value that is unknown in this preview.",
    ),
    "unknown in a list": (GET_ENDPOINTS, {"models": [MODEL, rpc.UNKNOWN]}, "models", "models: expected a known value"),
    "empty list": (
        GET_ENDPOINTS,
        {"owner": []},
        "owner",
        "owner: expected at least one entry, found an empty list. Leave the option out to place no restriction. "
        "In a preview, a list with an unknown value arrives empty: pass unknown values to the function's output form.",
    ),
    "text for a list": (GET_ENDPOINTS, {"models": MODEL}, "models", f'expected a list of strings, found "{MODEL}"'),
    "number in a list": (GET_ENDPOINTS, {"name": ["a", 5]}, "name[1]", "expected a string that is not empty, found 5"),
    "choice": (GET_ENDPOINTS, {"onMissing": "maybe"}, "onMissing", "onMissing: expected one of fail, ignore"),
    "mine": (GET_ENDPOINT, {"model": MODEL, "mine": "yes"}, "mine", "mine: expected true or false"),
    "snake case": (
        GET_ENDPOINT,
        {"model": MODEL, "usage_type": "x"},
        "arguments",
        'arguments: getEndpoint has no argument "usage_type". Did you mean usageType?',
    ),
    "onMissing": (
        GET_ENDPOINT,
        {"model": MODEL, "onMissing": "ignore"},
        "arguments",
        'arguments: getEndpoint has no argument "onMissing". Use getEndpoints, which has it.',
    ),
    "unlike any argument": (
        GET_ENDPOINT,
        {"model": MODEL, "colour": "red"},
        "arguments",
        'arguments: getEndpoint has no argument "colour". Its arguments are model, type, usageType,',
    ),
    "all": (
        GET_ENDPOINT,
        {"model": MODEL, "onMultiple": "all"},
        "onMultiple",
        'onMultiple: expected one of fail, newest, found "all". Use getEndpoints with onMultiple all to select every',
    ),
    "no function": (
        "together:index:getModel",
        {},
        "token",
        "there is no function together:index:getModel. The functions are together:index:getEndpoint and",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_invalid_argument_is_one_failure_with_its_name_and_sends_no_request(
    plugin: Plugin, sandbox: Sandbox, kind: str
) -> None:
    token, arguments, property, expected = REFUSED[kind]
    result, failures = plugin.invoke(token, **arguments)
    assert result == {}
    [(named, reason)] = failures
    assert named == property
    assert expected in reason
    assert sandbox.requests == []


REPLIES: dict[str, tuple[dict[str, Any], str]] = {  # reply of the API -> property that the failure names
    "bad key": ({"status": 401}, "apiKey"),
    "limit": ({"status": 402}, "apiKey"),
    "too often": ({"status": 429}, "retries"),
    "broken": ({"status": 500}, "baseUrl"),
    "closed": ({"fault": "close"}, "baseUrl"),
    "another page": ({"text": "<html>"}, "baseUrl"),
    "contract": ({"json": {"object": "list", "data": [{"model": MODEL}]}}, "validation"),
    "ambiguous": ({"json": {"object": "list", "data": []}}, "model"),
}


@pytest.mark.parametrize("kind", REPLIES)
def test_failure_of_the_api_names_the_option_to_look_at(start: Start, sandbox: Sandbox, kind: str) -> None:
    reply, property = REPLIES[kind]
    sandbox.replies(reply)
    plugin = start()
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url, retries="0")
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert named == property
    assert re.findall(r"\b[a-z]+_[a-z]+\b", reason.replace("created_at", "")) == []  # options in snake case


def test_configured_option_is_named_by_its_key(start: Start, sandbox: Sandbox) -> None:
    plugin = start()
    plugin.configure(apiKey="a-key-that-is-rejected", baseUrl=sandbox.url)
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert (named, reason.endswith(" Check together:apiKey.")) == ("apiKey", True)


def test_option_of_an_explicit_provider_is_named_by_its_argument(start: Start, sandbox: Sandbox) -> None:
    plugin = start()
    plugin.check_config("research", apiKey="a-key-that-is-rejected", baseUrl=sandbox.url)
    plugin.configure(apiKey="a-key-that-is-rejected", baseUrl=sandbox.url)
    assert plugin.invoke(model=MODEL)[1][0][1].endswith("Check apiKey.")


def test_option_from_the_environment_is_named_by_its_variable(start: Start, sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY="a-key-that-is-rejected", TOGETHER_BASE_URL=sandbox.url)
    plugin.configure()
    assert plugin.invoke(model=MODEL)[1][0][1].endswith("Check TOGETHER_API_KEY.")


def test_key_in_another_argument_is_not_repeated(plugin: Plugin, sandbox: Sandbox) -> None:
    [(named, reason)] = plugin.invoke(model=MODEL, type=sandbox.api_key)[1]
    assert named == "type"
    assert sandbox.api_key not in reason


def test_preview_does_not_wait(plugin: Plugin, sandbox: Sandbox) -> None:
    """A wait of 0.01 s ends with an error after one request."""
    if "preview" not in provider_pb2.InvokeRequest.DESCRIPTOR.fields_by_name:
        pytest.skip("this version of the Pulumi SDK does not tell a plugin that it runs in a preview")
    sandbox.endpoints = [{**endpoint_row(sandbox), "state": "STOPPED"}]
    request = provider_pb2.InvokeRequest(tok=GET_ENDPOINT, args=to_struct({"model": MODEL, "wait": 0.01}), preview=True)
    assert [*plugin.stub.Invoke(request, timeout=HUNG).failures] == []
    [(named, reason)] = plugin.invoke(model=MODEL, wait=0.01)[1]
    assert (named, "wait" in reason) == ("wait", True)


def test_wait_shows_its_progress_as_a_status(plugin: Plugin, engine: Engine, sandbox: Sandbox) -> None:
    row = endpoint_row(sandbox)
    sandbox.endpoints = [{**row, "state": "STARTING"}]

    def start_endpoint(request: object, summary: str) -> None:
        sandbox.endpoints = [row]

    sandbox.on_request = start_endpoint
    assert plugin.invoke(model=MODEL, wait=240)[0]["ready"]
    [status] = engine.logged
    assert (status.severity, status.ephemeral) == (engine_pb2.INFO, True)
    assert status.message == f'waiting for "{MODEL}": {NAME} is STARTING'


def test_requests_are_in_the_debug_log(plugin: Plugin, engine: Engine, sandbox: Sandbox) -> None:
    for _number in range(2):  # the second call sends no request
        plugin.invoke(model=MODEL)
    [message] = engine.debugged
    assert re.fullmatch(
        rf"GET {sandbox.url}/v1/endpoints: HTTP 200, \d+ bytes, .* s, attempt 1 of 4\.", message.message
    )
    assert engine.logged == []


def test_check_marks_the_key_as_a_secret_and_keeps_the_rest(start: Start) -> None:
    inputs, failures = start().check_config(apiKey="a-plain-key", timeout="5", retries=2, validateCerts=True)
    assert failures == []
    assert inputs == {"apiKey": secret("a-plain-key"), "timeout": "5", "retries": 2, "validateCerts": True}


def test_check_names_an_invalid_value_by_its_key(start: Start) -> None:
    assert start().check_config(timeout="x")[1] == [
        ("timeout", 'together:timeout: expected a number above 0 and at most 3600, found "x".')
    ]
    assert start().check_config("research", timeout="x")[1] == [
        ("timeout", 'timeout: expected a number above 0 and at most 3600, found "x".')
    ]


def test_engine_marks_results_of_secret_arguments(start: Start) -> None:
    response = start().stub.Configure(provider_pb2.ConfigureRequest(acceptSecrets=True))
    assert (response.acceptSecrets, response.acceptOutputs, response.supportsPreview) == (False, False, True)


def test_unknown_configuration_is_valid(start: Start, engine: Engine) -> None:
    inputs, failures = start().check_config(apiKey=rpc.UNKNOWN, baseUrl=rpc.UNKNOWN, retries=rpc.UNKNOWN)
    assert failures == []
    assert inputs["baseUrl"] == rpc.UNKNOWN
    assert engine.logged == []


def test_check_does_not_read_the_environment(start: Start, sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY="short", TOGETHER_BASE_URL="no url", TOGETHER_API_VERSION="v9")
    assert plugin.check_config() == ({}, [])
    assert plugin.check_config(timeout="x")[1][0][0] == "timeout"
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert (named, reason) == ("apiVersion", 'TOGETHER_API_VERSION: expected one of auto, v1, v2, found "v9".')


def test_environment_is_enough(start: Start, sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    plugin.configure(version="0.1.0")
    assert plugin.invoke(model=MODEL)[0]["id"] == ID


def test_another_configuration_replaces_the_first(plugin: Plugin, sandbox: Sandbox) -> None:
    assert plugin.invoke(model=MODEL)[0]["id"] == ID
    plugin.configure(apiKey="another-key-of-this-length", baseUrl=sandbox.url)
    [(named, reason)] = plugin.invoke(model=MODEL)[1]
    assert (named, "HTTP 401" in reason) == ("apiKey", True)


OTHER_DESTINATIONS: dict[str, dict[str, Any]] = {  # option -> configuration
    "baseUrl": {"baseUrl": "URL"},
    "validateCerts": {"validateCerts": "false"},
    "caPath": {"caPath": __file__},
}


@pytest.mark.parametrize("option", OTHER_DESTINATIONS)
@pytest.mark.parametrize("has_key_of_its_own", [False, True])
def test_key_of_the_environment_is_not_sent_to_another_address(
    start: Start, sandbox: Sandbox, option: str, has_key_of_its_own: bool
) -> None:
    """Any local user can call Configure. The first configuration binds the key, also if it has another key."""
    environment_key = f"{sandbox.api_key}-environment"
    own_key = {"apiKey": sandbox.api_key} if has_key_of_its_own else {}
    plugin = start(TOGETHER_API_KEY=environment_key if has_key_of_its_own else sandbox.api_key)
    plugin.configure(baseUrl=sandbox.url, **own_key)
    with Sandbox() as other:
        changed = {"baseUrl": sandbox.url, **OTHER_DESTINATIONS[option]}
        changed["baseUrl"] = changed["baseUrl"].replace("URL", other.url)
        with pytest.raises(grpc.RpcError) as refused:
            plugin.configure(**changed)
        assert plugin.invoke(model=MODEL)[0]["id"] == ID  # with the first configuration
        assert other.requests == []
    expected = "it cannot change for the same API key while the plugin runs, so that no other server gets the key."
    message = refused.value.details()
    assert message == f"together:{option}: {expected} Start the plugin again to use another value."


def test_each_key_stays_with_its_address(start: Start, sandbox: Sandbox) -> None:
    plugin = start()
    with Sandbox(api_key="another-key-of-this-length") as other:
        first = {"apiKey": sandbox.api_key, "baseUrl": sandbox.url}
        second = {"apiKey": other.api_key, "baseUrl": other.url}
        for configuration in (first, first, second, first):
            plugin.configure(**configuration)
            assert plugin.invoke(model=MODEL)[0]["id"] == ID
        for configuration in ({**first, "baseUrl": other.url}, {**second, "baseUrl": sandbox.url}):
            with pytest.raises(grpc.RpcError, match="cannot change for the same API key"):
                plugin.configure(**configuration)
        assert plugin.invoke(model=MODEL)[0]["id"] == ID
        assert len(other.requests) == 1


def test_invalid_configuration_binds_no_key(start: Start, sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY=sandbox.api_key)
    plugin.configure(baseUrl="http://127.0.0.1:1", timeout="x")
    plugin.configure(baseUrl=sandbox.url)
    assert plugin.invoke(model=MODEL)[0]["id"] == ID


def test_empty_value_counts_as_unset(start: Start, sandbox: Sandbox) -> None:
    plugin = start(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert plugin.check_config(apiKey="", timeout="", caPath="")[1] == []
    plugin.configure(apiKey="", baseUrl="", timeout="")
    assert plugin.invoke(model=MODEL)[0]["id"] == ID


def test_v1_ignores_a_project_of_the_stack_and_refuses_one_of_an_explicit_provider(
    start: Start, sandbox: Sandbox
) -> None:
    values = {"apiKey": sandbox.api_key, "baseUrl": sandbox.url, "apiVersion": "v1", "projectId": "acme"}
    of_stack, explicit = start(), start()
    assert of_stack.check_config(**values)[1] == []
    of_stack.configure(**values)
    assert of_stack.invoke(model=MODEL)[0]["id"] == ID
    [(named, reason)] = explicit.check_config("research", **values)[1]
    assert named == "projectId"
    assert reason == "projectId: v1 of the API has no projects. Leave projectId out, or set apiVersion to auto or v2."


def test_lookup_without_a_key_says_how_to_set_it(start: Start) -> None:
    plugin = start()
    plugin.configure()
    assert plugin.invoke(model=MODEL)[1] == [
        (
            "apiKey",
            "together:apiKey: expected an API key, found none. Run pulumi config set --secret together:apiKey in the "
            "stack, or set TOGETHER_API_KEY in the environment.",
        )
    ]
    plugin.stub.Delete(provider_pb2.DeleteRequest(urn=URN, id=MODEL))  # needs no key


def test_explicit_provider_without_a_key_says_how_to_set_it(start: Start, engine: Engine) -> None:
    plugin = start()
    inputs, failures = plugin.check_config("research", api_key="a-key-misnamed", timeout=5)
    assert (inputs, failures) == ({"api_key": secret("a-key-misnamed"), "timeout": 5}, [])
    assert [entry.message for entry in engine.logged] == [
        "api_key is not an option and is ignored. Did you mean apiKey?"
    ]
    plugin.configure()
    assert plugin.invoke(model=MODEL)[1] == [
        (
            "apiKey",
            "apiKey: expected an API key, found none. "
            "Set apiKey of the provider, or TOGETHER_API_KEY in the environment.",
        )
    ]


def test_unknown_keys_of_the_configuration_warn_as_in_python(start: Start, engine: Engine) -> None:
    start().check_config(baseURL="x", colour="red", version="0.1.0")
    assert {entry.message for entry in engine.logged} == {
        "together:baseURL is not an option and is ignored. Did you mean together:baseUrl?",
        f"together:colour is not an option and is ignored. The options are {OPTION_NAMES}.",
    }


def test_lookup_before_the_configuration_fails(start: Start) -> None:
    assert start().invoke(model=MODEL)[1] == [("apiKey", "together:apiKey: the provider is not configured yet.")]


def test_read_returns_the_same_id_and_the_endpoint(plugin: Plugin) -> None:
    for resource_id in (MODEL, f'{{"model": "{MODEL.lower()}", "ignoreCase": true}}'):
        response = plugin.read(resource_id)
        assert response.id == resource_id
        properties = from_struct(response.properties)
        assert properties["endpointId"] == ID
        assert "id" not in properties


UNREADABLE = {  # id -> message
    "nowhere": 'No endpoint serves model "nowhere"',
    "": "model: expected a string that is not empty",
    "{}": "model: expected a string that is not empty",
    '{"model": "a"': "id: expected a model, or a JSON object such as",
    '{"model": ["a"]}': "model: expected a string that is not empty",
    '{"model": "a", "state": []}': "state: expected at least one entry",
    '{"model": "a", "wait": 5}': 'id: Endpoint has no argument "wait". Use the function getEndpoint, which has it.',
    '{"model": "a", "account": "b"}': 'arguments: getEndpoint has no argument "account".',
    rpc.UNKNOWN: "model: expected a known value",
}


@pytest.mark.parametrize("resource_id", UNREADABLE)
def test_failed_read_is_an_error_with_a_message(plugin: Plugin, resource_id: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.read(resource_id)
    assert UNREADABLE[resource_id] in caught.value.details()
    assert "\n" not in caught.value.details()


def test_read_refuses_properties_besides_the_id(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.read(MODEL, type="dedicated")
    message = "state: expected no properties, found type. Put them into the ID, a JSON object such as {"
    assert message in caught.value.details()


@pytest.mark.parametrize("call", ["Check", "Create", "Update"])
def test_resource_cannot_be_created_or_changed(plugin: Plugin, sandbox: Sandbox, call: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        getattr(plugin.stub, call)(getattr(provider_pb2, f"{call}Request")(urn=URN))
    assert 'not created or imported. Use Endpoint.get("chat", id)' in caught.value.details()
    assert sandbox.requests == []


def test_diff_reports_no_change(plugin: Plugin) -> None:
    response = plugin.stub.Diff(provider_pb2.DiffRequest(urn=URN, id=MODEL, olds=to_struct({"name": "a"})))
    assert response.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_equal_requests_are_sent_once_during_the_life_of_a_provider(plugin: Plugin, sandbox: Sandbox) -> None:
    with futures.ThreadPoolExecutor(20) as threads:
        ids = list(threads.map(lambda _: plugin.invoke(model=MODEL)[0]["id"], range(20)))
    assert ids == [ID] * 20
    plugin.read(MODEL)
    assert len(sandbox.requests) == 1
    plugin.invoke(model=MODEL, type="dedicated")  # a filter that the API applies
    assert len(sandbox.requests) == 2


def test_warning_is_shown_once_and_belongs_to_no_resource(plugin: Plugin, engine: Engine, sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**endpoint_row(sandbox), "state": "UNHEARD_OF"}]
    for _ in range(3):
        plugin.invoke(model=MODEL)
    [logged] = engine.logged
    assert (logged.severity, logged.urn) == (engine_pb2.WARNING, "")
    assert logged.message.startswith(f"endpoint {ID} violates the API's schema at $.data[0].state: expected one of")


def test_key_that_is_sent_without_encryption_is_a_warning(start: Start, engine: Engine, sandbox: Sandbox) -> None:
    plugin = start(HTTP_PROXY=sandbox.url)
    plugin.configure(apiKey=sandbox.api_key, baseUrl="http://together.example")
    assert plugin.invoke(model=MODEL)[0]["id"] == ID
    [logged] = engine.logged
    assert logged.severity == engine_pb2.WARNING
    assert "the API key is sent to together.example without encryption" in logged.message


def test_engine_that_does_not_listen_does_not_fail_a_lookup(sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**endpoint_row(sandbox), "state": "UNHEARD_OF"}]
    plugin = start_plugin("127.0.0.1:1")
    plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
    assert plugin.invoke(model=MODEL)[0]["id"] == ID
    assert plugin.close() == ""


def test_plugin_has_the_version_and_the_schema_of_the_package(plugin: Plugin) -> None:
    assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version == pulumi_together.__version__
    schema = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0)).schema
    assert schema == (Path(pulumi_together.__file__).parent / "schema.json").read_text()


def test_plugin_without_an_engine_says_what_it_is() -> None:
    command = [sys.executable, "-m", "pulumi_together.plugin"]
    run = subprocess.run(command, env={**os.environ, **IMPORTABLE}, capture_output=True, text=True, timeout=HUNG)
    assert run.returncode == 1
    assert run.stderr == (
        "pulumi-resource-together is a Pulumi plugin. Pulumi starts it, with the address of its engine as argument.\n"
    )
