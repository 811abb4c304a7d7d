# SPDX-License-Identifier: MIT
"""The provider's configuration: checked without the environment first, then completed from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core import client as core
from ..accounts import config_key
from ..config import ENGINE_KEYS, PLACEHOLDER_KEY
from ..naming import CONNECTION_NAMES
from .property_values import is_unknown

OPTIONS = {name: option for option, name in CONNECTION_NAMES.items()}  # baseUrl -> base_url


def check_config(values: Mapping[str, Any], is_explicit: bool) -> None:
    """Raise core.InvalidOptionError if the configuration is invalid, whatever the environment holds.

    values: property -> plain value. Unknown values are not checked.
    """
    options = {"api_key": PLACEHOLDER_KEY, **_options(values)}
    core.Settings(**options, configured=option_sources(values, is_explicit), environment={})


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
