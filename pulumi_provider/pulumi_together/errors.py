# SPDX-License-Identifier: MIT
"""The one error that users of the package meet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pulumi

from ._core import client as core

PLACES = re.compile(r"\b(\w+) or TOGETHER_[A-Z_]+")  # how the core names an option that the environment has as well


class EndpointLookupError(pulumi.RunError):
    """A lookup failed. `str()` is one sentence that names the option or the path and says what to do.

    Pulumi ends the program with that sentence and no traceback.

    error_type: the kind, for programs: "invalid_option", "missing_library", "connection", "timeout", "redirect",
        "unauthorized", "payment_required", "forbidden", "rate_limited", "server_error", "http_error", "envelope",
        "contract", "ambiguous" or "missing".
    facts: what the sentence was made from, by name; JSON types only. For "ambiguous" the candidates, for example.
    """

    def __init__(self, sentence: str, error_type: str = "lookup_failed", facts: Mapping[str, Any] = {}) -> None:
        super().__init__(sentence)
        self.error_type = error_type
        self.facts = dict(facts)


EndpointLookupError.__module__ = "pulumi_together"  # as users know it, and as Pulumi shows it for an `Endpoint`


def public(failed: core.LookupFailed, note: str = "", places: Mapping[str, str] = {}) -> EndpointLookupError:
    """The error that users meet for one of the core's. places: option -> where the user sets it, if elsewhere."""
    told = PLACES.sub(lambda found: places.get(found[1], found[0]), str(failed))
    return EndpointLookupError(f"{told}{note}", failed.error_type, failed.facts())
