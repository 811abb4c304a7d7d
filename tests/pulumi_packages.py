# SPDX-License-Identifier: MIT
"""The Python package as users get it: built from what Git has, and installed into environments of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from pulumi import automation as auto

from pulumi_engine import ROOT, environment
from sandbox_api import Sandbox
from tools.gates import pythons

PACKAGE = "pulumi_provider/pulumi_together"
CORE = "ansible_collections/together/ai/plugins/module_utils/_core"
PLUGIN = "pulumi-resource-together"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "LICENSES", "pulumi_provider", CORE)
LEFT_BY_TOOLS = (
    f"{PACKAGE}/__pycache__/errors.cpython-311.pyc",
    f"{PACKAGE}/plugin/launchers/{PLUGIN}.orig",
    f"{PACKAGE}/schema.json.orig",
    f"{CORE}/notes.txt",
    ".venv/x.py",
    "examples/x.py",
)
VERSIONS = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


class Built(NamedTuple):
    """What `python -m build` makes: by itself, the wheel is made from the sdist."""

    sdist: Path
    wheel: Path
    from_tree: Path  # the wheel of `python -m build --wheel`


class Environment:
    """A virtual environment of its own, and what is run in it without anything of this one."""

    def __init__(self, folder: Path, version: str, *requirements: object) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        checked([pythons.find(version), "-m", "venv", "--without-pip", folder])
        if requirements:
            self.install(*requirements)

    def install(self, *requirements: object) -> None:
        """`pip install`, as pip is configured on this machine."""
        pip = [sys.executable, "-m", "pip", "--python", self.python]
        checked([*pip, "install", "--quiet", "--disable-pip-version-check", *requirements])

    def run(self, *arguments: object, **variables: str) -> str:
        """What a command in its bin folder prints, run from there; it has to succeed."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        command = [self.folder / "bin" / str(arguments[0]), *arguments[1:]]
        return checked(command, cwd=self.folder, env={**foreign(), "PATH": path, **variables})


class Machine:
    """A user's machine: the engine with an empty home of its own, and a server to ask."""

    def __init__(self, engine: auto.PulumiCommand, folder: Path, sandbox: Sandbox) -> None:
        self.folder = folder
        self._cli = engine.command
        self._root = [Path(engine.command).parent.parent] if os.path.isabs(engine.command) else []
        self.variables = {
            **environment(folder),
            "PULUMI_HOME": str(folder / "home"),
            "TOGETHER_API_KEY": sandbox.api_key,
            "TOGETHER_BASE_URL": sandbox.url,
        }

    def pulumi(self, *arguments: object, **variables: str) -> str:
        """What the CLI prints; raises FailedError with what it says of a failure."""
        return checked([self._cli, *arguments], cwd=self.folder, env={**foreign(), **self.variables, **variables})

    def preview(self, installed: Environment) -> dict[str, str]:
        """What tests/pulumi/three_doors.py exports in an environment: door -> id of the endpoint."""
        launcher = self.folder / "pulumi-resource-pulumi-python"  # which a distribution of Pulumi brings
        launcher.write_text(f'#!/bin/sh\nexec "{installed.python}" -u -m pulumi.dynamic "$@"\n')
        launcher.chmod(0o755)
        # The engine prefers a plugin that it finds on PATH, as in this Python's own bin folder, to the installed one.
        path = [folder for folder in os.environ["PATH"].split(os.pathsep) if not Path(folder, PLUGIN).exists()]
        found = {"PULUMI_TOGETHER_PYTHON": str(installed.python), "PATH": os.pathsep.join([str(self.folder), *path])}
        program = ROOT / "tests" / "pulumi" / "three_doors.py"
        said = installed.run("python", program, self.folder, *self._root, **{**self.variables, **found})
        return dict(re.findall(r'^ *\+? (\w+) *: "(endpoint-.*)"$', said, re.MULTILINE))


class FailedError(Exception):
    """A command that failed; the text is all that it said."""


def checked(command: list[object], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """What a command prints on standard output. Raises FailedError."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=240)
    if done.returncode:
        raise FailedError(done.stdout + done.stderr)
    return done.stdout


def foreign() -> dict[str, str]:
    """The environment without what would lead to this checkout or this Python."""
    ours = ("PYTHON", "VIRTUAL_ENV", "ANSIBLE_", "PULUMI_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def tracked(*paths: str) -> list[str]:
    """The files that Git has below some paths, with a link as what it is."""
    listed = checked(["git", "ls-files", "-z", *paths])
    return [name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built from the files that Git has, beside some that tools leave, in a place of their own."""
    checkout, dist, tree = (tmp_path_factory.mktemp(name) for name in ("checkout", "dist", "tree"))
    for name in tracked(*SOURCES):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, checkout / name, follow_symlinks=False)
    for name in LEFT_BY_TOOLS:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("left by a tool")
    build = [sys.executable, "-m", "build", checkout]
    checked([*build, "--outdir", dist])
    checked([*build, "--outdir", tree, "--wheel"])
    ([sdist], [wheel], [from_tree]) = (dist.glob("*.tar.gz"), dist.glob("*.whl"), tree.iterdir())
    return Built(sdist, wheel, from_tree)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Environment]:
    """Version of Python -> an environment with the wheel and what it needs; for each that this machine has."""
    folder = tmp_path_factory.mktemp("installed")
    versions = [version for version in VERSIONS if pythons.find(version)]
    with ThreadPoolExecutor(2) as threads:
        made = threads.map(lambda version: Environment(folder / version, version, built.wheel), versions)
        return dict(zip(versions, made, strict=True))


@pytest.fixture
def machine(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Machine:
    """A machine on which nothing of ours is installed."""
    return Machine(engine, tmp_path, sandbox)
