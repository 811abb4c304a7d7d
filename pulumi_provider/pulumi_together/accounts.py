# SPDX-License-Identifier: MIT
"""Accounts: the part of a stack's configuration that a lookup reads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from ._core import client as core
from .errors import public_error
from .naming import CONNECTION_NAMES

DEFAULT_NAMESPACE = "together"


@dataclass(frozen=True)
class Account:
    """A Together AI account, for programs that use several. Every lookup takes it as `account`.

    An account holds no key, so it can be printed, compared and stored.

    Args:
        config: The namespace of the account's settings in the stack's configuration, instead of `together`. For
            Account("together-research"), set the key with `pulumi config set --secret together-research:apiKey`, and
            baseUrl, projectId and the other connection options in the same way. The API key and the project of such
            an account are never read from environment variables, because these belong to the default account.

    Raises:
        EndpointLookupError: `config` is not a namespace.
    """

    config: str

    def __post_init__(self) -> None:
        """Check the namespace. Errors and states repeat it, so that it must not be a key."""
        try:
            refuse_known_keys({"config": self.config})
            if isinstance(self.config, str) and re.fullmatch(r"[^\s:]+", self.config):
                return
            expected = "a namespace of the stack's configuration, such as together-research, without a colon"
            error = core.InvalidOptionError("config", expected, core.format_value(self.config))
        except core.InvalidOptionError as refused:
            error = refused
        raise public_error(error)


def validate_account(account: object) -> Account | None:
    """Return the argument `account` of a lookup. Raises core.InvalidOptionError."""
    if account is None or isinstance(account, Account):
        return account
    found = f"a value of type {type(account).__name__}"
    raise core.InvalidOptionError("account", "a pulumi_together.Account", found)


def namespace(account: Account | None) -> str:
    """The namespace of an account's settings in the stack's configuration."""
    return account.config if account else DEFAULT_NAMESPACE


def config_key(option: str, account: Account | None) -> str:
    """The key of an option in the stack's configuration: `together:baseUrl` for base_url."""
    return f"{namespace(account)}:{CONNECTION_NAMES[option]}"


def known_keys(get_config: Callable[[str], Any] = pulumi.runtime.get_config) -> list[str]:
    """The API keys of the default account: that of the stack's configuration, and that of the environment."""
    values = (get_config(config_key("api_key", None)), os.environ.get("TOGETHER_API_KEY"))
    keys = [value.strip() for value in values if isinstance(value, str)]
    return [key for key in keys if len(key) >= core.MIN_KEY_LENGTH]


def refuse_known_keys(values: Mapping[str, Any], get_config: Callable[[str], Any] = pulumi.runtime.get_config) -> None:
    """Raise core.InvalidOptionError for a value that contains one of these keys.

    For values that are checked, shown or stored before a lookup has read its key. values: option -> value.
    """
    for key in known_keys(get_config):
        core.refuse_key(values, key)


def without_keys(name: str, api_keys: Sequence[str]) -> str:
    """A name to show: itself, or a placeholder if it contains a key."""
    try:
        for key in api_keys:
            core.refuse_key({"name": name}, key)
    except core.InvalidOptionError:
        return "[API key]"
    return name


def set_key_command(account: Account | None) -> str:
    """The command that stores an account's API key in the stack's configuration."""
    return f"pulumi config set --secret {config_key('api_key', account)}"
