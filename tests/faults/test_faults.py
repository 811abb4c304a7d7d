# SPDX-License-Identifier: MIT
"""Every front end turns every fault into an answer or into one clear error message, and shows no secret."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from faults.cases import CASES, ENDPOINT, SECRETS, Fault
from faults.front_ends import FRONT_ENDS
from faults.lookup_call import LookupCall, LookupResult
from faults.report import REPORT
from faults.scenarios import Scenario
from sandbox_api.server import API_KEY


class Observation(NamedTuple):
    """The result of a lookup, and what the servers of its scenario counted."""

    result: LookupResult
    requests: int
    leaks: int


Batch = dict[str, Observation]  # name of a fault -> what was observed


@pytest.fixture(scope="module")
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Batch]:
    """Return a function that runs all selected faults of a front end at once, which is much faster."""
    selected: dict[str, list[Fault]] = {}
    for item in request.session.items:
        parameters: dict[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
        if item.path == request.path and "fault" in parameters and not parameters["fault"].unavailable:
            selected.setdefault(parameters["front_end"], []).append(parameters["fault"])
    batches: dict[str, Batch] = {}

    def run(front_end: str) -> Batch:
        if front_end not in batches:
            batches[front_end] = {}  # a batch that fails is not run again for each of its tests
            batches[front_end] = _run_batch(front_end, selected[front_end], tmp_path_factory.mktemp("home"))
        return batches[front_end]

    return run


def _run_batch(front_end: str, faults: list[Fault], home: Path) -> Batch:
    with ExitStack() as stack:
        scenarios = [stack.enter_context(fault.scenario()) for fault in faults]
        calls = [
            LookupCall({**fault.all_options, **scenario.options}, _environment(scenario, home / str(number)))
            for number, (fault, scenario) in enumerate(zip(faults, scenarios, strict=True))
        ]
        results = FRONT_ENDS[front_end].run(calls, home)
        return {
            fault.name: Observation(result, scenario.request_count(), scenario.leak_count())
            for fault, result, scenario in zip(faults, results, scenarios, strict=True)
        }


def _environment(scenario: Scenario, folder: Path) -> dict[str, str]:
    for variable, text in scenario.files.items():
        folder.mkdir(exist_ok=True)
        (folder / variable).write_text(text, encoding="utf-8")
    return {**scenario.environment, **{variable: str(folder / variable) for variable in scenario.files}}


def marks(front_end: str) -> list[pytest.MarkDecorator]:
    """One worker takes all faults of a front end, because they run as one batch; only the core's are in `make test`."""
    group = pytest.mark.xdist_group(f"faults-{front_end}")
    return [group] if front_end == "core" else [group, pytest.mark.slow]


@pytest.mark.parametrize("fault", CASES, ids=[fault.name for fault in CASES])
@pytest.mark.parametrize("front_end", [pytest.param(name, marks=marks(name)) for name in FRONT_ENDS])
def test_a_fault_has_the_result_of_the_table(fault: Fault, front_end: str, batch: Callable[[str], Batch]) -> None:
    if fault.unavailable:
        pytest.skip(fault.unavailable)
    REPORT.add_failure(fault, front_end)
    result, requests, leaks = batch(front_end)[fault.name]
    if fault.error_type is None:
        assert (result.id, result.message) == (ENDPOINT["id"], "")
    else:
        assert result.id is None
        shown_type = fault.error_type if FRONT_ENDS[front_end].shows_error_type else None
        assert result.error_type == shown_type, result.message
        parts = map(FRONT_ENDS[front_end].option_names, fault.message)
        assert [part for part in parts if part not in result.message] == [], result.message
        assert "\n" not in result.message
    assert requests == fault.requests
    assert leaks == 0
    assert "Traceback" not in result.output
    assert [secret for secret in (API_KEY, *SECRETS) if secret in result.output] == []
    REPORT.add_success(fault, front_end)


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in CASES}) == len(CASES)
