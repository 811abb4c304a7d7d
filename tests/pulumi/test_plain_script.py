# SPDX-License-Identifier: MIT
"""The same functions without Pulumi's engine: settings from arguments and environment, fresh data at every call."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

import pulumi_together
from sandbox_api import Sandbox

ROOT = Path(__file__).resolve().parents[2]
MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
SERVED_TWICE = "Qwen/Qwen3-32B"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith("TOGETHER_")]:
        monkeypatch.delenv(variable)


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_script_asks_with_what_its_environment_says(sandbox: Sandbox) -> None:
    script = (ROOT / "examples" / "pulumi" / "plain_script.py").read_text()
    done = run(script, MODEL, TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert (done.stderr, done.returncode) == ("", 0)
    assert ID in done.stdout
    assert "acme/mistral-small" in done.stdout


def test_a_script_sees_fresh_data_at_every_call(sandbox: Sandbox) -> None:
    def state() -> str:
        return pulumi_together.get_endpoint(MODEL, api_key=sandbox.api_key, base_url=sandbox.url).state

    before = state()
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "STOPPED"}]
    assert (before, state(), len(sandbox.requests)) == ("STARTED", "STOPPED", 2)


def test_a_script_that_fails_ends_with_the_sentence_and_without_the_key(sandbox: Sandbox) -> None:
    key = "not-the-right-key-93ab"
    sandbox.replies({"status": 401, "json": {"error": {"type": "x", "message": f"the key {key} is wrong"}}})
    script = f"import pulumi_together; pulumi_together.get_endpoint({MODEL!r})"
    done = run(script, TOGETHER_API_KEY=key, TOGETHER_BASE_URL=sandbox.url)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("pulumi_together.EndpointLookupError: GET http://127.0.0.1:")
    assert "answered HTTP 401 Unauthorized" in last
    assert key not in done.stdout + done.stderr
    assert "requests" not in done.stderr  # the library's own errors


def test_violations_of_the_contract_elsewhere_are_warned_of_on_stderr(sandbox: Sandbox) -> None:
    sandbox.endpoints = [sandbox.endpoints[10], {**sandbox.endpoints[0].row, "owner": 7}]
    script = f"import pulumi_together; print(pulumi_together.get_endpoint({MODEL!r}).id)"
    done = run(script, TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert done.stdout.strip() == ID
    assert (
        done.stderr.strip()
        == "warning: the API's answer breaks its contract at $.data[1].owner: expected string, found 7"
    )


def test_the_output_forms_work_where_there_is_an_event_loop(sandbox: Sandbox) -> None:
    async def ids() -> list[Any]:
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        one = pulumi_together.get_endpoint_output(pulumi.Output.from_input(MODEL), **settings)
        many = pulumi_together.get_endpoints_output([MODEL], **settings)
        return [await one.id.future(), await many.ids[MODEL].future()]

    assert asyncio.run(ids()) == [ID, ID]


def test_the_output_forms_leave_the_event_loop_to_others(sandbox: Sandbox) -> None:
    released = threading.Event()
    in_time: list[bool] = []
    sandbox.on_request = lambda request, answered: in_time.append(released.wait(3))

    async def ids() -> list[Any]:
        asyncio.get_running_loop().call_later(0.2, released.set)
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        one = pulumi_together.get_endpoint_output(MODEL, **settings)
        many = pulumi_together.get_endpoints_output([MODEL], **settings)
        return list(await asyncio.gather(one.id.future(), many.ids[MODEL].future()))

    assert (asyncio.run(ids()), in_time) == ([ID, ID], [True, True])


PROGRAM_THAT_FAILS = """
import asyncio, os, pulumi_together, time

async def main():
    lookups = [pulumi_together.get_endpoint_output("a/b"), pulumi_together.get_endpoints_output(["a/b"])]
    await asyncio.sleep(0.3)
    print(time.monotonic(), flush=True)
    raise SystemExit("the program failed")

asyncio.run(main())
"""


def test_a_program_that_fails_ends_at_once_whatever_lookups_wait(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 8, "times": 2})
    done = run(PROGRAM_THAT_FAILS, TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
    assert (len(sandbox.requests), done.stderr, done.returncode) == (2, "the program failed\n", 1)
    assert time.monotonic() - float(done.stdout) < 4


@pytest.mark.parametrize("fails", [False, True])
def test_a_lookup_that_nobody_waits_for_any_more_ends_in_silence(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str], fails: bool
) -> None:
    sandbox.replies({"fault": "stall", "seconds": 0.5, **({"status": 403} if fails else {})})

    async def leave() -> None:
        pulumi_together.get_endpoint_output(MODEL, api_key=sandbox.api_key, base_url=sandbox.url)
        while not sandbox.requests:
            await asyncio.sleep(0.01)

    asyncio.run(leave())
    waiting = [thread for thread in threading.enumerate() if thread.name == "together-ai-output"]
    assert waiting
    for thread in waiting:
        thread.join(5)
    assert capfd.readouterr().err == ""


NO_RESOURCES = [{"a set"}, "a string", ["a string in a list"]]
REFUSED = "^opts.depends_on: expected a resource or a list of resources, found a value of type (set|str)$"


@pytest.mark.parametrize("depends_on", NO_RESOURCES, ids=str)
def test_what_is_no_resource_is_refused_in_depends_on_at_once(depends_on: Any) -> None:
    async def ask() -> None:
        pulumi_together.get_endpoint_output(MODEL, opts=pulumi.InvokeOutputOptions(depends_on=depends_on))

    with pytest.raises(pulumi_together.EndpointLookupError, match=REFUSED):
        asyncio.run(ask())


@pytest.mark.parametrize("depends_on", NO_RESOURCES, ids=str)
def test_what_turns_out_to_be_no_resource_is_refused_in_depends_on_before_anything_is_asked(
    sandbox: Sandbox, depends_on: Any
) -> None:
    async def ask() -> None:
        opts = pulumi.InvokeOutputOptions(depends_on=pulumi.Output.from_input(depends_on))
        settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
        await pulumi_together.get_endpoint_output(MODEL, opts=opts, **settings).future()

    with pytest.raises(pulumi_together.EndpointLookupError, match=REFUSED):
        asyncio.run(ask())
    assert sandbox.requests == []


def test_an_error_has_its_kind_and_its_facts_and_no_other_error_behind_it(sandbox: Sandbox) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        pulumi_together.get_endpoint(SERVED_TWICE, mine=True, api_key=sandbox.api_key, base_url=sandbox.url)
    error = caught.value
    assert isinstance(error, pulumi_together.EndpointLookupError)
    assert error.error_type == "ambiguous"
    assert [row["owner"] for row in error.facts["candidates"][SERVED_TWICE]] == ["acme", "acme"]
    assert (error.__cause__, error.__context__) == (None, None)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.error_type, again.facts) == (str(error), error.error_type, error.facts)


def test_get_endpoint_says_that_the_way_out_is_another_function(sandbox: Sandbox) -> None:
    settings: dict[str, Any] = {"api_key": sandbox.api_key, "base_url": sandbox.url}
    with pytest.raises(pulumi_together.EndpointLookupError, match=r"to newest or all \(all: with get_endpoints\)$"):
        pulumi_together.get_endpoint(SERVED_TWICE, **settings)
    with pytest.raises(pulumi_together.EndpointLookupError, match=r"set on_missing to ignore \(with get_endpoints\)$"):
        pulumi_together.get_endpoint("nobody/serves-this", **settings)
    with pytest.raises(pulumi_together.EndpointLookupError, match="^on_multiple: expected one of fail, newest"):
        pulumi_together.get_endpoint(SERVED_TWICE, on_multiple=cast(Any, "all"), **settings)


def test_an_argument_is_named_as_it_was_given() -> None:
    with pytest.raises(pulumi_together.EndpointLookupError, match="^model: expected a string that is not empty"):
        pulumi_together.get_endpoint("")
    with pytest.raises(pulumi_together.EndpointLookupError, match=r"^models\[1\]: expected a string that is not empty"):
        pulumi_together.get_endpoints([MODEL, ""])
    with pytest.raises(pulumi_together.EndpointLookupError, match="^models: expected at least one entry"):
        pulumi_together.get_endpoints([])


def test_without_a_key_the_sentence_names_argument_environment_and_configuration() -> None:
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(MODEL)
    for place in ("set api_key", "TOGETHER_API_KEY", "pulumi config set --secret together:apiKey"):
        assert place in str(caught.value)


@pytest.mark.parametrize("nested", [False, True], ids=["itself", "in a list"])
def test_an_output_is_refused_where_it_would_have_to_be_known(nested: bool) -> None:
    async def ask() -> None:
        output: Any = pulumi.Output.from_input(MODEL)
        pulumi_together.get_endpoints([output] if nested else output)

    with pytest.raises(pulumi_together.EndpointLookupError, match="^models: .* found an Output; .* _output form"):
        asyncio.run(ask())
