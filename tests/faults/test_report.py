# SPDX-License-Identifier: MIT
"""`make reliability` writes its page only if every fault went through every front end."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.cases import CASES
from faults.front_ends import FRONT_ENDS
from faults.report import Report

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


@pytest.fixture
def complete() -> Report:
    report = Report()
    for fault in CASES:
        for front_end in FRONT_ENDS:
            report.add_success(fault, front_end)
    report.add_measurement("load", "all answered")
    return report


def test_a_complete_run_writes_the_page(complete: Report, tmp_path: Path) -> None:
    page = tmp_path / "reliability.md"
    complete.write(page)
    total = len(CASES) * len(FRONT_ENDS)
    assert f"{total} of {total} combinations" in " ".join(page.read_text("utf-8").split())


@pytest.mark.parametrize("missing", ["a fault", "the measurements"])
def test_a_run_of_a_part_keeps_the_page(
    complete: Report, missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "reliability.md"
    page.write_text("of the last complete run", encoding="utf-8")
    passed, measurements = complete.dump()
    part = Report()
    part.merge([passed[1:], measurements] if missing == "a fault" else [passed, {}])
    part.write(page)
    assert page.read_text("utf-8") == "of the last complete run"
    assert "reliability.md is not written" in capsys.readouterr().out


def test_the_committed_page_has_every_fault() -> None:
    faults, _rest = PAGE.read_text("utf-8").split("\n## Faults\n")[1].split("\n## ", 1)
    rows = [line.split(" | ")[0].removeprefix("| ") for line in faults.splitlines() if line.startswith("| ")]
    listed = [name for name in rows if name not in ("fault", "---")]
    assert listed == [fault.name for fault in CASES]
