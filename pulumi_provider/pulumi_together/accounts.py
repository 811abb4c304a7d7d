# SPDX-License-Identifier: MIT
"""Accounts: which part of a stack's configuration a lookup reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ._core import client as core
from .errors import public
from .results import camel_case

DEFAULT = "together"


@dataclass(frozen=True)
class Account:
    """A Together AI account, for programs that have several: the argument `account` of every lookup.

    config: the namespace of its settings in the stack's configuration, in place of `together`. With
        Account("together-research") the key is `pulumi config set --secret together-research:apiKey`, and likewise for
        baseUrl, apiVersion, projectId and the other connection options. Neither the key nor the project of a named
        account comes from the environment, whose variables are those of the account that has no name.

    Holds no key, so that it can be printed, compared and stored. Raises EndpointLookupError for what is no namespace.
    """

    config: str

    def __post_init__(self) -> None:
        """Refuse what is no namespace."""
        if not isinstance(self.config, str) or not re.fullmatch(r"[^\s:]+", self.config):
            expected = "expected a namespace of the stack's configuration such as together-research"
            raise public(core.InvalidOptionError("config", problem=f"{expected}, without a colon"))


def given(account: object) -> Account | None:
    """The argument `account` of a lookup. Raises core.InvalidOptionError."""
    if account is None or isinstance(account, Account):
        return account
    expected = f"expected a pulumi_together.Account, found a value of type {type(account).__name__}"
    raise core.InvalidOptionError("account", problem=expected)


def config_key(option: str, account: Account | None) -> str:
    """An option's key in the stack's configuration: base_url is "together:baseUrl"."""
    return f"{account.config if account else DEFAULT}:{camel_case(option)}"


def set_key(account: Account | None) -> str:
    """The command that gives an account its key."""
    return f"pulumi config set --secret {config_key('api_key', account)}"
