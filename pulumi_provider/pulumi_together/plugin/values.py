# SPDX-License-Identifier: MIT
"""Pulumi's property values from and to plain ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime.rpc import UNKNOWN, _special_sig_key

DEEPEST = 12  # levels of a value, below them JSON: the SDK and protobuf recurse, and end where a server wants them to


class Unknown:
    """Stands for a value that this preview does not know yet. There is one of them, UNKNOWN_VALUE."""

    def __repr__(self) -> str:
        return "a value that is not known yet"


UNKNOWN_VALUE = Unknown()


def plain(value: PropertyValue) -> Any:
    """The plain value: None, bool, int, float, str, list, dict, or UNKNOWN_VALUE. What is secret is so no more."""
    inner = value.value
    if isinstance(inner, Computed) or inner == UNKNOWN:
        return UNKNOWN_VALUE
    if isinstance(inner, Mapping):
        return {name: plain(entry) for name, entry in inner.items()}
    if isinstance(inner, tuple):
        return [plain(entry) for entry in inner]
    # The wire has all numbers as floats; a user wrote 3.
    return int(inner) if isinstance(inner, float) and inner.is_integer() else inner


def is_unknown(value: Any) -> bool:
    """Whether a plain value is unknown or has something unknown in it."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is UNKNOWN_VALUE or any(is_unknown(entry) for entry in entries)


def properties(fields: Mapping[str, Any]) -> dict[str, PropertyValue]:
    """Property values for JSON values by name."""
    return {name: _property(value) for name, value in fields.items()}


def _property(value: Any, depth: int = 0) -> PropertyValue:
    if isinstance(value, (dict, list)) and depth == DEEPEST:
        return _property(json.dumps(value))
    if isinstance(value, dict):
        # A server's word is never a sign of Pulumi's own, which could make the engine read a file, for one.
        return PropertyValue(
            {name: _property(entry, depth + 1) for name, entry in value.items() if name != _special_sig_key}
        )
    if isinstance(value, list):
        return PropertyValue([_property(entry, depth + 1) for entry in value])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return PropertyValue(float(value))
    return PropertyValue(None if value == UNKNOWN else value)
