# SPDX-License-Identifier: MIT
"""The plugin's process ends with the engine that started it, however that engine ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import grpc
import pulumi
import pytest
from google.protobuf import empty_pb2
from pulumi import automation as auto

from processes import descendants, kill_all, wait_until_ended
from pulumi_cli import DEPLOYMENT_PROVIDER, LONGEST, PYTHON_HOST, Project
from pulumi_languages import EXAMPLES
from pulumi_provider_process import IMPORTABLE, DynamicProvider, Plugin, running_engine
from sandbox_api import Sandbox
from waiting import HUNG

PROXIES = dict.fromkeys(("grpc_proxy", "https_proxy"), "http://127.0.0.1:9")  # nothing listens there
SERVERS = {  # what the engine starts -> the arguments of Python
    "the plugin": ["-m", "pulumi_together.plugin"],
    "the language host of the tests": [str(PYTHON_HOST)],
    "the provider of the tests": [str(DEPLOYMENT_PROVIDER)],
}

# HTTP/2 frames (RFC 9113, 6.5) with no settings in them.
SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
SETTINGS_ACK = bytes([0, 0, 0, 4, 1, 0, 0, 0, 0])


@pytest.mark.parametrize("environment", [{}, PROXIES], ids=["direct", "with a proxy"])
def test_the_plugin_ends_when_the_engine_no_longer_listens(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as engine:
        engine.settimeout(HUNG)
        plugin = Plugin("{}:{}".format(*engine.getsockname()), {**os.environ, **IMPORTABLE, **environment})
        try:
            with engine.accept()[0] as connection:
                connection.sendall(SETTINGS)
                received = b""
                while SETTINGS_ACK not in received:
                    received += connection.recv(4096)
                plugin.stub.GetPluginInfo(empty_pb2.Empty(), timeout=HUNG)
                assert plugin.process.poll() is None
                engine.close()
            assert plugin.process.wait(HUNG) == 0
        finally:
            assert plugin.close() == ""


class FailingProvider(pulumi.dynamic.ResourceProvider):
    """A dynamic provider of a user, with a defect."""

    def read(self, id_: str, props: dict[str, Any]) -> pulumi.dynamic.ReadResult:
        """Fail."""
        raise ValueError(f"no such lamp: {id_}")


def test_only_the_errors_of_endpoint_have_no_traceback_in_the_process_of_dynamic_providers() -> None:
    with running_engine() as engine:
        process = DynamicProvider(engine.address, {**os.environ, **IMPORTABLE})
        try:
            process.configure()
            shown = []
            for id, provider in {"{}": None, "lamp": FailingProvider(), "[]": None}.items():
                with pytest.raises(grpc.RpcError) as failed:
                    process.read(id, provider)
                shown.append(failed.value.details())
        finally:
            process.stop()
    assert ["EndpointLookupError" in text for text in shown] == [True, False, True]
    assert ["Traceback" in text for text in shown] == [False, True, False]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_of_the_engine_ends_when_its_parent_was_killed(server: str) -> None:
    parent = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]])"
    with running_engine() as engine:
        process = subprocess.Popen(
            [sys.executable, "-c", parent, *SERVERS[server], engine.address],
            env={**os.environ, **IMPORTABLE},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        try:
            assert process.stdout.readline().strip().isdigit()  # the server's port
            process.kill()
            # The server has inherited this pipe, which is at its end when the last process has closed it.
            assert process.communicate(timeout=HUNG)[0] == ""
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_a_warning_reaches_the_engine_whatever_proxy_is_set() -> None:
    with running_engine() as engine:
        plugin = Plugin(engine.address, {**os.environ, **IMPORTABLE, **PROXIES})
        try:
            plugin.check_config(baseURL="a misspelt name")
            assert len(engine.logged) == 1
        finally:
            assert plugin.close() == ""


def test_a_killed_engine_leaves_no_plugin_behind(engine: auto.PulumiCommand, sandbox: Sandbox, tmp_path: Path) -> None:
    settings = {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url}
    project = Project(engine, tmp_path, EXAMPLES / "yaml", settings)
    sandbox.replies({"fault": "stall", "seconds": LONGEST})
    under_way = threading.Event()
    sandbox.on_request = lambda request, answered: under_way.set()
    preview = subprocess.Popen(
        [engine.command, "preview", "--non-interactive"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    plugins: set[int] = set()
    try:
        assert under_way.wait(HUNG)
        plugins = {process.id for process in descendants(preview.pid) if "python" in process.command}
        assert plugins
        preview.kill()
        preview.wait(HUNG)
        wait_until_ended(plugins)
    finally:
        kill_all({preview.pid, *plugins})
