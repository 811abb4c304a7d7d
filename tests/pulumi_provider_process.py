# SPDX-License-Identifier: MIT
"""Pulumi's provider processes, the plugin and the dynamic provider, called over gRPC as the engine calls them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

import pulumi_together
from pulumi_together.dynamic_provider import EndpointProvider
from waiting import HUNG

GET_ENDPOINT = "together:index:getEndpoint"
GET_ENDPOINTS = "together:index:getEndpoints"
IMPORTABLE = {"PYTHONPATH": str(Path(pulumi_together.__file__).parents[1])}  # the environment that finds the package
MODULE = (sys.executable, "-m", "pulumi_together.plugin")
URN = "urn:pulumi:test::lookup::together:index:Endpoint::chat"
CALL_TIMEOUT = 280  # seconds, longer than any lookup of a test takes

Result = tuple[dict[str, Any], list[tuple[str, str]]]  # the returned properties, and (property, reason) of each failure


class Engine(engine_pb2_grpc.EngineServicer):
    """The engine's service for providers.

    `logged` holds the messages that a user would see, `debugged` those that a user sees with `--debug`.
    """

    def __init__(self, server: grpc.Server) -> None:
        """Add the service to a server that the caller starts."""
        self.logged: list[engine_pb2.LogRequest] = []
        self.debugged: list[engine_pb2.LogRequest] = []
        engine_pb2_grpc.add_EngineServicer_to_server(self, server)
        self.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"

    def Log(self, request: engine_pb2.LogRequest, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Keep a message."""
        (self.debugged if request.severity == engine_pb2.DEBUG else self.logged).append(request)
        return empty_pb2.Empty()


@contextmanager
def running_engine() -> Iterator[Engine]:
    """Serve the engine's service on a free port."""
    server = grpc.server(futures.ThreadPoolExecutor())
    engine = Engine(server)
    server.start()
    try:
        yield engine
    finally:
        server.stop(None).wait()


class Provider:
    """A provider process in a session of its own."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a command, with no other variables than these."""
        self.process = subprocess.Popen(
            command,
            env={**environment, "PYTHONUNBUFFERED": "1"},  # to get its whole output, however it ends
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def configure(self, **config: Any) -> None:
        """Configure the provider. A value is plain, or the result of `secret`."""
        request = provider_pb2.ConfigureRequest(args=to_struct(config), acceptSecrets=True)
        self.stub.Configure(request, timeout=CALL_TIMEOUT)

    def close(self) -> str:
        """Terminate the process, and return its output."""
        self.channel.close()
        self.process.terminate()
        return "".join(self.process.communicate(timeout=HUNG))

    def stop(self) -> None:
        """Terminate the process if it is running."""
        if self.process.poll() is None:
            self.close()


class Plugin(Provider):
    """The plugin `pulumi-resource-together`, called with plain values."""

    def __init__(self, engine: str, environment: Mapping[str, str], command: Sequence[str] = MODULE) -> None:
        """Start the plugin, by a command, with the engine's address."""
        super().__init__([*command, "--logtostderr", "-v=9", engine], environment)

    def check_config(self, name: str = "default", /, **config: Any) -> Result:
        """Check the configuration of the provider with this name."""
        urn = f"urn:pulumi:test::lookup::pulumi:providers:together::{name}"
        request = provider_pb2.CheckRequest(urn=urn, news=to_struct(config))
        answer = self.stub.CheckConfig(request, timeout=CALL_TIMEOUT)
        return from_struct(answer.inputs), failures(answer)

    def invoke(self, token: str = GET_ENDPOINT, /, **arguments: Any) -> Result:
        """Call a function."""
        request = provider_pb2.InvokeRequest(tok=token, args=to_struct(arguments))
        answer = self.stub.Invoke(request, timeout=CALL_TIMEOUT)
        return from_struct(getattr(answer, "return")), failures(answer)

    def read(self, id: str, **inputs: Any) -> provider_pb2.ReadResponse:
        """Read a resource."""
        request = provider_pb2.ReadRequest(urn=URN, id=id, inputs=to_struct(inputs))
        answer: provider_pb2.ReadResponse = self.stub.Read(request, timeout=CALL_TIMEOUT)
        return answer


class DynamicProvider(Provider):
    """Pulumi's process of dynamic providers."""

    def __init__(self, engine: str, environment: Mapping[str, str]) -> None:
        """Start the process with the engine's address."""
        super().__init__([sys.executable, "-u", "-m", "pulumi.dynamic", engine], environment)

    def read(self, id: str, provider: ResourceProvider | None = None) -> dict[str, Any]:
        """Read the resource with this id by a provider, by default that of `Endpoint`, and return its outputs."""
        inputs = to_struct({"__provider": serialize_provider(provider or EndpointProvider())})
        answer = self.stub.Read(provider_pb2.ReadRequest(urn=URN, id=id, inputs=inputs), timeout=CALL_TIMEOUT)
        return from_struct(answer.properties)


def secret(value: str) -> dict[str, str]:
    """Mark a value as a secret, as the engine does."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Convert plain values to a message."""
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


def from_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Convert a message to plain values."""
    values: dict[str, Any] = json_format.MessageToDict(struct)
    return values


def failures(answer: Any) -> list[tuple[str, str]]:
    """Return property and reason of each failure in an answer."""
    return [(failure.property, failure.reason) for failure in answer.failures]
