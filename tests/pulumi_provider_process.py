# SPDX-License-Identifier: MIT
"""A provider of Pulumi as a process, spoken to in gRPC as the engine does: the plugin, and the dynamic provider."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from pulumi_together.reader import EndpointReader

GET_ENDPOINT = "together:index:getEndpoint"
GET_ENDPOINTS = "together:index:getEndpoints"
URN = "urn:pulumi:test::lookup::together:index:Endpoint::chat"
LONGEST = 240  # seconds of a call: more than any lookup takes

Result = tuple[dict[str, Any], list[tuple[str, str]]]  # what was found, and (property, reason) of what failed


class Engine(engine_pb2_grpc.EngineServicer):
    """The half of the engine that a provider calls. address: of its server; logged: what it was told to show."""

    def __init__(self, server: grpc.Server) -> None:
        """Served by server, which is started elsewhere."""
        self.logged: list[engine_pb2.LogRequest] = []
        engine_pb2_grpc.add_EngineServicer_to_server(self, server)
        self.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"

    def Log(self, request: engine_pb2.LogRequest, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Keep what a user would see."""
        self.logged.append(request)
        return empty_pb2.Empty()


@contextmanager
def an_engine() -> Iterator[Engine]:
    """One that listens."""
    server = grpc.server(futures.ThreadPoolExecutor())
    engine = Engine(server)
    server.start()
    try:
        yield engine
    finally:
        server.stop(None).wait()


class Provider:
    """A provider process, in a session of its own."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        """arguments: of Python; environment: all of it."""
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**environment, "PYTHONUNBUFFERED": "1"},  # to see all that it prints, however it ends
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def configure(self, **config: Any) -> None:
        """Give it its configuration, property -> plain value or what `secret` makes of one."""
        self.stub.Configure(provider_pb2.ConfigureRequest(args=packed(config), acceptSecrets=True), timeout=LONGEST)

    def close(self) -> str:
        """End it, and all that it printed."""
        self.channel.close()
        self.process.terminate()
        return "".join(self.process.communicate(timeout=60))

    def end(self) -> None:
        """End it, unless it has ended."""
        if self.process.poll() is None:
            self.close()


class Plugin(Provider):
    """The plugin `pulumi-resource-together`, and calls to it with plain values."""

    def __init__(self, engine: str, environment: Mapping[str, str]) -> None:
        """engine: its address."""
        super().__init__(["-m", "pulumi_together.plugin", "--logtostderr", "-v=9", engine], environment)

    def check_config(self, name: str = "default", /, **config: Any) -> Result:
        """The configuration of a provider of some name as checked, and what is wrong with it."""
        urn = f"urn:pulumi:test::lookup::pulumi:providers:together::{name}"
        answer = self.stub.CheckConfig(provider_pb2.CheckRequest(urn=urn, news=packed(config)), timeout=LONGEST)
        return unpacked(answer.inputs), failures(answer)

    def invoke(self, token: str = GET_ENDPOINT, /, **arguments: Any) -> Result:
        """A function's result."""
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=packed(arguments)), timeout=LONGEST)
        return unpacked(getattr(answer, "return")), failures(answer)

    def read(self, id: str, **inputs: Any) -> provider_pb2.ReadResponse:
        """A resource that is read."""
        request = provider_pb2.ReadRequest(urn=URN, id=id, inputs=packed(inputs))
        answer: provider_pb2.ReadResponse = self.stub.Read(request, timeout=LONGEST)
        return answer


class DynamicProvider(Provider):
    """The process that Pulumi keeps for dynamic providers, and reads by ours."""

    def __init__(self, engine: str, environment: Mapping[str, str]) -> None:
        """engine: its address."""
        super().__init__(["-u", "-m", "pulumi.dynamic", engine], environment)

    def read(self, id: str) -> dict[str, Any]:
        """The outputs of the resource."""
        inputs = packed({"__provider": serialize_provider(EndpointReader())})
        answer = self.stub.Read(provider_pb2.ReadRequest(urn=URN, id=id, inputs=inputs), timeout=LONGEST)
        return unpacked(answer.properties)


def secret(value: str) -> dict[str, str]:
    """A value that is marked as a secret."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def packed(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """The message for plain values."""
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


def unpacked(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The plain values of a message."""
    found: dict[str, Any] = json_format.MessageToDict(struct)
    return found


def failures(answer: Any) -> list[tuple[str, str]]:
    """Property and reason of each failure in an answer."""
    return [(failure.property, failure.reason) for failure in answer.failures]
