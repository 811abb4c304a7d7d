# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Between Ansible and the core: the core's options as an argument spec, and its errors as what a module fails with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import missing_required_lib

from ._core import client as core


def argument_spec() -> dict[str, dict[str, Any]]:
    """All options, for AnsibleModule."""
    return {option.name: _argument(option) for option in core.CONNECTION + core.QUESTION}


def settings(params: Mapping[str, Any], places: str) -> core.Settings:
    """How to reach the API, from a plugin's options. Raises core.InvalidOption.

    places: what to say, where there is no key, of the places that a key may come from.
    """
    try:
        return core.Settings(**_given(core.CONNECTION, params))
    except core.InvalidOption as error:
        invalid = error
    raise invalid.called({}, places if invalid.option == "api_key" and params["api_key"] is None else "")


def query(params: Mapping[str, Any]) -> core.Query:
    """What to ask, from a plugin's options. Raises core.InvalidOption."""
    return core.Query(**_given(core.QUESTION, params))


def secret_urls(params: Mapping[str, Any]) -> set[str]:
    """The base_url, if it may hold a password: the core refuses it without a word of it, and nothing else may tell."""
    url = params["base_url"] or ""
    return {url} if "://" in url and ("@" in url or "?" in url) else set()


def failure(error: Exception) -> dict[str, Any]:
    """The arguments of fail_json for an error.

    msg: one sentence; error_type: its kind; error: the facts behind it, below a key of their own so that none of them
    takes the place of a word that means something to Ansible.
    """
    if not isinstance(error, core.LookupFailed):
        return {"msg": sentence(error), "error_type": "bug", "error": {}}
    msg = _missing_library(error) if isinstance(error, core.MissingLibrary) else sentence(error)
    return {"msg": msg, "error_type": error.error_type, "error": error.facts()}


def sentence(error: Exception) -> str:
    """An error in one sentence, fit to be shown."""
    if isinstance(error, core.LookupFailed):
        return str(error)
    # Neither its text nor a traceback: the exception of a library may hold the API key.
    return f"unexpected {type(error).__name__} in {_place(error)}; this is a bug in together.ai {core.VERSION}"


def _missing_library(error: core.MissingLibrary) -> str:
    """As Ansible says it, with the host and its Python."""
    reason = f"in version {error.needed} or later, {'found ' + error.found if error.found else 'found none'}"
    return str(missing_required_lib(error.library, reason=reason))


def _place(error: Exception) -> str:
    """Where an error was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    code = trace.tb_frame.f_code
    return f"{code.co_name} ({os.path.basename(code.co_filename)}, line {trace.tb_lineno})"


def _argument(option: core.Option) -> dict[str, Any]:
    argument: dict[str, Any] = {"type": option.type}
    if option.type == "list":
        argument["elements"] = "str"
    if option.choices:
        argument["choices"] = list(option.choices)
    if option.default is not None and not option.environment:  # the environment goes before the default
        argument["default"] = option.default
    if option.secret:
        argument["no_log"] = True
    return argument


def _given(table: tuple[core.Option, ...], params: Mapping[str, Any]) -> dict[str, Any]:
    return {option.name: params[option.name] for option in table}
