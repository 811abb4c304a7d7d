# SPDX-License-Identifier: MIT
"""The folder pulumi-plugin, which Pulumi installs from a path or a Git URL and runs as the plugin."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest
import yaml
from pulumi import automation as auto
from pulumi.runtime.proto import provider_pb2

import git_server
from commands import ROOT, run_command
from pulumi_cli import Project, install_python_host
from pulumi_engine import Stack
from pulumi_packages import THIS, Environment, isolated_environment, tracked_files
from pulumi_programs import ID, MODEL, outputs
from pulumi_provider_process import Plugin, running_engine
from sandbox_api import Sandbox

FOLDER = "pulumi-plugin"
VERSION = json.loads((ROOT / "pulumi_provider" / "pulumi_together" / "schema.json").read_text())["version"]
REPOSITORY = "acme/together-ai.git"
UNRELEASED = "acme/unreleased.git"
PROGRAM = "name: chat\nruntime:\n  name: python\n  options:\n    virtualenv: .venv\n"
MEMBERS = {"PulumiPlugin.yaml", "__main__.py", "requirements.txt"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of this repository, without anything that is installed or built."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in tracked_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


@pytest.fixture(scope="module")
def repositories(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two Git repositories: REPOSITORY, in which the version is tagged, and UNRELEASED without tags."""
    folder, work = (tmp_path_factory.mktemp(name) for name in ("repositories", "work"))
    shutil.copytree(checkout, work, symlinks=True, dirs_exist_ok=True)
    author = ("-c", "user.name=acme", "-c", "user.email=acme@localhost")
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        (*author, "commit", "--quiet", "--message", "release"),
        ("clone", "--quiet", "--bare", ".", str(folder / UNRELEASED)),
        ("tag", f"v{VERSION}"),
        ("clone", "--quiet", "--bare", ".", str(folder / REPOSITORY)),
    ):
        run_command(["git", *command], cwd=work)
    return folder


@pytest.fixture
def settings(sandbox: Sandbox, tmp_path: Path) -> dict[str, str]:
    """For the CLI's process: a language host for Python on the path, and the sandbox's URL and key."""
    return {
        "PATH": install_python_host(tmp_path / "bin"),
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "TOGETHER_API_VERSION": "v1",
    }


@pytest.fixture
def served(repositories: Path, settings: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings with which the CLI reaches the Git server of the repository."""
    with git_server.git_server(repositories, tmp_path) as server:
        yield {**settings, "SSL_CERT_FILE": str(server.ca_path), "HTTPS_PROXY": server.proxy}


def test_the_folder_is_a_plugin_for_python_with_a_virtual_environment_of_its_own() -> None:
    assert {Path(name).name for name in tracked_files(FOLDER)} == MEMBERS
    description = yaml.safe_load((ROOT / FOLDER / "PulumiPlugin.yaml").read_text(encoding="utf-8"))
    assert description == {"runtime": {"name": "python", "options": {"virtualenv": ".venv"}}}


@pytest.mark.slow
def test_the_folder_runs_as_the_plugin_in_an_environment_made_from_its_requirements(
    checkout: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "environment", THIS)
    pip = [sys.executable, "-m", "pip", "--python", environment.python, "install", "--quiet"]
    run_command([*pip, "--requirement", "requirements.txt"], cwd=checkout / FOLDER)  # as Pulumi does
    with running_engine() as engine:
        plugin = Plugin(engine.address, isolated_environment(), [str(environment.python), str(checkout / FOLDER)])
        try:
            plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url, apiVersion="v1")
            found, failed = plugin.invoke(model=MODEL)
            schema = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0)).schema
        finally:
            said = plugin.close()
    assert (found["id"], failed, said) == (ID, [], "")
    assert json.loads(schema)["version"] == VERSION


def test_the_cli_runs_the_folder_of_a_checkout(
    engine: auto.PulumiCommand, checkout: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    source = shutil.copytree(checkout, tmp_path / "source", symlinks=True) / FOLDER
    project = Project(engine, tmp_path, PROGRAM, settings, with_plugin=False)
    assert f'"version": "{VERSION}"' in project.run("package", "get-schema", str(source))
    assert (source / ".venv" / "bin" / "python").exists()


def test_package_add_with_a_git_url_is_all_that_a_project_needs_and_install_repeats_it_elsewhere(
    engine: auto.PulumiCommand, served: dict[str, str], sandbox: Sandbox, tmp_path: Path
) -> None:
    project = Project(engine, tmp_path, PROGRAM, served, with_plugin=False)
    source = f"{git_server.URL}/{REPOSITORY}/{FOLDER}"
    said = project.run("package", "add", f"{source}@v{VERSION}")
    assert "Successfully generated an SDK for the together package" in said
    recorded = yaml.safe_load((project.folder / "Pulumi.yaml").read_text(encoding="utf-8"))["packages"]
    assert recorded == {"together": f"{source.removeprefix('https://')}@v{VERSION}"}

    elsewhere = tmp_path / "elsewhere"  # has only what is in version control
    project.environment["PULUMI_HOME"] = str(elsewhere / "home")
    shutil.rmtree(project.folder / "sdks")
    project.run("install")
    [installed] = [path.name for path in (elsewhere / "home" / "plugins").iterdir() if path.is_dir()]
    assert installed == f"resource-elsewhere.example_acme_together-ai.git_{FOLDER}-v{VERSION}"

    def program() -> None:
        url = source.replace("https://", "git://")  # as the SDK has it in each resource
        options = pulumi.ResourceOptions(id=MODEL, version=VERSION, plugin_download_url=url)
        endpoint = pulumi.CustomResource("together:index:Endpoint", "chat", {"endpointId": None}, options)
        pulumi.export("id", pulumi.get(endpoint, "endpointId"))

    assert outputs(Stack(engine, elsewhere, program, env=served).up()) == {"id": ID}
    assert len(sandbox.requests) == 1


@pytest.mark.slow
def test_without_a_release_package_add_records_the_newest_commit_which_install_takes_elsewhere(
    engine: auto.PulumiCommand, served: dict[str, str], repositories: Path, tmp_path: Path
) -> None:
    """As docs/installation-configuration.md shows."""
    project = Project(engine, tmp_path, PROGRAM, served, with_plugin=False)
    source = f"{git_server.URL}/{UNRELEASED}/{FOLDER}"
    assert "Successfully generated an SDK for the together package" in project.run("package", "add", source)
    recorded = yaml.safe_load((project.folder / "Pulumi.yaml").read_text(encoding="utf-8"))["packages"]
    commit = run_command(["git", "rev-parse", "HEAD"], cwd=repositories / UNRELEASED).strip()
    assert recorded == {"together": f"{source.removeprefix('https://')}@{commit}"}

    home = tmp_path / "elsewhere" / "home"
    project.environment["PULUMI_HOME"] = str(home)
    shutil.rmtree(project.folder / "sdks")
    project.run("install")
    [installed] = [path.name for path in (home / "plugins").iterdir() if path.is_dir()]
    assert commit in installed
