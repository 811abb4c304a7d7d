# SPDX-License-Identifier: MIT
"""Settings and shared requests within one run of a program; the engine's monitor is a dummy, so that this is quick."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime.settings import Settings

import pulumi_together
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
SERVED_TWICE = "Qwen/Qwen3-32B"


class Monitor:
    """What tells one run of a program from another."""


@pytest.fixture(autouse=True)
def run(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One run of a program whose settings come from its environment."""
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    start_a_run()
    yield
    pulumi.runtime.configure(Settings(project=None, stack=None))
    configure()


def start_a_run() -> None:
    pulumi.runtime.configure(Settings(project="lookup", stack="test", monitor=Monitor()))


def configure(**config: str) -> None:
    pulumi.runtime.set_all_config({f"together:{name}": value for name, value in config.items()}, ["together:apiKey"])


def in_a_thread_of_the_users_own(work: Callable[[], Any]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)


def refused(**arguments: Any) -> str:
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoints([MODEL], **arguments)
    return str(caught.value)


def test_lookups_that_differ_in_models_and_validation_only_share_a_request(sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]
    pulumi_together.get_endpoint(MODEL)
    pulumi_together.get_endpoints([SERVED_TWICE], on_multiple="all", validation="warn")
    assert "(validation=strict)" in refused(validation="strict")
    assert len(sandbox.requests) == 1


def test_a_failed_request_is_not_made_again(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403})
    assert refused() == refused()
    assert len(sandbox.requests) == 1


def test_the_next_run_asks_again(sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL)
    start_a_run()
    pulumi_together.get_endpoint(MODEL)
    assert len(sandbox.requests) == 2


def test_two_keys_in_one_program_are_two_accounts(sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL)
    assert "HTTP 401" in refused(api_key="of-another-account")
    assert [request.headers["authorization"] for request in sandbox.requests] == [
        f"Bearer {sandbox.api_key}",
        "Bearer of-another-account",
    ]


def test_what_one_lookup_does_to_its_result_another_does_not_see(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "hardware": {"gpus": 2}}]
    pulumi_together.get_endpoint(MODEL).extra["hardware"].clear()
    assert pulumi_together.get_endpoint(MODEL).extra == {"hardware": {"gpus": 2}}
    assert len(sandbox.requests) == 1


def test_an_argument_beats_the_configuration_and_that_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "from-the-environment")
    configure(apiKey="from-the-configuration", retries="0")
    assert "HTTP 401" in refused()
    assert "HTTP 401" in refused(api_key="from-an-argument")
    keys = [request.headers["authorization"] for request in sandbox.requests]
    assert keys == ["Bearer from-the-configuration", "Bearer from-an-argument"]


@pytest.mark.parametrize(("secret", "warned"), [(True, 0), (False, 1)])
def test_a_thread_of_the_users_own_knows_whether_the_key_is_a_secret(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], sandbox: Sandbox, secret: bool, warned: int
) -> None:
    """Such a thread sees of the configuration only what the CLI has put into the environment."""
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"together:apiKey": sandbox.api_key}))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["together:apiKey"] if secret else []))
    monkeypatch.setenv("TOGETHER_API_KEY", "of-another-account")
    found: list[str] = []
    in_a_thread_of_the_users_own(lambda: found.append(pulumi_together.get_endpoint(MODEL).model))
    assert (found, capfd.readouterr().err.count("is not a secret")) == ([MODEL], warned)


def test_an_empty_value_in_the_configuration_is_none(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pulumi.runtime.set_all_config({f"together:{option}": "" for option in ("apiKey", "baseUrl", "timeout")}, [])
    pulumi_together.get_endpoint(MODEL)  # with what the environment says
    monkeypatch.delenv("TOGETHER_API_KEY")
    assert refused().startswith("api_key: expected an API key, found none")
    assert (len(sandbox.requests), capfd.readouterr().err) == (1, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("timeout", "soon", 'expected a number above 0 and at most 3600, found "soon"'),
        ("retries", "1.5", 'expected a whole number from 0 to 20, found "1.5"'),
        ("validateCerts", "maybe", 'expected true or false, found "maybe"'),
        ("caPath", "/no/such/file", 'expected a file or directory that exists, found "/no/such/file"'),
        ("apiKey", "two words", "expected an API key, found a value with characters that no key has"),
    ],
)
def test_a_setting_that_is_no_good_is_named_as_in_the_configuration(name: str, value: str, sentence: str) -> None:
    configure(**{name: value})
    assert refused().startswith(f"together:{name}: {sentence}")
    assert value not in refused() or name != "apiKey"


def test_an_argument_that_is_no_good_is_named_as_an_argument_whatever_the_configuration_says() -> None:
    configure(timeout="60")
    assert refused(timeout="soon").startswith("timeout: expected a number")
