# SPDX-License-Identifier: MIT
"""The benchmarks run, print and store their results, and docs/speed.md is what the stored results make."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib import util
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.__main__ import BENCHMARKS, stored_results
from benchmarks.growth import CORE
from benchmarks.measure import interleave, run_process, summarize
from benchmarks.report import Result
from benchmarks.tables import Benchmark, Row, Table, comparison
from pulumi_engine import engine

__all__ = ["engine"]

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")


def run_quickly(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run one round of benchmarks. Return the exit status, the output, and speed.md."""
    folders = ["--docs", str(folder), "--results", str(folder)]
    command = [sys.executable, "-m", "benchmarks", "--quick", *folders, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280)
    page = folder / "speed.md"
    return done.returncode, done.stdout + done.stderr, page.read_text(encoding="utf-8") if page.exists() else ""


def rows(page: str, title: str) -> list[dict[str, str]]:
    """Return the rows of the table below a heading, with their cells by column: `name`, the head's, `verdict`."""
    section = page.split(f"## {title}")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", section, re.M)]
    head, _dashes, *body = cells
    return [dict(zip(["name", *head[1:-1], "verdict"], row, strict=True)) for row in body]


def goals(page: str, title: str) -> dict[str, tuple[str, str]]:
    """Map the rows that have a goal to what they are compared with, and the goal."""
    return {row["name"]: (row["to"], row["goal"]) for row in rows(page, title) if row["goal"]}


def test_one_lookup_is_compared_with_other_libraries_the_sdk_and_the_cli(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "start")
    assert status == 0, output
    table = rows(page, "One lookup: 30 endpoints")
    assert [row["name"] for row in table] == [
        "requests, nothing validated",
        "this package",
        "http.client, nothing validated",
        "requests, validated by jsonschema",
        "the official SDK",
        "the official CLI",
        "requests, nothing validated (os._exit)",
        "this package (os._exit)",
        "http.client, nothing validated (os._exit)",
    ]
    assert {row["verdict"] for row in table if row["goal"]} <= {"met", "missed"}
    assert all(row["name"] in output for row in table)


@pytest.mark.parametrize("count", ["1,000", "10,000", "100,000"])
def test_the_goals_of_one_lookup_compare_with_requests_alone(count: str) -> None:
    assert goals(PAGE, f"One lookup: {count} endpoints") == {
        "this package": ("requests, nothing validated", "at most 1.08"),
        "this package (os._exit)": ("requests, nothing validated (os._exit)", "at most 1.08"),
    }


def test_validation_is_compared_with_jsonschema(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "validation")
    assert status == 0, output
    bases = [row["to"] for row in rows(page, "Validation: 1,000 endpoints")]
    assert bases == ["", *["jsonschema, response conforms"] * 3]
    assert page.endswith("## Missed goals\n\nNone.\n")


def test_an_ansible_task_is_compared_with_one_that_does_nothing(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "ansible")
    assert status == 0, output
    assert goals(page, "An Ansible task: 30 endpoints") == {
        "together.ai.endpoints_info, one model": ("ansible.builtin.ping", "at most 1.5"),
        "together.ai.endpoints_info, 20 models": ("together.ai.endpoints_info, one model", "at most 1.1"),
        "the difference that the lookup makes": ("ansible.builtin.ping", "at most 0.4"),
    }


@pytest.mark.usefixtures("engine")
def test_a_pulumi_preview_is_compared_with_that_of_an_empty_program(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "pulumi")
    assert status == 0, output
    assert {row["name"]: row["goal"] for row in rows(page, "A Pulumi preview: the process")} == {
        "an empty program": "",
        "functions, 1 lookup": "at most 1.1",
        "functions, 20 lookups": "at most 1.1",
        "resource, 1 lookup": "",
        "resource, 20 lookups": "",
        "plugin, 1 lookup": "at most 1.6",
        "plugin, 20 lookups": "at most 1.6",
    }


def test_the_growth_of_time_and_memory_is_a_table_and_a_plot(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "growth")
    assert status == 0, output
    assert "| 100,000 |" in page
    assert "at most 4.5" in page
    assert [row["name"] for row in rows(page, "Growth compared with linear growth")] == ["time", "memory"]
    if util.find_spec("matplotlib") is None:
        assert "No plot: matplotlib is not installed. `make bench` installs it." in output
        assert not (tmp_path / "growth.svg").exists()
    else:
        assert CORE in (tmp_path / "growth.svg").read_text(encoding="utf-8")


def test_hostile_responses_have_a_goal_for_memory_and_one_for_the_deadline(tmp_path: Path) -> None:
    status, output, page = run_quickly(tmp_path, "bounds")
    assert status == 0, output
    memory, deadline = rows(page, "Hostile responses: memory"), rows(page, "Hostile responses: a deadline of 2 s")
    assert [row["goal"] for row in memory] == ["below 700 MiB"] * 2
    assert [row["result"].partition(":")[0] for row in memory] == ["envelope", "envelope"]
    assert [row["goal"] for row in deadline] == ["at most 3 s"] * 2


def test_no_hostile_response_exceeds_the_goal_for_memory() -> None:
    memory = rows(PAGE, "Hostile responses: memory")
    assert len(memory) > 40
    assert {row["verdict"] for row in memory} == {"met"}


def test_a_benchmark_keeps_the_stored_results_of_others(tmp_path: Path) -> None:
    run_quickly(tmp_path, "growth")
    status, output, page = run_quickly(tmp_path, "generations")
    assert status == 0, output
    assert len(rows(page, "Generations of the API")) == 7
    assert "## Growth" in page


def test_the_page_is_what_the_stored_results_make() -> None:
    stored = stored_results(ROOT / "benchmarks" / "results")
    assert list(stored) == list(BENCHMARKS)
    assert report.markdown(BENCHMARKS, stored) == PAGE


def test_the_page_begins_with_conclusions_from_the_figures() -> None:
    conclusion = " ".join(PAGE.split("-->\n\n")[1].split("\n\n")[0].split())
    ratios = [rows(PAGE, f"One lookup: {count} endpoints")[1]["ratio"] for count in ("1,000", "10,000", "100,000")]
    assert f"takes {ratios[0]}, {ratios[1]} and {ratios[2]} times as long as the same request" in conclusion


def test_an_unknown_benchmark_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    status, output, _page = run_quickly(tmp_path, "speed")
    assert status == 2
    assert (
        "there is no benchmark speed, choose from start, validation, ansible, pulumi, growth, generations, bounds"
        in output
    )


def test_every_round_runs_every_contestant_once_and_rare_ones_in_every_third() -> None:
    order: list[str] = []
    contestants: dict[str, Callable[[], None]] = {
        name: partial(order.append, name) for name in ("fast", "faster", "slow")
    }
    results = interleave(contestants, 6, rare=["slow"])
    assert {name: len(each) for name, each in results.items()} == {"fast": 6, "faster": 6, "slow": 2}
    assert sorted(order[:3]) == ["fast", "faster", "slow"]  # the round that does not count


def test_a_ratio_is_that_of_medians_and_is_judged_as_it_is_shown() -> None:
    summaries = summarize({"base": [0.1, 0.2, 0.9], "core": [0.4, 0.4008, 9.0]})
    table = comparison("", "", summaries, [Row("core", "base", 2.0), Row("core", "base", 1.99)])
    assert table.rows == [
        ["core", "401 ms", "400 ms to 9.00 s", "2.00", "base", "at most 2", "met"],
        ["core", "401 ms", "400 ms to 9.00 s", "2.00", "base", "at most 1.99", "missed"],
    ]


def test_the_page_lists_missed_goals() -> None:
    table = Table("Speed", "", ["", "ratio", "goal", ""], [["core", "2.10", "at most 2", "missed"]])
    benchmark = Benchmark(lambda quick: {}, lambda figures: [table])
    page = report.markdown({"start": benchmark}, {"start": Result("", {})})
    assert "## Missed goals\n\n- Speed: core, 2.10 (at most 2)\n" in page


def test_a_process_that_prints_another_id_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="endpoint-2"):
        run_process([sys.executable, "-c", "print('endpoint-2')"], "endpoint-1", tmp_path, {})


def test_the_peak_memory_of_a_process_does_not_include_that_of_its_parent(tmp_path: Path) -> None:
    size = 200 * 2**20
    parent = bytearray(size)
    small = run_process([sys.executable, "-c", "print('small')"], "small", tmp_path, {})
    large = run_process([sys.executable, "-c", f"x = bytearray({size}); print('large')"], "large", tmp_path, {})
    assert small.peak_memory < 100 * 2**20 < len(parent) <= large.peak_memory
