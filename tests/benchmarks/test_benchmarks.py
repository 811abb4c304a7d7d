# SPDX-License-Identifier: MIT
"""The benchmarks run and write what they say they write; how long anything took is no business of these tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.growth import CORE
from benchmarks.measure import Claim, Table, comparison, interleaved, process
from pulumi_engine import engine

__all__ = ["engine"]

ROOT = Path(__file__).resolve().parents[2]


def bench(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Its exit status, all that one quick round printed, and docs/speed.md."""
    folders = ["--docs", str(folder), "--results", str(folder)]
    command = [sys.executable, "-m", "benchmarks", "--quick", *folders, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    page = folder / "speed.md"
    return done.returncode, done.stdout + done.stderr, page.read_text(encoding="utf-8") if page.exists() else ""


def rows(page: str, title: str) -> list[dict[str, str]]:
    """The table below a heading: for each row, its cells by the head's (of two cells without a name, the last)."""
    section = page.split(f"## {title}")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", section, re.M)]
    head, _dashes, *found = cells
    return [dict(zip(["way", *head[1:-1], "verdict"], row, strict=True)) for row in found]


def test_from_start_to_id_is_compared_with_libraries_sdk_and_cli(tmp_path: Path) -> None:
    status, said, page = bench(tmp_path, "start")
    assert status == 0, said
    table = rows(page, "From start to id: 30 endpoints")
    assert [row["way"] for row in table] == [
        "http.client and json",
        "the core",
        "requests alone, nothing validated",
        "requests, json and jsonschema",
        "the official SDK",
        "the official CLI",
        "http.client and json, early exit",
        "the core, early exit",
        "requests alone, nothing validated, early exit",
    ]
    assert [row["goal"] for row in table if row["goal"]] == ["at most 2.8", "at most 2.3"]
    assert {row["verdict"] for row in table if row["goal"]} <= {"met", "missed"}
    assert all(row["way"] in said for row in table)


def test_the_compiled_check_is_compared_with_jsonschema(tmp_path: Path) -> None:
    status, said, page = bench(tmp_path, "check")
    assert status == 0, said
    assert [row["to"] for row in rows(page, "The check of an answer: 1,000 endpoints")] == [
        "",
        *["jsonschema, all conform"] * 3,
    ]
    assert page.rstrip().endswith("## What missed its goal\n\nNothing.")


def test_an_ansible_task_is_compared_with_one_that_does_nothing(tmp_path: Path) -> None:
    status, said, page = bench(tmp_path, "ansible")
    assert status == 0, said
    goals = {row["way"]: (row["to"], row["goal"]) for row in rows(page, "An Ansible task") if row["goal"]}
    nothing = "a module that does nothing (ping)"
    assert goals == {
        "together.ai.endpoints_info, one model": (nothing, "at most 1.5"),
        "together.ai.endpoints_info, 20 models": ("together.ai.endpoints_info, one model", "at most 1.1"),
        "the lookup's part of it": (nothing, "at most 0.4"),
    }


@pytest.mark.usefixtures("engine")
def test_a_pulumi_preview_is_compared_with_that_of_an_empty_program(tmp_path: Path) -> None:
    status, said, page = bench(tmp_path, "pulumi")
    assert status == 0, said
    goals = {row["way"]: row["goal"] for row in rows(page, "A Pulumi preview: the whole process")}
    assert goals == {
        "an empty program": "",
        "A, 1 lookup": "at most 1.1",
        "A, 20 lookups": "at most 1.1",
        "B, 1 lookup": "",
        "B, 20 lookups": "",
        "C, 1 lookup": "at most 1.6",
        "C, 20 lookups": "at most 1.6",
    }


def test_growth_of_time_and_memory_is_told_and_plotted(tmp_path: Path) -> None:
    status, said, page = bench(tmp_path, "growth")
    assert status == 0, said
    assert "| 100,000 |" in page
    assert "at most 4.5" in page
    assert [row["way"] for row in rows(page, "Growth: linear")] == ["time", "memory"]
    if util.find_spec("matplotlib") is None:
        assert "No plot: matplotlib is not installed, `make bench` installs it." in said
        assert not (tmp_path / "growth.svg").exists()
    else:
        assert CORE in (tmp_path / "growth.svg").read_text(encoding="utf-8")


def test_v2_is_compared_and_what_was_measured_before_stays_on_the_page(tmp_path: Path) -> None:
    bench(tmp_path, "growth")
    status, said, page = bench(tmp_path, "v2")
    assert status == 0, said
    assert len(rows(page, "The v2 API: 20 models")) == 3
    assert "## Growth" in page


def test_an_unknown_benchmark_is_told_of(tmp_path: Path) -> None:
    status, said, _page = bench(tmp_path, "speed")
    assert status == 2
    assert "there is no benchmark speed, only start, check, ansible, pulumi, growth, v2" in said


def test_every_round_runs_every_way_once_and_slow_ones_in_every_third() -> None:
    order: list[str] = []
    ways = {name: lambda name=name: order.append(name) for name in ("fast", "faster", "slow")}
    found = interleaved(ways, 6, rarely=["slow"])
    assert {name: len(each) for name, each in found.items()} == {"fast": 6, "faster": 6, "slow": 2}
    assert sorted(order[:3]) == ["fast", "faster", "slow"]  # the round before, which does not count


def test_a_ratio_is_that_of_medians_and_judged_as_it_is_shown() -> None:
    samples = {"base": [0.1, 0.2, 0.9], "ours": [0.4, 0.4008, 9.0]}
    table = comparison("", "", samples, [Claim("ours", "base", 2.0), Claim("ours", "base", 1.99)])
    assert table.rows == [
        ["ours", "401 ms", "400 ms to 9.00 s", "2.00", "base", "at most 2", "met"],
        ["ours", "401 ms", "400 ms to 9.00 s", "2.00", "base", "at most 1.99", "missed"],
    ]


def test_what_missed_its_goal_is_listed() -> None:
    table = Table("Speed", "", ["", "ratio", "goal", ""], [["ours", "2.10", "at most 2", "missed"]])
    page = report.markdown({"start": {"measured": "", "tables": [table._asdict()], "figures": {}}})
    assert "## What missed its goal\n\n- Speed: ours, 2.10 (at most 2)\n" in page


def test_a_way_that_finds_something_else_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="endpoint-2"):
        process([sys.executable, "-c", "print('endpoint-2')"], "endpoint-1", tmp_path, {})


def test_the_memory_of_a_process_is_its_own(tmp_path: Path) -> None:
    size = 200 * 2**20
    mine = bytearray(size)  # which a child would start with
    small = process([sys.executable, "-c", "print('small')"], "small", tmp_path, {})
    large = process([sys.executable, "-c", f"x = bytearray({size}); print('large')"], "large", tmp_path, {})
    assert small.peak < 100 * 2**20 < len(mine) <= large.peak
