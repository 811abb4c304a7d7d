# SPDX-License-Identifier: MIT
"""Removes what Pulumi would interpret in values that come from a server."""

from __future__ import annotations

from typing import Any

from pulumi.runtime.rpc import UNKNOWN, _special_sig_key


def without_special_values(value: Any) -> Any:
    """A copy of a JSON value without Pulumi's special values, at every level.

    An object with the signature key is an asset, an archive, a secret or a reference to Pulumi: exported, it would make
    the engine read a local file or a URL. The sentinel for unknown values becomes None.
    """
    if isinstance(value, dict):
        return {
            name: without_special_values(entry)
            for name, entry in value.items()
            if name not in (_special_sig_key, UNKNOWN)
        }
    if isinstance(value, list):
        return [without_special_values(entry) for entry in value]
    return None if value == UNKNOWN else value
