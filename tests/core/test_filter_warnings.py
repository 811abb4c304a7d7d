# SPDX-License-Identifier: MIT
"""Values of filters that select nothing, although a similar value would."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core_lookups import settings
from sandbox_api import Sandbox

NAME = "acme/mistral-small"
UNKNOWN = 'no endpoint is in state "{}", and the API does not document it'


def warnings(sandbox: Sandbox, **question: Any) -> list[str]:
    return core.lookup(settings(sandbox), core.Query(**question)).warnings


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["STARTD"], [UNKNOWN.format("STARTD") + "; did you mean STARTED?"]),
        (["startd", "stopped"], [UNKNOWN.format("startd") + "; did you mean STARTED?"]),
        (["running"], [UNKNOWN.format("running")]),
        (["started", "Ready", "ERROR", "FAILED"], []),
    ],
    ids=str,
)
def test_a_state_that_nobody_knows_warns_with_the_nearest_known_one(
    sandbox: Sandbox, states: list[str], expected: list[str]
) -> None:
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["state"] == "STARTED"]
    assert warnings(sandbox, state=states) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"owner": ["Together"]}, ['no endpoint has the owner "Together"; did you mean "together"?']),
        (
            {"name": [NAME.upper()]},
            [f'no endpoint has the name "{NAME.upper()}"; did you mean "{NAME}"?'],
        ),
        ({"owner": ["together", "Acme"]}, []),
        ({"owner": ["nobody"]}, []),
        ({"owner": ["Together"], "ignore_case": True}, []),
    ],
    ids=str,
)
def test_an_empty_answer_warns_of_an_owner_or_a_name_in_another_case(
    sandbox: Sandbox, question: dict[str, Any], expected: list[str]
) -> None:
    assert warnings(sandbox, **question) == expected
