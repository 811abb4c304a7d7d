# SPDX-License-Identifier: MIT
"""Programs that look up endpoints, under the real engine: stacks set up for the sandbox, and what is left of a run."""

from __future__ import annotations

import base64
import gc
import gzip
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

from pulumi_engine import Stack
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
NAME = "acme/mistral-small"
OTHER_MODEL = "google/gemma-3-27b-it"
OTHER_ID = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
SERVED_TWICE = "Qwen/Qwen3-32B"

Start = Callable[..., Stack]

# For a module whose programs fail: the SDK leaves coroutines, event loop and sockets of such an inline program behind.
LEAVES_BEHIND = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def start(
    engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Start]:
    """Makes a stack for a program, with the sandbox's URL and (secret) key in its configuration; None leaves one out.

    The engine finds the launcher of dynamic providers, which a distribution of Pulumi brings, first on its path.
    """
    caplog.set_level(logging.CRITICAL, "grpc._server")  # a traceback kept there keeps a failed program's event loop
    launcher = tmp_path / "launcher" / "pulumi-resource-pulumi-python"
    launcher.parent.mkdir()
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -u -m pulumi.dynamic "$@"\n')
    launcher.chmod(0o755)
    path = f"{launcher.parent}{os.pathsep}{os.environ['PATH']}"

    def start(program: Callable[[], None], folder: str = "stack", **config: str | auto.ConfigValue | None) -> Stack:
        values = {"apiKey": secret(sandbox.api_key), "baseUrl": sandbox.url, **config}
        given = {f"together:{name}": value for name, value in values.items() if value is not None}
        return Stack(engine, tmp_path / folder, program, config=given, env={"PATH": path})

    yield start
    gc.collect()  # within this test, what a program that failed has left behind


def secret(value: str) -> auto.ConfigValue:
    """What `pulumi config set --secret` sets."""
    return auto.ConfigValue(value, secret=True)


def failure(run: Callable[[], Any]) -> str:
    """All that the engine says of a run that fails."""
    with pytest.raises(auto.CommandError) as caught:
        run()
    return str(caught.value)


def outputs(up: auto.UpResult) -> dict[str, Any]:
    """What the program exported: name -> value."""
    return {name: output.value for name, output in up.outputs.items()}


def diagnostics(said: str) -> list[str]:
    """What the engine lists as diagnostics of all resources; it shows each of them above as well, while it runs."""
    lines = said.partition("Diagnostics:")[2].splitlines()
    listed = [line.strip() for line in takewhile(lambda line: not line or line.startswith("  "), lines) if line.strip()]
    return [line for line in listed if not re.match(r"\S+ \(\S+\):$", line) and "from $PATH at" not in line]


def written(stack: Stack) -> list[bytes]:
    """Every file of the backend, of the engine's home and of the project, and what is packed or encoded in it."""
    contents = [path.read_bytes() for path in stack.folder.rglob("*") if path.is_file()]
    contents += [gzip.decompress(content) for content in contents if content.startswith(b"\x1f\x8b")]
    return contents + [decoded for content in contents for decoded in _decoded(content)]


def _decoded(content: bytes) -> list[bytes]:
    found = re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", content)
    return [base64.b64decode(text) for text in found if len(text) % 4 == 0]
