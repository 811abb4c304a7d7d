# SPDX-License-Identifier: MIT
"""Programs under Pulumi's real engine: what they print and export, how often they ask, how they fail."""

from __future__ import annotations

import runpy
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

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


def test_the_example_prints_id_and_name_and_sees_a_redeployed_endpoint(make_stack: MakeStack, sandbox: Sandbox) -> None:
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


def test_twenty_lookups_in_one_run_are_one_request_and_one_warning(make_stack: MakeStack, sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]

    def program() -> None:
        found = [pulumi_together.get_endpoint(MODEL).id for _ in range(5)]
        found += [pulumi_together.get_endpoints([OTHER_MODEL, MODEL], validation="warn").ids[MODEL] for _ in range(5)]
        later = [pulumi_together.get_endpoint_output(pulumi.Output.from_input(MODEL)).id for _ in range(5)]
        later += [pulumi_together.get_endpoints_output([MODEL], state=["STARTED"]).ids[MODEL] for _ in range(5)]
        pulumi.export("ids", pulumi.Output.all(*found, *later))

    stack = make_stack(program)
    for runs in (1, 2):
        up = stack.up()
        assert outputs(up) == {"ids": [ID] * 20}
        assert len(sandbox.requests) == runs
        [warning] = diagnostics(up.stdout)
        assert warning.startswith(
            "warning: the API's answer breaks its contract at $.data[29]: expected the properties"
        )


def test_two_stacks_at_the_same_time_in_one_process_neither_share_nor_mix(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    both = threading.Barrier(2, timeout=60)

    def program() -> None:
        both.wait()  # from here on both are under way
        model = pulumi.Config("together").require("model")
        found = [pulumi_together.get_endpoint_output(model, api_key=sandbox.api_key).id for _ in range(4)]
        pulumi.export("ids", pulumi.Output.all(pulumi_together.get_endpoint(model).id, *found))

    stacks = [make_stack(program, folder=model.replace("/", "-"), model=model) for model in (MODEL, OTHER_MODEL)]
    sandbox.replies({"fault": "stall", "seconds": 0.5, "times": 2})
    with ThreadPoolExecutor() as threads:
        found = [outputs(up)["ids"] for up in threads.map(Stack.up, stacks)]
    assert [set(ids) for ids in found] == [{ID}, {OTHER_ID}]
    assert len(sandbox.requests) == 2


FAILURES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {  # arguments, reply, sentence
    "ambiguous": (
        {"model": AMBIGUOUS_MODEL},
        {},
        f'model "{AMBIGUOUS_MODEL}" is served by 3 endpoints: endpoint-55e499',
    ),
    "missing": ({"model": "mistral small"}, {}, f'no endpoint serves model "mistral small" (similar: "{MODEL}"'),
    "bad key": ({"model": MODEL, "api_key": "a-bad-key-7f3e"}, {}, "answered HTTP 401 Unauthorized"),
    "server down": ({"model": MODEL, "retries": 0}, {"fault": "close"}, "the connection was closed before the answer"),
}


@pytest.mark.parametrize(
    ("kind", "function"),
    [*((kind, pulumi_together.get_endpoint) for kind in FAILURES), ("missing", pulumi_together.get_endpoint_output)],
)
def test_a_failed_lookup_is_one_clean_sentence(
    make_stack: MakeStack, sandbox: Sandbox, kind: str, function: Callable[..., Any]
) -> None:
    arguments, reply, sentence = FAILURES[kind]
    sandbox.replies(reply)
    said = diagnostics(engine_error(make_stack(lambda: exported(function(**arguments).id)).preview))
    # More than once, since the engine adds a line of its own where a program runs in the process of its caller.
    assert {(line.startswith("error: "), sentence in line) for line in said} == {(True, True)}


def test_a_plain_key_in_the_configuration_is_warned_of_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        for _ in range(3):
            pulumi_together.get_endpoint(MODEL)
            pulumi_together.get_endpoint_output(MODEL)

    assert diagnostics(make_stack(program).preview().stdout) == []
    [warning] = diagnostics(make_stack(program, apiKey=sandbox.api_key).preview().stdout)
    assert warning.startswith("warning: together:apiKey is not a secret")
    assert warning.endswith("run: pulumi config set --secret together:apiKey")


def test_what_is_secret_in_a_question_is_secret_in_its_answer(make_stack: MakeStack) -> None:
    def program() -> None:
        pulumi.export("plain", pulumi_together.get_endpoint_output(MODEL).id)
        pulumi.export("secret", pulumi_together.get_endpoint_output(pulumi.Output.secret(MODEL)).id)

    up = make_stack(program).up()
    assert outputs(up) == {"plain": ID, "secret": ID}
    assert [name for name, output in up.outputs.items() if output.secret] == ["secret"]


def test_what_a_preview_does_not_know_is_not_asked_until_the_update(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": MODEL, "output": None})
        opts = pulumi.InvokeOutputOptions(depends_on=made)
        model = made.id.apply(lambda id: MODEL)
        pulumi.export("from_input", pulumi_together.get_endpoint_output(model).id)
        pulumi.export("in_a_list", pulumi_together.get_endpoints_output([OTHER_MODEL, model]).ids[MODEL])
        pulumi.export("depends_on", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    stack = make_stack(program)
    stack.preview()
    assert sandbox.requests == []
    assert outputs(stack.up()) == dict.fromkeys(("from_input", "in_a_list", "depends_on"), ID)
    stack.preview()
    assert len(sandbox.requests) == 2


def test_to_depend_on_a_component_is_to_depend_on_all_that_it_is_made_of(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    def program() -> None:
        outer = pulumi.ComponentResource("acme:index:Service", "outer")
        inner = pulumi.ComponentResource("acme:index:Part", "inner", opts=pulumi.ResourceOptions(parent=outer))
        pulumi.CustomResource(
            "pulumi:index:Stash", "made", {"input": 1, "output": None}, pulumi.ResourceOptions(parent=inner)
        )
        later = pulumi.Output.from_input([outer])
        ways: dict[str, Any] = {"itself": outer, "in a list": [outer], "in an output": later}
        for name, depends_on in ways.items():
            opts = pulumi.InvokeOutputOptions(depends_on=depends_on)
            pulumi.export(name, pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    stack = make_stack(program)
    assert ID not in stack.preview().stdout
    assert sandbox.requests == []
    assert set(outputs(stack.up()).values()) == {ID}
    stack.preview()
    assert len(sandbox.requests) == 2


def test_a_component_of_another_process_and_what_it_names_are_waited_for_by_their_urn(make_stack: MakeStack) -> None:
    def program() -> None:
        urn = "urn:pulumi:test::lookup::acme:index:Service::elsewhere"
        opts = pulumi.InvokeOutputOptions(depends_on=[pulumi.resource.DependencyResource(urn)])
        pulumi.export("id", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    assert outputs(make_stack(program).up()) == {"id": ID}


def test_a_wrong_depends_on_is_one_clean_sentence(make_stack: MakeStack) -> None:
    def program() -> None:
        opts = pulumi.InvokeOutputOptions(depends_on=cast(Any, {"a set"}))
        pulumi.export("id", pulumi_together.get_endpoint_output(MODEL, opts=opts).id)

    said = diagnostics(engine_error(make_stack(program).preview))
    assert said
    assert [line for line in said if "error: " not in line or "opts.depends_on: expected a resource" not in line] == []


def test_the_configuration_chooses_the_second_generation_of_the_api(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("name", pulumi_together.get_endpoint(MODEL).name)

    assert outputs(make_stack(program, apiVersion="v2").up()) == {"name": "acme/mistral-small"}
    assert {request.path.split("/")[1] for request in sandbox.requests} == {"v1", "v2"}  # v1 has whoami


def test_the_key_is_nowhere(make_stack: MakeStack, sandbox: Sandbox) -> None:
    """Not in what the engine says, logs or writes; not in the errors, also when the API sends it back."""
    key = sandbox.api_key
    seen = []

    def program() -> None:
        endpoint = pulumi_together.get_endpoint(MODEL)
        pulumi.export("endpoint", endpoint)
        pulumi.export("later", pulumi_together.get_endpoint_output(MODEL, api_key=pulumi.Output.secret(key)))
        pulumi.export("repr", f"{endpoint!r}")

    def failing() -> None:
        wrong: list[dict[str, Any]] = [{}, {"api_key": f"{key}\n{key}"}, {"api_key": f"{key} ä"}]
        for arguments in wrong:
            try:
                pulumi_together.get_endpoint(MODEL, **arguments, validation="strict")
            except pulumi_together.EndpointLookupError as error:
                seen.extend([str(error), repr(error), repr(error.facts), *traceback.format_exception(error)])
        pulumi_together.get_endpoint(MODEL)

    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    stack = make_stack(program)
    seen += [stack.preview().stdout, stack.up().stdout]
    verbose = stack.stack.preview(color="never", log_verbosity=9, log_to_std_err=True)
    seen += [verbose.stdout, verbose.stderr]
    assert '"v":9' in verbose.stderr
    failing_stack = make_stack(failing)
    sandbox.replies(echo)
    seen.append(engine_error(failing_stack.preview))

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any("[API key]" in text for text in seen)  # the API did send it back
    assert any(ID.encode() in data for data in written_files(stack))  # the search finds what is there
    for data in [*(text.encode() for text in seen), *written_files(stack)]:
        assert key.encode() not in data


def exported(value: pulumi.Input[Any]) -> None:
    pulumi.export("value", value)
