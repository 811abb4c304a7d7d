# SPDX-License-Identifier: MIT
"""The real Pulumi engine for tests, found on PATH or built from its Go module, and stacks that leave nothing behind."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pulumi import automation as auto

ROOT = Path(__file__).resolve().parent.parent
MODULE = ROOT / "tests" / "pulumi" / "engine"
CACHE = ROOT / ".cache"
PASSPHRASE = "only for tests"
LANGUAGE_HOST = "pulumi-language-yaml"
PROGRESS = 15.0  # seconds between two lines while Go compiles


class NoEngineError(Exception):
    """There is no pulumi CLI and none can be built; the message says why."""


class Build(NamedTuple):
    """An executable that is built from a Go module.

    folder: has the go.mod that pins the version. module: has the command. version_variable: Go's linker sets it.
    """

    folder: Path
    module: str
    command: str
    version_variable: str

    @property
    def version(self) -> str:
        """As go.mod pins it, such as v3.274.1."""
        found = re.search(rf"{self.module} (v\S+)", (self.folder / "go.mod").read_text())
        assert found, f"{self.folder / 'go.mod'} names no version of {self.module}"
        return found[1]


_PULUMI = "github.com/pulumi/pulumi/pkg/v3", "pulumi", "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
ENGINES = {"newest": Build(MODULE, *_PULUMI), "oldest": Build(MODULE / "oldest", *_PULUMI)}
_YAML = "github.com/pulumi/pulumi-yaml"
YAML = Build(MODULE / "yaml", _YAML, LANGUAGE_HOST, f"{_YAML}/pkg/version.Version")


def pulumi_root(name: str = "newest") -> str | None:
    """The folder whose bin/ has the CLI and the language host for YAML, built if it has to be.

    None means those on PATH, which are preferred to a build of the newest. Raises NoEngineError, as without Go.
    """
    if _on_path(name):
        return None
    build = ENGINES[name]
    root = CACHE / "engine" / build.version
    _built(build, root / "bin")
    host = _built(YAML, CACHE / "language-yaml" / YAML.version / "bin")
    with _locked(root):
        linked = root / "bin" / host.name  # beside the CLI, as in a distribution of Pulumi
        if not linked.exists() or not linked.samefile(host):
            linked.unlink(missing_ok=True)
            os.link(host, linked)
    return str(root)


def is_built(name: str) -> bool:
    """Whether `pulumi_root` has nothing to build."""
    folder = CACHE / "engine" / ENGINES[name].version / "bin"
    return _on_path(name) or all((folder / command).exists() for command in ("pulumi", LANGUAGE_HOST))


def _on_path(name: str) -> bool:
    return name == "newest" and bool(shutil.which("pulumi") and shutil.which(LANGUAGE_HOST))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _built(build: Build, folder: Path) -> Path:
    """The executable in a folder, built unless it is there. Raises NoEngineError."""
    executable = folder / build.command
    with _locked(folder.parent):
        if not executable.exists():
            _build(build, executable)
    return executable


def _build(build: Build, executable: Path) -> None:
    if not shutil.which("go"):
        raise NoEngineError("no pulumi on PATH, and no Go to build one with")
    title = f"{build.command} {build.version}"
    print(f"Building {title} from its Go module: 4 minutes the first time.", file=sys.stderr)
    package = f"{build.module}/cmd/{build.command}"
    partial = executable.with_name(f"{executable.name}.partial")
    flags = f"-s -w -X {build.version_variable}={build.version}"
    command = ["go", "build", "-v", "-mod=readonly", "-ldflags", flags, "-o", str(partial), package]
    last: deque[str] = deque(maxlen=10)
    compiled, due = 0, time.monotonic() + PROGRESS
    with subprocess.Popen(
        command, cwd=build.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:  # one for each package
            last.append(line.rstrip())
            compiled += 1
            if time.monotonic() >= due:
                print(f"Building {title}: {compiled} packages compiled", file=sys.stderr)
                due = time.monotonic() + PROGRESS
    if process.returncode:
        raise NoEngineError(f"no pulumi on PATH, and building {title} failed:\n" + "\n".join(last))
    partial.rename(executable)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> auto.PulumiCommand:
    """The CLI, for `auto.LocalWorkspaceOptions(pulumi_command=...)`: the newest, or each in turn with EACH_ENGINE.

    Skips the test where there is none: tests build no engine, `make engine` and `make engines` do.
    """
    name: str = getattr(request, "param", "newest")
    if not is_built(name):
        target = "engine" if name == "newest" else "engines"
        pytest.skip(f"Pulumi {ENGINES[name].version} is neither on PATH nor built: `make {target}` builds it")
    return auto.PulumiCommand(root=pulumi_root(name))


EACH_ENGINE = pytest.mark.parametrize("engine", ENGINES, indirect=True, scope="session")


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
    """Make engines ready before pytest needs them, and say which they are, or why there is none.

    Arguments: names of ENGINES; without any, the newest.
    """
    for name in sys.argv[1:] or ["newest"]:
        try:
            root = pulumi_root(name)
        except NoEngineError as reason:
            print(f"The tests under the {name} Pulumi engine will be skipped: {reason}")
            continue
        origin = "built from its Go module" if root else "found on PATH"
        print(f"Pulumi engine: {auto.PulumiCommand(root=root).version}, {origin}")


if __name__ == "__main__":
    main()
