# SPDX-License-Identifier: MIT
"""Settings and shared requests in one run of a program. The engine's monitor is a dummy."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import Settings

import pulumi_together
from pulumi_programs import AMBIGUOUS_MODEL, MODEL
from sandbox_api import Sandbox


class Monitor:
    """Distinguishes one run of a program from another."""


@pytest.fixture(autouse=True)
def run(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One run of a program whose settings come from its environment."""
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    start_run()
    yield
    pulumi.runtime.configure(Settings(project=None, stack=None))
    configure()


def start_run(project: str = "lookup", preview: bool = False) -> None:
    settings = Settings(project=project, stack="test", monitor=Monitor(), dry_run=preview)
    pulumi.runtime.configure(settings)


def configure(**config: str) -> None:
    pulumi.runtime.set_all_config({f"together:{name}": value for name, value in config.items()}, ["together:apiKey"])


def run_in_own_thread(task: Callable[[], Any]) -> None:
    thread = threading.Thread(target=task)
    thread.start()
    thread.join()


def lookup_error(**arguments: Any) -> str:
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoints([MODEL], **arguments)
    return str(caught.value)


def test_lookups_that_differ_only_in_models_and_validation_share_a_request(sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]
    pulumi_together.get_endpoint(MODEL)
    pulumi_together.get_endpoints([AMBIGUOUS_MODEL], on_multiple="all", validation="warn")
    assert "(validation=strict)" in lookup_error(validation="strict")
    assert len(sandbox.requests) == 1


def test_permanent_failure_is_not_requested_again(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403})
    assert lookup_error() == lookup_error()
    assert len(sandbox.requests) == 1


def test_temporary_failure_is_requested_again(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 503})
    assert "HTTP 503" in lookup_error(retries=0)
    pulumi_together.get_endpoint(MODEL, retries=0)
    assert len(sandbox.requests) == 2


def test_another_run_sends_its_own_requests(sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL)
    start_run()
    pulumi_together.get_endpoint(MODEL)
    assert len(sandbox.requests) == 2


def test_lookups_with_two_keys_share_nothing(sandbox: Sandbox) -> None:
    pulumi_together.get_endpoint(MODEL)
    assert "HTTP 401" in lookup_error(api_key="of-another-account")
    assert [request.headers["authorization"] for request in sandbox.requests] == [
        f"Bearer {sandbox.api_key}",
        "Bearer of-another-account",
    ]


def test_changing_a_result_does_not_change_that_of_another_lookup(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "hardware": {"gpus": 2}}]
    pulumi_together.get_endpoint(MODEL).extra["hardware"].clear()
    assert pulumi_together.get_endpoint(MODEL).extra == {"hardware": {"gpus": 2}}
    assert len(sandbox.requests) == 1


def test_argument_overrides_configuration_and_configuration_overrides_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "from-the-environment")
    configure(apiKey="from-the-configuration", retries="0")
    assert lookup_error().endswith("Check together:apiKey.")
    assert lookup_error(api_key="from-an-argument").endswith("Check api_key.")
    configure()
    assert lookup_error().endswith("Check TOGETHER_API_KEY.")
    assert [request.headers["authorization"] for request in sandbox.requests] == [
        "Bearer from-the-configuration",
        "Bearer from-an-argument",
        "Bearer from-the-environment",
    ]


@pytest.mark.parametrize(("secret", "warnings"), [(True, 0), (False, 1)])
def test_thread_of_the_program_sees_whether_the_key_is_a_secret(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], sandbox: Sandbox, secret: bool, warnings: int
) -> None:
    """Such a thread sees only the part of the configuration that the CLI has put into the environment."""
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"together:apiKey": sandbox.api_key}))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["together:apiKey"] if secret else []))
    monkeypatch.setenv("TOGETHER_API_KEY", "of-another-account")
    models: list[str] = []
    run_in_own_thread(lambda: models.append(pulumi_together.get_endpoint(MODEL).model))
    assert (models, capfd.readouterr().err.count("is stored in plain text")) == ([MODEL], warnings)


def test_empty_configuration_value_counts_as_unset(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pulumi.runtime.set_all_config({f"together:{option}": "" for option in ("apiKey", "baseUrl", "timeout")}, [])
    pulumi_together.get_endpoint(MODEL)
    monkeypatch.delenv("TOGETHER_API_KEY")
    assert lookup_error().startswith("api_key: expected an API key, found none")
    assert (len(sandbox.requests), capfd.readouterr().err) == (1, "")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("timeout", "soon", 'expected a number above 0 and at most 3600, found "soon"'),
        ("retries", "1.5", 'expected a whole number from 0 to 20, found "1.5"'),
        ("validateCerts", "maybe", 'expected true or false, found "maybe"'),
        ("caPath", "/no/such/file", 'expected a file or directory that exists, found "/no/such/file"'),
        ("apiKey", "two words", "expected an API key, found a value with white space"),
    ],
)
def test_invalid_configuration_value_is_named_by_its_key(name: str, value: str, problem: str) -> None:
    configure(**{name: value})
    assert lookup_error().startswith(f"together:{name}: {problem}")
    assert value not in lookup_error() or name != "apiKey"


def test_project_of_the_stack_is_ignored_in_v1_which_has_no_projects(sandbox: Sandbox) -> None:
    configure(projectId="proj_1")
    assert pulumi_together.get_endpoint(MODEL).api_version == "v1"
    assert len(sandbox.requests) == 1


def test_invalid_argument_is_named_by_its_name_although_the_option_is_configured() -> None:
    configure(timeout="60")
    assert lookup_error(timeout="soon").startswith("timeout: expected a number")


def test_unknown_configuration_keys_warn_once_with_the_nearest_option(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    configure(apiKey=sandbox.api_key, baseURL="http://127.0.0.1:9", retires="0", colour="red", version="1.0")
    for _ in range(2):
        pulumi_together.get_endpoint(MODEL)
    assert capfd.readouterr().err.splitlines() == [
        "warning: together:baseURL is not an option and is ignored. Did you mean together:baseUrl?",
        "warning: together:retires is not an option and is ignored. Did you mean together:retries?",
        "warning: together:colour is not an option and is ignored. The options are apiKey, baseUrl, apiVersion, "
        "projectId, timeout, deadline, retries, validateCerts, caPath, validation.",
    ]


def test_key_that_is_sent_without_encryption_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", sandbox.url)
    for _ in range(2):
        assert pulumi_together.get_endpoint(MODEL, base_url="http://together.example")
    [warning] = capfd.readouterr().err.splitlines()
    assert "the API key is sent to together.example without encryption" in warning


def test_keys_of_a_project_named_together_do_not_warn(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    start_run(project="together")
    configure(colour="red", retires="0")
    pulumi_together.get_endpoint(MODEL)
    [warning] = capfd.readouterr().err.splitlines()
    assert warning.endswith("Did you mean together:retries?")


@pytest.mark.parametrize("preview", [True, False])
def test_preview_does_not_wait_for_a_ready_endpoint(sandbox: Sandbox, preview: bool) -> None:
    """A wait of 0.01 s ends with an error after one request."""
    start_run(preview=preview)
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "STOPPED"}]
    if preview:
        assert not pulumi_together.get_endpoint(MODEL, wait=0.01).ready
        return
    with pytest.raises(pulumi_together.EndpointLookupError) as caught:
        pulumi_together.get_endpoint(MODEL, wait=0.01)
    assert caught.value.error_type == "not_ready"


def test_wait_shows_its_progress(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "state": "STARTING"}]

    def start_endpoint(request: object, summary: str) -> None:
        sandbox.endpoints = [row]

    sandbox.on_request = start_endpoint
    assert pulumi_together.get_endpoint(MODEL, wait=240).ready
    assert capfd.readouterr().err == f'info: waiting for "{MODEL}": {row["name"]} is STARTING\n'


class Engine:
    """The engine's service for programs."""

    def __init__(self) -> None:
        self.logged: list[engine_pb2.LogRequest] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802
        """Keep a message."""
        self.logged.append(request)


def test_requests_are_in_the_debug_log(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    engine = Engine()
    pulumi.runtime.configure(Settings(project="lookup", stack="test", monitor=Monitor(), engine=engine))
    sandbox.replies({"status": 503})
    for _number in range(2):  # the second call sends no request
        pulumi_together.get_endpoint(MODEL, api_version="v1")
    [message] = engine.logged
    assert message.severity == engine_pb2.DEBUG
    first, second = message.message.split("\n")
    url = f"GET {sandbox.url}/v1/endpoints"
    assert re.fullmatch(rf"{url}: HTTP 503, \d+ bytes, .* s, attempt 1 of 4\. The next attempt is in .* s, .*", first)
    assert re.fullmatch(rf"{url}: HTTP 200, \d+ bytes, .* s, attempt 2 of 4\.", second)
    assert sandbox.api_key not in message.message
    assert capfd.readouterr() == ("", "")


def test_requests_are_traced_by_logging(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "together_ai")
    pulumi_together.get_endpoint(MODEL, api_version="v1")
    [record] = [record for record in caplog.records if record.name == "together_ai"]
    assert f"GET {sandbox.url}/v1/endpoints: HTTP 200" in record.getMessage()
