# SPDX-License-Identifier: MIT
"""Programs in YAML under the newest and the oldest CLI: lookups, changes, unknown values, refused imports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi import automation as auto

from pulumi_cli import Project, install_deployment_provider
from pulumi_engine import EACH_ENGINE
from pulumi_languages import EXAMPLES
from pulumi_programs import AMBIGUOUS_MODEL, ID, MODEL, NAME, OTHER_MODEL
from sandbox_api import Sandbox

pytestmark = EACH_ENGINE

CHANGE = re.compile(rf'~ endpointId *: "{ID}" => "endpoint-new"')
RESOURCE = f"""
name: resource
runtime: yaml
resources:
  endpoint:
    type: together:index:Endpoint
    get:
      id: {MODEL}
"""
IMPORTED = RESOURCE.replace("get:", "options:").replace("id:", "import:")
REFUSED = "an Endpoint can only be read, not created or imported"
UNKNOWN = f"""
name: unknown
runtime: yaml
resources:
  deployment:
    type: deployment:index:Deployment
    properties:
      deploys: {MODEL}
  endpoint:
    type: together:index:Endpoint
    get:
      id: ${{deployment.model}}
variables:
  one:
    fn::invoke:
      function: together:index:getEndpoint
      arguments:
        model: ${{deployment.model}}
  many:
    fn::invoke:
      function: together:index:getEndpoints
      arguments:
        models: ["${{deployment.model}}"]
outputs:
  resource: ${{endpoint.endpointId}}
  one: ${{one.id}}
  many: ${{many.ids}}
"""
FILTERS = f"""
name: filters
runtime: yaml
variables:
  found:
    fn::invoke:
      function: together:index:getEndpoint
      arguments: {{model: {AMBIGUOUS_MODEL}, onMultiple: newest, state: [STARTED]}}
resources:
  endpoint:
    type: together:index:Endpoint
    get:
      id:
        fn::toJSON: {{model: {AMBIGUOUS_MODEL}, onMultiple: newest, state: [STARTED]}}
outputs:
  resource: ${{endpoint.endpointId}}
  function: ${{found.id}}
"""

Start = Callable[[Path | str], Project]


@pytest.fixture
def start(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Start:
    """Makes the project of a program, with the sandbox's URL and key in the environment. It queries v1 only."""
    settings = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url, "TOGETHER_API_VERSION": "v1"}
    install_deployment_provider(tmp_path / "home")
    return lambda program: Project(engine, tmp_path, program, settings)


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    others = [entry for entry in sandbox.endpoints if entry.row["model"] != MODEL]
    sandbox.endpoints = [*others, {**row, "id": "endpoint-new", "name": "acme/Mistral-00000001"}]


def test_the_example_finds_the_endpoint_and_shows_when_another_one_serves_the_model(
    start: Start, sandbox: Sandbox
) -> None:
    project = start(EXAMPLES / "yaml")
    assert f'id  : "{ID}"' in project.run("preview", "--color", "never")
    assert project.up() == {"id": ID, "name": NAME}
    asked = len(sandbox.requests)
    project.run("up", "--yes", "--skip-preview", "--expect-no-changes")
    assert len(sandbox.requests) == asked + 1  # for the function and the resource

    redeploy(sandbox)
    assert CHANGE.search(project.run("preview", "--diff", "--color", "never"))
    assert project.up() == {"id": "endpoint-new", "name": "acme/Mistral-00000001"}
    project.run("destroy", "--yes")
    assert project.resources() == []


def test_the_configuration_of_the_stack_is_used_and_a_secret_key_is_shown_nowhere(
    start: Start, sandbox: Sandbox
) -> None:
    project = start(EXAMPLES / "yaml")
    del project.environment["TOGETHER_API_KEY"], project.environment["TOGETHER_BASE_URL"]
    project.run("config", "set", "--secret", "together:apiKey", sandbox.api_key)
    project.run("config", "set", "together:baseUrl", sandbox.url)
    said = project.run("up", "--yes")
    assert ID in said
    files = [path.read_text(errors="replace") for path in project.folder.parent.rglob("*") if path.is_file()]
    assert any(ID in text for text in files)  # the search finds what is there
    assert not [text for text in (said, *files) if sandbox.api_key in text]


def test_pulumi_logs_a_configured_key_in_its_older_versions(start: Start, sandbox: Sandbox) -> None:
    """As docs/pulumi.md says. Without a key in the configuration, no version logs one."""
    project = start(EXAMPLES / "yaml")
    verbose = ("preview", "-v=9", "--logtostderr")
    assert sandbox.api_key not in project.run(*verbose)
    project.run("config", "set", "--secret", "together:apiKey", sandbox.api_key)
    logged = [line for line in project.run(*verbose).splitlines() if sandbox.api_key in line]
    assert [line for line in logged if "CheckConfig" not in line and "Configure()" not in line] == []
    version = project.run("version").strip()
    assert bool(logged) == {"v3.259.0": True, "v3.274.1": False}.get(version, bool(logged))


def test_a_model_that_a_preview_does_not_know_is_looked_up_in_the_update(start: Start, sandbox: Sandbox) -> None:
    project = start(UNKNOWN)
    said = project.run("preview", "--color", "never")
    assert said.count("[unknown]") == 3
    assert sandbox.requests == []
    assert project.up() == {"resource": ID, "one": ID, "many": {MODEL: ID}}


def test_filters_are_json_in_the_id(start: Start) -> None:
    found = start(FILTERS).up()
    assert found["resource"] == found["function"]


FAILURES: dict[str, tuple[str, str]] = {  # what is changed in the example -> what is reported
    "ambiguous": (AMBIGUOUS_MODEL, f'odel "{AMBIGUOUS_MODEL}" is served by 3 endpoints'),
    "missing": ("nobody/serves-this", 'o endpoint serves model "nobody/serves-this"'),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failed_lookup_fails_the_preview_with_one_sentence(start: Start, kind: str) -> None:
    model, sentence = FAILURES[kind]
    project = start(EXAMPLES / "yaml")
    project.run("config", "set", "model", model)
    said = project.ends("preview", "--color", "never")
    assert said.code != 0
    assert sentence in said.said
    assert "Traceback" not in said.said


@pytest.mark.parametrize("options", [(), ("--skip-preview",)], ids=["with a preview", "without a preview"])
def test_an_import_is_refused_with_what_to_do_and_stores_nothing(start: Start, options: tuple[str, ...]) -> None:
    project = start(EXAMPLES / "yaml")
    project.up()
    before = project.resources()
    command = ("import", "--yes", "--color", "never", *options)
    said = project.run(*command, "together:index:Endpoint", "chat", OTHER_MODEL, code=1)
    assert f'{REFUSED}. Use Endpoint.get("chat", id)' in said
    assert "bug" not in said
    assert project.resources() == before
    project.run("up", "--yes", "--expect-no-changes")


def test_the_import_option_of_a_resource_is_refused_before_anything_is_stored(start: Start) -> None:
    project = start(IMPORTED)
    said = project.ends("up", "--yes", "--color", "never")
    assert said.code != 0
    assert REFUSED in said.said
    assert project.resources() == []


@pytest.mark.parametrize("way_out", ["read it", "remove it"])
def test_without_a_preview_the_import_option_leaves_an_entry_that_the_next_update_replaces(
    start: Start, way_out: str
) -> None:
    """As docs/troubleshooting.md says. Pulumi stores what was read before it calls Check, which refuses."""
    project = start(IMPORTED)
    said = project.ends("up", "--yes", "--skip-preview", "--color", "never")
    assert said.code != 0
    assert REFUSED in said.said
    [stored] = project.resources()
    assert not stored.get("external")
    assert not stored.get("protect")

    project.write(RESOURCE if way_out == "read it" else "name: resource\nruntime: yaml\n")
    project.up()
    assert [entry.get("external") for entry in project.resources()] == ([True] if way_out == "read it" else [])
    project.run("up", "--yes", "--expect-no-changes")
