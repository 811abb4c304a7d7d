# SPDX-License-Identifier: MIT
"""The provider: its configuration, its functions, and the resource Endpoint, which is only ever read."""

from __future__ import annotations

import importlib.resources
import os
import threading
from collections.abc import Mapping
from typing import Any

from pulumi.provider.experimental import provider as protocol
from pulumi.provider.experimental.property_value import PropertyValue

from .. import __name__ as package
from .._core import client as core
from ..engine_log import EngineLog
from ..threads import in_a_thread
from . import connection
from .failures import check_failure, config_failure, unexpected
from .questions import FUNCTIONS, Arguments, question, selector
from .values import plain, properties

TOKEN = "together:index:"
RESOURCE = f"{TOKEN}Endpoint"
NOT_CONFIGURED = core.InvalidOptionError("apiKey", "the provider is not configured yet")
ANSWERED = 0.05  # seconds for the reply to Cancel to leave


class TogetherProvider(protocol.Provider):
    """One configured provider; its equal requests are made once for as long as it lives."""

    def __init__(self, log: EngineLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._settings: core.Settings | core.TogetherError = NOT_CONFIGURED
        self._client: core.Client | None = None
        self._explicit = False

    async def get_schema(self, request: protocol.GetSchemaRequest) -> protocol.GetSchemaResponse:
        """The schema that the package ships."""
        return protocol.GetSchemaResponse(
            (importlib.resources.files(package) / "schema.json").read_text(encoding="utf-8")
        )

    async def check_config(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """The configuration, with the key and what may be one marked as secrets; or what is wrong with it."""
        configured = _plain(request.new_inputs)
        self._explicit = not request.name.startswith("default")  # as the engine names its own
        unknown = connection.unknown_keys(configured)
        await in_a_thread(lambda: self._log.warn(connection.warnings(unknown, self._explicit)))
        inputs = dict(request.new_inputs)
        for name in {"apiKey", *unknown} & inputs.keys():  # under an unknown name there may be a key as well
            inputs[name] = inputs[name].with_secret(True)
        try:
            connection.check(configured)
        except core.TogetherError as failed:
            return protocol.CheckResponse(inputs, [config_failure(failed)])
        return protocol.CheckResponse(inputs)

    async def diff_config(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """Never a replacement, no endpoint depends on how it is asked for. The engine updates what differs.

        To call a new key no difference would have the engine go on with the old one.
        """
        return protocol.DiffResponse()

    async def configure(self, request: protocol.ConfigureRequest) -> protocol.ConfigureResponse:
        """Take the configuration, and the environment. What they lack is told by the lookup that needs it."""
        try:
            found: core.Settings | core.TogetherError = connection.settings(_plain(request.args))
        except core.TogetherError as failed:
            found = failed
        with self._lock:
            self._settings, self._client = found, None
        # Secrets the engine keeps itself then: what comes of a secret argument it marks as secret.
        return protocol.ConfigureResponse(supports_preview=True)

    async def invoke(self, request: protocol.InvokeRequest) -> protocol.InvokeResponse:
        """A function's result, or the one thing that failed."""
        name = request.tok.removeprefix(TOKEN)
        if name not in FUNCTIONS:
            there = " and ".join(TOKEN + name for name in FUNCTIONS)
            return protocol.InvokeResponse(
                failures=[protocol.CheckFailure("token", f"there is no function {request.tok}, only {there}")]
            )
        try:
            found = await in_a_thread(lambda: self._lookup(name, _plain(request.args)))
            return protocol.InvokeResponse(properties(found))
        except core.TogetherError as failed:
            return protocol.InvokeResponse(failures=[check_failure(failed, FUNCTIONS[name].subject)])
        except Exception as error:
            return protocol.InvokeResponse(failures=[unexpected(error)])

    async def diff(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """Nothing that is read is to be changed."""
        return protocol.DiffResponse(changes=False)

    async def read(self, request: protocol.ReadRequest) -> protocol.ReadResponse:
        """The endpoint that its id selects now, under that id: it is what a refresh passes.

        Raises core.TogetherError, also where there is no endpoint: an answer without one would drop it from the state.
        """
        strange = no_such(request.type)
        if strange:
            raise core.InvalidOptionError("type", strange)
        if request.inputs:
            problem = f"expected none beside the id, found {', '.join(request.inputs)}; filters are part of the id"
            raise core.InvalidOptionError("state", problem)
        found = await in_a_thread(lambda: self._lookup("getEndpoint", selector(request.resource_id)))
        found["endpointId"] = found.pop("id")
        return protocol.ReadResponse(request.resource_id, properties(found), {})

    async def delete(self, request: protocol.DeleteRequest) -> None:
        """Only forgets, in the engine's state."""

    async def cancel(self) -> None:
        """End, whatever is under way."""
        threading.Timer(ANSWERED, os._exit, [0]).start()

    def _lookup(self, name: str, arguments: Arguments) -> dict[str, Any]:
        """The result of a function. Raises core.TogetherError."""
        asked = question(name, {argument: value for argument, value in arguments.items() if value is not None})
        answer = self._shared().lookup(asked)
        self._log.warn(answer.warnings)
        return FUNCTIONS[name].result(answer)

    def _shared(self) -> core.Client:
        """The one client. Raises core.TogetherError."""
        with self._lock:
            if isinstance(self._settings, core.TogetherError):
                raise self._settings
            if self._client is None:
                self._client = core.Client(self._settings)
            return self._client


def no_such(type: str) -> str:
    """What is wrong with a resource's type, which in a component stands behind those of its parents; "" if nothing."""
    resource = type.rpartition("$")[2]
    return "" if resource == RESOURCE else f"there is no resource {resource}, only {RESOURCE}, which is read"


def refusal(urn: str) -> str:
    """Why the resource that a URN names cannot be created, imported or changed, and how to read it."""
    type, name = urn.split("::", 3)[2:]
    return no_such(type) or (
        f'an Endpoint can only be read, not created or imported. Use Endpoint.get("{name}", id), in Go GetEndpoint, '
        'in YAML "get" with an id. The id is the model, or a JSON object of the arguments of getEndpoint such as '
        '{"model":"Qwen/Qwen3-32B","type":"dedicated"}'
    )


def _plain(values: Mapping[str, PropertyValue]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}
