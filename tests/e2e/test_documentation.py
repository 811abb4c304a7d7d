# SPDX-License-Identifier: MIT
"""What a new user tries first: the demo, and the examples of the README as they stand."""

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


def test_the_demo_finds_one_endpoint_twice_without_a_pulumi_cli() -> None:
    said = output([sys.executable, "examples/demo.py"], PATH="/usr/bin:/bin")
    assert "a sandbox of the API" in said
    assert "no pulumi CLI on PATH" in said
    assert said.count(ENDPOINT) == 3
    assert "Both found the same endpoint" in said


def test_the_demo_previews_a_stack_with_a_pulumi_cli_and_leaves_the_users_backend_alone(
    engine: auto.PulumiCommand, tmp_path: Path
) -> None:
    path = f"{Path(engine.command).parent}{os.pathsep}{os.environ['PATH']}"
    for _run in range(2):
        said = output([sys.executable, "examples/demo.py"], PATH=path, PULUMI_BACKEND_URL=f"file://{tmp_path}")
        assert "throw-away backend" in said
        assert said.count(ENDPOINT) == 3
    assert list(tmp_path.iterdir()) == []


def test_the_demo_asks_the_api_that_the_environment_names_and_a_model_it_has(sandbox: Sandbox) -> None:
    said = output(
        [sys.executable, "examples/demo.py"],
        PATH="/usr/bin:/bin",
        TOGETHER_API_KEY=sandbox.api_key,
        TOGETHER_BASE_URL=sandbox.url,
    )
    assert f"Asking {sandbox.url}." in said
    assert "serves allenai/OLMo-7B?" in said
    assert sandbox.api_key not in said
    assert len(sandbox.requests) == 3


def test_the_demo_says_what_is_wrong_with_a_key(sandbox: Sandbox) -> None:
    done = subprocess.run(
        [sys.executable, "examples/demo.py"],
        cwd=ROOT,
        env=environment(TOGETHER_API_KEY="not-the-right-key", TOGETHER_BASE_URL=sandbox.url),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "HTTP 401" in done.stderr
    assert "Traceback" not in done.stderr
    assert "not-the-right-key" not in done.stdout + done.stderr


def test_one_version_number_for_all() -> None:
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
def test_the_lowest_versions_of_the_libraries_are_the_same_everywhere(place: str) -> None:
    text = re.sub(r"[`\"\[]|\]\(\S+\)", "", (ROOT / place).read_text(encoding="utf-8"))
    for library, version in REQUIRED.items():
        told = re.findall(rf"\b{library}(?:>=| )(\d+\.\d+)", text)
        assert told, f"{place} does not tell the lowest version of {library}"
        assert set(told) == {version}


def test_everything_that_make_lists_can_be_made() -> None:
    listed = re.findall(r"^  make (\S+)", output(["make"]), re.MULTILINE)
    assert {"demo", "test", "bench"} < set(listed)
    output(["make", "--dry-run", *listed])
