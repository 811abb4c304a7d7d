# SPDX-License-Identifier: MIT
"""Programs in YAML, run by the real CLI as a user runs them, in a folder that holds all that Pulumi writes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pulumi import automation as auto

from pulumi_engine import ROOT, environment
from pulumi_launchers import install_plugin

DEPLOYMENT_PROVIDER = ROOT / "tests" / "pulumi" / "languages" / "yaml" / "deployment_provider.py"
PYTHON_HOST = ROOT / "tests" / "pulumi" / "languages" / "python_host.py"
LONGEST = 240  # seconds of a command


class Done(NamedTuple):
    """A command that has ended. said: standard output, then standard error."""

    code: int
    said: str


class Project:
    """A project with one stack, `test`, and, if wanted, the plugin installed."""

    def __init__(
        self,
        engine: auto.PulumiCommand,
        folder: Path,
        program: Path | str | None,
        env: Mapping[str, str] | None = None,
        *,
        with_plugin: bool = True,
    ) -> None:
        """program: a folder to copy, the text of a Pulumi.yaml, or None: the folder is empty. env: of the CLI."""
        self.folder = folder / "project"
        if isinstance(program, Path):
            shutil.copytree(program, self.folder)
        else:
            self.folder.mkdir(parents=True)
        if isinstance(program, str):
            self.write(program)
        home = folder / "home"
        self.command = engine.command
        self.environment = {
            **os.environ,
            **environment(folder),
            **(install_plugin(home) if with_plugin else {}),
            "PULUMI_HOME": str(home),
            **(env or {}),
        }
        if program is not None:
            self.run("stack", "init", "test")

    def write(self, program: str) -> None:
        """Replace the program."""
        (self.folder / "Pulumi.yaml").write_text(program, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0) -> str:
        """What the CLI says; it has to end with an exit code."""
        done = self.ends(*arguments)
        assert done.code == code, done.said
        return done.said

    def ends(self, *arguments: str) -> Done:
        """Run the CLI, without a terminal."""
        command = [self.command, *arguments, "--non-interactive"]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
        return Done(done.returncode, done.stdout + done.stderr)

    def up(self) -> dict[str, Any]:
        """`pulumi up`, which has to succeed; the stack's outputs."""
        self.run("up", "--yes", "--color", "never")
        outputs: dict[str, Any] = json.loads(self.run("stack", "output", "--json"))
        return outputs

    def resources(self) -> list[dict[str, Any]]:
        """The stack's state, without the stack itself and providers."""
        deployment = json.loads(self.run("stack", "export"))["deployment"]
        return [entry for entry in deployment.get("resources", ()) if not entry["type"].startswith("pulumi:")]


def install_python_host(folder: Path) -> str:
    """Install a stand-in for the language host for Python, and return the PATH that leads to it."""
    folder.mkdir()
    host = folder / "pulumi-language-python"
    original = "".join(f"export {name}='{os.environ[name]}'\n" for name in ("SSL_CERT_FILE",) if name in os.environ)
    host.write_text(
        "#!/bin/sh\n"
        f"unset HTTPS_PROXY SSL_CERT_FILE PYTHONPATH\n{original}"  # those of the CLI are not for pip
        f'exec "{sys.executable}" "{PYTHON_HOST}" "$@"\n'
    )
    host.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def install_deployment_provider(home: Path) -> None:
    """Install the provider of `deployment:index:Deployment`, whose output `model` is unknown in a preview."""
    folder = home / "plugins" / "resource-deployment-v1.0.0"
    folder.mkdir(parents=True)
    launcher = folder / "pulumi-resource-deployment"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{DEPLOYMENT_PROVIDER}" "$@"\n')
    launcher.chmod(0o755)
