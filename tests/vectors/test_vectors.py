# SPDX-License-Identifier: MIT
"""The shared cases, through every front end: the same answer, or the same error, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import pulumi_together
from ansible_collections.together.ai.plugins.module_utils.core import api as core
from module_runner import run_module
from sandbox_api import Sandbox

VECTORS = yaml.safe_load(Path(__file__).with_name("lookups.yaml").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]
ROW_FIELDS = ("ready", "extra", "created_at")

Outcome = dict[str, Any]  # an answer as rule 2 shapes it, or {"error_type", "sentence"}


def through_core(options: dict[str, Any]) -> Outcome:
    connection = {name: options.pop(name) for name in [option.name for option in core.CONNECTION] if name in options}
    try:
        return core.lookup(core.Settings(**connection), core.Query(**options)).to_dict()
    except core.LookupFailed as error:
        return {"error_type": error.error_type, "sentence": str(error)}


def through_module(options: dict[str, Any]) -> Outcome:
    result = run_module(options)
    if result.get("failed"):
        return {"error_type": result["error_type"], "sentence": result["msg"]}
    assert result["changed"] is False
    return {name: result[name] for name in ("endpoints", "matches", "ids", "names", "contract_violations", "count")}


def through_get_endpoints(options: dict[str, Any]) -> Outcome:
    try:
        return pulumi_together.get_endpoints(**options).to_dict()
    except pulumi_together.EndpointLookupError as error:
        return {"error_type": error.error_type, "sentence": str(error)}


FRONT_ENDS = {"core": through_core, "module": through_module, "get_endpoints": through_get_endpoints}


@pytest.mark.parametrize("front_end", FRONT_ENDS.values(), ids=FRONT_ENDS)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_front_end_gives_the_answer_of_the_vector(
    case: dict[str, Any],
    front_end: Callable[[dict[str, Any]], Outcome],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("TOGETHER_API_KEY", "TOGETHER_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    sandbox.endpoints = VECTORS["estates"][case.get("estate", "team")]
    sandbox.replies(*case.get("replies", ()))
    options = {"api_key": sandbox.api_key, "base_url": sandbox.url, **case["question"]}
    options.update({"api_key": case["api_key"]} if "api_key" in case else {})

    outcome = front_end(options)

    if "answer" in case:
        assert "error_type" not in outcome, outcome
        _assert_answer(outcome, case["answer"])
    else:
        _assert_error(outcome, case["error"])
    assert len(sandbox.requests) == case.get("requests", len(sandbox.requests))
    if "sent" in case:
        assert sandbox.requests[-1].query == case["sent"]


def _assert_answer(outcome: Outcome, expected: dict[str, Any]) -> None:
    found = {
        "whole": outcome,
        "endpoints": [row["id"] for row in outcome["endpoints"]],
        "matches": {model: [row["id"] for row in rows] for model, rows in outcome["matches"].items()},
        "ids": outcome["ids"],
        "names": outcome["names"],
        "count": outcome["count"],
        "violations": [violation["path"] for violation in outcome["contract_violations"]],
        **{field: [row[field] for row in outcome["endpoints"]] for field in ROW_FIELDS},
    }
    assert {name: found[name] for name in expected} == expected
    assert list(found["matches"]) == list(expected.get("matches", found["matches"]))
    if "violations" not in expected:
        assert found["violations"] == []


def _assert_error(outcome: Outcome, expected: dict[str, Any]) -> None:
    assert outcome.get("error_type") == expected["type"], outcome
    for piece in expected.get("says", ()):
        assert piece in outcome["sentence"]
    for piece in expected.get("never", ()):
        assert piece not in outcome["sentence"]
    assert "\n" not in outcome["sentence"]
    assert "Traceback" not in outcome["sentence"]
