# SPDX-License-Identifier: MIT
"""What shows that an endpoint was redeployed, and what does not: the commands of the guide's section about it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from pulumi import automation as auto

import pulumi_together
from pulumi_cli import Project
from pulumi_engine import EACH_ENGINE, Stack
from pulumi_programs import ID, MODEL, MakeStack, make_stack
from sandbox_api import Sandbox

__all__ = ["make_stack"]

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "pulumi.md").read_text(encoding="utf-8")
PLAIN = ("--color", "never")
GATE = ("refresh", "--preview-only", "--expect-no-changes")
UNCHANGED, FAILED, CHANGED = 0, 1, 7  # exit codes of the gate
OLD_AND_NEW = re.compile(rf'~ endpointId *: "{ID}" => "endpoint-new"')
SERVED_BEFORE = (
    "The endpoint in the stack's state served it before. "
    "Deploy the model again, or remove the resource from the program."
)
PROGRAM = f"""
name: resource
runtime: yaml
resources:
  endpoint:
    type: together:index:Endpoint
    get:
      id: {MODEL}
"""


@pytest.fixture
def project(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Project:
    """A stack with a resource that nothing uses."""
    settings = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url, "TOGETHER_API_VERSION": "v1"}
    project = Project(engine, tmp_path, PROGRAM, settings)
    project.run("up", "--yes")
    return project


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, "id": "endpoint-new", "name": "acme/Mistral-00000001"}]


@EACH_ENGINE
def test_only_the_gate_reports_the_redeployment_of_an_unused_resource(project: Project, sandbox: Sandbox) -> None:
    project.run(*GATE)
    redeploy(sandbox)
    assert "endpoint-new" not in project.run("preview", "--expect-no-changes", *PLAIN)
    assert OLD_AND_NEW.search(project.run("preview", "--expect-no-changes", "--diff", *PLAIN))
    project.run(*GATE, "--run-program")
    assert OLD_AND_NEW.search(project.run(*GATE, "--diff", *PLAIN, code=CHANGED))
    assert project.resources()[0]["outputs"]["endpointId"] == ID  # none of them changes the state
    project.run("up", "--yes")
    project.run(*GATE)


@EACH_ENGINE
def test_the_gate_has_another_exit_code_where_no_endpoint_serves_the_model(project: Project, sandbox: Sandbox) -> None:
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    said = project.run(*GATE, *PLAIN, code=FAILED)
    assert f'o endpoint serves model "{MODEL}"' in said
    assert SERVED_BEFORE in said
    assert "spelling" not in said  # it was right before
    assert project.resources()[0]["outputs"]["endpointId"] == ID


def test_the_gate_reports_a_redeployment_of_the_resource_in_python(
    engine: auto.PulumiCommand, make_stack: MakeStack, sandbox: Sandbox
) -> None:
    def program() -> None:
        pulumi_together.Endpoint.get("chat", MODEL)

    stack = make_stack(program, apiVersion="v1")
    stack.up()
    assert gate(engine, stack) == UNCHANGED
    redeploy(sandbox)
    assert gate(engine, stack) == CHANGED
    sandbox.endpoints = []
    assert gate(engine, stack) == FAILED


def gate(engine: auto.PulumiCommand, stack: Stack) -> int:
    """The exit code of the gate."""
    home = {"PULUMI_HOME": str(stack.folder / "home")}
    command = [engine.command, *GATE, "--stack", "test", "--non-interactive"]
    variables = {**os.environ, **stack.stack.workspace.env_vars, **home}
    return subprocess.run(command, cwd=stack.folder / "work", env=variables, capture_output=True).returncode


def test_the_guide_names_the_command_and_its_exit_codes() -> None:
    [section] = re.findall(r"^## Notice a redeployment\n(.*?)^## ", GUIDE, re.MULTILINE | re.DOTALL)
    assert f"pulumi {' '.join(GATE)}" in section
    rows = dict(re.findall(r"^\| (\d) \| (.*?) \|$", section, re.MULTILINE))
    assert list(rows) == [str(code) for code in (UNCHANGED, CHANGED, FAILED)]
