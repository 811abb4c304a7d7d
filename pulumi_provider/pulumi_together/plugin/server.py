# SPDX-License-Identifier: MIT
"""The gRPC server that the engine talks to: the SDK's, but for what it does not do well."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import grpc
import grpc.aio
from google.protobuf import empty_pb2
from pulumi.provider.experimental import provider as protocol
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from .._core import client as core
from . import libraries, lifetime
from .failures import sentence, unexpected
from .provider import TogetherProvider, refusal

LARGEST = 400 * 1024 * 1024  # bytes of a message, as the SDK's servers take
REFUSED = grpc.StatusCode.FAILED_PRECONDITION


class Servicer(ProviderServicer):
    """The SDK's servicer. It puts tracebacks into errors, and older ones do not know Cancel."""

    def __init__(self, provider: TogetherProvider, address: str) -> None:
        super().__init__([], core.VERSION, provider, engine_address=address)
        self._together = provider

    async def Cancel(self, request: empty_pb2.Empty, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """End at once."""
        await self._together.cancel()
        return empty_pb2.Empty()

    async def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:  # noqa: N802
        """The resource as it is now; where that fails, a sentence."""
        inputs = PropertyValue.unmarshal_map(request.inputs)
        asked = protocol.ReadRequest(request.urn, request.id, PropertyValue.unmarshal_map(request.properties), inputs)
        try:
            read = await self._together.read(asked)
        except core.TogetherError as failed:
            failure = sentence(failed, "model")
        except Exception as error:
            failure = unexpected(error).reason
        else:
            # Inputs, though empty: an import without any would be told that the plugin is too old, not to use get.
            return provider_pb2.ReadResponse(
                id=request.id,
                properties=PropertyValue.marshal_map(read.properties),
                inputs=PropertyValue.marshal_map(read.inputs),
            )
        await context.abort(REFUSED, failure)
        raise AssertionError("abort raises")

    async def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        """Refuse to create or import a resource.

        With an error: a CheckFailure is only a warning to `pulumi import`, which stores a protected resource.
        """
        await context.abort(REFUSED, refusal(request.urn))
        raise AssertionError("abort raises")

    async def Create(self, request: Any, context: Any) -> provider_pb2.CreateResponse:  # noqa: N802
        """Refuse, should the engine come here past Check."""
        await context.abort(REFUSED, refusal(request.urn))
        raise AssertionError("abort raises")

    async def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:  # noqa: N802
        """Refuse as Create does."""
        await context.abort(REFUSED, refusal(request.urn))
        raise AssertionError("abort raises")


async def serve(provider: TogetherProvider, address: str) -> None:
    """Serve for as long as the process lives. The engine reads the port from the first line of standard output."""
    server = grpc.aio.server(
        options=[("grpc.max_receive_message_length", LARGEST), ("grpc.max_send_message_length", LARGEST)]
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(provider, address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    libraries.load_soon()
    await asyncio.gather(server.wait_for_termination(), lifetime.exit_with_engine(address))
