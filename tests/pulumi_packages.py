# SPDX-License-Identifier: MIT
"""The Python package as users get it: built from the files in Git, and installed into separate environments."""

from __future__ import annotations

import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from pulumi import automation as auto

from commands import ROOT, run_command
from pulumi_engine import environment
from pulumi_launchers import install_dynamic_provider
from sandbox_api import Sandbox
from tools import pythons

PACKAGE = "pulumi_provider/pulumi_together"
CORE = "ansible_collections/together/ai/plugins/module_utils/_core"
PLUGIN = "pulumi-resource-together"
PREVIEW = ROOT / "tests" / "pulumi" / "all_lookups.py"
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
    """The distributions that `python -m build` makes."""

    sdist: Path
    wheel: Path  # made from the sdist
    wheel_from_tree: Path  # made by `python -m build --wheel`


class Environment:
    """A virtual environment, isolated from the one of the tests."""

    def __init__(self, folder: Path, version: str, *requirements: object) -> None:
        """Create it for a version of Python, and install the requirements."""
        self.folder = folder
        self.python = folder / "bin" / "python"
        run_command([pythons.find(version), "-m", "venv", "--without-pip", folder])
        if requirements:
            self.install(*requirements)

    def install(self, *requirements: object) -> None:
        """Run `pip install` with this machine's configuration of pip."""
        pip = [sys.executable, "-m", "pip", "--python", self.python]
        run_command([*pip, "install", "--quiet", "--disable-pip-version-check", *requirements])

    def run(self, command: str, *arguments: object, **variables: str) -> str:
        """Run a command of its bin folder, and return the output. Raises CommandFailedError."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        env = {**isolated_environment(), "PATH": path, **variables}
        return run_command([self.folder / "bin" / command, *arguments], cwd=self.folder, env=env)


class Machine:
    """A user's machine: a CLI with an empty home, and an API to call."""

    def __init__(self, engine: auto.PulumiCommand, folder: Path, sandbox: Sandbox) -> None:
        """Use a folder for everything that Pulumi writes."""
        self.folder = folder
        self._cli = engine.command
        self._root = [Path(engine.command).parent.parent] if os.path.isabs(engine.command) else []
        self.variables = {
            **environment(folder),
            "PULUMI_HOME": str(folder / "home"),
            "TOGETHER_API_KEY": sandbox.api_key,
            "TOGETHER_BASE_URL": sandbox.url,
            "TOGETHER_API_VERSION": "v1",  # the generation of the endpoint with `ID`
        }

    def pulumi(self, *arguments: object, **variables: str) -> str:
        """Run the CLI, and return its output. Raises CommandFailedError."""
        env = {**isolated_environment(), **self.variables, **variables}
        return run_command([self._cli, *arguments], cwd=self.folder, env=env)

    def preview(self, installed: Environment) -> dict[str, str]:
        """Run PREVIEW in an environment, and return the endpoint id that each way of looking it up exports."""
        install_dynamic_provider(self.folder, installed.python)
        # A plugin on PATH, as in the bin folder of this Python, would take precedence over the installed one.
        path = [folder for folder in os.environ["PATH"].split(os.pathsep) if not Path(folder, PLUGIN).exists()]
        variables = {
            **self.variables,
            "PULUMI_TOGETHER_PYTHON": str(installed.python),
            "PATH": os.pathsep.join([str(self.folder), *path]),
        }
        output = installed.run("python", PREVIEW, self.folder, *self._root, **variables)
        return dict(re.findall(r'^ *\+? (\w+) *: "(endpoint-.*)"$', output, re.MULTILINE))


def isolated_environment() -> dict[str, str]:
    """Return this process's environment without variables that lead to this checkout or this Python."""
    prefixes = ("PYTHON", "VIRTUAL_ENV", "ANSIBLE_", "PULUMI_")
    return {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}


def tracked_files(*paths: str) -> list[str]:
    """List the files and links below some paths that Git tracks."""
    names = run_command(["git", "ls-files", "-z", *paths]).split("\0")
    return [name for name in names if name and os.path.lexists(ROOT / name)]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the package in a copy of the tracked files, with some files that tools leave behind."""
    checkout, dist, tree = (tmp_path_factory.mktemp(name) for name in ("checkout", "dist", "tree"))
    for name in tracked_files(*SOURCES):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, checkout / name, follow_symlinks=False)
    for name in LEFT_BY_TOOLS:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("left by a tool")
    build = [sys.executable, "-m", "build", checkout]
    run_command([*build, "--outdir", dist])
    run_command([*build, "--outdir", tree, "--wheel"])
    ([sdist], [wheel], [wheel_from_tree]) = (dist.glob("*.tar.gz"), dist.glob("*.whl"), tree.iterdir())
    return Built(sdist, wheel, wheel_from_tree)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Environment]:
    """Install the wheel for each supported version of Python that this machine has."""
    folder = tmp_path_factory.mktemp("installed")
    versions = [version for version in VERSIONS if pythons.find(version)]
    with ThreadPoolExecutor(2) as threads:
        environments = threads.map(lambda version: Environment(folder / version, version, built.wheel), versions)
        return dict(zip(versions, environments, strict=True))


@pytest.fixture
def machine(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> Machine:
    """Return a machine on which nothing of this project is installed."""
    return Machine(engine, tmp_path, sandbox)
