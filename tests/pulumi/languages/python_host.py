# SPDX-License-Identifier: MIT
"""A stand-in for Pulumi's language host for Python, which is in no package registry. It runs plugins, not programs.

Like the real host, it installs a plugin's requirements into the virtual environment that PulumiPlugin.yaml names, with
the plugin's folder as working directory. It runs the folder with that environment's Python, in the project's folder.
The SDKs that it generates are the schema alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

PARENT = os.getppid()


class PythonHost(language_pb2_grpc.LanguageRuntimeServicer):
    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version="0.0.0")

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        folder = Path(request.info.program_directory)
        environment = virtual_environment(request.info)
        if not (folder / "requirements.txt").exists():
            return
        python = str(environment / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
        for command in ([sys.executable, "-m", "venv", str(environment)], pip):
            done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            yield language_pb2.InstallDependenciesResponse(stdout=done.stdout)
            if done.returncode:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, f"{command} failed: {done.stdout.decode()}")

    def GeneratePackage(self, request: Any, context: Any) -> Any:  # noqa: N802
        folder = Path(request.directory)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "schema.json").write_text(request.schema, encoding="utf-8")
        return language_pb2.GeneratePackageResponse()

    def Link(self, request: Any, context: Any) -> Any:  # noqa: N802
        return language_pb2.LinkResponse()

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        python = virtual_environment(request.info) / "bin" / "python"
        process = subprocess.Popen(
            [python, request.info.program_directory, *request.args],
            cwd=request.pwd,
            env=dict(entry.split("=", 1) for entry in request.env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        context.add_callback(process.kill)
        assert process.stdout
        for line in process.stdout:
            yield language_pb2.RunPluginResponse(stdout=line)
        yield language_pb2.RunPluginResponse(exitcode=process.wait())


def virtual_environment(info: Any) -> Path:
    """The folder that the option `virtualenv` names. Raises KeyError without the option."""
    options: dict[str, str] = json_format.MessageToDict(info.options)
    return Path(info.root_directory) / options["virtualenv"]


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which the engine sends at the end
    server = grpc.server(futures.ThreadPoolExecutor())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(PythonHost(), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    while os.getppid() == PARENT:  # a killed engine cannot stop it
        time.sleep(1)


main()
