# SPDX-License-Identifier: MIT
"""The provider's configuration: checked without a look at the environment, then completed from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core import client as core
from ..results import camel_case
from ..settings import STAND_IN
from .values import is_unknown

NAMES = {camel_case(option.name): option.name for option in core.CONNECTION}  # as configured -> option
# What the engine puts beside the user's configuration.
ENGINE_S_OWN = ("version", "pluginDownloadURL", "pluginChecksums", "parameterization")
# Given in place of what is not, so that a check reads no environment.
CHECKED_WITH = {
    "api_key": STAND_IN,
    **{option.name: option.default or "" for option in core.CONNECTION if option.environment and not option.secret},
}


def check(configured: Mapping[str, Any]) -> None:
    """Raises core.InvalidOptionError for what is wrong with the configuration whatever the environment says.

    configured: property -> plain value. What is not known yet is not checked.
    """
    core.Settings(**{**CHECKED_WITH, **_given(configured)})


def settings(configured: Mapping[str, Any]) -> core.Settings:
    """The settings: as configured, else from the environment, else by default. Raises core.InvalidOptionError."""
    return core.Settings(**_given(configured))


def unknown_keys(configured: Mapping[str, Any]) -> list[str]:
    """The keys that set nothing."""
    return [key for key in configured if key not in NAMES and key not in ENGINE_S_OWN and not key.startswith("__")]


def warnings(unknown: Sequence[str], explicit: bool) -> list[str]:
    """What to say of keys that set nothing."""
    prefix = "" if explicit else "together:"
    return [f"{prefix}{key} sets nothing of the provider{_alike(key, prefix)}" for key in unknown]


def _alike(key: str, prefix: str) -> str:
    similar = core.suggest(key, NAMES)
    return f"; did you mean {prefix}{similar[0]}?" if similar else f", which has {', '.join(NAMES)}"


def _given(configured: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set and known. As in the environment, an empty value sets nothing."""
    return {
        NAMES[key]: value
        for key, value in configured.items()
        if key in NAMES and value not in (None, "") and not is_unknown(value)
    }
