# SPDX-License-Identifier: MIT
"""The functions in a script without Pulumi's engine: settings from the environment, new requests in every call."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

import pulumi_together
from pulumi_programs import AMBIGUOUS_MODEL, ID, MODEL, NAME
from sandbox_api import Sandbox
from waiting import HUNG, wait_until

ROOT = Path(__file__).resolve().parents[2]
LOOKUP_THREAD = "together-ai-lookup"


def run_script(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider"), **environment},
        capture_output=True,
        text=True,
        timeout=HUNG,
    )


def test_script_takes_its_settings_from_the_environment(sandbox: Sandbox) -> None:
    script = (ROOT / "examples" / "pulumi" / "plain_script.py").read_text()
    done = run_script(script, MODEL, TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert (done.stdout, done.stderr, done.returncode) == (f"id:   {ID}\nname: {NAME}\nurl:  {sandbox.url}/v1\n", "", 0)


def test_every_call_of_a_script_sends_a_request(sandbox: Sandbox) -> None:
    def state() -> str | None:
        return pulumi_together.get_endpoint(MODEL, api_key=sandbox.api_key, base_url=sandbox.url).state

    before = state()
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "STOPPED"}]
    assert (before, state(), len(sandbox.requests)) == ("STARTED", "STOPPED", 2)


def test_failing_script_ends_with_the_message_and_without_the_key(sandbox: Sandbox) -> None:
    key = "not-the-right-key-93ab"
    sandbox.replies({"status": 401, "json": {"error": {"type": "x", "message": f"the key {key} is wrong"}}})
    script = f"import pulumi_together; pulumi_together.get_endpoint({MODEL!r})"
    done = run_script(script, TOGETHER_API_KEY=key, TOGETHER_BASE_URL=sandbox.url)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("pulumi_together.EndpointLookupError: GET http://127.0.0.1:")
    assert "returned HTTP 401 Unauthorized" in last
    assert last.endswith("Check TOGETHER_API_KEY.")
    assert key not in done.stdout + done.stderr
    assert "requests" not in done.stderr  # no traceback of the library


def test_script_prints_warnings_to_stderr(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "owner": 7}]
    script = f"import pulumi_together; print(pulumi_together.get_endpoint({MODEL!r}, validation='warn').owner)"
    done = run_script(script, TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert done.stdout == "7\n"
    violation = f"endpoint {ID} violates the API's schema at $.data[0].owner: expected string, found 7"
    assert done.stderr == f"warning: {violation}\n"


def test_value_that_is_not_text_becomes_json_text(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "owner": ["acme"], "created_at": None}]
    settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url, "validation": "ignore"}
    endpoint = pulumi_together.get_endpoint(MODEL, **settings)
    assert (endpoint.owner, endpoint.created_at) == ('["acme"]', None)


def test_output_functions_work_in_an_event_loop(sandbox: Sandbox) -> None:
    async def ids() -> list[Any]:
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        one = pulumi_together.get_endpoint_output(pulumi.Output.from_input(MODEL), **settings)
        several = pulumi_together.get_endpoints_output([MODEL], **settings)
        return [await one.id.future(), await several.ids[MODEL].future()]

    assert asyncio.run(ids()) == [ID, ID]


def test_output_functions_do_not_block_the_event_loop(sandbox: Sandbox) -> None:
    loop_ran = threading.Event()
    in_time: list[bool] = []
    sandbox.on_request = lambda request, summary: in_time.append(loop_ran.wait(HUNG))

    async def ids() -> list[Any]:
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        one = pulumi_together.get_endpoint_output(MODEL, **settings)
        several = pulumi_together.get_endpoints_output([MODEL], **settings)
        while not sandbox.requests:
            await asyncio.sleep(0.01)
        loop_ran.set()
        return list(await asyncio.gather(one.id.future(), several.ids[MODEL].future()))

    assert (asyncio.run(ids()), in_time) == ([ID, ID], [True, True])


FAILING_PROGRAM = """
import asyncio, pulumi_together

async def main():
    lookups = [pulumi_together.get_endpoint_output("a/b"), pulumi_together.get_endpoints_output(["a/b"])]
    await asyncio.to_thread(input)
    raise SystemExit("the program failed")

asyncio.run(main())
"""


def test_failing_program_does_not_wait_for_its_lookups(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 2 * HUNG, "times": 2})
    variables = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url}
    process = subprocess.Popen(
        [sys.executable, "-c", FAILING_PROGRAM],
        env={**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider"), **variables},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: len(sandbox.requests) == 2, "both lookups have sent their requests")
    assert process.communicate("\n", timeout=HUNG)[1] == "the program failed\n"
    assert process.returncode == 1


@pytest.mark.parametrize("fails", [False, True])
def test_abandoned_lookup_prints_nothing(sandbox: Sandbox, capfd: pytest.CaptureFixture[str], fails: bool) -> None:
    released = threading.Event()

    def wait(request: object, summary: str) -> None:
        released.wait(HUNG)

    sandbox.on_request = wait
    sandbox.replies({"status": 403} if fails else {})

    async def abandon() -> None:
        pulumi_together.get_endpoint_output(MODEL, api_key=sandbox.api_key, base_url=sandbox.url)
        while not sandbox.requests:
            await asyncio.sleep(0.01)

    asyncio.run(abandon())
    threads = [thread for thread in threading.enumerate() if thread.name == LOOKUP_THREAD]
    assert threads
    released.set()
    for thread in threads:
        thread.join(HUNG)
    assert capfd.readouterr().err == ""


NOT_RESOURCES = [{"a set"}, "a string", ["a string in a list"]]
NOT_A_RESOURCE = "^opts.depends_on: expected a resource or a list of resources, found a value of type (set|str)\\.$"


@pytest.mark.parametrize("depends_on", NOT_RESOURCES, ids=str)
def test_depends_on_with_something_else_than_resources_is_refused(depends_on: Any) -> None:
    async def call() -> None:
        pulumi_together.get_endpoint_output(MODEL, opts=pulumi.InvokeOutputOptions(depends_on=depends_on))

    with pytest.raises(pulumi_together.EndpointLookupError, match=NOT_A_RESOURCE):
        asyncio.run(call())


@pytest.mark.parametrize("depends_on", NOT_RESOURCES, ids=str)
def test_depends_on_that_resolves_to_something_else_is_refused_before_a_request(
    sandbox: Sandbox, depends_on: Any
) -> None:
    async def call() -> None:
        opts = pulumi.InvokeOutputOptions(depends_on=pulumi.Output.from_input(depends_on))
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        await pulumi_together.get_endpoint_output(MODEL, opts=opts, **settings).future()

    with pytest.raises(pulumi_together.EndpointLookupError, match=NOT_A_RESOURCE):
        asyncio.run(call())
    assert sandbox.requests == []


def test_error_has_type_and_facts_and_no_other_error_as_context(sandbox: Sandbox) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        pulumi_together.get_endpoint(AMBIGUOUS_MODEL, mine=True, api_key=sandbox.api_key, base_url=sandbox.url)
    error = caught.value
    assert isinstance(error, pulumi_together.EndpointLookupError)
    assert (error.error_type, error.retryable) == ("ambiguous", False)
    assert [endpoint["owner"] for endpoint in error.facts["candidates"][AMBIGUOUS_MODEL]] == ["acme", "acme"]
    assert (error.__cause__, error.__context__) == (None, None)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))


def test_error_that_may_pass_is_retryable(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 503})
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(MODEL, api_key=sandbox.api_key, base_url=sandbox.url, retries=0)
    assert (caught.value.error_type, caught.value.retryable) == ("server_error", True)


def test_candidates_are_listed_one_per_line(sandbox: Sandbox) -> None:
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(AMBIGUOUS_MODEL, api_key=sandbox.api_key, base_url=sandbox.url)
    first, *candidates, advice = str(caught.value).splitlines()
    assert first == f'Model "{AMBIGUOUS_MODEL}" is served by 3 endpoints:'
    assert [line[:13] for line in candidates] == ["  - endpoint-"] * 3
    assert advice.startswith("Narrow with ")


def test_get_endpoint_advises_only_options_that_it_has(sandbox: Sandbox) -> None:
    settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
    use_all = r"Use get_endpoints\(on_multiple='all'\) to select every one\.$"
    with pytest.raises(pulumi_together.EndpointLookupError, match=use_all):
        pulumi_together.get_endpoint(AMBIGUOUS_MODEL, **settings)
    with pytest.raises(pulumi_together.EndpointLookupError, match=r"Use get_endpoints\(on_missing='ignore'\) to "):
        pulumi_together.get_endpoint("nobody/serves-this", **settings)
    refused = rf'^on_multiple: expected one of fail, newest, found "all"\. {use_all}'
    with pytest.raises(pulumi_together.EndpointLookupError, match=refused):
        pulumi_together.get_endpoint(AMBIGUOUS_MODEL, on_multiple=cast(Any, "all"), **settings)


def test_argument_is_named_as_in_the_signature(sandbox: Sandbox) -> None:
    key: dict[str, Any] = {"api_key": sandbox.api_key}
    with pytest.raises(pulumi_together.EndpointLookupError, match="^model: expected a string that is not empty") as one:
        pulumi_together.get_endpoint("", **key)
    assert one.value.facts["option"] == "model"
    with pytest.raises(pulumi_together.EndpointLookupError, match=r"^models\[1\]: expected a string that is not empty"):
        pulumi_together.get_endpoints([MODEL, ""], **key)
    with pytest.raises(pulumi_together.EndpointLookupError, match="^models: expected at least one entry"):
        pulumi_together.get_endpoints([], **key)


@pytest.mark.parametrize("option", ["model", "type", "on_multiple", "base_url", "validation", "deadline"])
def test_key_in_another_option_is_not_repeated(option: str) -> None:
    key = "sk-in-the-wrong-place-3f9a"
    arguments: dict[str, Any] = {"model": MODEL, "api_key": key, option: key}
    with pytest.raises(pulumi_together.EndpointLookupError, match=f"^{option}: ") as caught:
        pulumi_together.get_endpoint(**arguments)
    assert key not in str(caught.value)


def test_missing_key_names_argument_variable_and_configuration() -> None:
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(MODEL)
    assert str(caught.value) == (
        "api_key: expected an API key, found none. Run pulumi config set --secret together:apiKey in the stack, "
        "or pass api_key, or set TOGETHER_API_KEY in the environment."
    )


@pytest.mark.parametrize("nested", [False, True], ids=["itself", "in a list"])
def test_output_is_refused_by_a_function_that_needs_the_value(nested: bool) -> None:
    async def call() -> None:
        output: Any = pulumi.Output.from_input(MODEL)
        pulumi_together.get_endpoints([output] if nested else output)

    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        asyncio.run(call())
    assert str(caught.value) == "models: expected a value, found an Output. Use the _output form of the function."
