# SPDX-License-Identifier: MIT
"""The provider of `Endpoint`: reads, and does nothing else. It runs in a process of Pulumi's, beside the program."""

from __future__ import annotations

import sys
from typing import Any

from pulumi import dynamic

from ._core import client as core
from .engine_log import EngineLog
from .errors import EndpointLookupError, public
from .lookups import ONE_ENDPOINT, one
from .results import only_endpoint
from .selectors import NAMES, arguments
from .settings import RESOURCE_KEY, renderer, settings


class EndpointReader(dynamic.ResourceProvider):
    """Looks up the endpoint that a selector asks for, anew at each read.

    State holds it by the names of this class and its module, so that neither may change; and nothing else of it.
    """

    # What is stored is the name of the class. To hide it would only keep users from seeing that there is no key in it.
    serialize_as_secret_always = False

    def __init__(self) -> None:
        """Nothing is known yet: `configure` comes later, in another process."""
        self._config = dynamic.Config({}, "")
        self._log = EngineLog("")

    def __reduce__(self) -> tuple[type[EndpointReader], tuple[()]]:
        """Never with the configuration, which has the key."""
        return EndpointReader, ()

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration, secrets included."""
        self._config = req.config
        self._log = EngineLog(sys.argv[-1])  # Pulumi starts the process with its own address

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """The endpoint as it is now, under the id that was asked for: another one is a change, not a replacement.

        Raises EndpointLookupError, also where there is no endpoint: to say so would drop the resource from the state.
        """
        asked: dict[str, Any] = dict.fromkeys(NAMES.values())
        try:
            asked = arguments(id_)
            return dynamic.ReadResult(id_, self._found(asked))
        except core.TogetherError as error:
            failed = public(error, renderer(asked, ONE_ENDPOINT, self._config.get, RESOURCE_KEY))
        except EndpointLookupError as error:
            failed = error
        sys.tracebacklimit = 0  # Pulumi shows the traceback as well, and the sentence says it all
        raise failed

    def _found(self, asked: dict[str, Any]) -> dict[str, Any]:
        answer = core.lookup(settings(asked, self._config.get), one(asked))
        self._log.warn(answer.warnings)
        row = only_endpoint(answer).to_dict()
        return {"endpoint_id": row.pop("id"), **row}
