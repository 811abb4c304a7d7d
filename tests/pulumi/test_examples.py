# SPDX-License-Identifier: MIT
"""The folders of examples/pulumi as projects and as templates of `pulumi new`.

Programs in TypeScript and Go are in test_languages.py. Their templates need language hosts that no registry has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi import automation as auto

from commands import ROOT, run_command
from pulumi_cli import Project, install_python_host
from pulumi_languages import EXAMPLES
from pulumi_packages import tracked_files
from pulumi_programs import ID, NAME
from sandbox_api import Sandbox

RUNTIMES = {"go": "go", "python": "python", "typescript": "nodejs", "yaml": "yaml"}


@pytest.fixture
def settings(sandbox: Sandbox) -> dict[str, str]:
    return {
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "TOGETHER_API_VERSION": "v1",
    }


def description(folder: Path) -> dict[str, Any]:
    """The content of Pulumi.yaml."""
    content: dict[str, Any] = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("folder", RUNTIMES)
def test_an_example_has_a_project_name_of_its_own(folder: str) -> None:
    project = description(EXAMPLES / folder)
    runtime = project["runtime"]
    assert project["name"] == f"together-endpoint-{folder}"
    assert (runtime if isinstance(runtime, str) else runtime["name"]) == RUNTIMES[folder]


def test_the_modules_of_the_examples_are_named_like_their_projects() -> None:
    assert json.loads((EXAMPLES / "typescript" / "package.json").read_text())["name"] == "together-endpoint-typescript"
    assert (EXAMPLES / "go" / "go.mod").read_text().startswith("module together-endpoint-go\n")


def test_pulumi_new_makes_a_project_of_the_example_in_yaml(
    engine: auto.PulumiCommand, settings: dict[str, str], tmp_path: Path
) -> None:
    project = new(engine, tmp_path, "yaml", settings)
    assert project.up() == {"id": ID, "name": NAME}


def test_pulumi_new_makes_a_project_of_the_example_in_python_with_a_virtual_environment(
    engine: auto.PulumiCommand, settings: dict[str, str], tmp_path: Path
) -> None:
    repository = tmp_path / "together-ai.git"
    for name in tracked_files():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, repository / name, follow_symlinks=False)
    author = ("-c", "user.name=acme", "-c", "user.email=acme@localhost")
    for command in (("init", "--quiet"), ("add", "--all"), (*author, "commit", "--quiet", "--message", "all")):
        run_command(["git", *command], cwd=repository)
    path = install_python_host(tmp_path / "bin")
    project = new(engine, tmp_path, "python", {**settings, "PATH": path, "REPO": f"file://{repository}"})
    program = "import pulumi_together; print(pulumi_together.get_endpoint.__name__)"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    python = project.folder / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout == "get_endpoint\n", done.stderr
    assert Path(sys.executable) != python


def new(engine: auto.PulumiCommand, folder: Path, example: str, settings: dict[str, str]) -> Project:
    """The project that `pulumi new` makes of a copy of an example, with a stack."""
    template = shutil.copytree(EXAMPLES / example, folder / "template" / example)
    project = Project(engine, folder, None, settings)
    project.run("new", str(template), "--yes", "--stack", "dev")
    assert description(project.folder)["name"] == f"together-endpoint-{example}"
    return project
