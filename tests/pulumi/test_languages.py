# SPDX-License-Identifier: MIT
"""The examples in TypeScript and Go under the real engine, and the one in YAML against the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi import automation as auto

from pulumi_languages import EXAMPLES, PACKAGE, FailedError, Program, go, sdks, typescript
from pulumi_programs import ID, MODEL, NAME, SERVED_TWICE
from sandbox_api import Sandbox

__all__ = ["go", "sdks", "typescript"]

GUIDE = (EXAMPLES.parents[1] / "docs" / "pulumi.md").read_text(encoding="utf-8")
SCHEMA = json.loads((PACKAGE / "schema.json").read_text(encoding="utf-8"))
FILES = {"yaml": "yaml/Pulumi.yaml", "typescript": "typescript/index.ts", "go": "go/main.go"}
LICENSE_LINE = re.compile(r"\A(#|//) SPDX-License-Identifier: MIT\n+")

Start = Callable[..., Program]


@pytest.fixture(params=["typescript", "go"])
def start(
    request: pytest.FixtureRequest, engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path
) -> Start:
    command: list[str] = request.getfixturevalue(request.param)

    def start(key: auto.ConfigValue) -> Program:
        url = auto.ConfigValue(sandbox.url)
        return Program(command, engine, tmp_path, {"together:apiKey": key, "together:baseUrl": url})

    return start


@pytest.fixture
def program(start: Start, sandbox: Sandbox) -> Program:
    return start(auto.ConfigValue(sandbox.api_key, secret=True))


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    others = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    sandbox.endpoints = [*others, {**row, "id": "endpoint-new", "name": "acme/Mistral-00000001"}]


def test_an_example_finds_the_endpoint_and_shows_when_another_one_serves_the_model(
    program: Program, sandbox: Sandbox
) -> None:
    assert ID in program.run("preview")["stdout"]
    assert program.run("up")["outputs"] == {"id": ID, "name": NAME}
    assert "unchanged" in program.run("up")["stdout"]
    asked = len(sandbox.requests)
    assert "unchanged" in program.run("up")["stdout"]
    assert len(sandbox.requests) == asked + 1  # for the function and the resource

    redeploy(sandbox)
    shown = program.run("preview")["stdout"]
    assert re.search(rf'endpointId: "{ID}" => "endpoint-new"', shown), shown
    assert program.run("up")["outputs"] == {"id": "endpoint-new", "name": "acme/Mistral-00000001"}
    program.run("refresh")
    program.run("destroy")
    assert sandbox.api_key not in program.files()


def test_an_example_says_what_to_do_about_a_model_with_several_endpoints(program: Program, sandbox: Sandbox) -> None:
    with pytest.raises(FailedError) as failed:
        program.run("up", model=SERVED_TWICE)
    assert f'model "{SERVED_TWICE}" is served by 3 endpoints' in str(failed.value)
    assert "set onMultiple to newest" in str(failed.value)
    assert "Traceback" not in str(failed.value)
    assert sandbox.api_key not in str(failed.value) + program.files()


def test_an_example_of_a_wrong_key_fails_without_showing_it(start: Start) -> None:
    with pytest.raises(FailedError, match="HTTP 401") as failed:
        start(auto.ConfigValue("not-the-key", secret=True)).run("preview")
    assert "not-the-key" not in str(failed.value)


@pytest.mark.parametrize("language", FILES)
def test_the_guide_shows_the_example_as_it_is(language: str) -> None:
    example = LICENSE_LINE.sub("", (EXAMPLES / FILES[language]).read_text(encoding="utf-8"))
    assert f"```{language}\n{example}```" in GUIDE


def test_the_example_in_yaml_asks_for_what_the_schema_has() -> None:
    """It takes Pulumi's language host for YAML to run it, which the CLI alone does not have."""
    example: dict[str, Any] = yaml.safe_load((EXAMPLES / FILES["yaml"]).read_text(encoding="utf-8"))
    call = example["variables"]["found"]["fn::invoke"]
    function = SCHEMA["functions"][call["function"]]
    assert call["arguments"].keys() <= function["inputs"]["properties"].keys()
    assert set(function["inputs"].get("required", ())) <= call["arguments"].keys()
    resource = SCHEMA["resources"][example["resources"]["endpoint"]["type"]]
    known = {f"found.{name}" for name in function["outputs"]["properties"]}
    known |= {f"endpoint.{name}" for name in resource["properties"]} | example["config"].keys()
    assert set(re.findall(r"\$\{(.*?)\}", json.dumps(example))) <= known


def test_the_sdk_for_python_has_a_name_of_its_own(sdks: Path) -> None:
    packages = [path.name for path in (sdks / "python").iterdir() if path.is_dir()]
    assert packages == ["pulumi_together_sdk"]
