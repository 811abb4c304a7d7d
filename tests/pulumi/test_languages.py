# SPDX-License-Identifier: MIT
"""The examples in TypeScript and Go under the real engine; that in YAML is in test_yaml.py."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi import automation as auto

from commands import CommandFailedError
from pulumi_languages import EXAMPLES, Program, go, sdks, typescript
from pulumi_programs import AMBIGUOUS_MODEL, ID, MODEL, NAME
from sandbox_api import Sandbox

__all__ = ["go", "sdks", "typescript"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("languages")]

GUIDE = (EXAMPLES.parents[1] / "docs" / "pulumi.md").read_text(encoding="utf-8")
FILES = {"yaml": "yaml/Pulumi.yaml", "typescript": "typescript/index.ts", "go": "go/main.go"}
LICENSE_LINE = re.compile(r"\A(#|//) SPDX-License-Identifier: MIT\n+")

Start = Callable[..., Program]


@pytest.fixture(params=["typescript", "go"])
def start(request: pytest.FixtureRequest, engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Start:
    command: list[str] = request.getfixturevalue(request.param)

    def start(key: auto.ConfigValue | None, name: str = "index", **config: auto.ConfigValue) -> Program:
        """A stack with the sandbox's URL and this key in its configuration; None: the right one, in the environment."""
        connection = {"together:baseUrl": auto.ConfigValue(sandbox.url), **({"together:apiKey": key} if key else {})}
        env = {} if key else {"TOGETHER_API_KEY": sandbox.api_key}
        return Program(command, engine, tmp_path, {**connection, **config}, name=name, env=env)

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
    assert re.search(rf'endpointId *: "{ID}" => "endpoint-new"', shown), shown
    assert program.run("up")["outputs"] == {"id": "endpoint-new", "name": "acme/Mistral-00000001"}
    program.run("refresh")
    program.run("destroy")
    assert sandbox.api_key not in program.files()


def test_an_example_says_what_to_do_about_a_model_with_several_endpoints(program: Program, sandbox: Sandbox) -> None:
    with pytest.raises(CommandFailedError) as failed:
        program.run("up", model=AMBIGUOUS_MODEL)
    assert f'Model "{AMBIGUOUS_MODEL}" is served by 3 endpoints:' in str(failed.value)
    assert "Set onMultiple to newest" in str(failed.value)
    assert "Traceback" not in str(failed.value)
    assert sandbox.api_key not in str(failed.value) + program.files()


def test_an_example_of_a_wrong_key_fails_without_showing_it(start: Start) -> None:
    with pytest.raises(CommandFailedError, match="HTTP 401") as failed:
        start(auto.ConfigValue("not-the-key", secret=True)).run("preview")
    assert "not-the-key" not in str(failed.value)


def test_an_example_says_which_model_no_endpoint_serves(program: Program) -> None:
    with pytest.raises(CommandFailedError) as failed:
        program.run("preview", model="nobody/serves-this")
    assert 'No endpoint serves model "nobody/serves-this". 29 endpoints were examined in v1' in str(failed.value)


def test_a_key_of_the_environment_is_used_and_is_written_nowhere(start: Start, sandbox: Sandbox) -> None:
    program = start(None)
    up = program.run("up")
    assert up["outputs"] == {"id": ID, "name": NAME}
    assert ID in program.files()  # the search finds what is there
    assert sandbox.api_key not in up["stdout"] + program.files()


def test_a_model_that_is_unknown_in_a_preview_is_looked_up_in_the_update_in_another_account(
    start: Start, sandbox: Sandbox
) -> None:
    key = sandbox.api_key
    config = {"accountUrl": auto.ConfigValue(sandbox.url), "model": auto.ConfigValue(MODEL)}
    config["accountKey"] = auto.ConfigValue(key, secret=True)
    program = start(auto.ConfigValue("not-the-key", secret=True), "account", **config)
    preview = program.run("preview")["stdout"]
    assert "id: [unknown]" in preview
    assert sandbox.requests == []
    up = program.run("up")
    assert up["outputs"] == {"id": ID}
    assert [request.headers["authorization"] for request in sandbox.requests] == [f"Bearer {key}"]
    assert key not in preview + up["stdout"] + program.files()


def test_all_lookups_of_a_run_are_one_request(start: Start, sandbox: Sandbox) -> None:
    rows = [entry.row for entry in sandbox.endpoints]
    served = Counter(row.get("model") for row in rows)
    ids = {row["model"]: row["id"] for row in rows if row.get("model") and served[row["model"]] == 1}
    models = auto.ConfigValue(json.dumps(list(ids)))
    program = start(auto.ConfigValue(sandbox.api_key, secret=True), "many", models=models)
    assert program.run("up")["outputs"] == {"ids": list(ids.values())}
    assert (len(ids) > 15, len(sandbox.requests)) == (True, 1)


@pytest.mark.parametrize("language", FILES)
def test_the_guide_shows_the_example_as_it_is(language: str) -> None:
    example = LICENSE_LINE.sub("", (EXAMPLES / FILES[language]).read_text(encoding="utf-8"))
    assert f"```{language}\n{example}```" in GUIDE


def test_the_sdk_for_python_has_a_name_of_its_own(sdks: Path) -> None:
    packages = [path.name for path in (sdks / "python").iterdir() if path.is_dir()]
    assert packages == ["pulumi_together_sdk"]
