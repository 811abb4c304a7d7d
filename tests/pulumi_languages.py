# SPDX-License-Identifier: MIT
"""Pulumi programs in TypeScript and Go: SDKs made from the schema, and the examples, run inline by the real engine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

import pulumi_together
from pulumi_engine import MODULE, ROOT, environment

PACKAGE = Path(pulumi_together.__file__).parent
LAUNCHER = PACKAGE / "plugin" / "launchers" / "pulumi-resource-together"
EXAMPLES = ROOT / "examples" / "pulumi"
HARNESSES = ROOT / "tests" / "pulumi" / "languages"
NODE_MODULES = HARNESSES / "node" / "node_modules"


class FailedError(Exception):
    """A run that failed; the text is what the engine said."""


class Program:
    """A program in a backend of its own. command: what runs it, given a task in JSON; name: `index` is the example."""

    def __init__(
        self,
        command: list[str],
        engine: auto.PulumiCommand,
        folder: Path,
        config: Mapping[str, auto.ConfigValue],
        *,
        name: str = "index",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self._command = command
        self._config: dict[str, Any] = {
            name: {"value": value.value, "secret": value.secret} for name, value in config.items()
        }
        self._task = {
            "program": name,
            "root": str(Path(engine.command).parent.parent) if os.path.isabs(engine.command) else "",
            "work": str(folder / "work"),
            "home": str(folder / "home"),
            "env": {**environment(folder), **install_plugin(folder / "home"), **(env or {})},
        }

    def run(self, what: str, **config: str) -> dict[str, Any]:
        """Preview, up, refresh or destroy: the engine's `stdout`, and the `outputs` of an up. Raises FailedError."""
        values = {**self._config, **{name: {"value": value} for name, value in config.items()}}
        task = json.dumps({**self._task, "config": values, "do": what})
        done = subprocess.run([*self._command, task], capture_output=True, text=True, cwd=self.folder)
        if done.returncode:
            raise FailedError(done.stderr)
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def files(self) -> str:
        """All that the engine wrote, in one text."""
        return "\n".join(path.read_text(errors="replace") for path in self.folder.rglob("*") if path.is_file())


def install_plugin(home: Path) -> dict[str, str]:
    """Puts the launcher where the engine looks for plugins; gives the environment by which it runs this checkout."""
    installed = home / "plugins" / f"resource-together-v{pulumi_together.__version__}"
    installed.mkdir(parents=True, exist_ok=True)
    shutil.copy(LAUNCHER, installed)
    return {"PULUMI_TOGETHER_PYTHON": sys.executable, "PYTHONPATH": str(PACKAGE.parent)}


@pytest.fixture(scope="session")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDK of each language, made from the schema."""
    if not shutil.which("go"):
        pytest.skip("no go on PATH to make SDKs with")
    folder = tmp_path_factory.mktemp("languages") / "sdks"
    checked(["go", "run", "-mod=readonly", "./sdks", str(PACKAGE / "schema.json"), str(folder)], MODULE)
    return folder


@pytest.fixture(scope="session")
def typescript(sdks: Path) -> list[str]:
    """The command that runs the example in TypeScript, compiled against its SDK."""
    if not NODE_MODULES.exists():
        pytest.skip("the Node.js packages are not installed: `make node` does it, given npm")
    modules = sdks.parent / "node_modules"
    modules.mkdir()
    for name in ("@pulumi", "@types", "typescript"):
        (modules / name).symlink_to(NODE_MODULES / name)
    (modules / "pulumi-together").symlink_to(sdks / "nodejs")
    project = shutil.copytree(EXAMPLES / "typescript", sdks.parent / "typescript")
    checked(["node", "scripts/postinstall.js"], sdks / "nodejs")  # as `npm install` does: it compiles the SDK
    checked(["tsc", "-p", "."], project)
    programs = [str(shutil.copy(path, project)) for path in (HARNESSES / "node").glob("*.ts")]
    checked(["tsc", "--outDir", "bin", "--strict", "--types", "node", *programs], project)
    return [
        str(NODE_MODULES / ".bin" / "node"),
        str(shutil.copy(HARNESSES / "node" / "inline.js", sdks.parent)),
        str(project / "bin"),
    ]


@pytest.fixture(scope="session")
def go(sdks: Path) -> list[str]:
    """The command that runs the example in Go, compiled against its SDK."""
    project = shutil.copytree(EXAMPLES / "go", sdks.parent / "go")
    shutil.copytree(HARNESSES / "go", project, dirs_exist_ok=True)
    checked(["go", "test", "-mod=readonly", "-c", "-o", "inline", "."], project)
    return [str(project / "inline")]


def checked(command: list[str], folder: Path) -> None:
    """Runs what has to succeed."""
    env = {**os.environ, "PATH": f"{NODE_MODULES / '.bin'}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
