# SPDX-License-Identifier: MIT
"""Every front end gives the answer or the error of each vector in lookups.yaml, from v1, from v2 and from both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox_api import Sandbox, to_v2
from vectors.front_ends import FRONT_ENDS, FrontEnd, Outcome

Case = dict[str, Any]

VECTORS = yaml.safe_load(Path(__file__).with_name("lookups.yaml").read_text(encoding="utf-8"))
CASES: list[Case] = VECTORS["cases"]
V2_CASES = [case for case in CASES if "v1_only" not in case]
AUTO_CASES = [case for case in V2_CASES if "not_in_auto" not in case]
FIELDS = ("ready", "extra", "created_at")  # of endpoints, which an answer may list
MAX_REQUESTS = 7  # of a lookup in both generations, whatever the query
V2_PATHS = {  # path of a field in v1 -> its path in v2
    ".created_at": ".createdAt",
    ".state": ".deployments[0].state",
    ".model": ".deployments[0].model",
}


def through_every_front_end(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test with each case and each front end that has it."""
    pairs = [(case, name) for case in cases for name in FRONT_ENDS if f"not_in_{name}" not in case]
    parameters = [pytest.param(case, FRONT_ENDS[name], id=f"{case['name']}-{name}") for case, name in pairs]
    return pytest.mark.parametrize(("case", "front_end"), parameters)


@through_every_front_end(CASES)
def test_v1_gives_the_answer_of_the_vector(case: Case, front_end: FrontEnd, sandbox: Sandbox) -> None:
    sandbox.endpoints = VECTORS["estates"][case.get("estate", "team")]
    _assert_outcome(front_end({"api_version": "v1", **_options(case, sandbox, "/v1/endpoints")}), case, sandbox, "v1")
    assert len(sandbox.requests) == case.get("requests", len(sandbox.requests))
    if "sent" in case:
        assert sandbox.requests[-1].query == case["sent"]


@through_every_front_end(V2_CASES)
def test_v2_gives_the_answer_of_the_vector(case: Case, front_end: FrontEnd, sandbox: Sandbox) -> None:
    sandbox.v2 = to_v2(VECTORS["estates"][case.get("estate", "team")])
    outcome = front_end({"api_version": "v2", **_options(case, sandbox, "/v2/projects/*")})
    for endpoints in (outcome.get("endpoints", ()), *outcome.get("matches", {}).values()):
        for endpoint in endpoints:
            endpoint["extra"] = {}  # the fields of v2, which v1 does not have
    if outcome.get("endpoint"):
        outcome["endpoint"]["extra"] = {}
    _assert_outcome(outcome, as_v2(case), sandbox, "v2")
    assert len({request.target for request in sandbox.requests}) <= MAX_REQUESTS


@through_every_front_end(AUTO_CASES)
def test_auto_gives_the_answer_of_the_vector(case: Case, front_end: FrontEnd, sandbox: Sandbox) -> None:
    sandbox.endpoints = VECTORS["estates"][case.get("estate", "team")]
    sandbox.v2 = to_v2([])
    _assert_outcome(front_end(_options(case, sandbox, "/v1/endpoints")), case, sandbox, "v1", "v2")
    assert len({request.target for request in sandbox.requests}) <= MAX_REQUESTS


def _options(case: Case, sandbox: Sandbox, path: str) -> dict[str, Any]:
    """Return the options of a case, and script its replies to requests for endpoints at this path."""
    sandbox.replies(*({"path": path, **reply} for reply in case.get("replies", ())))
    key = {"api_key": case["api_key"]} if "api_key" in case else {}
    return {"api_key": sandbox.api_key, "base_url": sandbox.url, **case["question"], **key}


def as_v2(case: Case) -> Case:
    """Return a case with its expectations for v2, and with the paths of v2 in messages."""
    text = yaml.safe_dump({**case, **case.get("v2", {})}, sort_keys=False)
    for v1_path, v2_path in V2_PATHS.items():
        text = re.sub(rf"(\$\.data\[\d\])\{v1_path}\b", rf"\1{v2_path}", text)
    translated: Case = yaml.safe_load(text)
    return translated


def _assert_outcome(outcome: Outcome, case: Case, sandbox: Sandbox, *generations: str) -> None:
    if "answer" in case:
        assert "error_type" not in outcome, outcome
        _assert_generations(outcome, sandbox, generations)
        _assert_answer(outcome, case["answer"])
    else:
        _assert_error(outcome, case["error"])


def _assert_generations(outcome: Outcome, sandbox: Sandbox, generations: tuple[str, ...]) -> None:
    """Check, and remove, what differs between the generations."""
    assert outcome.pop("api_versions") == list(generations)
    endpoint = outcome.pop("endpoint")
    assert endpoint == (outcome["endpoints"][0] if outcome["count"] == 1 else None)
    unique = {id(each): each for each in (*outcome["endpoints"], *sum(outcome["matches"].values(), []))}
    for each in unique.values():
        assert each.pop("api_version") in generations
        assert each.pop("inference_url") == f"{sandbox.url}/v1"


def _assert_answer(outcome: Outcome, expected: dict[str, Any]) -> None:
    ids = {model: [endpoint["id"] for endpoint in matches] for model, matches in outcome["matches"].items()}
    actual = {
        "whole": outcome,
        "endpoints": [endpoint["id"] for endpoint in outcome["endpoints"]],
        "matches": ids,
        "ids": outcome["ids"],
        "names": outcome["names"],
        "count": outcome["count"],
        "violations": [violation["path"] for violation in outcome["contract_violations"]],
        **{field: [endpoint[field] for endpoint in outcome["endpoints"]] for field in FIELDS},
    }
    assert {name: actual[name] for name in expected} == expected
    assert list(actual["matches"]) == list(expected.get("matches", actual["matches"]))
    if "violations" not in expected:
        assert actual["violations"] == []


def _assert_error(outcome: Outcome, expected: dict[str, Any]) -> None:
    assert outcome.get("error_type") == expected["type"], outcome
    for part in expected.get("says", ()):
        assert part in outcome["message"]
    for part in expected.get("never", ()):
        assert part not in outcome["message"]
    assert "\n" not in outcome["message"]
    assert "Traceback" not in outcome["message"]
