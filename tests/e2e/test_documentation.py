# SPDX-License-Identifier: MIT
"""The examples of the README and of the guide to v2 run as they are, and version numbers agree."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi import automation as auto

import pulumi_together
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.dependencies import REQUIRED
from pulumi_engine import Stack, engine
from sandbox_api import Sandbox

__all__ = ["engine"]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENDPOINT = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
NAME = "acme/mistral-small"


def block(language: str) -> str:
    """The first example in a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def environment(**variables: str) -> dict[str, str]:
    scripts = Path(sys.executable).parent
    ours = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "ANSIBLE_COLLECTIONS_PATH": str(ROOT)}
    foreign = ("TOGETHER_", "ANSIBLE_", "MODEL")
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**theirs, **ours, **variables}


def output(command: list[str], **variables: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment(**variables), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_playbook_of_the_readme_works_as_it_stands(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "playbook.yml").write_text(block("yaml"))
    said = output(
        ["ansible-playbook", str(tmp_path / "playbook.yml")],
        TOGETHER_API_KEY=sandbox.api_key,
        TOGETHER_BASE_URL=sandbox.url,
    )
    assert ENDPOINT in said
    assert NAME in said


def test_the_program_of_the_readme_works_as_it_stands(
    sandbox: Sandbox, tmp_path: Path, engine: auto.PulumiCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    (tmp_path / "__main__.py").write_text(block("python"))
    stack = Stack(engine, tmp_path / "stack", lambda: runpy.run_path(str(tmp_path / "__main__.py")) and None)
    stack.up()
    assert stack.outputs == {"endpoint_id": ENDPOINT, "inference_name": NAME}


def test_all_version_numbers_agree() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text())
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert project
    assert galaxy["version"] == project[1] == core.VERSION


def test_the_readme_lists_just_the_options_there_are() -> None:
    rows = re.findall(r"^\| (`.+?) \| ", README, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(listed) == sorted(option.name for option in (*core.CONNECTION, *core.QUESTION))


@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_both_sides_of_the_moving_guide_work_as_they_stand(
    generation: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (ROOT / "docs" / "moving-from-v1-to-v2.md").read_text(encoding="utf-8")
    tasks = re.findall(rf"```yaml\n# {generation}\b.*?\n(.*?)```", guide, re.DOTALL)
    lines = re.findall(rf"```python\n# {generation}\b.*?\n(.*?)```", guide, re.DOTALL)
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", sandbox.url)
    name = {"v1": NAME, "v2": "acme/mistral-small"}[generation]

    assert len(tasks) == len(lines) == 1
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(tasks[0])}]
    play[0]["tasks"].append({"ansible.builtin.debug": {"var": "found.names"}})
    (tmp_path / "playbook.yml").write_text(yaml.safe_dump(play))
    keys = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url}
    assert name in output(["ansible-playbook", str(tmp_path / "playbook.yml")], **keys)

    program: dict[str, Any] = {"pulumi_together": pulumi_together}
    exec(lines[0], program)
    assert program["endpoint"].name == name


@pytest.mark.parametrize(
    "place",
    [
        "pyproject.toml",
        "README.md",
        "ansible_collections/together/ai/README.md",
        "ansible_collections/together/ai/plugins/doc_fragments/connection.py",
    ],
)
def test_the_lowest_versions_of_the_libraries_agree(place: str) -> None:
    text = re.sub(r"[`\"\[]|\]\(\S+\)", "", (ROOT / place).read_text(encoding="utf-8"))
    for library, version in REQUIRED.items():
        versions = re.findall(rf"\b{library}(?:>=| )(\d+\.\d+)", text)
        assert versions, f"{place} does not name the lowest version of {library}"
        assert set(versions) == {version}
