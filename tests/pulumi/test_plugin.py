# SPDX-License-Identifier: MIT
"""The provider plugin under Pulumi's real engine, called by inline programs as an SDK of any language calls it."""

from __future__ import annotations

import gc
import gzip
import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import automation as auto

import pulumi_together
from pulumi_engine import Stack
from pulumi_launchers import LAUNCHER, PACKAGE, install_plugin
from pulumi_programs import AMBIGUOUS_MODEL, ID, IGNORE_UNRAISABLE, MODEL, outputs
from pulumi_together.naming import camel_case
from pulumi_together.resource import OUTPUTS
from sandbox_api import Sandbox
from tools import plugin_archive
from waiting import HUNG

GET_ENDPOINT = "together:index:getEndpoint"
GET_ENDPOINTS = "together:index:getEndpoints"

pytestmark = IGNORE_UNRAISABLE

Start = Callable[..., Stack]


class Endpoint(pulumi.CustomResource):
    """What an SDK generates for the resource of the schema."""

    def __init__(
        self, name: str, id: pulumi.Input[str] | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        super().__init__("together:index:Endpoint", name, dict.fromkeys(map(camel_case, OUTPUTS)), opts)

    @property
    def endpoint_id(self) -> pulumi.Output[str]:
        return pulumi.get(self, "endpointId")  # type: ignore[no-any-return]


class Provider(pulumi.ProviderResource):
    """What an SDK generates for the provider of the schema."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__("together", name, options)


@pytest.fixture
def start(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Start:
    """Makes a stack that has the plugin installed, with the sandbox's URL and (secret) key in its configuration."""

    def start(program: Callable[[], Any], *, env: Mapping[str, str] | None = None, **config: Any) -> Stack:
        plugin = install_plugin(tmp_path / "stack" / "home")
        key = auto.ConfigValue(sandbox.api_key, secret=True)
        values = {"apiKey": key, "baseUrl": sandbox.url, **config}
        return Stack(
            engine,
            tmp_path / "stack",
            program,
            config={f"together:{name}": value for name, value in values.items() if value is not None},
            env={**plugin, **(env or {})},
        )

    return start


def invoke(token: str = GET_ENDPOINT, /, **arguments: Any) -> Any:
    return pulumi.runtime.invoke(token, arguments).value


def invoke_output(token: str = GET_ENDPOINT, /, **arguments: Any) -> pulumi.Output[Any]:
    return pulumi.runtime.invoke_output(token, arguments)


def all_lookups() -> None:
    """Export the ID of an endpoint by each function and by the resource."""
    pulumi.export("function", invoke(model=MODEL)["id"])
    pulumi.export("list", invoke_output(GET_ENDPOINTS, models=[MODEL]).apply(lambda result: result["ids"][MODEL]))
    pulumi.export("resource", Endpoint("chat", MODEL).endpoint_id)


def all_exports(id: str) -> dict[str, str]:
    return dict.fromkeys(("function", "list", "resource"), id)


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    others = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    sandbox.endpoints = [*others, {**row, "id": "endpoint-new", "name": "acme/Mistral-00000001"}]


@pytest.mark.each_sdk
def test_redeployed_endpoint_is_shown_as_old_and_new_and_a_second_up_changes_nothing(
    start: Start, sandbox: Sandbox
) -> None:
    stack = start(all_lookups)
    assert ID in stack.preview().stdout
    assert outputs(stack.up()) == all_exports(ID)
    second = stack.up()
    assert second.summary.resource_changes == {"same": 1}
    assert len(sandbox.requests) == 3  # one in each run

    redeploy(sandbox)
    change = f'"{ID}" => "endpoint-new"'
    preview = stack.stack.preview(color="never", diff=True)
    assert lines_about("endpointId", preview.stdout) == [change]
    up = stack.stack.up(color="never", diff=True)
    assert lines_about("endpointId", up.stdout) == [change]
    assert lines_about("function", up.stdout) == [change]
    assert outputs(up) == all_exports("endpoint-new")


def lines_about(property: str, shown: str) -> list[str]:
    """The changes that the engine shows for a property."""
    lines = [line.strip().lstrip("~ ").partition(":") for line in shown.splitlines() if "=>" in line]
    return [value.strip() for name, _colon, value in lines if name.strip() == property]


@pytest.mark.each_sdk
def test_refresh_updates_the_state(start: Start, sandbox: Sandbox) -> None:
    stack = start(all_lookups)
    stack.up()
    redeploy(sandbox)
    refresh = stack.stack.refresh(color="never")
    assert refresh.summary.resource_changes == {"same": 1, "update": 1}
    [endpoint] = resources(stack, "together:index:Endpoint")
    assert endpoint["id"] == MODEL
    assert endpoint["outputs"]["endpointId"] == "endpoint-new"


@pytest.mark.each_sdk
@pytest.mark.parametrize("reply", [{}, {"fault": "close", "times": 9}], ids=["gone", "server down"])
def test_endpoint_that_cannot_be_read_is_an_error_and_stays_in_the_state(
    start: Start, sandbox: Sandbox, reply: dict[str, Any]
) -> None:
    stack = start(lambda: Endpoint("chat", MODEL) and None, retries="0")
    stack.up()
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    for run in (stack.preview, stack.up, lambda: stack.stack.refresh(color="never")):
        sandbox.replies(reply)
        shown = failure(run)
        message = "the connection was closed" if reply else f'No endpoint serves model "{MODEL}"'
        assert "Traceback" not in shown
        assert message in shown
    [endpoint] = resources(stack, "together:index:Endpoint")
    assert endpoint["outputs"]["endpointId"] == ID


@pytest.mark.each_sdk
def test_destroy_works_without_api_and_key(start: Start, sandbox: Sandbox) -> None:
    stack = start(all_lookups)
    stack.up()
    stack.stack.remove_config("together:apiKey")
    sandbox.requests.clear()
    sandbox.replies({"fault": "close", "times": 99})
    stack.stack.destroy(color="never")
    assert resources(stack) == []
    assert sandbox.requests == []


def test_id_of_a_resource_holds_its_filters(start: Start, sandbox: Sandbox) -> None:
    newest = json.dumps({"model": AMBIGUOUS_MODEL, "onMultiple": "newest", "state": ["STARTED"]})

    def program() -> None:
        pulumi.export("resource", Endpoint("chat", newest).endpoint_id)
        pulumi.export("function", invoke(model=AMBIGUOUS_MODEL, onMultiple="newest", state=["STARTED"])["id"])

    exported = outputs(start(program).up())
    assert exported["resource"] == exported["function"]


RESOURCE_ERRORS: dict[str, tuple[Callable[[], Any], str]] = {  # what a program does -> the message
    "unknown type": (
        lambda: pulumi.CustomResource("together:index:Model", "chat", {}, pulumi.ResourceOptions(id=MODEL)),
        "there is no resource together:index:Model. The only resource is together:index:Endpoint",
    ),
    "unknown type to create": (
        lambda: pulumi.CustomResource("together:index:Model", "chat", {}),
        "there is no resource together:index:Model. The only resource is together:index:Endpoint",
    ),
    "created": (lambda: Endpoint("chat"), "an Endpoint can only be read, not created or imported"),
    "imported": (
        lambda: Endpoint("chat", opts=pulumi.ResourceOptions(import_=MODEL)),
        'not created or imported. Use Endpoint.get("chat", id), in Go GetEndpoint, in YAML "get" with an id.',
    ),
    "ambiguous": (lambda: Endpoint("chat", AMBIGUOUS_MODEL), f'Model "{AMBIGUOUS_MODEL}" is served by 3 endpoints:'),
    "invalid JSON": (lambda: Endpoint("chat", '{"model": '), "id: expected a model, or a JSON object such as"),
    "unknown filter": (
        lambda: Endpoint("chat", '{"model": "m", "onMissing": "ignore"}'),
        'arguments: getEndpoint has no argument "onMissing". Use getEndpoints',
    ),
}


@pytest.mark.parametrize("kind", RESOURCE_ERRORS)
def test_resource_error_is_a_message_without_traceback(start: Start, kind: str) -> None:
    program, message = RESOURCE_ERRORS[kind]
    shown = failure(start(lambda: program() and None).preview)
    assert message in shown
    assert "Traceback" not in shown


FUNCTION_ERRORS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {  # arguments, reply, message and property
    "ambiguous": (
        {"model": AMBIGUOUS_MODEL},
        {},
        "Set onMultiple to newest to select the most recently created. "
        "Use getEndpoints with onMultiple all to select every one. (model)",
    ),
    "missing": ({"model": "mistral small"}, {}, f'No endpoint serves model "mistral small" (similar: "{MODEL}"'),
    "bad key": ({"model": MODEL}, {"status": 401}, "Check together:apiKey. (apiKey)"),
    "server down": ({"model": MODEL}, {"fault": "close", "times": 9}, "the connection was closed before"),
    "no model": ({}, {}, "model: expected a string that is not empty, found null. (model)"),
    "wrong choice": ({"model": MODEL, "usageType": "free"}, {}, 'on-demand, reserved, found "free". (usageType)'),
}


@pytest.mark.parametrize("kind", FUNCTION_ERRORS)
def test_function_error_is_a_message_with_the_property(start: Start, sandbox: Sandbox, kind: str) -> None:
    arguments, reply, message = FUNCTION_ERRORS[kind]
    sandbox.replies(reply)
    shown = failure(start(lambda: pulumi.export("id", invoke(**arguments)["id"]), retries="0").preview)
    assert message in shown
    assert os.path.join(PACKAGE.name, "plugin") not in shown  # no traceback of the plugin


@pytest.mark.each_sdk
def test_unknown_arguments_send_no_request_before_the_update(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": MODEL, "output": None})
        model = created.id.apply(lambda id: MODEL)
        pulumi.export("function", invoke_output(model=model).apply(lambda endpoint: endpoint["id"]))
        pulumi.export("list", invoke_output(GET_ENDPOINTS, models=[model]).apply(lambda result: result["ids"][MODEL]))
        pulumi.export("resource", Endpoint("chat", model).endpoint_id)

    stack = start(program)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == all_exports(ID)
    assert {request.path for request in sandbox.requests} == {"/v1/endpoints"}


def test_resource_of_a_provider_with_an_unknown_key_is_read_in_the_update(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": 1, "output": None})
        provider = Provider("account", baseUrl=sandbox.url, apiKey=created.id.apply(lambda id: sandbox.api_key))
        endpoint = Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=provider))
        pulumi.export("id", endpoint.endpoint_id)

    stack = start(program, apiKey=None, baseUrl=None)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == {"id": ID}


def test_engine_answers_functions_of_a_provider_with_unknown_key_with_an_empty_result(
    start: Start, sandbox: Sandbox
) -> None:
    """As docs/pulumi.md says. The engine does not call the plugin, and the result counts as known."""
    results: list[Any] = []

    def program() -> None:
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": 1, "output": None})
        provider = Provider("account", baseUrl=sandbox.url, apiKey=created.id.apply(lambda id: sandbox.api_key))
        opts = pulumi.InvokeOutputOptions(provider=provider)
        pulumi.runtime.invoke_output(GET_ENDPOINT, {"model": MODEL}, opts).apply(results.append)

    stack = start(program, apiKey=None, baseUrl=None)
    stack.preview()
    assert (results, sandbox.requests) == ([{}], [])
    stack.up()
    assert results[-1]["id"] == ID


@pytest.mark.each_sdk
def test_twenty_concurrent_lookups_send_one_request_and_show_a_warning_once(start: Start, sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "UNHEARD_OF"}]

    def program() -> None:
        ids = [invoke_output(model=MODEL).apply(lambda endpoint: endpoint["id"]) for _ in range(10)]
        ids += [
            invoke_output(GET_ENDPOINTS, models=[MODEL]).apply(lambda result: result["ids"][MODEL]) for _ in range(5)
        ]
        ids += [Endpoint(f"chat-{number}", MODEL).endpoint_id for number in range(5)]
        pulumi.export("ids", pulumi.Output.all(*ids))

    stack = start(program)
    for runs in (1, 2):
        events: list[auto.events.EngineEvent] = []
        up = stack.stack.up(color="never", on_event=events.append)
        assert outputs(up) == {"ids": [ID] * 20}
        assert len(sandbox.requests) == runs
        [warning] = diagnostics(events)
        assert (warning.severity, warning.urn) == ("warning", None)
        assert f"endpoint {ID} violates the API's schema at $.data[0].state: expected one of" in warning.message


def test_two_providers_use_two_accounts(start: Start, sandbox: Sandbox) -> None:
    row = {**sandbox.endpoints[0].row, "model": MODEL, "id": "endpoint-other"}
    with Sandbox([row], api_key="other-key-0") as other:

        def program() -> None:
            provider = Provider("other", apiKey=other.api_key, baseUrl=other.url, timeout=5.5, retries="2", caPath="")
            opts = pulumi.ResourceOptions(provider=provider)
            pulumi.export("resources", [Endpoint("a", MODEL).endpoint_id, Endpoint("b", MODEL, opts).endpoint_id])
            endpoint = pulumi.runtime.invoke_output(
                GET_ENDPOINT, {"model": MODEL}, pulumi.InvokeOutputOptions(provider=provider)
            )
            pulumi.export("function", endpoint.apply(lambda endpoint: endpoint["id"]))

        assert outputs(start(program).up()) == {"resources": [ID, "endpoint-other"], "function": "endpoint-other"}


def test_configuration_selects_the_generation(start: Start, sandbox: Sandbox) -> None:
    dedicated = json.dumps({"model": MODEL, "type": "dedicated"})

    def program() -> None:
        pulumi.export("function", invoke(model=MODEL, type="dedicated")["apiVersion"])
        pulumi.export("resource", pulumi.get(Endpoint("chat", dedicated), "apiVersion"))

    assert outputs(start(program, apiVersion="v2").up()) == {"function": "v2", "resource": "v2"}


@pytest.mark.each_sdk
def test_interrupt_ends_a_lookup(start: Start, sandbox: Sandbox) -> None:
    stack = start(all_lookups, timeout="600", deadline="600")
    sandbox.replies({"fault": "stall", "seconds": 600})
    is_requested = threading.Event()
    sandbox.on_request = lambda request, summary: is_requested.set()
    with ThreadPoolExecutor() as threads:
        shown = threads.submit(failure, stack.preview)
        assert is_requested.wait(HUNG)
        [engine] = children("pulumi")
        os.kill(engine, signal.SIGINT)
        assert "preview canceled" in shown.result(HUNG)


@pytest.mark.each_sdk
def test_secret_argument_makes_the_result_secret(start: Start) -> None:
    def program() -> None:
        pulumi.export("plain", invoke_output(model=MODEL).apply(lambda endpoint: endpoint["id"]))
        secret = invoke_output(model=pulumi.Output.secret(MODEL))
        pulumi.export("secret", secret.apply(lambda endpoint: endpoint["id"]))

    up = start(program).up()
    assert outputs(up) == {"plain": ID, "secret": ID}
    assert [name for name, output in up.outputs.items() if output.secret] == ["secret"]


CONFIGURATIONS = {  # configuration -> what the engine shows, after the name of the option
    "retries": ({"retries": "99"}, 'retries: expected a whole number from 0 to 20, found "99".'),
    "validation": ({"validation": "lax"}, 'validation: expected one of strict, answer, warn, ignore, found "lax".'),
    "apiKey": ({"apiKey": "a key, twice"}, "apiKey: expected an API key, found a value with white space,"),
    "baseUrl": ({"baseUrl": "http://me:secret@host"}, "baseUrl: expected an http or https URL such as"),
}


@pytest.mark.parametrize("option", CONFIGURATIONS)
@pytest.mark.parametrize("explicit", [False, True], ids=["stack", "provider"])
def test_invalid_configuration_names_its_source_and_does_not_repeat_a_secret(
    start: Start, sandbox: Sandbox, option: str, explicit: bool
) -> None:
    config, message = CONFIGURATIONS[option]

    def program() -> None:
        Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=Provider("account", **config) if explicit else None))

    shown = failure(start(program, **({} if explicit else config)).preview)
    assert f"has a problem: {'' if explicit else 'together:'}{message}" in shown
    assert "twice" not in shown
    assert "me:secret" not in shown
    assert sandbox.requests == []


@pytest.mark.each_sdk
def test_unknown_configuration_keys_warn(start: Start) -> None:
    events: list[auto.events.EngineEvent] = []
    start(all_lookups, baseURL="x", colour="red").stack.preview(on_event=events.append, color="never")
    assert sorted(diagnostic.message.strip() for diagnostic in diagnostics(events)) == [
        "together:baseURL is not an option and is ignored. Did you mean together:baseUrl?",
        "together:colour is not an option and is ignored. The options are apiKey, baseUrl, apiVersion, projectId, "
        "timeout, deadline, retries, validateCerts, caPath, validation.",
    ]


def test_another_key_leaves_the_stack_unchanged(start: Start, sandbox: Sandbox) -> None:
    stack = start(all_lookups)
    stack.up()
    sandbox.api_key = "rotated-key-0123456789"
    stack.stack.set_config("together:apiKey", auto.ConfigValue(sandbox.api_key, secret=True))
    assert stack.preview().change_summary == {auto.OpType.SAME: 1}
    assert stack.up().summary.resource_changes == {"same": 1}
    assert sandbox.requests[-1].headers["authorization"] == f"Bearer {sandbox.api_key}"


def test_plain_key_of_a_provider_is_a_secret_in_the_state(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        provider = Provider("account", apiKey=sandbox.api_key, baseUrl=sandbox.url)
        Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=provider))

    stack = start(program, apiKey=None)
    shown = stack.up().stdout
    for data in [shown.encode(), *written(stack)]:
        assert sandbox.api_key.encode() not in data


def test_key_from_the_environment_is_in_no_output_and_in_no_file(start: Start, sandbox: Sandbox) -> None:
    """Not in the debug log and in errors either, and not if the API returns it."""
    key = sandbox.api_key
    variables = {"TOGETHER_API_KEY": key, "TOGETHER_BASE_URL": sandbox.url}
    stack = start(all_lookups, env=variables, apiKey=None, baseUrl=None)
    up = stack.up()
    assert outputs(up) == all_exports(ID)
    verbose = stack.stack.preview(color="never", log_verbosity=9, log_to_std_err=True)
    assert '"v":9' in verbose.stderr
    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    sandbox.replies(echo)
    failed = failure(stack.preview)
    assert "[API key]" in failed  # the API did return it

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any(ID.encode() in data for data in written(stack))  # the search finds what is there
    for data in [*(text.encode() for text in (up.stdout, verbose.stdout, verbose.stderr, failed)), *written(stack)]:
        assert key.encode() not in data


@pytest.mark.each_sdk
def test_engine_installs_the_archive_and_reads_the_schema(start: Start, tmp_path: Path) -> None:
    stack = start(all_lookups)
    shutil.rmtree(stack.folder / "home" / "plugins")
    environment = {**os.environ, **stack.stack.workspace.env_vars, "PULUMI_HOME": str(stack.folder / "home")}

    def run_cli(*words: str) -> str:
        command = [stack.stack.workspace.pulumi_command.command, *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=HUNG)
        assert "warning" not in done.stderr
        return done.stdout

    name, content = next(plugin_archive.archives())
    (tmp_path / name).write_bytes(content)
    run_cli("plugin", "install", "resource", "together", pulumi_together.__version__, "--file", str(tmp_path / name))
    assert outputs(stack.up()) == all_exports(ID)
    schema = json.loads(run_cli("package", "get-schema", str(LAUNCHER)))
    assert sorted(schema["functions"]) == [GET_ENDPOINT, GET_ENDPOINTS]


def failure(run: Callable[[], Any]) -> str:
    """The output of a run that fails."""
    with pytest.raises(auto.CommandError) as caught:
        run()
    gc.collect()  # within this test, what the run has left behind
    return str(caught.value)


def resources(stack: Stack, type: str = "") -> list[dict[str, Any]]:
    deployment = stack.stack.export_stack().deployment or {}
    return [resource for resource in deployment.get("resources", []) if type in resource["type"]]


def children(command: str) -> list[int]:
    """The processes of a command that this process started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    processes = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(pid) for pid, parent, name in processes if (int(parent), Path(name).name) == (os.getpid(), command)]


def diagnostics(events: list[auto.events.EngineEvent]) -> list[auto.events.DiagnosticEvent]:
    """The warnings and errors among the engine's events."""
    shown = [event.diagnostic_event for event in events if event.diagnostic_event]
    return [diagnostic for diagnostic in shown if diagnostic.severity in ("warning", "error")]


def written(stack: Stack) -> list[bytes]:
    """The files of the backend, of the engine's home and of the project, also decompressed."""
    contents = [path.read_bytes() for path in stack.folder.rglob("*") if path.is_file()]
    return contents + [gzip.decompress(content) for content in contents if content.startswith(b"\x1f\x8b")]
