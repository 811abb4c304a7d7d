# SPDX-License-Identifier: MIT
"""The real Pulumi engine for tests, found on PATH or built from its Go module, and stacks that leave nothing behind."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

ROOT = Path(__file__).resolve().parent.parent
MODULE = ROOT / "tests" / "pulumi" / "engine"
PACKAGE = "github.com/pulumi/pulumi/pkg/v3"
PASSPHRASE = "only for tests"


class NoEngineError(Exception):
    """There is no pulumi CLI and none can be built; the message says why."""


def pulumi_root() -> str | None:
    """The folder whose bin/pulumi is the CLI; None means the one on PATH, which is preferred.

    Raises NoEngineError with a sentence where there is neither, as without Go.
    """
    if shutil.which("pulumi"):
        return None
    root = ROOT / ".cache" / "engine" / _version()
    root.mkdir(parents=True, exist_ok=True)
    with open(root / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "bin" / "pulumi").exists():
            _build(root / "bin" / "pulumi")
    return str(root)


def _version() -> str:
    found = re.search(rf"{PACKAGE} (v\S+)", (MODULE / "go.mod").read_text())
    assert found, "go.mod names no version of the pulumi CLI"
    return found[1]


def _build(executable: Path) -> None:
    if not shutil.which("go"):
        raise NoEngineError("no pulumi on PATH, and no Go to build one with")
    print(f"Building the Pulumi {_version()} engine from its Go module: 4 minutes the first time.", file=sys.stderr)
    partial = executable.with_name("pulumi.partial")
    flags = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={_version()}"
    command = ["go", "build", "-mod=readonly", "-ldflags", flags, "-o", str(partial), f"{PACKAGE}/cmd/pulumi"]
    built = subprocess.run(command, cwd=MODULE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        raise NoEngineError("no pulumi on PATH, and building it failed:\n" + "\n".join(built.stdout.splitlines()[-10:]))
    partial.rename(executable)


@pytest.fixture(scope="session")
def engine() -> auto.PulumiCommand:
    """The CLI, for `auto.LocalWorkspaceOptions(pulumi_command=...)`; skips where there is none."""
    try:
        root = pulumi_root()
    except NoEngineError as reason:
        pytest.skip(str(reason))
    return auto.PulumiCommand(root=root)


def environment(folder: Path) -> dict[str, str]:
    """For the engine's process: a backend, home and work folder below `folder`, which this makes, and no surprises."""
    for name in ("backend", "home", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",  # beats one of the user's environment
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


class Stack:
    """One inline program in a backend of its own, which lives in `folder`.

    config: "project:key" or "key" -> text, or `auto.ConfigValue(text, secret=True)`.
    env: for the engine's process; the program itself runs in this one and sees `os.environ`.
    """

    def __init__(
        self,
        engine: auto.PulumiCommand,
        folder: Path,
        program: Callable[[], Any],
        *,
        config: Mapping[str, str | auto.ConfigValue] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        variables = {**environment(folder), **(env or {})}
        self.stack = auto.create_or_select_stack(
            stack_name="test",
            project_name="lookup",
            program=program,
            opts=auto.LocalWorkspaceOptions(
                work_dir=str(folder / "work"),
                pulumi_home=str(folder / "home"),
                pulumi_command=engine,
                env_vars=variables,
            ),
        )
        if config:
            self.stack.set_all_config({key: _config_value(value) for key, value in config.items()})

    def preview(self) -> auto.PreviewResult:
        """`pulumi preview`; raises auto.CommandError, whose text holds stdout and stderr."""
        return self.stack.preview(color="never")

    def up(self) -> auto.UpResult:
        """`pulumi up`; raises auto.CommandError, whose text holds stdout and stderr."""
        return self.stack.up(color="never")

    @property
    def outputs(self) -> dict[str, Any]:
        """What the program exported at the last `up`."""
        return {name: output.value for name, output in self.stack.outputs().items()}

    def backend_files(self) -> dict[str, str]:
        """Everything the backend holds, state and its history: path -> text."""
        return _texts(self.folder / "backend")

    def files(self) -> dict[str, str]:
        """Everything the engine wrote: the backend, its home with the logs, the project's own files."""
        return _texts(self.folder)


def _config_value(value: str | auto.ConfigValue) -> auto.ConfigValue:
    return value if isinstance(value, auto.ConfigValue) else auto.ConfigValue(value)


def _texts(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(errors="replace") for path in files}


def main() -> None:
    """Make the engine ready before pytest needs it, and say which it is, or why there is none."""
    try:
        root = pulumi_root()
    except NoEngineError as reason:
        print(f"The tests under the real Pulumi engine will be skipped: {reason}")
        return
    origin = "built from its Go module" if root else "found on PATH"
    print(f"Pulumi engine: {auto.PulumiCommand(root=root).version}, {origin}")


if __name__ == "__main__":
    main()
