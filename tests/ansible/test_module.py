# SPDX-License-Identifier: MIT
"""What is the module's own, beyond the shared cases in tests/vectors: its real main() in this process."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from module_runner import run_module
from sandbox_api import Sandbox


@pytest.fixture
def connection(sandbox: Sandbox) -> dict[str, Any]:
    return {"api_key": sandbox.api_key, "base_url": sandbox.url}


def test_a_string_is_a_list_of_one(connection: dict[str, Any]) -> None:
    result = run_module({**connection, "models": "google/gemma-3-27b-it", "state": "STOPPING"})
    assert result["ids"] == {"google/gemma-3-27b-it": "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"}


def test_check_mode_returns_the_same_and_changes_nothing(connection: dict[str, Any]) -> None:
    checked = run_module({**connection, "mine": True}, check_mode=True)
    assert checked == run_module({**connection, "mine": True})
    assert checked["changed"] is False
    assert checked["count"] == 7


def test_nothing_is_kept_from_one_call_to_the_next(connection: dict[str, Any], sandbox: Sandbox) -> None:
    assert run_module(connection)["count"] == 29
    sandbox.endpoints = []
    assert run_module(connection)["count"] == 0


@pytest.mark.parametrize("option", ["models", "state", "owner", "name"])
@pytest.mark.parametrize("empty", [[], "", [""]], ids=["list", "string", "list of an empty string"])
def test_a_list_with_nothing_in_it_is_an_error_that_names_the_option(
    option: str, empty: object, connection: dict[str, Any], sandbox: Sandbox
) -> None:
    result = run_module({**connection, option: empty})
    assert result["failed"]
    assert result["error_type"] == "invalid_option"
    assert result["msg"].startswith((f"{option}: expected", f"{option}[0]: expected"))
    assert sandbox.requests == []


def test_the_facts_of_an_error_are_below_a_key_of_their_own(connection: dict[str, Any], sandbox: Sandbox) -> None:
    sandbox.replies({"status": 402})
    result = run_module(connection)
    assert set(result) - {"invocation"} == {"failed", "msg", "error_type", "error"}
    assert result["error_type"] == "payment_required"
    assert result["error"]["status"] == 402


def test_the_unexpected_is_a_sentence_without_what_a_library_said(
    connection: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(settings: core.Settings, query: core.Query) -> NoReturn:
        raise RuntimeError(f"headers: Bearer {settings.api_key}")

    monkeypatch.setattr(core, "lookup", broken)
    result = run_module({**connection, "_ansible_verbosity": 4})
    assert result["error_type"] == "bug"
    assert result["msg"].startswith("unexpected RuntimeError in broken (test_module.py, line ")
    assert "Bearer" not in str(result)
    assert "exception" not in result
