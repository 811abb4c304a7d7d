# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the core as an argument spec, and the parameters of a module as the options of the core.

A module also has the internal option `_sources`. Its action plugin sets it to the values that the controller has, from
variables and from ansible.cfg, for connection options that the task does not set.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.common.validation import check_type_bool, check_type_list, check_type_path, check_type_str
from ansible.module_utils.errors import AnsibleFallbackNotFound

from ._core import client as core

SOURCES = "_sources"
SOURCES_ARGUMENT: dict[str, Any] = {
    "type": "dict",
    "options": {
        "api_key": {"type": "str", "no_log": True},
        "values": {"type": "dict"},
        "names": {"type": "dict"},
        "after_environment": {"type": "list", "elements": "str"},
    },
}
# As AnsibleModule converts them. The core accepts text for numbers, and rejects what does not fit.
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "bool": check_type_bool,
    "list": check_type_list,
    "path": check_type_path,
    "str": check_type_str,
}


class EnvironmentKey(str):
    """The API key of the environment, which AnsibleModule takes for an argument until `apply_sources`."""


def environment_key(variable: str) -> EnvironmentKey:
    """The fallback of `api_key`, so that AnsibleModule knows the key when it prints the invalid value of an option."""
    key = (os.environ.get(variable) or "").strip()
    if len(key) < core.MIN_KEY_LENGTH:
        raise AnsibleFallbackNotFound
    return EnvironmentKey(key)


def argument_spec() -> dict[str, dict[str, Any]]:
    """All options, for AnsibleModule."""
    return {**{option.name: _argument(option) for option in core.CONNECTION + core.QUESTION}, SOURCES: SOURCES_ARGUMENT}


def apply_sources(params: dict[str, Any]) -> dict[str, str]:
    """Remove `_sources` from a module's parameters, and set the options that it has values for.

    Returns the name that each of these values has in the place that it comes from: option -> name.
    """
    sources = params.pop(SOURCES) or {}
    if isinstance(params["api_key"], EnvironmentKey):
        params["api_key"] = None  # the core reads it, with what has precedence
    values = {**(sources.get("values") or {}), "api_key": sources.get("api_key")}
    names = {}
    for option in core.CONNECTION:
        value = values.get(option.name)
        is_overruled = option.name in (sources.get("after_environment") or ()) and is_in_environment(option)
        if value is not None and not is_overruled:
            params[option.name] = convert(option, value)
            names[option.name] = sources["names"][option.name]
    return names


def is_in_environment(option: core.Option) -> bool:
    """Whether the environment variable of an option is set and not empty."""
    return bool(option.environment and os.environ.get(option.environment))


def prepare(params: Mapping[str, Any], names: Mapping[str, str]) -> tuple[core.Settings, core.Query]:
    """The settings and the query for the options of a module or plugin. Raises core.InvalidOptionError.

    names: option -> the name of its value in the place that it comes from, which differs from that of an argument.
    """
    configured = [option for option, name in names.items() if name != option]
    return core.prepare(_values(core.CONNECTION, params), _values(core.QUESTION, params), configured)


def secret_urls(params: Mapping[str, Any]) -> set[str]:
    """The base_url if it may contain a password. The core rejects such a URL without repeating it."""
    url = params["base_url"] or ""
    return {url} if "://" in url and ("@" in url or "?" in url) else set()


def convert(option: core.Option, value: Any) -> Any:
    """A value in the type of an option; unchanged if it does not fit, so that the core rejects it."""
    try:
        return CONVERSIONS.get(option.type, lambda same: same)(value)
    except TypeError:
        return value


def _argument(option: core.Option) -> dict[str, Any]:
    argument: dict[str, Any] = {"type": option.type}
    if option.type == "list":
        argument["elements"] = "str"
    if option.choices:
        argument["choices"] = list(option.choices)
    if option.default is not None and not option.environment:  # an environment variable precedes the default
        argument["default"] = option.default
    if option.secret:
        argument["no_log"] = True
        argument["fallback"] = (environment_key, [option.environment])
    return argument


def _values(table: tuple[core.Option, ...], params: Mapping[str, Any]) -> dict[str, Any]:
    return {option.name: params[option.name] for option in table}
