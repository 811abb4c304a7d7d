# SPDX-License-Identifier: MIT
"""The question of a lookup: which endpoints, of which models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import options
from .errors import InvalidOptionError
from .formatting import Hint
from .selection.records import is_ready

SERVER_FILTERS = ("type", "usage_type", "mine")  # query parameters of v1
FILTERS = (*SERVER_FILTERS, "state", "owner", "name", "ready")
WAIT_NEEDS_MODELS = "waiting is only possible for requested models"
WAIT_NEEDS_READY = "an endpoint that is not ready would be waited for forever"
WAIT_NEEDS_READY_STATE = "no endpoint in the requested states accepts inference calls"
DROP_READY = Hint("drop_ready", "Leave {ready} out, or leave {wait} out")
DROP_STATE = Hint("drop_state", "Leave {state} out, or leave {wait} out")
PASS_MODELS = Hint("pass_models", "Pass {models}, or leave {wait} out")


class Query:
    """What to look up. The arguments are the options in `options.QUESTION`; None means that none was passed.

    Raises InvalidOptionError.
    """

    def __init__(
        self,
        *,
        models: Sequence[str] | None = None,
        type: str | None = None,
        usage_type: str | None = None,
        mine: bool | None = None,
        state: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        name: Sequence[str] | None = None,
        ready: bool | None = None,
        ignore_case: bool | None = None,
        prefer: str | None = None,
        on_multiple: str | None = None,
        on_missing: str | None = None,
        wait: float | None = None,
    ) -> None:
        arguments = {
            "models": models,
            "type": type,
            "usage_type": usage_type,
            "mine": mine,
            "state": state,
            "owner": owner,
            "name": name,
            "ready": ready,
            "ignore_case": ignore_case,
            "prefer": prefer,
            "on_multiple": on_multiple,
            "on_missing": on_missing,
            "wait": wait,
        }
        values = options.resolve(options.QUESTION, arguments, {}).values
        self.models: tuple[str, ...] | None = values["models"]
        self.type: str | None = values["type"]
        self.usage_type: str | None = values["usage_type"]
        self.mine: bool | None = values["mine"]
        self.state: tuple[str, ...] | None = values["state"]
        self.owner: tuple[str, ...] | None = values["owner"]
        self.name: tuple[str, ...] | None = values["name"]
        self.ready: bool | None = values["ready"]
        self.ignore_case: bool = values["ignore_case"]
        self.prefer: str | None = values["prefer"]
        self.on_multiple: str = values["on_multiple"]
        self.on_missing: str = values["on_missing"]
        self.wait: float | None = values["wait"]
        if self.wait and self.models is None:
            raise InvalidOptionError("wait", problem=WAIT_NEEDS_MODELS, hints=[PASS_MODELS])
        if self.wait and self.ready is False:
            raise InvalidOptionError("wait", problem=WAIT_NEEDS_READY, hints=[DROP_READY])
        if self.wait and self.state and not any(is_ready(state.upper()) for state in self.state):
            raise InvalidOptionError("wait", problem=WAIT_NEEDS_READY_STATE, hints=[DROP_STATE])

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters of v1: its filters, with booleans in lower case as the API expects them."""
        return {name: str(value).lower() for name, value in self._present(SERVER_FILTERS).items()}

    @property
    def filters(self) -> dict[str, Any]:
        """All filters in use: option -> value."""
        return self._present(FILTERS)

    def _present(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    def __repr__(self) -> str:
        return f"Query({', '.join(f'{name}={value!r}' for name, value in vars(self).items() if value is not None)})"
