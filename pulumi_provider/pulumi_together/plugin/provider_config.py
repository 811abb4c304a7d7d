# SPDX-License-Identifier: MIT
"""The provider's configuration: checked without the environment first, then completed from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .. import accounts
from .._core import client as core
from ..accounts import config_key
from ..config import ENGINE_KEYS, PLACEHOLDER_KEY
from ..naming import CONNECTION_NAMES
from .property_values import is_unknown

OPTIONS = {name: option for option, name in CONNECTION_NAMES.items()}  # baseUrl -> base_url

CHANGED = "it cannot change for the same API key while the plugin runs, so that no other server gets the key"
NEW_PROCESS = core.Hint("new_process", "Start the plugin again to use another value")


class Destination(NamedTuple):
    """Where a key is sent, and whose certificates are trusted there. The fields are options."""

    base_url: str
    validate_certs: bool
    ca_path: str | None


class Destinations:
    """Where this process may send each API key: only where it was first configured to send it.

    Any local user can call Configure on the port of a plugin, and so could have its key sent to another server. A key
    from the environment is bound by the first valid configuration, also if that has a key of its own. Not thread-safe.
    """

    def __init__(self) -> None:
        self._first: Destination | None = None
        self._of_keys: dict[str, Destination] = {}

    def bind(self, settings: core.Settings, values: Mapping[str, Any]) -> None:
        """Record where the key of a valid configuration is sent. Raises core.InvalidOptionError if it was another."""
        requested = Destination(settings.base_url, settings.validate_certs, settings.ca_path)
        is_from_environment = "api_key" not in _options(values)
        default = self._first if is_from_environment and self._first else requested
        bound = self._of_keys.get(settings.api_key, default)
        for option, allowed, value in zip(Destination._fields, bound, requested, strict=True):
            if value != allowed:
                raise core.InvalidOptionError(option, problem=CHANGED, hints=[NEW_PROCESS])
        self._of_keys[settings.api_key] = bound
        self._first = self._first or bound


def check_config(values: Mapping[str, Any], is_explicit: bool) -> None:
    """Raise core.InvalidOptionError if the configuration is invalid, whatever the environment holds.

    values: property -> plain value. Unknown values are not checked. The key of the environment is refused as a value.
    """
    for key in known_keys(values):
        core.refuse_key({**_options(values), "api_key": None}, key)
    options = {"api_key": PLACEHOLDER_KEY, **_options(values)}
    core.Settings(**options, configured=option_sources(values, is_explicit), environment={})


def known_keys(values: Mapping[str, Any]) -> list[str]:
    """The API keys of the configuration and of the environment."""
    return accounts.known_keys(lambda _key: values.get("apiKey"))


def make_settings(values: Mapping[str, Any], is_explicit: bool) -> core.Settings:
    """The settings: from the configuration, otherwise from the environment. Raises core.InvalidOptionError."""
    return core.Settings(**_options(values), configured=option_sources(values, is_explicit))


def unknown_keys(values: Mapping[str, Any]) -> list[str]:
    """The properties that are not options."""
    return [name for name in values if name not in (*OPTIONS, *ENGINE_KEYS) and not name.startswith("__")]


def option_sources(values: Mapping[str, Any], is_explicit: bool) -> dict[str, str]:
    """The names for errors about options of the stack's configuration: base_url -> `together:baseUrl`.

    is_explicit: whether the values are arguments of a provider that the program creates. These have no other names.
    """
    return {} if is_explicit else {option: config_key(option, None) for option in _options(values)}


def _options(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set and known. An empty value counts as unset, as in the environment."""
    return {
        OPTIONS[name]: value
        for name, value in values.items()
        if name in OPTIONS and value not in (None, "") and not is_unknown(value)
    }
