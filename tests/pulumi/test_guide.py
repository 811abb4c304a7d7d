# SPDX-License-Identifier: MIT
"""The programs of docs/pulumi.md print what the guide shows, and the names in it exist."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

import pulumi_together
from pulumi_engine import Stack
from pulumi_programs import IGNORE_UNRAISABLE, MakeStack, diagnostics, make_stack, secret
from pulumi_together.plugin.invokes import resource_arguments
from sandbox_api import Sandbox

__all__ = ["make_stack"]

pytestmark = IGNORE_UNRAISABLE

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "pulumi.md").read_text(encoding="utf-8")
# name -> program, and the output that is shown after it
BLOCKS = {
    name: (program, output)
    for name, program, output in re.findall(
        r"```python\n# (\S+\.py)\n(.*?)```\n(?:\n```\n(.*?)```\n)?", GUIDE, re.DOTALL
    )
}
UNIT_TESTS = ("infrastructure.py", "test_infrastructure.py")
PROGRAMS = [name for name in BLOCKS if name not in UNIT_TESTS]
RESEARCH_KEY = "key-of-research-3c4fcf098815f7ab"


@pytest.fixture(autouse=True)
def query_all_generations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the defaults, as a user of the guide does."""
    monkeypatch.delenv("TOGETHER_API_VERSION")


def write_program(folder: Path, name: str) -> Callable[[], Any]:
    (folder / name).write_text(BLOCKS[name][0], encoding="utf-8")
    return lambda: runpy.run_path(str(folder / name)) and None


def missing_lines(shown: str, output: str) -> list[str]:
    """The lines that the guide shows and that the output does not have."""
    lines = [normalized(line) for line in output.splitlines()]
    return [line for line in shown.splitlines() if normalized(line) not in lines]


def normalized(line: str) -> str:
    """A line without its mark of a change, indentation and alignment."""
    return re.sub(r"\s+", " ", line.strip().lstrip("+~ "))


def test_every_program_of_the_guide_is_run_and_shows_its_output() -> None:
    assert len(BLOCKS) == GUIDE.count("```python")
    assert [name for name, (_program, output) in BLOCKS.items() if not output] == ["infrastructure.py"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_prints_what_the_guide_shows(make_stack: MakeStack, tmp_path: Path, name: str) -> None:
    row = {
        "id": "endpoint-of-research",
        "name": "research/gemma",
        "model": "google/gemma-3-27b-it",
        "owner": "research",
    }
    with Sandbox(api_key=RESEARCH_KEY) as research:
        rows = [entry.row for entry in research.endpoints if entry.row["model"] == row["model"]]
        research.endpoints = [{**rows[0], **row}]
        stack = make_stack(write_program(tmp_path, name))
        stack.stack.set_config("together-research:apiKey", secret(RESEARCH_KEY))
        stack.stack.set_config("together-research:baseUrl", secret(research.url))
        up = stack.up()
    assert missing_lines(BLOCKS[name][1], up.stdout) == []
    assert [line for line in diagnostics(up.stdout) if line.startswith(("warning", "error"))] == []


def test_preview_shows_another_endpoint_as_the_guide_does(
    make_stack: MakeStack, sandbox: Sandbox, tmp_path: Path
) -> None:
    [shown] = re.findall(r"```\n(> pulumi-python:.*?)```", GUIDE, re.DOTALL)
    [(old, new)] = re.findall(r'"(\S+)" => "(\S+)"', shown)
    stack = make_stack(write_program(tmp_path, "resource.py"))
    stack.up()
    [endpoint] = [endpoint for endpoint in sandbox.v2.endpoints if endpoint["id"] == old]
    endpoint["id"] = new
    assert missing_lines(shown, preview_with_differences(stack)) == []


def preview_with_differences(stack: Stack) -> str:
    return stack.stack.preview(color="never", diff=True).stdout


def test_unit_tests_pass_without_a_key_or_an_api(tmp_path: Path) -> None:
    for name in UNIT_TESTS:
        (tmp_path / name).write_text(BLOCKS[name][0], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert BLOCKS["test_infrastructure.py"][1].strip() in done.stdout, done.stdout + done.stderr
    # They fail if the program changes.
    (tmp_path / "infrastructure.py").write_text(BLOCKS["infrastructure.py"][0].replace("STARTED", "STOPPED"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode


def test_names_of_the_guide_exist() -> None:
    names = re.findall(r"pulumi_together\.([A-Za-z]\w+)", GUIDE)
    assert names
    assert [name for name in names if not hasattr(pulumi_together, name)] == []


def test_the_ids_with_filters_have_arguments_that_the_plugin_accepts() -> None:
    rows = dict(re.findall(r"^\| (YAML|TypeScript|Go) \| (.*?) \|$", GUIDE, re.MULTILINE))
    assert len(rows) == 3
    for row in rows.values():
        [shown] = re.findall(r"{[^{}]*model[^{}]*}", row)
        arguments = yaml.safe_load(shown)  # YAML can read the objects of all three languages
        assert arguments == {"model": "Qwen/Qwen3-32B", "type": "dedicated"}
        assert resource_arguments(json.dumps(arguments), RESEARCH_KEY) == arguments


def test_a_renamed_resource_is_read_under_its_new_name_whatever_its_aliases(make_stack: MakeStack) -> None:
    """As the guide says."""
    model = "google/gemma-3-27b-it"
    make_stack(lambda: pulumi_together.Endpoint.get("old", model) and None).up()
    options = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])
    renamed = make_stack(lambda: pulumi_together.Endpoint.get("new", model, opts=options) and None).up()
    assert renamed.summary.resource_changes == {"discard": 1, "same": 1}
