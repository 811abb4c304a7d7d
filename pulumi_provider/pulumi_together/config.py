# SPDX-License-Identifier: MIT
"""The stack's configuration: connection options, where their values come from, and what is wrong with its keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi.runtime import config as runtime_config

from ._core import client as core
from .accounts import Account, config_key, known_keys, namespace, set_key_command, without_keys
from .naming import CONNECTION_NAMES

# A named account does not take these from environment variables, which belong to the default account.
ACCOUNT_OPTIONS = ("api_key", "project_id")
ACCOUNT_VARIABLES = [option.environment for option in core.CONNECTION if option.name in ACCOUNT_OPTIONS]
# Keys that Pulumi's engine reads itself.
ENGINE_KEYS = ("version", "pluginDownloadURL", "pluginChecksums", "parameterization")
PLACEHOLDER_KEY = "placeholder-for-the-api-key"  # lets the other options be checked where there is no key

GetConfig = Callable[[str], Any]  # key of the configuration -> its value, None if it is not set


def settings_arguments(
    arguments: Mapping[str, Any], account: Account | None, get_config: GetConfig = pulumi.runtime.get_config
) -> dict[str, Any]:
    """The arguments of core.Settings: each option from its argument, else from the stack's configuration.

    arguments: option -> value, None where none was passed. Raises core.InvalidOptionError if a named account has no
    key.
    """
    passed = {name: arguments[name] for name in CONNECTION_NAMES if arguments.get(name) is not None}
    configured = {name: value for name, value in _configured_options(account, get_config).items() if name not in passed}
    if account and "api_key" not in (*passed, *configured):
        raise core.InvalidOptionError("api_key", "an API key", "none", hints=[core.Hint("set_key", "Set {api_key}")])
    hidden = ACCOUNT_VARIABLES if account else ()
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**passed, **configured, "configured": tuple(configured), "environment": environment}


def option_sources(
    arguments: Mapping[str, Any], account: Account | None, get_config: GetConfig = pulumi.runtime.get_config
) -> dict[str, str]:
    """The names for errors about options that come from the configuration: option -> `together:baseUrl`."""
    configured = (*_configured_options(account, get_config), *(ACCOUNT_OPTIONS if account else ()))
    return {name: config_key(name, account) for name in configured if arguments.get(name) is None}


def config_warnings(account: Account | None) -> list[str]:
    """What is wrong with the keys of an account's configuration: unknown ones, and an API key in plain text."""
    prefix = f"{namespace(account)}:"
    keys = [key.removeprefix(prefix) for key in _all_keys() if key.startswith(prefix)]
    warnings = unknown_key_warnings(keys, prefix, pulumi.get_project(), known_keys())
    key = config_key("api_key", account)
    if pulumi.runtime.get_config(key) and not _is_secret(key):
        warnings.append(
            f"{key} is stored in plain text in the stack's configuration file and its history. "
            f"Replace the key, then run: {set_key_command(account)}"
        )
    return warnings


def unknown_key_warnings(keys: Iterable[str], prefix: str, project: str, api_keys: Sequence[str]) -> list[str]:
    """A warning for each key that is not an option.

    keys: without their namespace. prefix: the namespace with a colon; "" for the arguments of an explicit provider.
    project: the name of the Pulumi project. If it is the namespace as well, the project's own keys are valid. api_keys:
    not shown if a name contains one of them.
    """
    unknown = [key for key in keys if key not in (*CONNECTION_NAMES.values(), *ENGINE_KEYS)]
    suggested = {key: core.suggest(key, dict.fromkeys(CONNECTION_NAMES.values())) for key in unknown}
    is_of_project = prefix == f"{project}:"
    return [
        f"{prefix}{without_keys(key, api_keys)} is not an option and is ignored. {_remedy(prefix, suggestions)}"
        for key, suggestions in suggested.items()
        if suggestions or not is_of_project
    ]


def _remedy(prefix: str, suggestions: list[str]) -> str:
    if suggestions:
        return f"Did you mean {prefix}{suggestions[0]}?"
    return f"The options are {', '.join(CONNECTION_NAMES.values())}."


def _configured_options(account: Account | None, get_config: GetConfig) -> dict[str, Any]:
    """The options that the configuration sets. An empty value counts as unset, as in the environment."""
    values = {name: get_config(config_key(name, account)) for name in CONNECTION_NAMES}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _all_keys() -> list[str]:
    """The keys of the whole configuration. The environment has those of the CLI, for threads of the program as well."""
    return list({**pulumi.runtime.get_config_env(), **runtime_config.CONFIG.get()})


def _is_secret(key: str) -> bool:
    return pulumi.runtime.is_config_secret(key) or key in pulumi.runtime.get_config_secret_keys_env()
