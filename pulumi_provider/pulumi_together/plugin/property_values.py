# SPDX-License-Identifier: MIT
"""Converts Pulumi's property values to plain values, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime.rpc import UNKNOWN

from ..special_values import without_special_values

# Levels of a value. What is deeper becomes JSON text: the SDK and protobuf process values recursively, so that a deep
# value could end the process.
MAX_PROPERTY_DEPTH = 12


class Unknown:
    """A value that is unknown in this preview. `UNKNOWN_VALUE` is the only instance."""

    def __repr__(self) -> str:
        return "a value that is unknown in this preview"


UNKNOWN_VALUE = Unknown()


def to_plain(value: PropertyValue) -> Any:
    """The plain value: None, bool, int, float, str, list, dict or UNKNOWN_VALUE. Secrets lose their mark."""
    inner = value.value
    if isinstance(inner, Computed) or inner == UNKNOWN:
        return UNKNOWN_VALUE
    if isinstance(inner, Mapping):
        return {name: to_plain(entry) for name, entry in inner.items()}
    if isinstance(inner, tuple):
        return [to_plain(entry) for entry in inner]
    # All numbers are sent as floats, also a 3 of the program.
    return int(inner) if isinstance(inner, float) and inner.is_integer() else inner


def to_plain_values(values: Mapping[str, PropertyValue]) -> dict[str, Any]:
    """Plain values by name."""
    return {name: to_plain(value) for name, value in values.items()}


def is_unknown(value: Any) -> bool:
    """Whether a plain value is unknown or contains an unknown value."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is UNKNOWN_VALUE or any(is_unknown(entry) for entry in entries)


def to_properties(values: Mapping[str, Any]) -> dict[str, PropertyValue]:
    """Property values for JSON values by name, which may come from a server."""
    return {name: _to_property(value) for name, value in without_special_values(dict(values)).items()}


def _to_property(value: Any, depth: int = 0) -> PropertyValue:
    if isinstance(value, (dict, list)) and depth == MAX_PROPERTY_DEPTH:
        return PropertyValue(json.dumps(value))
    if isinstance(value, dict):
        return PropertyValue({name: _to_property(entry, depth + 1) for name, entry in value.items()})
    if isinstance(value, list):
        return PropertyValue([_to_property(entry, depth + 1) for entry in value])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return PropertyValue(float(value))
    return PropertyValue(value)
