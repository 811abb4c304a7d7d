# SPDX-License-Identifier: MIT
"""The provider: its configuration, its functions, and the resource Endpoint, which can only be read."""

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
from ..config import unknown_key_warnings
from ..diagnostics import EngineLog, WarnOnce
from ..errors import failed_read
from ..resource_id import EXAMPLE
from ..threads import run_in_thread
from . import provider_config
from .check_failures import config_failure, function_failure, plugin_renderer, unexpected_failure
from .invokes import FUNCTIONS, make_function_query, resource_arguments, to_schema
from .property_values import to_plain_values, to_properties

TOKEN = "together:index:"
RESOURCE_TYPE = f"{TOKEN}Endpoint"
NOT_CONFIGURED = core.InvalidOptionError("api_key", problem="the provider is not configured yet")
CANCEL_DELAY = 0.05  # seconds, in which the response to Cancel is sent


class TogetherProvider(protocol.Provider):
    """One provider instance. Equal requests are sent once during its lifetime."""

    def __init__(self, engine_address: str) -> None:
        self._log = EngineLog(engine_address)
        self._warnings = WarnOnce(self._log.warning)
        self._lock = threading.Lock()
        self._settings: core.Settings | core.TogetherError = NOT_CONFIGURED
        self._client: core.Client | None = None
        self._destinations = provider_config.Destinations()
        self._sources: dict[str, str] = {}
        self._is_explicit = False

    def set_name(self, name: str) -> None:
        """Store what the name of the provider says: whether the engine or the program creates it."""
        self._is_explicit = not name.startswith("default")

    async def get_schema(self, request: protocol.GetSchemaRequest) -> protocol.GetSchemaResponse:
        """Return the schema that the package contains."""
        schema = importlib.resources.files(package) / "schema.json"
        return protocol.GetSchemaResponse(schema.read_text(encoding="utf-8"))

    async def check_config(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """Check the configuration, and mark the key as a secret. An unknown property may be a misspelled key."""
        values = to_plain_values(request.new_inputs)
        self.set_name(request.name)
        unknown = provider_config.unknown_keys(values)
        prefix = "" if self._is_explicit else "together:"
        project = request.urn.split("::")[1]
        warnings = unknown_key_warnings(unknown, prefix, project, provider_config.known_keys(values))
        await run_in_thread(lambda: self._warnings.warn(warnings))
        inputs = dict(request.new_inputs)
        for name in {"apiKey", *unknown} & inputs.keys():
            inputs[name] = inputs[name].with_secret(True)
        try:
            provider_config.check_config(values, self._is_explicit)
        except core.TogetherError as error:
            sources = provider_config.option_sources(values, self._is_explicit)
            return protocol.CheckResponse(inputs, [config_failure(error, plugin_renderer(sources, self._is_explicit))])
        return protocol.CheckResponse(inputs)

    async def diff_config(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """Report neither a replacement nor that there is no change.

        No endpoint depends on the configuration. If this reported no change, the engine would go on with an old key.
        """
        return protocol.DiffResponse()

    async def configure(self, request: protocol.ConfigureRequest) -> protocol.ConfigureResponse:
        """Store the configuration, completed from the environment. The next lookup raises what is wrong with it.

        Raises core.InvalidOptionError, and keeps the previous configuration, if a key would be sent to another address
        than before.
        """
        values = to_plain_values(request.args)
        try:
            settings: core.Settings | core.TogetherError = provider_config.make_settings(values, self._is_explicit)
        except core.TogetherError as error:
            settings = error
        with self._lock:
            if isinstance(settings, core.Settings):
                self._destinations.bind(settings, values)
            self._settings, self._client = settings, None
            self._sources = provider_config.option_sources(values, self._is_explicit)
        # Without accept_secrets, the engine itself marks results of secret arguments as secrets.
        return protocol.ConfigureResponse(supports_preview=True)

    async def call_function(
        self, token: str, arguments: Mapping[str, PropertyValue], is_preview: bool
    ) -> protocol.InvokeResponse:
        """Return a function's result, or one failure."""
        name = token.removeprefix(TOKEN)
        if name not in FUNCTIONS:
            known = " and ".join(f"{TOKEN}{known}" for known in FUNCTIONS)
            failure = protocol.CheckFailure("token", f"there is no function {token}. The functions are {known}.")
            return protocol.InvokeResponse(failures=[failure])
        subject = FUNCTIONS[name].subject
        values = to_plain_values(arguments)
        try:
            result = await run_in_thread(lambda: self._lookup(name, values, is_preview))
            return protocol.InvokeResponse(to_properties(result))
        except core.TogetherError as error:
            return protocol.InvokeResponse(failures=[function_failure(error, self._renderer(subject), subject)])
        except Exception as error:
            return protocol.InvokeResponse(failures=[unexpected_failure(error, subject)])

    async def diff(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """Report no change: a resource that is only read has no inputs."""
        return protocol.DiffResponse(changes=False)

    async def read(self, request: protocol.ReadRequest) -> protocol.ReadResponse:
        """Return the endpoint that the ID selects now, under the same ID, which a refresh passes again.

        Raises core.TogetherError, also if there is no endpoint: a response without one would remove the resource from
        the state.
        """
        type_problem = check_resource_type(request.type)
        if type_problem:
            raise core.InvalidOptionError("type", problem=type_problem)
        if request.inputs:
            names = ", ".join(request.inputs)
            hint = core.Hint("use_id", f"Put them into the ID, a JSON object such as {EXAMPLE}")
            raise core.InvalidOptionError("state", "no properties", names, hints=[hint])
        arguments = resource_arguments(request.resource_id, self._connect()[0].api_key)
        try:
            endpoint = await run_in_thread(lambda: self._lookup("getEndpoint", arguments))
        except core.TogetherError as error:
            raise failed_read(error, "endpointId" in request.properties) from None
        endpoint["endpointId"] = endpoint.pop("id")
        return protocol.ReadResponse(request.resource_id, to_properties(endpoint), {})

    async def delete(self, request: protocol.DeleteRequest) -> None:
        """Do nothing: the engine removes the resource from the state."""

    async def cancel(self) -> None:
        """End the process, whatever it is doing."""
        threading.Timer(CANCEL_DELAY, os._exit, [0]).start()

    def render_error(self, error: core.TogetherError) -> str:
        """The message of an error of `read` or `configure`."""
        return self._renderer("model").render(error)

    def _renderer(self, subject: str) -> core.Renderer:
        with self._lock:
            return plugin_renderer(self._sources, self._is_explicit, subject)

    def _lookup(self, name: str, arguments: Mapping[str, Any], is_preview: bool = False) -> dict[str, Any]:
        """The result of a function, with the schema's names. Raises core.TogetherError."""
        passed = {argument: value for argument, value in arguments.items() if value is not None}
        settings, client = self._connect()
        query = make_function_query(name, passed, settings.api_key, is_preview)
        answer = client.lookup(query, progress=self._log.status, trace=self._log.trace)
        self._warnings.warn(answer.warnings)
        result: dict[str, Any] = to_schema(FUNCTIONS[name].convert(answer))
        return result

    def _connect(self) -> tuple[core.Settings, core.Client]:
        """The settings and the client that all lookups share. Raises core.TogetherError."""
        with self._lock:
            if isinstance(self._settings, core.TogetherError):
                raise self._settings.with_traceback(None)  # a shared error, which would collect tracebacks
            if self._client is None:
                self._client = core.Client(self._settings)
            return self._settings, self._client


def check_resource_type(resource_type: str) -> str:
    """The error for an unknown resource type, otherwise "". In a component, its type follows those of its parents."""
    own_type = resource_type.rpartition("$")[2]
    if own_type == RESOURCE_TYPE:
        return ""
    return f"there is no resource {own_type}. The only resource is {RESOURCE_TYPE}, which can only be read."


def create_error(urn: str) -> str:
    """Why the resource with this URN cannot be created, imported or changed, and how to read it."""
    resource_type, name = urn.split("::", 3)[2:]
    return check_resource_type(resource_type) or (
        f'an Endpoint can only be read, not created or imported. Use Endpoint.get("{name}", id), in Go GetEndpoint, '
        f'in YAML "get" with an id. The id is the model, or a JSON object of the arguments of getEndpoint such as '
        f"{EXAMPLE}."
    )
