# SPDX-License-Identifier: MIT
"""The programs of docs/pulumi.md, run exactly as they stand there, and what it tells of the package."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import pulumi_together
from pulumi_programs import ID, MODEL, NAME, OTHER_ID, MakeStack, diagnostics, make_stack, outputs, secret
from pulumi_together._core import client as core
from pulumi_together.naming import camel_case
from sandbox_api import Sandbox

__all__ = ["make_stack"]

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "pulumi.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```python\n# (\S+\.py)\n(.*?)```", GUIDE, re.DOTALL))
GEMMA_NAME = "acme/gemma-3-27b-it-66d1f8a2"
EXPORTS: dict[str, dict[str, Any]] = {
    "one.py": {"id": ID, "name": NAME},
    "many.py": {"names": {MODEL: NAME, "Qwen/Qwen3-32B": "acme/Qwen3-32B-0f3a91bc"}},
    "outputs.py": {"name": GEMMA_NAME},
    "resource.py": {"id": ID, "name": NAME},
    "accounts.py": {"own": OTHER_ID, "theirs": OTHER_ID, "read": OTHER_ID},
    "errors.py": {"name": GEMMA_NAME},
}
TESTED = ("infrastructure.py", "test_infrastructure.py")


def test_every_program_of_the_guide_is_run() -> None:
    assert sorted(BLOCKS) == sorted((*EXPORTS, *TESTED))
    assert len(BLOCKS) == GUIDE.count("```python")


def program(folder: Path, name: str) -> Callable[[], Any]:
    (folder / name).write_text(BLOCKS[name], encoding="utf-8")
    return lambda: runpy.run_path(str(folder / name)) and None


@pytest.mark.parametrize("name", EXPORTS)
def test_a_program_of_the_guide_exports_what_it_says(
    make_stack: MakeStack, sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    stack = make_stack(program(tmp_path, name))
    stack.stack.set_config("together-research:apiKey", secret(sandbox.api_key))
    stack.stack.set_config("together-research:baseUrl", secret(sandbox.url))
    up = stack.up()
    assert outputs(up) == EXPORTS[name]
    assert diagnostics(up.stdout) == []


def test_a_resource_shows_another_endpoint_as_the_guide_shows_it(
    make_stack: MakeStack, sandbox: Sandbox, tmp_path: Path
) -> None:
    [shown] = re.findall(r"```\n(> pulumi-python:.*?)```", GUIDE, re.DOTALL)
    [(old, new)] = re.findall(r'~ endpoint_id: "(\S+)" => "(\S+)"', shown)
    stack = make_stack(program(tmp_path, "resource.py"))
    stack.up()
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    assert row["id"] == old
    sandbox.endpoints = [{**row, "id": new}]
    preview = [line.strip() for line in stack.stack.preview(color="never", diff=True).stdout.splitlines()]
    assert [line for line in shown.splitlines() if line.strip() not in preview] == []


def test_the_unit_tests_of_the_guide_pass_without_a_key_or_an_api(tmp_path: Path, sandbox: Sandbox) -> None:
    for name in TESTED:
        (tmp_path / name).write_text(BLOCKS[name], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "2 passed" in done.stdout, done.stdout + done.stderr
    (tmp_path / "infrastructure.py").write_text(BLOCKS["infrastructure.py"].replace("STARTED", "STOPPED"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode  # they do test something


def test_the_table_of_options_tells_all_of_them_with_their_variable_and_default() -> None:
    def shown(default: Any) -> str:
        text = f"{default:g}" if type(default) in (int, float) else str(default).lower() if default is True else default
        return f"`{text}`" if isinstance(default, str) else text or ""

    rows = re.findall(r"^\| `(\w+)`.*? \| `(\S+?)`.*? \| (.*?) ?\| ?(.*?) ?\|$", GUIDE, re.MULTILINE)
    told = {name: (key, variable.strip("`"), default) for name, key, variable, default in rows}
    assert told == {
        option.name: (
            f"together:{camel_case(option.name)}",
            option.environment or "",
            "the one of the key" if option.name == "project_id" else shown(option.default),
        )
        for option in core.CONNECTION
    }


def test_the_names_that_the_guide_tells_are_there() -> None:
    for name in re.findall(r"pulumi_together\.(\w+)", GUIDE):
        assert hasattr(pulumi_together, name), name


def test_the_program_in_yaml_is_yaml_and_names_what_the_schema_has() -> None:
    [block] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    found = yaml.safe_load(block)
    assert found["variables"]["found"]["fn::invoke"]["function"] == "together:index:getEndpoint"
    assert found["resources"]["endpoint"]["type"] == "together:index:Endpoint"
