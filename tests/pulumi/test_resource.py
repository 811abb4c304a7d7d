# SPDX-License-Identifier: MIT
"""`Endpoint`, the read-only resource, under the real engine: what a stack shows and stores, and what it requests."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pulumi
import pytest
from pulumi import automation as auto
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_together
from pulumi_engine import EACH_ENGINE, Stack
from pulumi_programs import (
    AMBIGUOUS_MODEL,
    ID,
    IGNORE_UNRAISABLE,
    MODEL,
    NAME,
    OTHER_ID,
    OTHER_MODEL,
    MakeStack,
    diagnostics,
    engine_error,
    make_stack,
    outputs,
    secret,
    written_files,
)
from pulumi_together import Endpoint, EndpointLookupError
from pulumi_together.dynamic_provider import EndpointProvider
from pulumi_together.resource_id import ResourceQuery, format_resource_id, parse_resource_id
from sandbox_api import Sandbox

__all__ = ["make_stack"]

pytestmark = IGNORE_UNRAISABLE

REDEPLOYED = {"id": "endpoint-new", "name": "acme/Mistral-Small-24B-Instruct-2501-00000001"}


def program() -> None:
    endpoint = Endpoint.get("mistral", MODEL)
    pulumi.export("id", endpoint.endpoint_id)
    pulumi.export("name", endpoint.name)


def reads(model: pulumi.Input[str] = MODEL, **options: Any) -> Callable[[], None]:
    return lambda: pulumi.export("id", Endpoint.get("mistral", model, **options).endpoint_id)


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, **REDEPLOYED}]


def refresh(stack: Stack) -> str:
    return stack.stack.refresh(color="never").stdout


def resource(stack: Stack) -> dict[str, Any] | None:
    """The endpoint in the stack's state, without time stamps. None if there is none."""
    resources = (stack.stack.export_stack().deployment or {}).get("resources", [])
    endpoints = [entry for entry in resources if entry["type"] == "pulumi-python:dynamic/together:Endpoint"]
    return {name: endpoints[0][name] for name in ("id", "inputs", "outputs")} if endpoints else None


@pytest.mark.each_sdk
def test_preview_and_update_read_the_endpoint_and_a_second_update_changes_nothing(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    stack = make_stack(program)
    preview = stack.preview()
    assert f'"{ID}"' in preview.stdout
    assert f'"{NAME}"' in preview.stdout
    first, before = stack.up(), resource(stack)
    second = stack.up()
    assert outputs(first) == outputs(second) == {"id": ID, "name": NAME}
    assert second.summary.resource_changes == {"same": 1}  # the stack; reads are not counted
    assert (resource(stack), "=>" in second.stdout) == (before, False)
    assert len(sandbox.requests) == 3
    assert [diagnostics(run.stdout) for run in (preview, first, second)] == [[], [], []]


def test_all_outputs_are_in_the_state(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(program)
    stack.up()
    state = resource(stack)
    assert state
    stored = {name: value for name, value in state["outputs"].items() if name != "__provider"}
    assert stored == {
        "endpoint_id": ID,
        "name": NAME,
        "model": MODEL,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": "2026-04-14T13:26:09.582Z",
        "api_version": "v1",
        "inference_url": f"{sandbox.url}/v1",
        "ready": True,
        "running": True,
        "object": "endpoint",
        "extra": {},
    }


@pytest.mark.each_sdk
def test_redeployed_endpoint_is_shown_as_old_and_new_and_is_not_a_replacement(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    stack = make_stack(program)
    stack.up()
    redeploy(sandbox)
    preview = stack.stack.preview(color="never", diff=True).stdout
    shown = preview.partition("dynamic/together:Endpoint: (read)")[2].partition("\n    --outputs:--")[0]
    assert re.search(rf'~ endpoint_id +: "{ID}" => "endpoint-new"', shown)
    assert re.search(rf'~ name +: "{NAME}" => "{REDEPLOYED["name"]}"', shown)
    up = stack.up()
    assert f'"{ID}" => "endpoint-new"' in up.stdout
    assert outputs(up) == REDEPLOYED
    assert up.summary.resource_changes == {"read": 1, "same": 1}


@pytest.mark.each_sdk
def test_refresh_reads_the_endpoint_into_the_state(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(program)
    stack.up()
    redeploy(sandbox)
    assert diagnostics(refresh(stack)) == []
    state = resource(stack)
    assert state
    assert (state["id"], state["outputs"]["endpoint_id"]) == (MODEL, "endpoint-new")


def test_a_refresh_of_an_endpoint_that_is_gone_does_not_question_the_spelling(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    stack = make_stack(program)
    stack.up()
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    shown = engine_error(lambda: refresh(stack))
    assert "The endpoint in the stack's state served it before. Deploy the model again, or remove" in shown
    assert "spelling" not in shown


def remove_endpoints(sandbox: Sandbox) -> None:
    sandbox.endpoints = []


def add_endpoint(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [row, {**row, **REDEPLOYED}]


def replace_key(sandbox: Sandbox) -> None:
    sandbox.api_key = "the-only-valid-key-now"


def close_connections(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "close", "times": 3})


FAILURES: dict[Callable[[Sandbox], None], str] = {
    remove_endpoints: f'No endpoint serves model "{MODEL}"',
    add_endpoint: f'Model "{MODEL}" is served by 2 endpoints:',
    replace_key: "returned HTTP 401 Unauthorized",
    close_connections: "the connection was closed before the",
}

ENGINE_ERRORS = (
    "error: preview failed",
    "error: update failed",
    "error: Resource monitor has terminated, shutting down",
    "error: Exception calling application: invalid state",  # sometimes of the Automation API, when it ends a program
)


@pytest.mark.parametrize("cause", FAILURES, ids=lambda cause: cause.__name__)
def test_failing_read_shows_the_message_without_traceback_and_keeps_the_state(
    make_stack: MakeStack, sandbox: Sandbox, cause: Callable[[Sandbox], None]
) -> None:
    stack = make_stack(program, retries="0")
    stack.up()
    before = resource(stack)
    cause(sandbox)
    for run in (stack.preview, stack.up, lambda: refresh(stack)):
        shown = diagnostics(engine_error(run))
        errors = [line for line in shown if line.startswith("error: ") and line not in ENGINE_ERRORS]
        assert errors
        assert [line for line in errors if FAILURES[cause] not in line] == []
        assert "Traceback" not in "".join(shown)
        assert resource(stack) == before


@pytest.mark.each_sdk
@pytest.mark.parametrize("is_up", [True, False], ids=["the API is up", "the API is down"])
def test_destroy_removes_the_resource_from_the_state_without_a_request(
    make_stack: MakeStack, sandbox: Sandbox, is_up: bool
) -> None:
    stack = make_stack(program)
    stack.up()
    sandbox.requests.clear()
    if not is_up:
        sandbox.close()
    assert diagnostics(stack.stack.destroy(color="never").stdout) == []
    assert (resource(stack), sandbox.requests) == (None, [])


def test_resource_that_the_program_no_longer_has_is_removed_from_the_state(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    is_removed: list[bool] = []
    stack = make_stack(lambda: None if is_removed else program())
    stack.up()
    is_removed.append(True)
    sandbox.close()
    stack.up()
    assert resource(stack) is None


@pytest.mark.each_sdk
def test_unknown_arguments_send_no_request_before_the_update(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": MODEL, "output": None})
        model = created.id.apply(lambda id: MODEL)
        after = pulumi.ResourceOptions(depends_on=created)
        pulumi.export("model", Endpoint.get("model", model).endpoint_id)
        pulumi.export("in_a_list", Endpoint.get("list", MODEL, name=[model.apply(lambda _: NAME)]).endpoint_id)
        pulumi.export("secret", Endpoint.get("secret", pulumi.Output.unsecret(pulumi.Output.secret(model))).endpoint_id)
        pulumi.export("depends_on", Endpoint.get("after", MODEL, opts=after).endpoint_id)

    stack = make_stack(program)
    assert ID not in stack.preview().stdout
    assert sandbox.requests == []
    assert outputs(stack.up()) == dict.fromkeys(("model", "in_a_list", "secret", "depends_on"), ID)
    stack.preview()
    assert len(sandbox.requests) == 8


def create_provider() -> pulumi.ProviderResource:
    return pulumi.ProviderResource("pulumi-python", "account", {})


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "import_": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(import_=ID)),
        "opts.import_: not supported, because the stack does not manage the endpoint. "
        "Use Endpoint.get(), which reads an endpoint.",
    ),
    "provider": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(provider=create_provider())),
        "opts.provider: not supported, because Endpoint does not use the provider plugin. "
        "Pass account=pulumi_together.Account(...) to select an account.",
    ),
    "id": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(id=ID)),
        "opts.id: not supported, because the arguments select the endpoint.",
    ),
    "constructor": (
        lambda: Endpoint("mistral"),
        "Endpoint(): not supported, because an endpoint cannot be created. "
        "Use Endpoint.get(), which reads an endpoint.",
    ),
    "an option": (
        lambda: Endpoint.get("mistral", MODEL, type=cast(Any, "dedicate")),
        'type: expected one of dedicated, serverless, found "dedicate".',
    ),
    "an empty list": (
        lambda: Endpoint.get("mistral", MODEL, state=[]),
        "state: expected at least one entry, found an empty list. Leave the option out to place no restriction.",
    ),
    "all": (
        lambda: Endpoint.get("mistral", MODEL, on_multiple=cast(Any, "all")),
        'on_multiple: expected one of fail, newest, found "all". '
        "Use get_endpoints(on_multiple='all') to select every one.",
    ),
    "account": (
        lambda: Endpoint.get("mistral", MODEL, account=cast(Any, "research")),
        "account: expected a pulumi_together.Account, found a value of type str.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unsupported_arguments_are_refused_without_a_request(
    make_stack: MakeStack, sandbox: Sandbox, case: str
) -> None:
    program, message = REFUSED[case]
    shown = diagnostics(engine_error(make_stack(lambda: program() and None).preview))
    # The Automation API adds the second line for a program that runs in the process of its caller.
    assert shown == [f"error: {message}", f"error: an unhandled error occurred: {message}"]
    assert sandbox.requests == []


@pytest.mark.each_sdk
def test_secret_is_refused_because_an_id_is_stored_in_plain_text(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(lambda: reads(pulumi.Output.secret("acme/hidden-model"))())
    for run in (stack.preview, stack.up):
        message = "error: Endpoint.get(): an argument is a secret, but the state stores arguments in plain text. Use"
        assert any(line.startswith(message) for line in diagnostics(engine_error(run)))
    assert sandbox.requests == []
    assert not any(b"acme/hidden-model" in data for data in written_files(stack))


def test_id_holds_all_arguments_so_that_a_refresh_reads_the_same(make_stack: MakeStack, sandbox: Sandbox) -> None:
    options = {"type": "dedicated", "state": ["STARTED"], "mine": True, "on_multiple": "newest", "timeout": 20}
    stack = make_stack(reads(AMBIGUOUS_MODEL, **options))
    endpoint_id = outputs(stack.up())["id"]
    refresh(stack)
    state = resource(stack)
    assert state
    assert json.loads(state["id"]) == {
        "model": AMBIGUOUS_MODEL,
        "type": "dedicated",
        "state": ["STARTED"],
        "mine": True,
        "onMultiple": "newest",
        "timeout": 20,
    }
    assert state["outputs"]["endpoint_id"] == endpoint_id
    assert [request.query for request in sandbox.requests] == [{"type": "dedicated", "mine": "true"}] * 2


@pytest.mark.parametrize(
    ("options", "account"),
    [
        ({"model": "a/b"}, None),
        ({"model": ' {"not": "JSON"}'}, None),
        ({"model": "ä/b", "owner": ["acme", "together"], "ignore_case": True, "ca_path": "/ca.pem"}, None),
        ({"model": "a/b", "validate_certs": False}, pulumi_together.Account("together-research")),
    ],
    ids=str,
)
def test_parsed_id_is_what_it_was_made_from(options: dict[str, Any], account: pulumi_together.Account | None) -> None:
    arguments = {**parse_resource_id("any").arguments, **options}
    assert parse_resource_id(format_resource_id(arguments, account)) == ResourceQuery(arguments, account)


@pytest.mark.parametrize(
    ("resource_id", "message"),
    [
        ('{"model":"a/b","colour":"red"}', '"colour" is not an argument that this version of pulumi_together knows.'),
        ('{"model":"a/b","wait":60}', '"wait" is not an argument that this version of pulumi_together knows.'),
        ('{"model":', "expected a model, or a JSON object such as "),
    ],
)
def test_invalid_id_is_an_error(resource_id: str, message: str) -> None:
    with pytest.raises(Exception, match=f"^id: {re.escape(message)}"):
        parse_resource_id(resource_id)


def test_every_resource_sends_its_own_request(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("ids", pulumi.Output.all(*[Endpoint.get(f"e{n}", MODEL).endpoint_id for n in range(20)]))

    assert outputs(make_stack(program).up()) == {"ids": [ID] * 20}
    assert len(sandbox.requests) == 20


def test_read_after_a_resource_was_created_sees_what_it_changed(make_stack: MakeStack, sandbox: Sandbox) -> None:
    """An earlier read of the same process of dynamic providers has another answer."""

    def program() -> None:
        first = Endpoint.get("first", MODEL)
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": first.endpoint_id, "output": None})
        created.id.apply(lambda id: redeploy(sandbox))
        last = Endpoint.get("last", created.id.apply(lambda id: MODEL))
        pulumi.export("ids", pulumi.Output.all(first.endpoint_id, last.endpoint_id))

    assert outputs(make_stack(program).up()) == {"ids": [ID, "endpoint-new"]}


def test_warnings_of_reads_are_shown_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "UNHEARD_OF"}]

    def program() -> None:
        for n in range(3):
            Endpoint.get(f"e{n}", MODEL)

    [warning] = diagnostics(make_stack(program).up().stdout)
    assert warning.startswith(f"warning: endpoint {ID} violates the API's schema at $.data[0].state: expected one of")


@pytest.mark.each_sdk
def test_configuration_warnings_are_shown_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        for n in range(3):
            Endpoint.get(f"e{n}", MODEL)

    warnings = diagnostics(make_stack(program, apiKey=sandbox.api_key, baseURL="x").preview().stdout)
    assert sorted(warnings) == [
        "warning: together:apiKey is stored in plain text in the stack's configuration file and its history. "
        "Replace the key, then run: pulumi config set --secret together:apiKey",
        "warning: together:baseURL is not an option and is ignored. Did you mean together:baseUrl?",
    ]


def test_another_key_leaves_the_stack_unchanged(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(program)
    stack.up()
    before = resource(stack)
    sandbox.api_key = "the-next-key-2b7e151628aed2a6"
    stack.stack.set_config("together:apiKey", secret(sandbox.api_key))
    preview, up = stack.preview(), stack.up()
    assert preview.change_summary == up.summary.resource_changes == {"same": 1}
    assert "=>" not in preview.stdout + up.stdout
    assert resource(stack) == before


def update(stack: Stack) -> None:
    stack.up()


def refresh_by_program(stack: Stack) -> None:
    try:
        stack.stack.refresh(color="never", run_program=True)
    except auto.CommandError as error:
        if "pulumi-language-python" not in str(error):
            raise
        pytest.skip("the Automation API of this SDK cannot refresh an inline program")


@pytest.mark.parametrize("run_program", [update, refresh_by_program], ids=lambda way: way.__name__)
def test_refresh_uses_the_key_of_the_last_run_of_the_program(
    make_stack: MakeStack, sandbox: Sandbox, run_program: Callable[[Stack], None]
) -> None:
    """As for every Pulumi provider: a refresh configures it as the last run of the program did."""
    stack = make_stack(program)
    stack.up()
    sandbox.api_key = "the-next-key-2b7e151628aed2a6"
    stack.stack.set_config("together:apiKey", secret(sandbox.api_key))
    assert "HTTP 401 Unauthorized" in engine_error(lambda: refresh(stack))
    run_program(stack)
    assert diagnostics(refresh(stack)) == []


def test_two_stacks_in_one_process_do_not_share_their_configuration(make_stack: MakeStack, sandbox: Sandbox) -> None:
    both_run = threading.Barrier(2, timeout=120)

    def program() -> None:
        both_run.wait()
        reads(pulumi.Config("lookup").require("model"))()

    stacks = [
        make_stack(program, folder=model.replace("/", "-"), **{"lookup:model": model}) for model in (MODEL, OTHER_MODEL)
    ]
    sandbox.replies({"fault": "stall", "seconds": 0.5, "times": 2})
    with ThreadPoolExecutor() as threads:
        assert [outputs(up) for up in threads.map(Stack.up, stacks)] == [{"id": ID}, {"id": OTHER_ID}]


def test_api_version_selects_the_generation(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("version", Endpoint.get("mistral", MODEL, api_version="v2", mine=True).api_version)

    assert outputs(make_stack(program).up()) == {"version": "v2"}


def test_state_holds_only_the_name_of_the_provider_class() -> None:
    """The class and its module are in the state of users: neither can be renamed."""
    provider = EndpointProvider()
    config = pulumi.dynamic.Config({"together:apiKey": "a-key-that-must-not-be-stored"}, "lookup")
    provider.configure(pulumi.dynamic.ConfigureRequest(config))
    assert serialize_provider(provider) == serialize_provider(EndpointProvider())
    pickled = base64.b64decode(serialize_provider(provider))
    assert re.findall(rb"[A-Za-z_.]{5,}", pickled) == [b"pulumi_together.dynamic_provider", b"EndpointProvider"]


@pytest.mark.parametrize("source", ["configuration", "environment"])
def test_key_is_in_no_output_and_in_no_file(
    make_stack: MakeStack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Not after a failure either, and not if the API returns it."""
    key = sandbox.api_key
    if source == "environment":
        monkeypatch.setenv("TOGETHER_API_KEY", key)
    stack = make_stack(program, **({} if source == "configuration" else {"apiKey": None}))
    texts = [stack.preview().stdout, stack.up().stdout, refresh(stack)]
    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    sandbox.replies({**echo, "times": 3})
    texts += [engine_error(run) for run in (stack.preview, stack.up, lambda: refresh(stack))]
    texts += [stack.stack.destroy(color="never").stdout]

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any("[API key]" in text for text in texts)  # the API did return it
    assert any(ID.encode() in data for data in written_files(stack))  # the search finds what is there
    assert any(
        data.endswith(b"EndpointProvider\x94\x93\x94)R\x94.") for data in written_files(stack)
    )  # also if encoded
    assert [data for data in (*(text.encode() for text in texts), *written_files(stack)) if key.encode() in data] == []


@EACH_ENGINE
def test_pulumi_logs_a_configured_key_in_its_older_versions(
    make_stack: MakeStack, engine: auto.PulumiCommand, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/pulumi.md says. Without a key in the configuration, no version logs one."""

    def lines(**config: None) -> list[str]:
        folder = "-".join(["stack", *config])
        verbose = make_stack(program, folder=folder, **config).stack.preview(
            color="never", log_verbosity=9, log_to_std_err=True
        )
        assert '"v":9' in verbose.stderr
        return [line for line in verbose.stderr.splitlines() if sandbox.api_key in line]

    logged = lines()
    assert [line for line in logged if "Provider.Configure" not in line and ".Configure()" not in line] == []
    assert bool(logged) == {"3.259.0": True, "3.274.1": False}.get(str(engine.version), bool(logged))
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    assert lines(apiKey=None) == []


def test_provider_process_reads_the_key_from_its_environment(
    make_stack: MakeStack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = make_stack(program, apiKey=None)
    message = (
        "together:apiKey: expected an API key, found none. Run pulumi config set --secret together:apiKey in the "
        "stack, or set TOGETHER_API_KEY in the environment of pulumi."
    )
    assert any(message in line for line in diagnostics(engine_error(stack.preview)))
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    assert outputs(stack.up()) == {"id": ID, "name": NAME}


def test_error_has_the_name_that_users_catch() -> None:
    assert f"{EndpointLookupError.__module__}.{EndpointLookupError.__name__}" == "pulumi_together.EndpointLookupError"


def test_component_can_contain_it(make_stack: MakeStack) -> None:
    def program() -> None:
        service = pulumi.ComponentResource("acme:index:Service", "service")
        endpoint = Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(parent=service))
        pulumi.export("id", endpoint.endpoint_id)

    assert outputs(make_stack(program).up()) == {"id": ID}
