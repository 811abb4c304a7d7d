# SPDX-License-Identifier: MIT
"""What only the module does, beyond the shared cases in tests/vectors: its real main() in this process."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from module_runner import run_module
from sandbox_api import Sandbox


@pytest.fixture
def connection(sandbox: Sandbox) -> dict[str, Any]:
    return {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1"}


def test_a_string_is_a_list_with_one_entry(connection: dict[str, Any]) -> None:
    result = run_module({**connection, "models": "google/gemma-3-27b-it", "state": "STOPPING"})
    assert result["ids"] == {"google/gemma-3-27b-it": "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"}


def test_check_mode_returns_the_same_and_changes_nothing(connection: dict[str, Any]) -> None:
    checked = run_module({**connection, "mine": True}, check_mode=True)
    assert checked == run_module({**connection, "mine": True})
    assert checked["changed"] is False
    assert checked["count"] == 7


def test_no_result_is_kept_for_the_next_call(connection: dict[str, Any], sandbox: Sandbox) -> None:
    assert run_module(connection)["count"] == 29
    sandbox.endpoints = []
    assert run_module(connection)["count"] == 0


@pytest.mark.parametrize("option", ["models", "state", "owner", "name"])
@pytest.mark.parametrize("empty", [[], "", [""]], ids=["list", "string", "list of an empty string"])
def test_an_empty_list_is_an_error_that_names_the_option(
    option: str, empty: object, connection: dict[str, Any], sandbox: Sandbox
) -> None:
    result = run_module({**connection, option: empty})
    assert result["failed"]
    assert result["error_type"] == "invalid_option"
    assert result["msg"].startswith((f"{option}: expected", f"{option}[0]: expected"))
    assert sandbox.requests == []


@pytest.mark.parametrize(("status", "retryable"), [(402, False), (503, True)])
def test_a_failure_has_an_error_type_the_facts_of_the_error_and_whether_it_is_temporary(
    status: int, retryable: bool, connection: dict[str, Any], sandbox: Sandbox
) -> None:
    sandbox.replies({"status": status})
    result = run_module({**connection, "retries": 0})
    assert set(result) - {"invocation"} == {"failed", "msg", "error_type", "retryable", "error", "progress"}
    assert result["error_type"] == {402: "payment_required", 503: "server_error"}[status]
    assert result["error"]["status"] == status
    assert result["retryable"] is retryable


def test_a_wait_returns_each_change_of_state(connection: dict[str, Any], sandbox: Sandbox) -> None:
    row = sandbox.endpoints[10].row
    states = ("STARTING", "STARTING", "STARTED")
    sandbox.replies(*({"json": {"object": "list", "data": [{**row, "state": state}]}} for state in states))
    result = run_module({**connection, "models": row["model"], "wait": 60})
    assert result["endpoint"]["ready"] is True
    assert result["progress"] == [f'waiting for "{row["model"]}": {row["name"]} is STARTING']


def test_an_unexpected_exception_is_reported_without_its_text(
    connection: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(settings: core.Settings, *_arguments: Any) -> NoReturn:
        raise RuntimeError(f"headers: Bearer {settings.api_key}")

    monkeypatch.setattr(core, "lookup", broken)
    result = run_module({**connection, "_ansible_verbosity": 4})
    assert result["error_type"] == "bug"
    assert result["msg"].startswith("Unexpected RuntimeError in broken (test_module.py, line ")
    assert "Bearer" not in str(result)
    assert "exception" not in result


def test_the_trace_of_requests_is_in_the_result_at_verbosity_3(sandbox: Sandbox) -> None:
    connection = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1"}
    assert "trace" not in run_module({**connection, "_ansible_verbosity": 2})
    [sentence] = run_module({**connection, "_ansible_verbosity": 3})["trace"]
    assert re.fullmatch(
        rf"GET {sandbox.url}/v1/endpoints: HTTP 200, \d+ bytes, \d\.\d{{3}} s, attempt 1 of 4\.", sentence
    )
    sandbox.replies({"status": 503})
    failed = run_module({**connection, "retries": 0, "_ansible_verbosity": 3})
    assert failed["failed"]
    assert "HTTP 503" in failed["trace"][0]
