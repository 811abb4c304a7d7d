# SPDX-License-Identifier: MIT
"""Several accounts in one program: functions and resources read the part of the configuration that an account names."""

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
LOOKUPS: dict[str, Callable[..., pulumi.Input[str]]] = {
    "get_endpoint": lambda **options: pulumi_together.get_endpoint(MODEL, **options).id,
    "get_endpoint_output": lambda **options: pulumi_together.get_endpoint_output(MODEL, **options).id,
    "get_endpoints": lambda **options: pulumi_together.get_endpoints([MODEL], **options).ids[MODEL],
    "get_endpoints_output": lambda **options: pulumi_together.get_endpoints_output([MODEL], **options).ids[MODEL],
    "Endpoint": lambda **options: Endpoint.get(f"mistral-{len(options)}", MODEL, **options).endpoint_id,
}


@pytest.fixture
def research() -> Iterator[Sandbox]:
    """The API for the account `together-research`: another key, and another endpoint for the model."""
    with Sandbox(api_key=RESEARCH_KEY) as server:
        row = next(entry.row for entry in server.endpoints if entry.row["model"] == MODEL)
        server.endpoints = [{**row, "id": "endpoint-of-research", "owner": "research"}]
        yield server


@pytest.fixture
def start_both(make_stack: MakeStack, research: Sandbox) -> MakeStack:
    """Like `make_stack`, with the settings of both accounts in the configuration."""

    def start_both(program: Callable[[], None], key: str | auto.ConfigValue | None = None, **config: Any) -> Any:
        stack = make_stack(program, **config)
        values = {"apiKey": secret(RESEARCH_KEY) if key is None else key, "baseUrl": research.url}
        for name, value in values.items():
            configured = value if isinstance(value, auto.ConfigValue) else auto.ConfigValue(value)
            if configured.value:
                stack.stack.set_config(f"together-research:{name}", configured)
        return stack

    return start_both


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_one_program_uses_two_accounts(start_both: MakeStack, sandbox: Sandbox, research: Sandbox, lookup: str) -> None:
    def program() -> None:
        pulumi.export("own", LOOKUPS[lookup]())
        pulumi.export("research", LOOKUPS[lookup](account=RESEARCH))

    stack = start_both(program)
    assert outputs(stack.up()) == {"own": ID, "research": "endpoint-of-research"}
    keys = [request.headers["authorization"] for request in (*sandbox.requests, *research.requests)]
    assert keys == [f"Bearer {sandbox.api_key}", f"Bearer {RESEARCH_KEY}"]
    assert [
        data for data in written_files(stack) for key in (sandbox.api_key, RESEARCH_KEY) if key.encode() in data
    ] == []


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_named_account_does_not_use_the_key_of_the_environment(
    start_both: MakeStack, sandbox: Sandbox, research: Sandbox, monkeypatch: pytest.MonkeyPatch, lookup: str
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    stack = start_both(lambda: pulumi.export("id", LOOKUPS[lookup](account=RESEARCH)), key="")
    message = (
        "together-research:apiKey: expected an API key, found none. "
        "Run pulumi config set --secret together-research:apiKey in the stack."
    )
    assert any(message in line for line in diagnostics(engine_error(stack.preview)))
    assert sandbox.requests == research.requests == []


@pytest.mark.parametrize("lookup", ["get_endpoint", "Endpoint"])
def test_plain_text_key_of_a_named_account_warns_once(start_both: MakeStack, lookup: str) -> None:
    def program() -> None:
        pulumi.export("own", LOOKUPS[lookup]())
        pulumi.export("research", LOOKUPS[lookup](account=RESEARCH))

    [warning] = diagnostics(start_both(program, key=RESEARCH_KEY).preview().stdout)
    assert warning.startswith("warning: together-research:apiKey is stored in plain text")
    assert warning.endswith("Replace the key, then run: pulumi config set --secret together-research:apiKey")


def test_twenty_lookups_for_two_accounts_send_two_requests(
    start_both: MakeStack, sandbox: Sandbox, research: Sandbox
) -> None:
    def program() -> None:
        for _ in range(10):
            pulumi_together.get_endpoint(MODEL)
            pulumi_together.get_endpoint(MODEL, account=Account("together-research"))

    start_both(program).preview()
    assert (len(sandbox.requests), len(research.requests)) == (1, 1)


def test_refresh_and_destroy_use_the_account_of_a_resource(start_both: MakeStack, research: Sandbox) -> None:
    stack = start_both(lambda: pulumi.export("id", LOOKUPS["Endpoint"](account=RESEARCH)))
    stack.up()
    stack.stack.refresh(color="never")
    assert [request.path for request in research.requests] == ["/v1/endpoints"] * 2
    research.close()
    stack.stack.destroy(color="never")


Configure = Callable[[dict[str, str]], None]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Sets the configuration of a program that runs without the engine."""
    yield lambda config: pulumi.runtime.set_all_config(config, [])
    pulumi.runtime.set_all_config({}, [])


def test_named_account_does_not_use_the_project_of_the_environment(
    configure: Configure, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_PROJECT_ID", "proj_of-nobody")
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    configure({"research:apiKey": sandbox.api_key})
    endpoint = pulumi_together.get_endpoint(MODEL, mine=True, account=Account("research"), api_version="v2")
    assert endpoint.name == "acme/mistral-small"
    assert not any("of-nobody" in request.path for request in sandbox.requests)


def test_v1_ignores_a_project_of_the_configuration_and_refuses_one_of_an_argument(
    configure: Configure, sandbox: Sandbox
) -> None:
    configure(
        {
            "together:apiKey": sandbox.api_key,
            "together:baseUrl": sandbox.url,
            "together:apiVersion": "v1",
            "together:projectId": "acme",
        }
    )
    assert pulumi_together.get_endpoint(MODEL).name == NAME
    with pytest.raises(pulumi_together.EndpointLookupError, match="project_id: v1 of the API has no projects"):
        pulumi_together.get_endpoint(MODEL, project_id="acme")
    with pytest.raises(pulumi_together.EndpointLookupError, match='project_id: expected the ID .* found ""'):
        pulumi_together.get_endpoint(MODEL, project_id="")


def test_argument_overrides_the_configuration_of_the_account(configure: Configure, sandbox: Sandbox) -> None:
    configure({"research:apiKey": "another-key-00", "research:baseUrl": "http://127.0.0.1:9"})
    endpoint = pulumi_together.get_endpoint(
        MODEL, account=Account("research"), api_key=sandbox.api_key, base_url=sandbox.url
    )
    assert endpoint.name == NAME


@pytest.mark.parametrize(
    ("account", "config", "source"),
    [
        (Account("research"), {"research:apiKey": "of-nobody"}, "research:apiKey"),
        (None, {"together:apiKey": "of-nobody"}, "together:apiKey"),
        (None, {}, "TOGETHER_API_KEY"),
    ],
)
def test_error_about_a_rejected_key_names_its_source(
    configure: Configure,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    account: Account | None,
    config: dict[str, str],
    source: str,
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "of-the-environment")
    configure(config)
    with pytest.raises(EndpointLookupError, match=f"HTTP 401 .* Check {source}\\.$"):
        pulumi_together.get_endpoint(MODEL, account=account, base_url=sandbox.url)


def test_unknown_key_of_an_account_warns(
    configure: Configure, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    configure({"research:apiKey": sandbox.api_key, "research:base_url": "http://127.0.0.1:9", "research:caPath": ""})
    pulumi_together.get_endpoint(MODEL, account=Account("research"), base_url=sandbox.url)
    warning = "research:base_url is not an option and is ignored. Did you mean research:baseUrl?"
    assert warning in capfd.readouterr().err


def test_invalid_value_of_an_account_is_named_by_its_key(configure: Configure) -> None:
    configure({"research:apiKey": "another-key-00", "research:timeout": "soon", "together:timeout": "also wrong"})
    with pytest.raises(EndpointLookupError, match='^research:timeout: expected a number above 0.*found "soon"'):
        pulumi_together.get_endpoint(MODEL, account=Account("research"))


@pytest.mark.parametrize("value", ["", "a:b", "a b", 1, None])
def test_account_refuses_what_is_not_a_namespace(value: object) -> None:
    with pytest.raises(EndpointLookupError, match="^config: expected a namespace of the stack's configuration"):
        Account(cast(str, value))


@pytest.mark.parametrize("value", ["research", {"config": "research"}, pulumi.ResourceOptions()])
def test_lookups_refuse_what_is_not_an_account(value: Any) -> None:
    for lookup in (pulumi_together.get_endpoint, pulumi_together.get_endpoints):
        with pytest.raises(EndpointLookupError, match="^account: expected a pulumi_together.Account, found a value of"):
            cast(Any, lookup)(MODEL, account=value)


def test_account_is_a_value_without_a_key() -> None:
    assert repr(RESEARCH) == "Account(config='together-research')"
    assert {RESEARCH, Account("together-research")} == {RESEARCH}
    with pytest.raises(dataclasses.FrozenInstanceError):
        cast(Any, RESEARCH).config = "together"
