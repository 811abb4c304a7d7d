# SPDX-License-Identifier: MIT
"""Functions in programs under Pulumi's real engine: exports, requests, warnings, errors."""

from __future__ import annotations

import contextlib
import runpy
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
from pulumi import automation as auto

import pulumi_together
from pulumi_engine import Stack
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
    written_files,
)
from sandbox_api import Sandbox

__all__ = ["make_stack"]

pytestmark = IGNORE_UNRAISABLE

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "pulumi" / "python" / "__main__.py"


def test_example_exports_id_and_name_and_shows_a_redeployed_endpoint(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(lambda: runpy.run_path(str(EXAMPLE)) and None)
    preview = stack.preview()
    assert ID in preview.stdout
    assert NAME in preview.stdout
    assert outputs(stack.up()) == {"id": ID, "name": NAME}

    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "id": "endpoint-new", "name": "acme/Mistral-Small-24B-Instruct-2501-00000001"}]
    up = stack.up()
    assert f'"{ID}" => "endpoint-new"' in up.stdout
    assert outputs(up) == {"id": "endpoint-new", "name": "acme/Mistral-Small-24B-Instruct-2501-00000001"}
    assert len(sandbox.requests) == 3  # preview, up, up


@pytest.mark.each_sdk
def test_twenty_lookups_of_a_run_send_one_request_and_show_a_warning_once(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    others = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    sandbox.endpoints = [*others, {**row, "state": "UNHEARD_OF"}]

    def program() -> None:
        ids = [pulumi_together.get_endpoint(MODEL).id for _ in range(5)]
        ids += [pulumi_together.get_endpoints([OTHER_MODEL, MODEL], validation="warn").ids[MODEL] for _ in range(5)]
        outputs = [pulumi_together.get_endpoint_output(pulumi.Output.from_input(MODEL)).id for _ in range(5)]
        outputs += [pulumi_together.get_endpoints_output([MODEL], ready=False).ids[MODEL] for _ in range(5)]
        pulumi.export("ids", pulumi.Output.all(*ids, *outputs))

    stack = make_stack(program)
    for runs in (1, 2):
        up = stack.up()
        assert outputs(up) == {"ids": [ID] * 20}
        assert len(sandbox.requests) == runs
        [warning] = diagnostics(up.stdout)
        assert warning.startswith(f"warning: endpoint {ID} violates the API's schema at $.data[")


def test_two_stacks_in_one_process_share_neither_requests_nor_configuration(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    both_run = threading.Barrier(2, timeout=120)

    def program() -> None:
        both_run.wait()
        model = pulumi.Config("lookup").require("model")
        ids = [pulumi_together.get_endpoint_output(model, api_key=sandbox.api_key).id for _ in range(4)]
        pulumi.export("ids", pulumi.Output.all(pulumi_together.get_endpoint(model).id, *ids))

    stacks = [
        make_stack(program, folder=model.replace("/", "-"), **{"lookup:model": model}) for model in (MODEL, OTHER_MODEL)
    ]
    sandbox.replies({"fault": "stall", "seconds": 0.5, "times": 2})
    with ThreadPoolExecutor() as threads:
        ids = [outputs(up)["ids"] for up in threads.map(Stack.up, stacks)]
    assert [set(of_stack) for of_stack in ids] == [{ID}, {OTHER_ID}]
    assert len(sandbox.requests) == 2


def test_default_finds_the_endpoints_of_both_generations(
    make_stack: MakeStack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOGETHER_API_VERSION")

    def program() -> None:
        result = pulumi_together.get_endpoints(mine=True)
        pulumi.export("versions", sorted({endpoint.api_version for endpoint in result.endpoints}))
        pulumi.export("answered", result.api_versions)

    assert outputs(make_stack(program).up()) == {"versions": ["v1", "v2"], "answered": ["v1", "v2"]}


def test_configuration_selects_the_generation(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("version", pulumi_together.get_endpoint(MODEL, mine=True).api_version)

    assert outputs(make_stack(program, apiVersion="v2").up()) == {"version": "v2"}


FAILURES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {  # arguments, reply of the API, message
    "ambiguous": ({"model": AMBIGUOUS_MODEL}, {}, f'Model "{AMBIGUOUS_MODEL}" is served by 3 endpoints:'),
    "missing": ({"model": "mistral small"}, {}, f'No endpoint serves model "mistral small" (similar: "{MODEL}"'),
    "bad key": ({"model": MODEL, "api_key": "a-bad-key-7f3e"}, {}, "returned HTTP 401 Unauthorized"),
    "server down": ({"model": MODEL, "retries": 0}, {"fault": "close"}, "the connection was closed before the"),
}


@pytest.mark.parametrize(
    ("kind", "function"),
    [*((kind, pulumi_together.get_endpoint) for kind in FAILURES), ("missing", pulumi_together.get_endpoint_output)],
)
def test_failed_lookup_shows_the_message_without_traceback(
    make_stack: MakeStack, sandbox: Sandbox, kind: str, function: Callable[..., Any]
) -> None:
    arguments, reply, message = FAILURES[kind]
    sandbox.replies(reply)
    shown = diagnostics(engine_error(make_stack(lambda: pulumi.export("id", function(**arguments).id)).preview))
    errors = [line for line in shown if line.startswith("error: ")]
    # The Automation API adds a second line for a program that runs in the process of its caller.
    assert len(errors) == 2
    assert [line for line in errors if message not in line] == []
    assert "Traceback" not in "".join(shown)


@pytest.mark.each_sdk
@pytest.mark.parametrize("function", [pulumi_together.get_endpoint, pulumi_together.get_endpoint_output])
def test_unhandled_error_is_shown_at_the_parent(make_stack: MakeStack, function: Callable[..., Any]) -> None:
    def program() -> None:
        service = pulumi.ComponentResource("acme:index:Service", "service")
        function("nobody/serves-this", opts=pulumi.InvokeOptions(parent=service))

    assert errors_by_resource(make_stack(program))["acme:index:Service::service"] == [
        'No endpoint serves model "nobody/serves-this"'
    ]


def test_handled_error_is_not_shown_at_the_parent(make_stack: MakeStack) -> None:
    def program() -> None:
        service = pulumi.ComponentResource("acme:index:Service", "service")
        try:
            pulumi_together.get_endpoint("nobody/serves-this", opts=pulumi.InvokeOptions(parent=service))
        except pulumi_together.EndpointLookupError:
            pulumi.export("handled", True)

    assert errors_by_resource(make_stack(program)) == {}


def errors_by_resource(stack: Stack) -> dict[str, list[str]]:
    """Type and name of a resource -> the beginning of each error that the engine shows at it."""
    events: list[auto.events.EngineEvent] = []
    with contextlib.suppress(auto.CommandError):
        stack.stack.preview(color="never", on_event=events.append)
    errors: dict[str, list[str]] = {}
    for event in events:
        diagnostic = event.diagnostic_event
        if diagnostic and diagnostic.severity == "error":
            resource = (diagnostic.urn or "").split("::", 2)[-1]
            errors.setdefault(resource, []).append(diagnostic.message.partition(" (")[0].partition(". ")[0])
    return errors


def test_plain_text_key_in_the_configuration_warns_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        for _ in range(3):
            pulumi_together.get_endpoint(MODEL)
            pulumi_together.get_endpoint_output(MODEL)

    assert diagnostics(make_stack(program).preview().stdout) == []
    [warning] = diagnostics(make_stack(program, apiKey=sandbox.api_key).preview().stdout)
    assert warning.startswith("warning: together:apiKey is stored in plain text")
    assert warning.endswith("run: pulumi config set --secret together:apiKey")


@pytest.mark.each_sdk
def test_secret_argument_makes_the_result_secret(make_stack: MakeStack) -> None:
    def program() -> None:
        pulumi.export("plain", pulumi_together.get_endpoint_output(MODEL).id)
        pulumi.export("secret", pulumi_together.get_endpoint_output(pulumi.Output.secret(MODEL)).id)

    up = make_stack(program).up()
    assert outputs(up) == {"plain": ID, "secret": ID}
    assert [name for name, output in up.outputs.items() if output.secret] == ["secret"]


@pytest.mark.each_sdk
def test_unknown_arguments_send_no_request_before_the_update(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        created = pulumi.CustomResource("pulumi:index:Stash", "created", {"input": MODEL, "output": None})
        opts = pulumi.InvokeOutputOptions(depends_on=created)
        model = created.id.apply(lambda id: MODEL)
        pulumi.export("from_input", pulumi_together.get_endpoint_output(model).id)
        pulumi.export("in_a_list", pulumi_together.get_endpoints_output([OTHER_MODEL, model]).ids[MODEL])
        pulumi.export("depends_on", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    stack = make_stack(program)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == dict.fromkeys(("from_input", "in_a_list", "depends_on"), ID)
    stack.preview()
    assert len(sandbox.requests) == 2


@pytest.mark.each_sdk
def test_depends_on_a_component_waits_for_its_resources(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        outer = pulumi.ComponentResource("acme:index:Service", "outer")
        inner = pulumi.ComponentResource("acme:index:Part", "inner", opts=pulumi.ResourceOptions(parent=outer))
        pulumi.CustomResource(
            "pulumi:index:Stash", "created", {"input": 1, "output": None}, pulumi.ResourceOptions(parent=inner)
        )
        forms: dict[str, Any] = {
            "itself": outer,
            "in a list": [outer],
            "in an output": pulumi.Output.from_input([outer]),
        }
        for name, depends_on in forms.items():
            opts = pulumi.InvokeOutputOptions(depends_on=depends_on)
            pulumi.export(name, pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    stack = make_stack(program)
    assert ID not in stack.preview().stdout
    assert sandbox.requests == []
    assert set(outputs(stack.up()).values()) == {ID}
    stack.preview()
    assert len(sandbox.requests) == 2


def test_depends_on_accepts_a_component_of_another_process(make_stack: MakeStack) -> None:
    """It has a URN, but no ID."""

    def program() -> None:
        urn = "urn:pulumi:test::lookup::acme:index:Service::elsewhere"
        opts = pulumi.InvokeOutputOptions(depends_on=[pulumi.resource.DependencyResource(urn)])
        pulumi.export("id", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    assert outputs(make_stack(program).up()) == {"id": ID}


def test_invalid_depends_on_shows_the_message_without_traceback(make_stack: MakeStack) -> None:
    def program() -> None:
        opts = pulumi.InvokeOutputOptions(depends_on=cast(Any, {"a set"}))
        pulumi.export("id", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    shown = diagnostics(engine_error(make_stack(program).preview))
    assert shown
    assert [line for line in shown if "error: " not in line or "opts.depends_on: expected a resource" not in line] == []


def test_key_is_in_no_output_and_in_no_file(make_stack: MakeStack, sandbox: Sandbox) -> None:
    """Not in the debug log and in errors either, and not if the API returns it."""
    key = sandbox.api_key
    texts = []

    def program() -> None:
        endpoint = pulumi_together.get_endpoint(MODEL)
        pulumi.export("endpoint", endpoint)
        pulumi.export("output", pulumi_together.get_endpoint_output(MODEL, api_key=pulumi.Output.secret(key)))
        pulumi.export("repr", f"{endpoint!r}")

    def failing() -> None:
        wrong: list[dict[str, Any]] = [{}, {"api_key": f"{key}\n{key}"}, {"api_key": f"{key} ä"}, {"state": [key]}]
        for arguments in wrong:
            try:
                pulumi_together.get_endpoint(MODEL, **arguments, validation="strict")
            except pulumi_together.EndpointLookupError as error:
                texts.extend([str(error), repr(error), repr(error.facts), *traceback.format_exception(error)])
        pulumi_together.get_endpoint(MODEL)

    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    stack = make_stack(program)
    texts += [stack.preview().stdout, stack.up().stdout]
    verbose = stack.stack.preview(color="never", log_verbosity=9, log_to_std_err=True)
    texts += [verbose.stdout, verbose.stderr]
    assert '"v":9' in verbose.stderr
    failing_stack = make_stack(failing)
    sandbox.replies(echo)
    texts.append(engine_error(failing_stack.preview))

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any("[API key]" in text for text in texts)  # the API did return it
    assert any(ID.encode() in data for data in written_files(stack))  # the search finds what is there
    for data in [*(text.encode() for text in texts), *written_files(stack)]:
        assert key.encode() not in data


@pytest.mark.parametrize("debug", [True, False])
def test_requests_are_in_the_output_of_the_engine_only_with_debug(
    debug: bool, make_stack: MakeStack, sandbox: Sandbox
) -> None:
    def program() -> None:
        pulumi_together.get_endpoint(MODEL)
        pulumi_together.Endpoint.get("other", OTHER_MODEL)

    output = make_stack(program).stack.up(color="never", debug=debug).stdout
    request = f"GET {sandbox.url}/v1/endpoints: HTTP 200, "
    # The engine shows the message of each of the two lookups when it arrives, and again at the end.
    assert output.count(f"debug: {request}") == (4 if debug else 0)
    assert (request in output) is debug
    assert sandbox.api_key not in output
