# SPDX-License-Identifier: MIT
"""The API key in a wrong place or on an open line: it is refused or warned about, and not repeated."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pulumi
import pytest

import pulumi_together
from pulumi_programs import MODEL
from pulumi_provider_process import IMPORTABLE, DynamicProvider, Engine, Plugin, running_engine
from pulumi_together import Account, Endpoint, EndpointLookupError
from pulumi_together.config import config_warnings
from pulumi_together.dynamic_provider import EndpointProvider
from pulumi_together.resource_id import format_resource_id
from sandbox_api import Sandbox

KEY: Any = "misplaced-key-4f1d7c0be6a92"
REFUSED = "expected a value that does not contain the API key"
CONFIG = {"research:apiKey": "the-key-of-another-account"}
PROGRAMS: dict[str, Callable[[], Any]] = {
    "account": lambda: Account(KEY),
    "account that is no namespace": lambda: Account(f"{KEY}:x"),
    "option of another account": lambda: pulumi_together.get_endpoint(
        MODEL,
        validation=KEY,
        account=Account("research"),
    ),
    "model of a resource": lambda: Endpoint.get("chat", KEY),
    "option of a resource": lambda: Endpoint.get("chat", MODEL, validation=KEY),
    "name in a resource ID": lambda: read(f'{{"model": "m", "{KEY}": 1}}'),
    "account in a resource ID": lambda: read(f'{{"model": "m", "account": "{KEY}"}}'),
}


def read(id: str) -> None:
    """Read a resource as the dynamic provider does, with the configuration of the program."""
    provider = EndpointProvider()
    config = {"together:apiKey": pulumi.runtime.get_config("together:apiKey")}
    provider.configure(pulumi.dynamic.ConfigureRequest(pulumi.dynamic.Config(config, "test")))
    provider.read(id, {})


@pytest.fixture(params=["environment", "configuration"])
def known_key(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the key in one of the two places that a program may have it in."""
    is_configured = request.param == "configuration"
    pulumi.runtime.set_all_config({**CONFIG, **({"together:apiKey": KEY} if is_configured else {})}, [])
    if not is_configured:
        monkeypatch.setenv("TOGETHER_API_KEY", KEY)
    yield
    pulumi.runtime.set_all_config({}, [])


@pytest.mark.usefixtures("known_key")
@pytest.mark.parametrize("place", PROGRAMS)
def test_key_in_a_wrong_place_is_refused_and_not_repeated(place: str) -> None:
    with pytest.raises(EndpointLookupError) as raised:
        PROGRAMS[place]()
    assert REFUSED in str(raised.value)
    assert KEY not in f"{raised.value}{raised.value!r}"
    assert traceback.extract_stack(), "without tracebacks, later programs of this process would wait for ever"


@pytest.mark.usefixtures("known_key")
def test_key_as_the_name_of_a_setting_is_not_shown() -> None:
    config = {"together:apiKey": pulumi.runtime.get_config("together:apiKey") or "", f"together:{KEY}": "x"}
    pulumi.runtime.set_all_config(config, ["together:apiKey"])
    [warning] = config_warnings(None)
    assert warning.startswith("together:[API key] is not an option and is ignored. The options are apiKey, ")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running_engine() as engine:
        yield engine


@pytest.fixture(params=["environment", "configuration"])
def plugin(request: pytest.FixtureRequest, engine: Engine) -> Iterator[tuple[Plugin, dict[str, str]]]:
    """A plugin, and the configuration to pass to it."""
    is_configured = request.param == "configuration"
    environment = {} if is_configured else {"TOGETHER_API_KEY": KEY}
    plugin = Plugin(engine.address, {**os.environ, **IMPORTABLE, **environment})
    yield plugin, {"apiKey": KEY} if is_configured else {}
    assert plugin.close() == ""


def test_plugin_does_not_repeat_a_key_in_its_configuration(
    plugin: tuple[Plugin, dict[str, str]], engine: Engine
) -> None:
    process, config = plugin
    # The failure has no property, because Pulumi prints the value of a property that failed.
    [(property, reason)] = process.check_config(**config, timeout=KEY)[1]
    assert (property, reason) == ("", f"together:timeout: {REFUSED}. Pass it as together:apiKey only.")
    process.check_config(**config, **{KEY: "x"})
    [logged] = engine.logged
    assert logged.message.startswith("together:[API key] is not an option and is ignored.")


def test_plugin_does_not_repeat_a_key_in_arguments_and_ids(plugin: tuple[Plugin, dict[str, str]]) -> None:
    process, config = plugin
    process.configure(**config)
    [(property, reason)] = process.invoke(model=MODEL, **{KEY: "x"})[1]
    assert property == "arguments"
    assert reason.startswith(f"arguments: {REFUSED}.")
    with pytest.raises(grpc.RpcError) as caught:
        process.read(f'{{"model": "m", "{KEY}": 1}}')
    assert caught.value.details().startswith(f"id: {REFUSED}.")


def test_key_that_endpoint_sends_without_encryption_is_a_warning(engine: Engine, sandbox: Sandbox) -> None:
    variables = {"HTTP_PROXY": sandbox.url, "TOGETHER_API_KEY": sandbox.api_key}
    process = DynamicProvider(engine.address, {**os.environ, **IMPORTABLE, **variables})
    try:
        process.configure()
        for _ in range(2):
            assert process.read(format_resource_id({"model": MODEL, "base_url": "http://together.example"}, None))
    finally:
        assert process.close() == ""
    [warning] = engine.logged
    assert "the API key is sent to together.example without encryption" in warning.message
