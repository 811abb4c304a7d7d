# SPDX-License-Identifier: MIT
"""The provider's configuration: checked without a look at the environment, then completed from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core import client as core
from ..results import camel_case
from ..settings import SET_KEY, STAND_IN
from .values import is_unknown

NAMES = {camel_case(option.name): option.name for option in core.CONNECTION}  # as configured -> option
# What the engine puts beside the user's configuration.
ENGINE_S_OWN = ("version", "pluginDownloadURL", "pluginChecksums", "parameterization")
# Given in place of what is not, so that a check reads no environment.
CHECKED_WITH = {
    "api_key": STAND_IN,
    **{option.name: option.default or "" for option in core.CONNECTION if option.environment and not option.secret},
}
NO_KEY = f"; or run: {SET_KEY}"


def check(configured: Mapping[str, Any]) -> None:
    """Raises core.InvalidOption for what is wrong with the configuration whatever the environment says.

    configured: property -> plain value. What is not known yet is not checked.
    """
    _settings({**CHECKED_WITH, **_given(configured)})


def settings(configured: Mapping[str, Any], explicit: bool) -> core.Settings:
    """The settings: as configured, else from the environment, else by default. Raises core.InvalidOption.

    explicit: whether they are the arguments of a provider that a program makes, and not the stack's configuration.
    """
    given = _given(configured)
    return _settings(given, "" if explicit or "api_key" in given else NO_KEY)


def _settings(given: Mapping[str, Any], advice_on_key: str = "") -> core.Settings:
    try:
        return core.Settings(**given)
    except core.InvalidOption as error:
        invalid = error
    advice = advice_on_key if invalid.option == "api_key" else ""
    raise invalid.called({option: name for name, option in NAMES.items()}, advice)


def unknown_keys(configured: Mapping[str, Any]) -> list[str]:
    """The keys that set nothing."""
    return [key for key in configured if key not in NAMES and key not in ENGINE_S_OWN and not key.startswith("__")]


def warnings(unknown: Sequence[str], explicit: bool) -> list[str]:
    """What to say of keys that set nothing."""
    prefix = "" if explicit else "together:"
    return [f"{prefix}{key} sets nothing of the provider{_alike(key, prefix)}" for key in unknown]


def _alike(key: str, prefix: str) -> str:
    from .._core.selection.suggestions import near

    similar = near([key], NAMES).get(key, [])
    return f"; did you mean {prefix}{similar[0]}?" if similar else f", which has {', '.join(NAMES)}"


def _given(configured: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set and known. As in the environment, an empty value sets nothing."""
    return {
        NAMES[key]: value
        for key, value in configured.items()
        if key in NAMES and value not in (None, "") and not is_unknown(value)
    }
