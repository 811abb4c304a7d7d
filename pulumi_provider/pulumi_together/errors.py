# SPDX-License-Identifier: MIT
"""The one error that users of the package meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ._core import client as core


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


def public(error: core.TogetherError, renderer: core.Renderer | None = None) -> EndpointLookupError:
    """The error that users of the package get for an error of the core."""
    renderer = renderer or core.Renderer(multiline=True)
    facts = dict(error.facts)
    if "option" in facts:
        facts["option"] = renderer.option_name(error, facts["option"])
    return EndpointLookupError(renderer.render(error), error.error_type, facts)
