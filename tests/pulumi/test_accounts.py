# SPDX-License-Identifier: MIT
"""Several accounts in one program: each has a part of the stack's configuration, in functions and resources."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, cast

import pulumi
import pytest
from pulumi import automation as auto

import pulumi_together
from pulumi_programs import (
    ID,
    IGNORE_UNRAISABLE,
    MODEL,
    NAME,
    MakeStack,
    diagnostics,
    engine_error,
    make_stack,
    outputs,
    secret,
    written_files,
)
from pulumi_together import Account, Endpoint, EndpointLookupError
from sandbox_api import Sandbox

__all__ = ["make_stack"]

pytestmark = IGNORE_UNRAISABLE

RESEARCH = Account("together-research")
RESEARCH_KEY = "key-of-research-3c4fcf098815f7ab"
DOORS: dict[str, Callable[..., pulumi.Input[str]]] = {
    "get_endpoint": lambda **given: pulumi_together.get_endpoint(MODEL, **given).id,
    "get_endpoint_output": lambda **given: pulumi_together.get_endpoint_output(MODEL, **given).id,
    "get_endpoints": lambda **given: pulumi_together.get_endpoints([MODEL], **given).ids[MODEL],
    "get_endpoints_output": lambda **given: pulumi_together.get_endpoints_output([MODEL], **given).ids[MODEL],
    "Endpoint": lambda **given: Endpoint.get(f"mistral-{len(given)}", MODEL, **given).endpoint_id,
}


@pytest.fixture
def research() -> Iterator[Sandbox]:
    """The API as the account `together-research` sees it: another key, another endpoint for the model."""
    with Sandbox(api_key=RESEARCH_KEY) as server:
        row = next(entry.row for entry in server.endpoints if entry.row["model"] == MODEL)
        server.endpoints = [{**row, "id": "endpoint-of-research", "owner": "research"}]
        yield server


@pytest.fixture
def both(make_stack: MakeStack, research: Sandbox) -> MakeStack:
    """As `make_stack`, with the settings of both accounts in the configuration."""

    def both(program: Callable[[], None], key: str | auto.ConfigValue | None = None, **config: Any) -> Any:
        stack = make_stack(program, **config)
        given = {"apiKey": secret(RESEARCH_KEY) if key is None else key, "baseUrl": research.url}
        for name, value in given.items():
            configured = value if isinstance(value, auto.ConfigValue) else auto.ConfigValue(value)
            if configured.value:
                stack.stack.set_config(f"together-research:{name}", configured)
        return stack

    return both


@pytest.mark.parametrize("door", DOORS)
def test_a_program_asks_for_two_accounts(both: MakeStack, sandbox: Sandbox, research: Sandbox, door: str) -> None:
    def program() -> None:
        pulumi.export("own", DOORS[door]())
        pulumi.export("research", DOORS[door](account=RESEARCH))

    stack = both(program)
    assert outputs(stack.up()) == {"own": ID, "research": "endpoint-of-research"}
    keys = [request.headers["authorization"] for request in (*sandbox.requests, *research.requests)]
    assert keys == [f"Bearer {sandbox.api_key}", f"Bearer {RESEARCH_KEY}"]
    assert [
        data for data in written_files(stack) for key in (sandbox.api_key, RESEARCH_KEY) if key.encode() in data
    ] == []


@pytest.mark.parametrize("door", DOORS)
def test_a_named_account_takes_no_key_from_the_environment(
    both: MakeStack, sandbox: Sandbox, research: Sandbox, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    program = both(lambda: pulumi.export("id", DOORS[door](account=RESEARCH)), key="")
    said = diagnostics(engine_error(program.preview))
    sentence = "together-research:apiKey: expected an API key, found none; run: pulumi config set --secret together-res"
    assert any(sentence in line for line in said)
    assert sandbox.requests == research.requests == []


@pytest.mark.parametrize("door", ["get_endpoint", "Endpoint"])
def test_a_plain_key_of_a_named_account_is_warned_of_once(both: MakeStack, door: str) -> None:
    def program() -> None:
        pulumi.export("own", DOORS[door]())
        pulumi.export("research", DOORS[door](account=RESEARCH))

    [warning] = diagnostics(both(program, key=RESEARCH_KEY).preview().stdout)
    assert warning.startswith("warning: together-research:apiKey is not a secret")
    assert warning.endswith("run: pulumi config set --secret together-research:apiKey")


def test_twenty_lookups_for_two_accounts_are_two_requests(both: MakeStack, sandbox: Sandbox, research: Sandbox) -> None:
    def program() -> None:
        for _ in range(10):
            pulumi_together.get_endpoint(MODEL)
            pulumi_together.get_endpoint(MODEL, account=Account("together-research"))

    both(program).preview()
    assert (len(sandbox.requests), len(research.requests)) == (1, 1)


def test_a_refresh_and_a_destruction_know_the_account_of_a_resource(both: MakeStack, research: Sandbox) -> None:
    stack = both(lambda: pulumi.export("id", DOORS["Endpoint"](account=RESEARCH)))
    stack.up()
    stack.stack.refresh(color="never")
    assert [request.path for request in research.requests] == ["/v1/endpoints"] * 2
    research.close()
    stack.stack.destroy(color="never")


Configure = Callable[[dict[str, str]], None]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Sets the configuration of a program that no engine runs."""
    yield lambda config: pulumi.runtime.set_all_config(config, [])
    pulumi.runtime.set_all_config({}, [])


def test_a_named_account_takes_no_project_from_the_environment(
    configure: Configure, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_PROJECT_ID", "proj_of-nobody")
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    configure({"research:apiKey": sandbox.api_key})
    found = pulumi_together.get_endpoint(MODEL, account=Account("research"), api_version="v2")
    assert found.name == "acme/mistral-small"
    assert not any("of-nobody" in request.path for request in sandbox.requests)


def test_an_argument_beats_the_configuration_of_the_account(configure: Configure, sandbox: Sandbox) -> None:
    configure({"research:apiKey": "another-key-00", "research:baseUrl": "http://127.0.0.1:9"})
    found = pulumi_together.get_endpoint(
        MODEL, account=Account("research"), api_key=sandbox.api_key, base_url=sandbox.url
    )
    assert found.name == NAME


@pytest.mark.parametrize(
    ("account", "config", "place"),
    [
        (Account("research"), {"research:apiKey": "of-nobody"}, "research:apiKey"),
        (None, {"together:apiKey": "of-nobody"}, "together:apiKey"),
        (None, {}, "api_key or TOGETHER_API_KEY"),
    ],
)
def test_a_key_that_is_refused_is_told_with_the_place_it_is_from(
    configure: Configure,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    account: Account | None,
    config: dict[str, str],
    place: str,
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "of-the-environment")
    configure(config)
    with pytest.raises(EndpointLookupError, match=f"HTTP 401 .*; check {place}$"):
        pulumi_together.get_endpoint(MODEL, account=account, base_url=sandbox.url)


def test_a_name_of_python_in_the_configuration_is_warned_of(
    configure: Configure, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    configure({"research:apiKey": sandbox.api_key, "research:base_url": "http://127.0.0.1:9", "research:caPath": ""})
    pulumi_together.get_endpoint(MODEL, account=Account("research"), base_url=sandbox.url)
    assert "research:base_url sets nothing; did you mean research:baseUrl?" in capfd.readouterr().err


def test_what_is_wrong_in_the_configuration_of_an_account_is_named_as_there(
    configure: Configure,
) -> None:
    configure({"research:apiKey": "another-key-00", "research:timeout": "soon", "together:timeout": "also wrong"})
    with pytest.raises(EndpointLookupError, match='^research:timeout: expected a number above 0.*found "soon"'):
        pulumi_together.get_endpoint(MODEL, account=Account("research"))


@pytest.mark.parametrize("wrong", ["", "a:b", "a b", 1, None])
def test_what_is_no_namespace_is_refused(wrong: object) -> None:
    with pytest.raises(EndpointLookupError, match="^config: expected a namespace of the stack's configuration"):
        Account(cast(str, wrong))


@pytest.mark.parametrize("wrong", ["research", {"config": "research"}, pulumi.ResourceOptions()])
def test_what_is_no_account_is_refused(wrong: Any) -> None:
    for lookup in (pulumi_together.get_endpoint, pulumi_together.get_endpoints):
        with pytest.raises(EndpointLookupError, match="^account: expected a pulumi_together.Account, found a value of"):
            cast(Any, lookup)(MODEL, account=wrong)


def test_an_account_is_a_value_that_holds_no_key() -> None:
    assert repr(RESEARCH) == "Account(config='together-research')"
    assert {RESEARCH, Account("together-research")} == {RESEARCH}
    with pytest.raises(dataclasses.FrozenInstanceError):
        cast(Any, RESEARCH).config = "together"
