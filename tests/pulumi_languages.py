# SPDX-License-Identifier: MIT
"""Pulumi programs in TypeScript and Go: SDKs generated from the schema, and the examples, run by the real engine."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

from commands import ROOT, run_command
from pulumi_engine import MODULE, environment
from pulumi_launchers import PACKAGE, install_plugin

EXAMPLES = ROOT / "examples" / "pulumi"
HARNESSES = ROOT / "tests" / "pulumi" / "languages"
NODE_MODULES = HARNESSES / "node" / "node_modules"


class Program:
    """A program with a backend of its own."""

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
        """Take the command that runs a program described in JSON, and the program's name. `index` is the example."""
        self.folder = folder
        self._command = command
        self._config: dict[str, Any] = {
            name: {"value": value.value, "secret": value.secret} for name, value in config.items()
        }
        self._description = {
            "program": name,
            "root": str(Path(engine.command).parent.parent) if os.path.isabs(engine.command) else "",
            "work": str(folder / "work"),
            "home": str(folder / "home"),
            "env": {**environment(folder), **install_plugin(folder / "home"), **(env or {})},
        }

    def run(self, operation: str, **config: str) -> dict[str, Any]:
        """Run preview, up, refresh or destroy. Return the engine's `stdout`, and after an up the `outputs`.

        Raises CommandFailedError with the engine's output.
        """
        values = {**self._config, **{name: {"value": value} for name, value in config.items()}}
        description = json.dumps({**self._description, "config": values, "do": operation})
        result: dict[str, Any] = json.loads(run_command([*self._command, description], cwd=self.folder))
        return result

    def files(self) -> str:
        """Return the content of every file that the engine wrote."""
        return "\n".join(path.read_text(errors="replace") for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the SDK of each language from the schema, and return their folder."""
    if not shutil.which("go"):
        pytest.skip("no go on PATH to generate SDKs with")
    folder = tmp_path_factory.mktemp("languages") / "sdks"
    _run(["go", "run", "-mod=readonly", "./sdks", PACKAGE / "schema.json", folder], MODULE)
    return folder


@pytest.fixture(scope="session")
def typescript(sdks: Path) -> list[str]:
    """Compile the example in TypeScript against its SDK, and return the command that runs it."""
    if not NODE_MODULES.exists():
        pytest.skip("the Node.js packages are not installed: `make node` installs them and needs npm")
    modules = sdks.parent / "node_modules"
    modules.mkdir()
    for name in ("@pulumi", "@types", "typescript"):
        (modules / name).symlink_to(NODE_MODULES / name)
    (modules / "pulumi-together").symlink_to(sdks / "nodejs")
    project = shutil.copytree(EXAMPLES / "typescript", sdks.parent / "typescript")
    _run(["node", "scripts/postinstall.js"], sdks / "nodejs")  # compiles the SDK, as `npm install` does
    _run(["tsc", "-p", "."], project)
    programs = [shutil.copy(path, project) for path in (HARNESSES / "node").glob("*.ts")]
    _run(["tsc", "--outDir", "bin", "--strict", "--types", "node", *programs], project)
    return [
        str(NODE_MODULES / ".bin" / "node"),
        str(shutil.copy(HARNESSES / "node" / "inline.js", sdks.parent)),
        str(project / "bin"),
    ]


@pytest.fixture(scope="session")
def go(sdks: Path) -> list[str]:
    """Compile the example in Go against its SDK, and return the command that runs it."""
    project = shutil.copytree(EXAMPLES / "go", sdks.parent / "go")
    shutil.copytree(HARNESSES / "go", project, dirs_exist_ok=True)
    _run(["go", "test", "-mod=readonly", "-c", "-o", "inline", "."], project)
    return [str(project / "inline")]


def _run(command: list[object], folder: Path) -> None:
    """Run a build command, with the Node.js tools on PATH."""
    run_command(command, cwd=folder, env={**os.environ, "PATH": f"{NODE_MODULES / '.bin'}:{os.environ['PATH']}"})
