# SPDX-License-Identifier: MIT
"""The gRPC server for the engine: the SDK's, with messages instead of tracebacks and with calls that it lacks."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, NoReturn

import grpc
import grpc.aio
from google.protobuf import empty_pb2
from pulumi.provider.experimental import provider as protocol
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from .._core import client as core
from . import lifetime
from .check_failures import unexpected_failure
from .provider import TogetherProvider, create_error

MAX_MESSAGE = 400 * 1024 * 1024  # bytes, as in the SDK's servers
MESSAGE_OPTIONS = [("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)]


class Servicer(ProviderServicer):
    """The SDK's servicer, whose errors contain tracebacks, and which lacks Cancel in older versions."""

    def __init__(self, provider: TogetherProvider, engine_address: str) -> None:
        super().__init__([], core.VERSION, provider, engine_address=engine_address)
        self._together = provider

    async def Configure(self, request: Any, context: Any) -> provider_pb2.ConfigureResponse:  # noqa: N802
        """Store the configuration, or refuse another address for the same key.

        The SDK does not pass the name of the provider on. Older engines do not send it.
        """
        if getattr(request, "name", ""):
            self._together.set_name(request.name)
        configuration = protocol.ConfigureRequest({}, PropertyValue.unmarshal_map(request.args), True, True)
        try:
            result = await self._together.configure(configuration)
        except core.TogetherError as error:
            message = self._together.render_error(error)
        else:
            return provider_pb2.ConfigureResponse(supportsPreview=result.supports_preview)
        return await _refuse(context, message)

    async def Invoke(self, request: Any, context: Any) -> provider_pb2.InvokeResponse:  # noqa: N802
        """Call a function. The SDK does not tell whether this is a preview; older engines do not either."""
        arguments = PropertyValue.unmarshal_map(request.args)
        is_preview = getattr(request, "preview", False)
        result = await self._together.call_function(request.tok, arguments, is_preview)
        failures = [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in result.failures or ()]
        # A dictionary, because `return` is a keyword.
        returned = {"return": PropertyValue.marshal_map(result.return_value or {})}
        return provider_pb2.InvokeResponse(failures=failures, **returned)

    async def Cancel(self, request: empty_pb2.Empty, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """End the process."""
        await self._together.cancel()
        return empty_pb2.Empty()

    async def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:  # noqa: N802
        """Return the resource as it is now, or an error with a message."""
        inputs = PropertyValue.unmarshal_map(request.inputs)
        properties = PropertyValue.unmarshal_map(request.properties)
        try:
            result = await self._together.read(protocol.ReadRequest(request.urn, request.id, properties, inputs))
        except core.TogetherError as error:
            message = self._together.render_error(error)
        except Exception as error:
            message = unexpected_failure(error, "model").reason
        else:
            # Without inputs, an import would say that the plugin is too old, instead of how to read the endpoint.
            # Only Check can refuse an import: Pulumi 3.274 sends the same Read for an import and for a read.
            return provider_pb2.ReadResponse(
                id=request.id,
                properties=PropertyValue.marshal_map(result.properties),
                inputs=PropertyValue.marshal_map(result.inputs),
            )
        return await _refuse(context, message)

    async def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        """Refuse to create or import a resource.

        With an error: a CheckFailure is only a warning to `pulumi import`, which stores a protected resource.
        """
        return await _refuse(context, create_error(request.urn))

    async def Create(self, request: Any, context: Any) -> provider_pb2.CreateResponse:  # noqa: N802
        """Refuse, if the engine calls this without Check."""
        return await _refuse(context, create_error(request.urn))

    async def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:  # noqa: N802
        """Refuse, as Create does."""
        return await _refuse(context, create_error(request.urn))


async def _refuse(context: Any, message: str) -> NoReturn:
    await context.abort(grpc.StatusCode.FAILED_PRECONDITION, message)
    raise AssertionError("abort raises")


async def serve(provider: TogetherProvider, engine_address: str) -> None:
    """Serve until the process ends. The engine reads the port from the first line of standard output."""
    server = grpc.aio.server(options=MESSAGE_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(provider, engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    core.start_thread(core.preload)  # while the engine starts the program; the first lookup raises its errors
    await asyncio.gather(server.wait_for_termination(), lifetime.exit_with_engine(engine_address))
