# SPDX-License-Identifier: MIT
"""Stacks of Python programs that look up endpoints, for the real engine, and what their runs leave behind."""

from __future__ import annotations

import base64
import gc
import gzip
import logging
import os
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

from pulumi_engine import Stack
from pulumi_launchers import install_dynamic_provider
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ID = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
NAME = "acme/mistral-small"
OTHER_MODEL = "google/gemma-3-27b-it"
OTHER_ID = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
AMBIGUOUS_MODEL = "Qwen/Qwen3-32B"  # has several endpoints

MakeStack = Callable[..., Stack]

# For modules with programs that fail: the SDK does not close the coroutines, event loop and sockets of such a program.
IGNORE_UNRAISABLE = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def make_stack(
    engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[MakeStack]:
    """Return a function that makes a stack for a program.

    The stack's configuration has the sandbox's URL and, as a secret, its key; None as a value leaves one out. The
    launcher of dynamic providers is on PATH.
    """
    caplog.set_level(logging.CRITICAL, "grpc._server")  # a logged traceback would keep a failed program's event loop
    install_dynamic_provider(tmp_path / "launcher")
    path = f"{tmp_path / 'launcher'}{os.pathsep}{os.environ['PATH']}"

    def make(program: Callable[[], None], folder: str = "stack", **config: str | auto.ConfigValue | None) -> Stack:
        values = {"apiKey": secret(sandbox.api_key), "baseUrl": sandbox.url, **config}
        keys = {name: name if ":" in name else f"together:{name}" for name in values}
        prefixed = {keys[name]: value for name, value in values.items() if value is not None}
        return Stack(engine, tmp_path / folder, program, config=prefixed, env={"PATH": path})

    yield make
    gc.collect()  # what a failed program left behind causes warnings in this test and not in a later one


def secret(value: str) -> auto.ConfigValue:
    """Return a value as `pulumi config set --secret` sets it."""
    return auto.ConfigValue(value, secret=True)


def engine_error(run: Callable[[], Any]) -> str:
    """Run something that has to fail, and return the engine's output."""
    with pytest.raises(auto.CommandError) as raised:
        run()
    return str(raised.value)


def outputs(up: auto.UpResult) -> dict[str, Any]:
    """Return the values that a program exported."""
    return {name: output.value for name, output in up.outputs.items()}


def diagnostics(output: str) -> list[str]:
    """Return the diagnostics that the engine lists at the end of its output, for all resources."""
    lines = output.partition("Diagnostics:")[2].splitlines()
    section = [line.strip() for line in takewhile(lambda line: not line or line.startswith("  "), lines)]
    return [line for line in section if line and not re.match(r"\S+ \(\S+\):$", line) and "from $PATH at" not in line]


def written_files(stack: Stack) -> list[bytes]:
    """Return every file of the backend, the engine's home and the project, also as decompressed and decoded."""
    contents = [path.read_bytes() for path in stack.folder.rglob("*") if path.is_file()]
    contents += [gzip.decompress(content) for content in contents if content.startswith(b"\x1f\x8b")]
    return contents + [decoded for content in contents for decoded in _decode_base64(content)]


def _decode_base64(content: bytes) -> list[bytes]:
    texts = re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", content)
    return [base64.b64decode(text) for text in texts if len(text) % 4 == 0]
