# SPDX-License-Identifier: MIT
"""`make demo` works with and without a Pulumi CLI, and every target that `make` lists exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from pulumi import automation as auto

from commands import ROOT, run_command
from pulumi_engine import engine
from sandbox_api import Sandbox

__all__ = ["engine"]

DEMO = [sys.executable, "examples/demo.py"]
ID = "ep_KYSSEzjxYaXGSEwD7wLg76"
NO_PULUMI = "/usr/bin:/bin"  # a PATH without a Pulumi CLI


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without settings of the user, and with the commands of this Python on PATH."""
    prefixes = ("TOGETHER_", "ANSIBLE_", "MODEL")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**inherited, "PATH": path, "ANSIBLE_COLLECTIONS_PATH": str(ROOT), **variables}


def test_the_demo_finds_one_endpoint_with_ansible_and_a_script_if_there_is_no_pulumi_cli(sandbox: Sandbox) -> None:
    output = run_command(DEMO, env=environment(PATH=NO_PULUMI))
    assert "a sandbox of the API" in output
    assert "no pulumi CLI on PATH" in output
    assert output.count(ID) == 3
    assert "Both found the same endpoint" in output
    assert "make sandbox" in output
    call = re.search(r"curl .*", output, re.DOTALL)
    assert call
    settings = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url, "NO_PROXY": "127.0.0.1"}
    assert "Paris" in run_command(["sh", "-c", call[0]], env=environment(**settings))


def test_the_demo_previews_a_stack_without_touching_the_users_backend(
    engine: auto.PulumiCommand, tmp_path: Path
) -> None:
    path = f"{Path(engine.command).parent}{os.pathsep}{os.environ['PATH']}"
    for _run in range(2):
        output = run_command(DEMO, env=environment(PATH=path, PULUMI_BACKEND_URL=f"file://{tmp_path}"))
        assert "temporary backend" in output
        assert output.count(ID) == 3
    assert list(tmp_path.iterdir()) == []


def test_the_demo_looks_up_a_model_of_the_api_that_the_environment_names(sandbox: Sandbox) -> None:
    sandbox.endpoints = [entry for entry in sandbox.endpoints if entry.row["model"] == "allenai/OLMo-7B"]
    settings = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url, "TOGETHER_API_VERSION": "v1"}
    output = run_command(DEMO, env=environment(PATH=NO_PULUMI, **settings))
    assert f"Querying {sandbox.url}." in output
    assert "serves allenai/OLMo-7B?" in output
    assert sandbox.api_key not in output
    assert len(sandbox.requests) == 3  # the choice of the model, the playbook, the script


def test_the_demo_reports_an_invalid_key_without_showing_it(sandbox: Sandbox) -> None:
    settings = {"TOGETHER_API_KEY": "not-the-right-key", "TOGETHER_BASE_URL": sandbox.url}
    done = subprocess.run(DEMO, cwd=ROOT, env=environment(**settings), capture_output=True, text=True)
    assert done.returncode == 1
    assert "HTTP 401" in done.stderr
    assert "Traceback" not in done.stderr
    assert "not-the-right-key" not in done.stdout + done.stderr


def test_every_target_that_make_lists_exists() -> None:
    targets = re.findall(r"^  make (\S+)", run_command(["make"], env=environment()), re.MULTILINE)
    assert {"demo", "test", "bench"} < set(targets)
    run_command(["make", "--dry-run", *targets], env=environment())
