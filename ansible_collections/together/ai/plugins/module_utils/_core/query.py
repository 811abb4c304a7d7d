# SPDX-License-Identifier: MIT
"""The question of a lookup: which endpoints, of which models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import options

SERVER_FILTERS = ("type", "usage_type", "mine")  # query parameters of v1
RECORD_FILTERS = ("type", "state", "owner", "name")  # compared with the fields of a record


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
        ignore_case: bool | None = None,
        on_multiple: str | None = None,
        on_missing: str | None = None,
    ) -> None:
        arguments = {
            "models": models,
            "type": type,
            "usage_type": usage_type,
            "mine": mine,
            "state": state,
            "owner": owner,
            "name": name,
            "ignore_case": ignore_case,
            "on_multiple": on_multiple,
            "on_missing": on_missing,
        }
        values = options.resolve(options.QUESTION, arguments).values
        self.models: tuple[str, ...] | None = values["models"]
        self.type: str | None = values["type"]
        self.usage_type: str | None = values["usage_type"]
        self.mine: bool | None = values["mine"]
        self.state: tuple[str, ...] | None = values["state"]
        self.owner: tuple[str, ...] | None = values["owner"]
        self.name: tuple[str, ...] | None = values["name"]
        self.ignore_case: bool = values["ignore_case"]
        self.on_multiple: str = values["on_multiple"]
        self.on_missing: str = values["on_missing"]

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters of v1: its filters, with booleans in lower case as the API expects them."""
        return {name: str(value).lower() for name, value in self._present(SERVER_FILTERS).items()}

    @property
    def record_filters(self) -> dict[str, tuple[str, ...]]:
        """The filters on fields of a record: field -> accepted values."""
        present = self._present(RECORD_FILTERS)
        return {name: (value,) if isinstance(value, str) else value for name, value in present.items()}

    @property
    def filters(self) -> dict[str, Any]:
        """All filters in use: option -> value."""
        return self._present((*SERVER_FILTERS, *RECORD_FILTERS[1:]))

    def _present(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    def __repr__(self) -> str:
        return f"Query({', '.join(f'{name}={value!r}' for name, value in vars(self).items() if value is not None)})"
