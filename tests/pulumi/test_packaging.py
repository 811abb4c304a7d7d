# SPDX-License-Identifier: MIT
"""The Pulumi package as users get it: what is in it, that it works in empty environments, and the plugin's archives."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import pulumi_together
from commands import CommandFailedError
from pulumi_languages import sdks
from pulumi_packages import (
    CORE,
    LEFT_BY_TOOLS,
    PACKAGE,
    PLUGIN,
    THIS,
    VERSIONS,
    Built,
    Environment,
    Machine,
    built,
    installed,
    isolated_environment,
    machine,
    tracked_files,
)
from pulumi_programs import ID, MODEL, NAME
from tools import plugin_archive

__all__ = ["built", "installed", "machine", "sdks"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packages")]

ROOT = Path(__file__).resolve().parents[2]
VERSION = pulumi_together.__version__
NAMES = [
    f"pulumi-resource-together-v{VERSION}-{system}-{machine}.tar.gz"
    for system in ("linux", "darwin", "windows")
    for machine in ("amd64", "arm64")
]
INSTALL = ("plugin", "install", "resource", "together", VERSION)
EVERY_WAY = {"function": ID, "resource": ID, "plugin": ID}


def belonging() -> set[str]:
    """The package's files as Git has them, the core's in the place of the link to it."""
    own = {name.removeprefix("pulumi_provider/") for name in tracked_files(PACKAGE)} - {"pulumi_together/_core"}
    return own | {f"pulumi_together/_core/{name.removeprefix(CORE + '/')}" for name in tracked_files(CORE)}


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_just_what_belongs(built: Built) -> None:
    information = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSES/MIT.txt", "top_level.txt")
    files = contents(built.wheel)
    assert set(files) == belonging() | {f"pulumi_together-{VERSION}.dist-info/{name}" for name in information}
    assert {"pulumi_together/py.typed", "pulumi_together/schema.json"} < set(files)
    assert json.loads(files["pulumi_together/pulumi-plugin.json"])["resource"] is False  # or pulumi looks for a plugin


def test_the_sdist_holds_just_what_belongs_and_no_links(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        members = [member for member in archive.getmembers() if not member.isdir()]
    assert {member.type for member in members} == {tarfile.REGTYPE}
    names = {member.name.partition("/")[2] for member in members}
    generated = {name for name in names if ".egg-info/" in name} | {"PKG-INFO", "setup.cfg"}
    own = {f"pulumi_provider/{name}" for name in belonging()}
    assert names - generated == own | {"LICENSES/MIT.txt", "README.md", "pyproject.toml"}
    assert names.isdisjoint(LEFT_BY_TOOLS)


def test_the_wheel_made_from_the_sdist_is_the_one_made_from_the_tree(built: Built) -> None:
    assert contents(built.wheel) == contents(built.wheel_from_tree)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_alone_looks_up_the_endpoint_in_every_way(
    version: str, installed: dict[str, Environment], machine: Machine, archive: Path
) -> None:
    if version not in installed:
        pytest.skip(f"no Python {version} on this machine")
    environment = installed[version]
    listed = "import importlib.metadata as m; print(*(found.metadata['Name'] for found in m.distributions()))"
    there = set(environment.run("python", "-c", listed).split())
    assert {"pulumi_together", "pulumi"} < there
    assert {"ansible", "ansible-core"}.isdisjoint(there)
    script = ROOT / "examples" / "pulumi" / "plain_script.py"
    output = environment.run("python", script, MODEL, **machine.variables)
    assert output.startswith(f"id:   {ID}\nname: {NAME}\nurl:  http")

    machine.pulumi(*INSTALL, "--file", archive)
    assert machine.preview(environment) == EVERY_WAY


def test_the_package_has_its_types(installed: dict[str, Environment], tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import pulumi_together\n\nreveal_type(pulumi_together.get_endpoint('x').ready)\n")
    python = ["--python-executable", str(installed[THIS].python), "--config-file", os.devnull]
    mypy = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", *python, program.name]
    done = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'Revealed type is "bool"' in done.stdout.replace("builtins.", "")


def test_it_works_beside_the_community_package_of_ansible_and_the_collection_too(
    built: Built, machine: Machine, archive: Path, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "with-ansible", THIS, built.wheel, "ansible")
    machine.pulumi(*INSTALL, "--file", archive)
    assert machine.preview(environment) == EVERY_WAY
    ansible = {"ANSIBLE_COLLECTIONS_PATH": str(ROOT), "ANSIBLE_HOME": str(tmp_path / "ansible"), "LC_ALL": "C.UTF-8"}
    listed = environment.run("ansible-galaxy", "collection", "list", **ansible)
    assert {"together.ai", "community.general"} <= set(re.findall(r"^\w+\.\w+", listed, re.MULTILINE))
    playbook = ROOT / "examples" / "ansible" / "lookup.yml"
    assert f"id:   {ID}" in environment.run("ansible-playbook", playbook, **{**machine.variables, **ansible})


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `python -m tools.plugin_archive` fills."""
    folder = tmp_path_factory.mktemp("archives")
    for name, content in plugin_archive.archives():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def archive(archives: Path) -> Path:
    """The one for this machine; that for any machine with a shell is the same."""
    return archives / NAMES[0]


def test_the_tool_makes_an_archive_for_each_platform_and_always_the_same_bytes(archives: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.plugin_archive", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider")}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [str(tmp_path / name) for name in NAMES]
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (archives / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_holds_the_executable_that_the_engine_looks_for_there(archives: Path, name: str) -> None:
    executable = "pulumi-resource-together.cmd" if "windows" in name else "pulumi-resource-together"
    with tarfile.open(archives / name) as archive:
        members = {member.name: member for member in archive.getmembers()}
        for file in (executable, "launch.py"):
            content = archive.extractfile(file)
            assert content
            assert content.read() == (ROOT / PACKAGE / "plugin" / "launchers" / file).read_bytes()
    modes = {file: oct(member.mode) for file, member in members.items()}
    assert modes == {"LICENSE": "0o644", "launch.py": "0o644", executable: "0o755"}
    assert {(member.uid, member.gid, member.uname, member.mtime) for member in members.values()} == {(0, 0, "", 0)}
    assert (archives / name).read_bytes()[4:8] == bytes(4)  # gzip's own time (RFC 1952)


@pytest.fixture
def server(archives: Path) -> Iterator[str]:
    """The URL of a server that has the archives."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(archives))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_the_plugin_is_installed_from_the_python_that_has_it(
    installed: dict[str, Environment], machine: Machine
) -> None:
    machine.pulumi(*INSTALL, "--file", installed[THIS].folder / "bin" / PLUGIN)
    assert json.loads(machine.pulumi("package", "get-schema", "together"))["version"] == VERSION


def test_the_plugin_is_installed_from_a_server_and_its_schema_read_by_name(machine: Machine, server: str) -> None:
    assert machine.pulumi("plugin", "ls", "--json").strip() == "[]"
    machine.pulumi(*INSTALL, "--server", server)
    [plugin] = json.loads(machine.pulumi("plugin", "ls", "--json"))
    assert (plugin["name"], plugin["kind"], plugin["version"]) == ("together", "resource", VERSION)
    python = {"PULUMI_TOGETHER_PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "pulumi_provider")}
    schema = json.loads(machine.pulumi("package", "get-schema", "together", **python))
    assert sorted(schema["functions"]) == ["together:index:getEndpoint", "together:index:getEndpoints"]


@pytest.fixture
def bare(tmp_path: Path) -> Environment:
    """An environment with nothing in it."""
    return Environment(tmp_path / "bare", THIS)


REMEDY = "Install the package pulumi_together for it, or name a Python that has it in PULUMI_TOGETHER_PYTHON."


def test_a_python_without_the_package_is_one_clear_error(machine: Machine, archive: Path, bare: Environment) -> None:
    machine.pulumi(*INSTALL, "--file", archive)
    with pytest.raises(CommandFailedError) as failed:
        machine.pulumi("package", "get-schema", "together", PULUMI_TOGETHER_PYTHON=str(bare.python))
    reason = (
        f"pulumi-resource-together: {bare.python} cannot run the plugin: No module named 'pulumi_together'. {REMEDY}"
    )
    assert str(failed.value).count(reason) == 1
    assert "bug" not in str(failed.value)


def test_a_python_that_does_not_exist_is_named_with_what_to_do(machine: Machine, archive: Path) -> None:
    machine.pulumi(*INSTALL, "--file", archive)
    with pytest.raises(CommandFailedError) as failed:
        machine.pulumi("package", "get-schema", "together", PULUMI_TOGETHER_PYTHON="/no/such/python")
    reason = "pulumi-resource-together: there is no Python at /no/such/python. Name one"
    assert str(failed.value).count(reason) == 1
    assert "bug" not in str(failed.value)


def test_the_launcher_for_windows_runs_the_same_file() -> None:
    text = (ROOT / PACKAGE / "plugin" / "launchers" / "pulumi-resource-together.cmd").read_text()
    assert text.splitlines()[-1] == '"%PULUMI_TOGETHER_PYTHON%" "%~dp0launch.py" %*'


def test_the_launched_file_runs_the_plugin_and_nothing_from_the_folder_that_it_is_started_in(
    installed: dict[str, Environment], tmp_path: Path
) -> None:
    (tmp_path / "queue.py").write_text("raise SystemExit('from the folder that it is started in')")
    launch = ROOT / PACKAGE / "plugin" / "launchers" / "launch.py"
    command = [installed[min(installed)].python, launch]
    done = subprocess.run(command, cwd=tmp_path, env=isolated_environment(), capture_output=True, text=True)
    assert "is a Pulumi plugin. Pulumi starts it" in done.stderr
    assert done.returncode == 1


def test_the_sdk_that_pulumi_makes_for_python_is_installed_beside_the_package(
    built: Built, machine: Machine, archive: Path, sdks: Path, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "with-sdk", THIS, built.wheel)
    before = owned(environment, "pulumi_together")
    environment.install(sdks / "python")  # as `pulumi package add` does
    assert owned(environment, "pulumi_together") == before
    assert not owned(environment, "pulumi_together_sdk").keys() & before.keys()
    machine.pulumi(*INSTALL, "--file", archive)
    assert machine.preview(environment) == {**EVERY_WAY, "sdk": ID}


def owned(environment: Environment, distribution: str) -> dict[str, str]:
    """The files of an installed distribution, as they are now: path -> digest."""
    script = (
        "import hashlib, importlib.metadata as m, json, sys\n"
        "files = [path for path in m.files(sys.argv[1]) if path.suffix != '.pyc']\n"
        "print(json.dumps({str(path): hashlib.sha256(path.read_binary()).hexdigest() for path in files}))"
    )
    found: dict[str, str] = json.loads(environment.run("python", "-c", script, distribution))
    return found
