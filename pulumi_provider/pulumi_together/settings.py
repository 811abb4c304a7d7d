# SPDX-License-Identifier: MIT
"""Connection options from arguments, else the stack's configuration; the core adds environment and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ._core import api as core
from .errors import renamed
from .results import camel_case

STAND_IN = "stand-in-for-a-key"
SET_KEY = "pulumi config set --secret together:apiKey"
NO_KEY = f", or in a Pulumi stack run: {SET_KEY}"
PLAIN_KEY = (
    "together:apiKey is not a secret: it stands readable in the stack's configuration file and in its history; "
    f"replace the key and run: {SET_KEY}"
)


def settings(arguments: Mapping[str, Any]) -> core.Settings:
    """The settings for a function's arguments (option name -> value or None). Raises core.InvalidOption.

    An option that comes from the configuration is named as there, `together:timeout`.
    """
    names = [option.name for option in core.CONNECTION]
    argued = {name: arguments[name] for name in names if arguments[name] is not None}
    configured = {name: value for name, value in _configured().items() if name not in argued}
    try:
        return core.Settings(**configured, **argued)
    except core.InvalidOption as error:
        invalid = error
    no_key = invalid.facts()["option"] == "api_key" and "api_key" not in {**configured, **argued}
    raise renamed(invalid, {name: _key(name) for name in configured}, NO_KEY if no_key else "")


def check(arguments: Mapping[str, Any]) -> None:
    """Raises core.InvalidOption as `settings` does, but needs neither a key nor the file of ca_path: for unit tests."""
    key = arguments["api_key"]
    settings({**arguments, "api_key": STAND_IN if key is None else key, "ca_path": None})


def warnings() -> list[str]:
    """What to warn of in the stack's configuration."""
    key = _key("api_key")
    # The one knows what this program was given, the other what the process was: all that a thread of the user's sees.
    is_secret = pulumi.runtime.is_config_secret(key) or key in pulumi.runtime.get_config_secret_keys_env()
    return [PLAIN_KEY] if "api_key" in _configured() and not is_secret else []


def _configured() -> dict[str, Any]:
    """The options that the configuration sets. As in the environment, an empty value sets nothing."""
    found = {option.name: pulumi.runtime.get_config(_key(option.name)) for option in core.CONNECTION}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _key(option: str) -> str:
    return f"together:{camel_case(option)}"
