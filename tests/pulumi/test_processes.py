# SPDX-License-Identifier: MIT
"""The plugin's process ends with the engine that started it, however that engine ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import empty_pb2

import pulumi_together
from pulumi_provider_process import Plugin, running_engine
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
IMPORTABLE = {"PYTHONPATH": str(Path(pulumi_together.__file__).parents[1])}
PROXIES = dict.fromkeys(("grpc_proxy", "https_proxy"), "http://127.0.0.1:9")  # nothing listens there
ENDED = 12  # seconds: far more than a process needs to end

# HTTP/2 frames (RFC 9113, 6.5) with no settings in them.
SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
SETTINGS_ACK = bytes([0, 0, 0, 4, 1, 0, 0, 0, 0])


@pytest.mark.parametrize("environment", [{}, PROXIES], ids=["direct", "with a proxy"])
def test_the_plugin_ends_when_the_engine_no_longer_listens(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as engine:
        engine.settimeout(ENDED)
        plugin = Plugin("{}:{}".format(*engine.getsockname()), {**os.environ, **IMPORTABLE, **environment})
        try:
            with engine.accept()[0] as connection:
                connection.sendall(SETTINGS)
                received = b""
                while SETTINGS_ACK not in received:
                    received += connection.recv(4096)
                plugin.stub.GetPluginInfo(empty_pb2.Empty(), timeout=ENDED)
                assert plugin.process.poll() is None
                engine.close()
            assert plugin.process.wait(ENDED) == 0
        finally:
            assert plugin.close() == ""


def test_the_plugin_ends_when_its_parent_was_killed() -> None:
    parent = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'pulumi_together.plugin', sys.argv[1]])"
    with running_engine() as engine:
        process = subprocess.Popen(
            [sys.executable, "-c", parent, engine.address],
            env={**os.environ, **IMPORTABLE},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        try:
            assert process.stdout.readline().strip().isdigit()  # the plugin's port
            process.kill()
            # The plugin has inherited this pipe, which is at its end when the last process has closed it.
            assert process.communicate(timeout=ENDED)[0] == ""
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_a_warning_reaches_the_engine_whatever_proxy_is_set(sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]
    with running_engine() as engine:
        plugin = Plugin(engine.address, {**os.environ, **IMPORTABLE, **PROXIES})
        try:
            plugin.configure(apiKey=sandbox.api_key, baseUrl=sandbox.url)
            plugin.invoke(model=MODEL)
            assert len(engine.logged) == 1
        finally:
            assert plugin.close() == ""
