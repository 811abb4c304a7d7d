# SPDX-License-Identifier: MIT
"""Whatever goes wrong on the wire, every front end ends in time, with one clear sentence and the key kept."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from faults.asking import Ask, Outcome
from faults.cases import CASES, SECOND, SECRETS, Case
from faults.front_ends import FRONT_ENDS
from faults.report import REPORT
from sandbox_api.server import API_KEY

ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"


class Met(NamedTuple):
    """What came of a case, and what its scene counted."""

    outcome: Outcome
    deadline: float
    requests: int
    astray: int


Batch = dict[str, Met]


@pytest.fixture(scope="module")
def met(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Batch]:
    """Front end -> case -> what came of it. A front end meets all cases chosen at once: that is what makes it quick."""
    chosen: dict[str, list[Case]] = {}
    for item in request.session.items:
        parameters: dict[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
        if item.path == request.path and "case" in parameters and not parameters["case"].lacking:
            chosen.setdefault(parameters["front_end"], []).append(parameters["case"])
    return _Batches(chosen, tmp_path_factory)


class _Batches(dict[str, Batch]):
    def __init__(self, chosen: dict[str, list[Case]], folders: pytest.TempPathFactory) -> None:
        self._chosen = chosen
        self._folders = folders

    def __missing__(self, front_end: str) -> Batch:
        self[front_end] = {}  # should it fail, then once
        self[front_end] = _meet(front_end, self._chosen[front_end], self._folders.mktemp("home"))
        return self[front_end]


def _meet(front_end: str, cases: list[Case], home: Path) -> Batch:
    with ExitStack() as stack:
        scenes = [stack.enter_context(case.place()) for case in cases]
        asks = []
        for number, (case, scene) in enumerate(zip(cases, scenes, strict=True)):
            files = {variable: home / f"{variable.lower()}-{number}" for variable in scene.files}
            for variable, path in files.items():
                path.write_text(scene.files[variable], encoding="utf-8")
            environment = {**scene.environment, **{variable: str(path) for variable, path in files.items()}}
            asks.append(Ask({**case.all_options, **scene.options}, environment))
        outcomes = FRONT_ENDS[front_end].run(asks, home)
        return {
            case.name: Met(outcome, ask.options["deadline"], scene.asked(), scene.astray())
            for case, ask, outcome, scene in zip(cases, asks, outcomes, scenes, strict=True)
        }


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_fault_comes_to_what_the_table_says(case: Case, front_end: str, met: dict[str, Batch]) -> None:
    if case.lacking:
        pytest.skip(case.lacking)
    REPORT.failed(case, front_end)
    outcome, deadline, requests, astray = met[front_end][case.name]
    if case.error is None:
        assert (outcome.id, outcome.sentence) == (ID, "")
    else:
        assert outcome.id is None
        assert outcome.error_type == (case.error if FRONT_ENDS[front_end].tells_type else None), outcome.sentence
        says = map(FRONT_ENDS[front_end].spelled, case.says)
        assert [piece for piece in says if piece not in outcome.sentence] == [], outcome.sentence
        assert "\n" not in outcome.sentence
    assert requests == case.requests
    assert astray == 0
    assert case.at_least <= outcome.seconds < deadline + SECOND + FRONT_ENDS[front_end].slack
    assert "Traceback" not in outcome.shown
    assert [secret for secret in (API_KEY, *SECRETS) if secret in outcome.shown] == []
    REPORT.passed(case, front_end, outcome.seconds)


def test_names_of_cases_are_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
