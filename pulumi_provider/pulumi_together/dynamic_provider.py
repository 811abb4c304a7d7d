# SPDX-License-Identifier: MIT
"""The dynamic provider of `Endpoint`. It runs in a process that Pulumi starts beside the program."""

from __future__ import annotations

import sys
from typing import Any

from pulumi import dynamic

from ._core import client as core
from .accounts import refuse_known_keys
from .config import settings_arguments
from .diagnostics import EngineLog, WarnOnce, hide_traceback
from .errors import EndpointLookupError, failed_read, public_error
from .queries import make_query
from .renderers import resource_renderer
from .resource_id import ResourceQuery, parse_resource_id
from .results import get_endpoint_result


class EndpointProvider(dynamic.ResourceProvider):
    """Reads the endpoint that a resource ID selects. Every read sends its own requests.

    The state of a stack holds the names of this class and of its module, and nothing else of it. Do not rename them.
    """

    # The stored text holds no secret. As a secret, it could not be inspected.
    serialize_as_secret_always = False

    def __init__(self) -> None:
        """Create a provider without configuration. Pulumi calls `configure` in the process that reads."""
        self._config = dynamic.Config({}, "")
        self._log = EngineLog("")
        self._warnings = WarnOnce(self._log.warning)

    def __reduce__(self) -> tuple[type[EndpointProvider], tuple[()]]:
        """Pickle without the configuration, which holds the API key."""
        return EndpointProvider, ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Store the stack's configuration, secrets included."""
        self._config = req.config
        engine_address = sys.argv[-1]  # Pulumi starts this process with it
        self._log = EngineLog(engine_address)
        self._warnings = WarnOnce(self._log.warning)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Return the endpoint's current outputs under the requested ID, so that another endpoint is a change.

        Raises EndpointLookupError, also if there is no endpoint: a result without one would remove the resource from
        the state.
        """
        query = ResourceQuery({}, None)
        try:
            refuse_known_keys({"id": id_}, self._config.get)
            query = parse_resource_id(id_)
            return dynamic.ReadResult(id_, self._read(query))
        except core.TogetherError as error:
            renderer = resource_renderer(*query, self._config.get)
            failed = public_error(failed_read(error, bool(props.get("endpoint_id"))), renderer)
        except EndpointLookupError as error:
            failed = error
        hide_traceback(failed)
        try:
            raise failed
        finally:
            del failed  # the error refers to this frame, which must not refer to the error

    def _read(self, query: ResourceQuery) -> dict[str, Any]:
        settings = core.Settings(**settings_arguments(*query, self._config.get))
        answer = core.lookup(settings, make_query(query.arguments, settings.api_key), trace=self._log.trace)
        self._warnings.warn(answer.warnings)
        endpoint = get_endpoint_result(answer).to_dict()
        return {"endpoint_id": endpoint.pop("id"), **endpoint}
