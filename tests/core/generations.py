# SPDX-License-Identifier: MIT
"""Lookups against the sandbox, for the tests of the API's generations."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import SCENARIOS, Sandbox


def look_up(sandbox: Sandbox, settings: dict[str, Any] | None = None, **question: Any) -> core.Answer:
    """Answer a question with the sandbox's key; settings: further connection options."""
    connection = {"api_key": sandbox.api_key, "base_url": sandbox.url, "retries": 0, **(settings or {})}
    return core.lookup(core.Settings(**connection), core.Query(**question))


def look_up_error(sandbox: Sandbox, settings: dict[str, Any] | None = None, **question: Any) -> core.TogetherError:
    """The error of a lookup that fails. No exception of a library hangs on it, because that would hold the key."""
    with pytest.raises(core.TogetherError) as raised:
        look_up(sandbox, settings, **question)
    assert raised.value.__context__ is None
    return raised.value


def serve(sandbox: Sandbox, scenario: str) -> None:
    """Let the sandbox serve a scenario."""
    sandbox.endpoints, sandbox.v2 = SCENARIOS[scenario]()


def names(answer: core.Answer) -> list[str]:
    """The inference names of the selected endpoints."""
    return [endpoint["name"] for endpoint in answer.endpoints]
