# SPDX-License-Identifier: MIT
"""Renderers of error messages in Python: with the names and the hints that apply to the caller."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from ._core import client as core
from .accounts import Account, config_key, set_key_command
from .config import GetConfig, option_sources
from .queries import MODEL_NAMES, Arguments

# Hints about options that a lookup of one endpoint does not have.
ONE_ENDPOINT_HINTS = {
    "all": "Use get_endpoints(on_multiple='all') to select every one",
    "ignore_missing": "Use get_endpoints(on_missing='ignore') to continue without an endpoint",
}


def lookup_renderer(
    arguments: Arguments, account: object, get_config: GetConfig = pulumi.runtime.get_config
) -> core.Renderer:
    """The renderer for a function with these arguments."""
    valid = account if isinstance(account, Account) else None
    pass_key = "" if valid else ", or pass {api_key}, or set TOGETHER_API_KEY in the environment"
    return _renderer(arguments, option_sources(arguments, valid, get_config), valid, pass_key)


def resource_renderer(
    arguments: Arguments, account: object, get_config: GetConfig = pulumi.runtime.get_config
) -> core.Renderer:
    """The renderer for an `Endpoint` with these arguments. It has no argument for the key."""
    valid = account if isinstance(account, Account) else None
    names = {"api_key": config_key("api_key", valid), **option_sources(arguments, valid, get_config)}
    pass_key = "" if valid else ", or set TOGETHER_API_KEY in the environment of pulumi"
    return _renderer(arguments, names, valid, pass_key)


def _renderer(arguments: Arguments, names: Mapping[str, str], account: Account | None, pass_key: str) -> core.Renderer:
    is_one = "model" in arguments
    return core.Renderer(
        {**(MODEL_NAMES if is_one else {}), **names},
        {
            "set_key": f"Run {set_key_command(account)} in the stack{pass_key}",
            **(ONE_ENDPOINT_HINTS if is_one else {}),
        },
        multiline=True,
    )
