# SPDX-License-Identifier: MIT
"""Connection options from arguments, else the stack's configuration; the core adds environment and defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from ._core import client as core
from .accounts import Account, config_key, given, set_key

STAND_IN = "stand-in-for-a-key"
SET_KEY = set_key(None)
SET_KEY_HINT = f"Set {{api_key}}, or TOGETHER_API_KEY in the environment, or in a Pulumi stack run: {SET_KEY}"
OF_ONE_ACCOUNT = ("api_key", "project_id")  # what a named account does not take from the environment

# Where an `Endpoint` has its key from, which is no argument of it.
RESOURCE_KEY = {"api_key": f"{config_key('api_key', None)} or TOGETHER_API_KEY"}

Get = Callable[[str], Any]  # a key of the configuration -> its value, None where it is not set


def settings(arguments: Mapping[str, Any], get: Get = pulumi.runtime.get_config) -> core.Settings:
    """The settings for a lookup's arguments (option -> value or None, and account). Raises core.InvalidOptionError."""
    account = given(arguments["account"])
    names = [option.name for option in core.CONNECTION]
    argued = {name: arguments[name] for name in names if arguments[name] is not None}
    configured = {name: value for name, value in _configured(account, get).items() if name not in argued}
    own = {name: "" for name in OF_ONE_ACCOUNT if account}  # an empty one is none, and the environment is not asked
    has_key = "api_key" in {**configured, **argued}
    if account and not has_key:
        raise _no_key(account)
    return core.Settings(**{**own, **configured, **argued})


def places(arguments: Mapping[str, Any], get: Get = pulumi.runtime.get_config) -> dict[str, str]:
    """Where options are set that no argument gives: option -> its key in the stack's configuration."""
    account = arguments["account"] if isinstance(arguments["account"], Account) else None
    configured = _configured(account, get)
    named = [name for name in OF_ONE_ACCOUNT if account]
    return {name: config_key(name, account) for name in (*configured, *named) if arguments[name] is None}


def renderer(
    arguments: Mapping[str, Any],
    replacements: Mapping[str, str],
    get: Get = pulumi.runtime.get_config,
    names: Mapping[str, str] = {},
) -> core.Renderer:
    """The renderer for an error of a lookup with these arguments."""
    one = {"models": "model", "models[0]": "model"} if "model" in arguments else {}
    return core.Renderer(
        {**one, **names, **places(arguments, get)}, {"set_key": SET_KEY_HINT, **replacements}, multiline=True
    )


def check(arguments: Mapping[str, Any]) -> None:
    """Raise core.InvalidOptionError as `settings` does, but without a key or the file of ca_path: for unit tests."""
    key = arguments["api_key"]
    settings({**arguments, "api_key": STAND_IN if key is None else key, "ca_path": None})


def warnings(account: Account | None) -> list[str]:
    """What to warn of in the stack's configuration."""
    key = config_key("api_key", account)
    # The one knows what this program was given, the other what the process was: all that a thread of the user's sees.
    is_secret = pulumi.runtime.is_config_secret(key) or key in pulumi.runtime.get_config_secret_keys_env()
    strange = [
        f"{wrong} sets nothing; did you mean {right}?"
        for right, wrong in _misspelt(account)
        if pulumi.runtime.get_config(wrong) is not None
    ]
    plain = (
        f"{key} is not a secret: it stands readable in the stack's configuration file and in its history; "
        f"replace the key and run: {set_key(account)}"
    )
    is_plain = "api_key" in _configured(account, pulumi.runtime.get_config) and not is_secret
    return [*strange, *([plain] if is_plain else [])]


def _misspelt(account: Account | None) -> list[tuple[str, str]]:
    """The keys of the configuration, each with what may have been set in its place: its name in Python, say."""
    keys = [(config_key(option.name, account), option.name) for option in core.CONNECTION]
    spellings = [(key, (f"{key.partition(':')[0]}:{name}", key.lower())) for key, name in keys]
    return [(key, wrong) for key, wrongs in spellings for wrong in dict.fromkeys(wrongs) if wrong != key]


def _configured(account: Account | None, get: Get) -> dict[str, Any]:
    """The options that the configuration sets. As in the environment, an empty value sets nothing."""
    found = {option.name: get(config_key(option.name, account)) for option in core.CONNECTION}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _no_key(account: Account) -> core.InvalidOptionError:
    problem = f"expected an API key, found none; run: {set_key(account)} (only together:apiKey may be left to the "
    return core.InvalidOptionError("api_key", problem=problem + "environment)")
