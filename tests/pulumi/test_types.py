# SPDX-License-Identifier: MIT
"""The types of the package, as mypy and pyright see them in programs of users."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """\
import pulumi

import pulumi_together
from pulumi_together import ApiVersion, OnMissing, OnMultiple, Type, UsageType, Validation

type_: Type = "dedicated"
usage_type: UsageType = "on-demand"
api_version: ApiVersion = "auto"
validation: Validation = "strict"
on_multiple: OnMultiple = "all"
on_missing: OnMissing = "ignore"

endpoint = pulumi_together.get_endpoint(
    "a/b", type=type_, usage_type=usage_type, api_version=api_version, validation=validation, state=["STARTED"]
)
model: str = endpoint.model.lower()
url: str = endpoint.inference_url
state: str = endpoint.state.lower() if endpoint.state else "unknown"
is_billed: bool = endpoint.running

result = pulumi_together.get_endpoints(["a/b"], on_multiple=on_multiple, on_missing=on_missing)
models: list[str] = [listed.model.lower() for listed in result.endpoints if listed.model]
single: str = result.endpoint.id if result.endpoint else ""
ids: dict[str, str] = result.ids

output = pulumi_together.get_endpoint_output(pulumi.Output.from_input("a/b"), mine=pulumi.Output.from_input(True))
pulumi.export("name", output.name)
upper: pulumi.Output[str] = output.apply(lambda endpoint: endpoint.name.upper())

resource = pulumi_together.Endpoint.get("chat", "a/b", account=pulumi_together.Account("together-research"))
resource_name: pulumi.Output[str] = resource.name
resource_state: pulumi.Output[str | None] = resource.state

try:
    pulumi_together.get_endpoint("a/b")
except pulumi_together.EndpointLookupError as error:
    retry: bool = error.retryable
"""
MISTAKES = """\
import pulumi_together

endpoint = pulumi_together.get_endpoint("a/b")
endpoint.state.lower()  # error
endpoint.owner.lower()  # error
endpoint.model.lower()
result = pulumi_together.get_endpoints(["a/b"])
result.endpoint.id  # error
result.endpoints[0].model.lower()  # error
result.endpoints[0].name.lower()
pulumi_together.get_endpoint("a/b", on_multiple="all")  # error
pulumi_together.get_endpoint("a/b", on_missing="ignore")  # error
pulumi_together.get_endpoint("a/b", type="dedicate")  # error
pulumi_together.Endpoint.get("chat", "a/b", api_key="key")  # error
pulumi_together.Endpoint.get("chat", "a/b", wait=5)  # error
"""


def mypy(program: Path) -> list[int]:
    """The lines of a program in which mypy finds errors."""
    options = ["--strict", "--config-file", os.devnull, "--cache-dir", str(program.parent / "cache")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, program.name],
        cwd=program.parent,
        env={**os.environ, "MYPYPATH": str(ROOT / "pulumi_provider")},
        capture_output=True,
        text=True,
    )
    assert "Found" in done.stdout or done.stdout.startswith("Success"), done.stdout + done.stderr
    return [int(line) for line in re.findall(r"^program\.py:(\d+): error", done.stdout, re.MULTILINE)]


def pyright(program: Path) -> list[int]:
    """The lines of a program in which pyright finds errors. Its Python package installs it from the npm registry."""
    if not shutil.which("npm"):
        pytest.skip("no npm on PATH, which installs pyright")
    (program.parent / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(ROOT / "pulumi_provider")]}))
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, program.name],
        cwd=program.parent,
        env={**os.environ, "PYRIGHT_PYTHON_CACHE_DIR": str(ROOT / ".cache" / "pyright")},
        capture_output=True,
        text=True,
    )
    if "npm" in done.stderr and not done.stdout.lstrip().startswith("{"):
        pytest.skip(f"npm cannot install pyright: {done.stderr.strip().splitlines()[-1]}")
    assert done.stdout.lstrip().startswith("{"), done.stdout + done.stderr
    diagnostics = json.loads(done.stdout)["generalDiagnostics"]
    return [entry["range"]["start"]["line"] + 1 for entry in diagnostics if entry["severity"] == "error"]


@pytest.mark.parametrize("check", [mypy, pyright])
def test_program_that_uses_the_results_has_no_type_errors(check: Callable[[Path], list[int]], tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    assert check(program) == []


@pytest.mark.parametrize("check", [mypy, pyright])
def test_mistakes_are_type_errors(check: Callable[[Path], list[int]], tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(MISTAKES)
    expected = [number for number, line in enumerate(MISTAKES.splitlines(), start=1) if line.endswith("# error")]
    assert sorted(set(check(program))) == expected
