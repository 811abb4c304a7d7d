# SPDX-License-Identifier: MIT
"""The provider plugin under Pulumi's real engine, asked by inline programs as an SDK of any language would ask it."""

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
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
NAME = "acme/mistral-small"
OTHER_MODEL = "google/gemma-3-27b-it"
SERVED_TWICE = "Qwen/Qwen3-32B"
GET_ENDPOINT = "together:index:getEndpoint"
GET_ENDPOINTS = "together:index:getEndpoints"

# An inline program that a failing resource ends leaves the SDK's own coroutines, event loop and sockets behind.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Start = Callable[..., Stack]


class Endpoint(pulumi.CustomResource):
    """What an SDK makes of the schema's resource, in short."""

    def __init__(
        self, name: str, id: pulumi.Input[str] | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        outputs = ("endpointId", "name", "model", "type", "owner", "state", "createdAt", "ready", "object", "extra")
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        super().__init__("together:index:Endpoint", name, dict.fromkeys(outputs), opts)

    @property
    def endpoint_id(self) -> pulumi.Output[str]:
        return pulumi.get(self, "endpointId")  # type: ignore[no-any-return]


@pytest.fixture
def start(
    engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Stack]:
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


def asked(token: str = GET_ENDPOINT, /, **arguments: Any) -> Any:
    return pulumi.runtime.invoke(token, arguments).value


def asked_later(token: str = GET_ENDPOINT, /, **arguments: Any) -> pulumi.Output[Any]:
    return pulumi.runtime.invoke_output(token, arguments)


class Account(pulumi.ProviderResource):
    """What an SDK makes of the schema's provider, in short."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__("together", name, options)


def everything() -> None:
    """All three ways of asking for one model."""
    pulumi.export("function", asked(model=MODEL)["id"])
    pulumi.export("list", asked_later(GET_ENDPOINTS, models=[MODEL]).apply(lambda found: found["ids"][MODEL]))
    pulumi.export("resource", Endpoint("chat", MODEL).endpoint_id)


def everywhere(id: str) -> dict[str, str]:
    return dict.fromkeys(("function", "list", "resource"), id)


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    others = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    sandbox.endpoints = [*others, {**row, "id": "endpoint-new", "name": "acme/Mistral-00000001"}]


def test_a_redeployed_endpoint_is_shown_as_old_and_new_and_a_second_up_changes_nothing(
    start: Start, sandbox: Sandbox
) -> None:
    stack = start(everything)
    assert ID in stack.preview().stdout
    assert outputs(stack.up()) == everywhere(ID)
    again = stack.up()
    assert again.summary.resource_changes == {"same": 1}
    assert len(sandbox.requests) == 3  # one in each run

    redeploy(sandbox)
    change = f'endpointId: "{ID}" => "endpoint-new"'
    preview = stack.stack.preview(color="never", diff=True)
    assert change in preview.stdout
    up = stack.stack.up(color="never", diff=True)
    assert change in up.stdout
    assert f'function: "{ID}" => "endpoint-new"' in up.stdout
    assert outputs(up) == everywhere("endpoint-new")


def test_refresh_brings_the_state_up_to_date(start: Start, sandbox: Sandbox) -> None:
    stack = start(everything)
    stack.up()
    redeploy(sandbox)
    refresh = stack.stack.refresh(color="never")
    assert refresh.summary.resource_changes == {"same": 1, "update": 1}
    [endpoint] = resources(stack, "together:index:Endpoint")
    assert endpoint["id"] == MODEL
    assert endpoint["outputs"]["endpointId"] == "endpoint-new"


@pytest.mark.parametrize("reply", [{}, {"fault": "close", "times": 9}], ids=["gone", "server down"])
def test_an_endpoint_that_cannot_be_read_is_an_error_and_stays_in_the_state(
    start: Start, sandbox: Sandbox, reply: dict[str, Any]
) -> None:
    stack = start(lambda: Endpoint("chat", MODEL) and None, retries="0")
    stack.up()
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    for run in (stack.preview, stack.up, lambda: stack.stack.refresh(color="never")):
        sandbox.replies(reply)
        said = failure(run)
        sentence = "the connection was closed" if reply else f'no endpoint serves model "{MODEL}"'
        assert "Traceback" not in said
        assert sentence in said
    [endpoint] = resources(stack, "together:index:Endpoint")
    assert endpoint["outputs"]["endpointId"] == ID


def test_destroy_only_forgets_also_without_an_api_and_without_a_key(start: Start, sandbox: Sandbox) -> None:
    stack = start(everything)
    stack.up()
    stack.stack.remove_config("together:apiKey")
    sandbox.requests.clear()
    sandbox.replies({"fault": "close", "times": 99})
    stack.stack.destroy(color="never")
    assert resources(stack) == []
    assert sandbox.requests == []


def test_the_filters_of_a_resource_are_part_of_its_id(start: Start, sandbox: Sandbox) -> None:
    newest = json.dumps({"model": SERVED_TWICE, "onMultiple": "newest", "state": ["STARTED"]})

    def program() -> None:
        pulumi.export("read", Endpoint("chat", newest).endpoint_id)
        pulumi.export("asked", asked(model=SERVED_TWICE, onMultiple="newest", state=["STARTED"])["id"])

    found = outputs(start(program).up())
    assert found["read"] == found["asked"]


UNMADE: dict[str, tuple[Callable[[], Any], str]] = {  # what a program does -> what it is told
    "no such resource": (
        lambda: pulumi.CustomResource("together:index:Model", "chat", {}, pulumi.ResourceOptions(id=MODEL)),
        "type: there is no resource together:index:Model, only together:index:Endpoint, which is read",
    ),
    "no such resource to make": (
        lambda: pulumi.CustomResource("together:index:Model", "chat", {}),
        "there is no resource together:index:Model, only together:index:Endpoint",
    ),
    "created": (lambda: Endpoint("chat"), "an Endpoint can only be read, not created or imported"),
    "imported": (
        lambda: Endpoint("chat", opts=pulumi.ResourceOptions(import_=MODEL)),
        'not created or imported. Use Endpoint.get("chat", id), in Go GetEndpoint, in YAML "get" with an id.',
    ),
    "ambiguous": (lambda: Endpoint("chat", SERVED_TWICE), f'model "{SERVED_TWICE}" is served by 3 endpoints'),
    "misspelled": (lambda: Endpoint("chat", '{"model": '), "id: expected a model, or a JSON object such as"),
    "unknown filter": (
        lambda: Endpoint("chat", '{"model": "m", "onMissing": "ignore"}'),
        "onMissing: getEndpoint has no such argument; getEndpoints has it",
    ),
}


@pytest.mark.parametrize("kind", UNMADE)
def test_a_resource_that_is_not_to_be_had_is_one_sentence(start: Start, kind: str) -> None:
    program, sentence = UNMADE[kind]
    said = failure(start(lambda: program() and None).preview)
    assert sentence in said
    assert "Traceback" not in said


FAILURES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {  # arguments, reply, what is told and of what
    "ambiguous": ({"model": SERVED_TWICE}, {}, "or set onMultiple to newest or all (all: with getEndpoints) (model)"),
    "missing": ({"model": "mistral small"}, {}, f'no endpoint serves model "mistral small" (similar: "{MODEL}"'),
    "bad key": ({"model": MODEL}, {"status": 401}, "check apiKey or TOGETHER_API_KEY (apiKey)"),
    "server down": ({"model": MODEL}, {"fault": "close", "times": 9}, "before the answer"),
    "no model": ({}, {}, "expected a string that is not empty, found null (model)"),
    "a number for a model": ({"model": 5}, {}, "expected a string that is not empty, found 5 (model)"),
    "onMissing": ({"model": MODEL, "onMissing": "ignore"}, {}, "no such argument; getEndpoints has it (onMissing)"),
    "all": ({"model": MODEL, "onMultiple": "all"}, {}, 'found "all"; getEndpoints has all as well (onMultiple)'),
    "wrong word": ({"model": MODEL, "usageType": "free"}, {}, 'on-demand, reserved, found "free" (usageType)'),
    "empty list": ({"model": MODEL, "state": []}, {}, "found an empty list; leave it out to ask for all"),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failed_lookup_is_one_sentence_and_the_argument_that_it_concerns(
    start: Start, sandbox: Sandbox, kind: str
) -> None:
    arguments, reply, sentence = FAILURES[kind]
    sandbox.replies(reply)
    said = failure(start(lambda: pulumi.export("id", asked(**arguments)["id"]), retries="0").preview)
    # The frames that Python shows are the SDK's own, around what the plugin says.
    [told] = {line.partition("failed: ")[2] for line in said.splitlines() if "failed: " in line}
    assert sentence in told
    assert os.path.join(PACKAGE.name, "plugin") not in said


def test_what_a_preview_does_not_know_is_not_asked_until_the_update(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": MODEL, "output": None})
        model = made.id.apply(lambda id: MODEL)
        pulumi.export("function", asked_later(model=model).apply(lambda found: found["id"]))
        pulumi.export("list", asked_later(GET_ENDPOINTS, models=[model]).apply(lambda found: found["ids"][MODEL]))
        pulumi.export("resource", Endpoint("chat", model).endpoint_id)

    stack = start(program)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == everywhere(ID)
    assert {request.path for request in sandbox.requests} == {"/v1/endpoints"}


def test_a_provider_whose_key_a_preview_does_not_know_asks_nothing_until_the_update(
    start: Start, sandbox: Sandbox
) -> None:
    def program() -> None:
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": 1, "output": None})
        account = Account("account", baseUrl=sandbox.url, apiKey=made.id.apply(lambda id: sandbox.api_key))
        endpoint = Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=account))
        pulumi.export("id", endpoint.endpoint_id)

    stack = start(program, apiKey=None, baseUrl=None)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == {"id": ID}


def test_of_a_provider_that_a_preview_does_not_know_the_engine_answers_a_function_with_nothing(
    start: Start, sandbox: Sandbox
) -> None:
    """As the guide tells: the engine does not ask the plugin then, and its answer is known and empty."""
    found: list[Any] = []

    def program() -> None:
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": 1, "output": None})
        account = Account("account", baseUrl=sandbox.url, apiKey=made.id.apply(lambda id: sandbox.api_key))
        opts = pulumi.InvokeOutputOptions(provider=account)
        pulumi.runtime.invoke_output(GET_ENDPOINT, {"model": MODEL}, opts).apply(found.append)

    stack = start(program, apiKey=None, baseUrl=None)
    stack.preview()
    assert (found, sandbox.requests) == ([{}], [])
    stack.up()
    assert found[-1]["id"] == ID


def test_twenty_lookups_at_the_same_time_are_one_request_and_one_warning(start: Start, sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]

    def program() -> None:
        found = [asked_later(model=MODEL).apply(lambda found: found["id"]) for _ in range(10)]
        found += [asked_later(GET_ENDPOINTS, models=[MODEL]).apply(lambda all: all["ids"][MODEL]) for _ in range(5)]
        found += [Endpoint(f"chat-{number}", MODEL).endpoint_id for number in range(5)]
        pulumi.export("ids", pulumi.Output.all(*found))

    stack = start(program)
    for runs in (1, 2):
        events: list[auto.events.EngineEvent] = []
        up = stack.stack.up(color="never", on_event=events.append)
        assert outputs(up) == {"ids": [ID] * 20}
        assert len(sandbox.requests) == runs
        [warning] = diagnostics(events)
        assert (warning.severity, warning.urn) == ("warning", None)
        assert "the API's answer breaks its contract at $.data[29]: expected the properties" in warning.message


def test_two_providers_are_two_accounts(start: Start, sandbox: Sandbox) -> None:
    row = {**sandbox.endpoints[0].row, "model": MODEL, "id": "endpoint-other"}
    with Sandbox([row], api_key="other-key-0") as other:

        def program() -> None:
            account = Account("other", apiKey=other.api_key, baseUrl=other.url, timeout=5.5, retries="2", caPath="")
            opts = pulumi.ResourceOptions(provider=account)
            pulumi.export("ids", [Endpoint("a", MODEL).endpoint_id, Endpoint("b", MODEL, opts).endpoint_id])
            told = pulumi.runtime.invoke_output(
                GET_ENDPOINT, {"model": MODEL}, pulumi.InvokeOutputOptions(provider=account)
            )
            pulumi.export("told", told.apply(lambda found: found["id"]))

        assert outputs(start(program).up()) == {"ids": [ID, "endpoint-other"], "told": "endpoint-other"}


def test_the_configuration_chooses_the_second_generation_of_the_api(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("name", asked(model=MODEL)["name"])
        pulumi.export("model", pulumi.get(Endpoint("chat", MODEL), "model"))

    assert outputs(start(program, apiVersion="v2").up()) == {"name": "acme/mistral-small", "model": MODEL}
    assert {request.path.split("/")[1] for request in sandbox.requests} == {"v1", "v2"}  # v1 has whoami


def test_an_interrupt_ends_a_lookup_that_is_under_way(start: Start, sandbox: Sandbox) -> None:
    stack = start(everything)
    sandbox.replies({"fault": "stall", "seconds": 240})
    under_way = threading.Event()
    sandbox.on_request = lambda request, answered: under_way.set()
    with ThreadPoolExecutor() as threads:
        said = threads.submit(failure, stack.preview)
        assert under_way.wait(60)
        [engine] = children("pulumi")
        os.kill(engine, signal.SIGINT)
        assert "preview canceled" in said.result(20)  # the lookup alone would take 30


def test_a_secret_argument_makes_a_secret_result(start: Start) -> None:
    def program() -> None:
        pulumi.export("plain", asked_later(model=MODEL).apply(lambda found: found["id"]))
        pulumi.export("secret", asked_later(model=pulumi.Output.secret(MODEL)).apply(lambda found: found["id"]))

    up = start(program).up()
    assert outputs(up) == {"plain": ID, "secret": ID}
    assert [name for name, output in up.outputs.items() if output.secret] == ["secret"]


CONFIGURATIONS = {  # what is configured -> what is told of it
    "retries": ({"retries": "99"}, "property retries value {99} has a problem: expected a whole number from 0"),
    "validation": ({"validation": "lax"}, 'expected one of strict, answer, warn, found "lax"'),
    "apiKey": ({"apiKey": "a key, twice"}, "has a problem: apiKey: expected an API key, found a value with characters"),
    "baseUrl": ({"baseUrl": "http://me:secret@host"}, "has a problem: baseUrl: expected an http or https URL such as"),
}


@pytest.mark.parametrize("option", CONFIGURATIONS)
@pytest.mark.parametrize("explicit", [False, True], ids=["stack", "provider"])
def test_a_wrong_configuration_is_one_sentence_that_does_not_repeat_a_secret(
    start: Start, sandbox: Sandbox, option: str, explicit: bool
) -> None:
    wrong, sentence = CONFIGURATIONS[option]

    def program() -> None:
        Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=Account("account", **wrong) if explicit else None))

    said = failure(start(program, **({} if explicit else wrong)).preview)
    assert sentence in said
    assert "twice" not in said
    assert "me:secret" not in said
    assert sandbox.requests == []


def test_a_configuration_that_sets_nothing_is_warned_of(start: Start) -> None:
    events: list[auto.events.EngineEvent] = []
    start(everything, baseURL="x", model="mine").stack.preview(on_event=events.append, color="never")
    assert sorted(found.message.strip() for found in diagnostics(events)) == [
        "together:baseURL sets nothing of the provider; did you mean together:baseUrl?",
        "together:model sets nothing of the provider, which has apiKey, baseUrl, apiVersion, projectId, timeout, "
        "deadline, retries, validateCerts, caPath, validation",
    ]


def test_a_new_key_leaves_the_stack_as_it_is(start: Start, sandbox: Sandbox) -> None:
    stack = start(everything)
    stack.up()
    sandbox.api_key = "rotated-key-0123456789"
    stack.stack.set_config("together:apiKey", auto.ConfigValue(sandbox.api_key, secret=True))
    assert stack.preview().change_summary == {auto.OpType.SAME: 1}
    assert stack.up().summary.resource_changes == {"same": 1}
    assert sandbox.requests[-1].headers["authorization"] == f"Bearer {sandbox.api_key}"


def test_a_plain_key_of_a_provider_is_a_secret_in_the_state(start: Start, sandbox: Sandbox) -> None:
    def program() -> None:
        account = Account("account", apiKey=sandbox.api_key, baseUrl=sandbox.url)
        Endpoint("chat", MODEL, pulumi.ResourceOptions(provider=account))

    stack = start(program, apiKey=None)
    said = stack.up().stdout
    for data in [said.encode(), *written(stack)]:
        assert sandbox.api_key.encode() not in data


def test_a_plugin_that_is_keyed_from_the_environment_shows_its_key_nowhere(
    start: Start, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sandbox.api_key
    keyed = {"TOGETHER_API_KEY": key, "TOGETHER_BASE_URL": sandbox.url}
    stack = start(everything, env=keyed, apiKey=None, baseUrl=None)
    up = stack.up()
    assert outputs(up) == everywhere(ID)
    verbose = stack.stack.preview(color="never", log_verbosity=9, log_to_std_err=True)
    assert '"v":9' in verbose.stderr
    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    sandbox.replies(echo)
    failed = failure(stack.preview)
    assert "[API key]" in failed  # the API did send it back

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any(ID.encode() in data for data in written(stack))  # the search finds what is there
    for data in [*(text.encode() for text in (up.stdout, verbose.stdout, verbose.stderr, failed)), *written(stack)]:
        assert key.encode() not in data


def test_the_engine_installs_the_launcher_and_reads_the_schema(start: Start, sandbox: Sandbox) -> None:
    stack = start(everything)
    shutil.rmtree(stack.folder / "home" / "plugins")
    environment = {**os.environ, **stack.stack.workspace.env_vars, "PULUMI_HOME": str(stack.folder / "home")}

    def command(*words: str) -> str:
        cli = [stack.stack.workspace.pulumi_command.command, *words]
        done = subprocess.run(cli, env=environment, capture_output=True, text=True, check=True, timeout=120)
        assert "warning" not in done.stderr
        return done.stdout

    command("plugin", "install", "resource", "together", pulumi_together.__version__, "--file", str(LAUNCHER))
    assert outputs(stack.up()) == everywhere(ID)
    schema = json.loads(command("package", "get-schema", str(LAUNCHER)))
    assert sorted(schema["functions"]) == [GET_ENDPOINT, GET_ENDPOINTS]


def failure(run: Callable[[], Any]) -> str:
    """All that the engine says of a run that fails."""
    with pytest.raises(auto.CommandError) as caught:
        run()
    gc.collect()  # in this test, what it left behind
    return str(caught.value)


def outputs(up: auto.UpResult) -> dict[str, Any]:
    return {name: output.value for name, output in up.outputs.items()}


def resources(stack: Stack, type: str = "") -> list[dict[str, Any]]:
    deployment = stack.stack.export_stack().deployment or {}
    return [resource for resource in deployment.get("resources", []) if type in resource["type"]]


def children(command: str) -> list[int]:
    """The processes of a command that this one started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    found = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(pid) for pid, parent, name in found if (int(parent), Path(name).name) == (os.getpid(), command)]


def diagnostics(events: list[auto.events.EngineEvent]) -> list[auto.events.DiagnosticEvent]:
    """The warnings and errors among the engine's events."""
    told = [event.diagnostic_event for event in events if event.diagnostic_event]
    return [diagnostic for diagnostic in told if diagnostic.severity in ("warning", "error")]


def written(stack: Stack) -> list[bytes]:
    """Every file of the backend, of the engine's home and of the project, and what is to_struct in it."""
    contents = [path.read_bytes() for path in stack.folder.rglob("*") if path.is_file()]
    return contents + [gzip.decompress(content) for content in contents if content.startswith(b"\x1f\x8b")]
