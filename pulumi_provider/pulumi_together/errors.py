# SPDX-License-Identifier: MIT
"""The error that users of the package catch, and the advice of errors that only a resource has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ._core import client as core

SERVED_BEFORE = core.Hint(
    "served_before",
    "The endpoint in the stack's state served it before. Deploy the model again, or remove the resource from the "
    "program",
)


class EndpointLookupError(pulumi.RunError):
    """A lookup failed. `str()` says what happened, what was found and what to do.

    Pulumi ends the program with this text and without a traceback, unless the program catches the error.

    error_type: The kind of error, for programs: "invalid_option", "missing_library", "connection", "timeout",
        "redirect", "unauthorized", "payment_required", "forbidden", "rate_limited", "server_error", "http_error",
        "envelope" (the response is not what the API sends), "contract" (the response violates the API's schema),
        "ambiguous" (several endpoints match), "missing" (no endpoint matches), "not_ready" (no endpoint was ready
        after `wait`) or "resources" (the system has no more open files, memory or threads).
    facts: What the text is made from, by name. JSON types only. For "ambiguous", for example, the candidates.
    retryable: Whether the same lookup may succeed later without a change, for example after a timeout.
    """

    def __init__(
        self,
        message: str,
        error_type: str = "lookup_failed",
        facts: Mapping[str, Any] | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.facts = dict(facts or {})
        self.retryable = retryable


EndpointLookupError.__module__ = "pulumi_together"  # the name that users import, and that Pulumi shows for `Endpoint`


def public_error(error: core.TogetherError, renderer: core.Renderer | None = None) -> EndpointLookupError:
    """Convert an error of the core to the error that users of the package catch."""
    renderer = renderer or core.Renderer(multiline=True)
    facts = dict(error.facts)
    if "option" in facts:
        facts["option"] = renderer.option_name(error, facts["option"])
    return EndpointLookupError(renderer.render(error), error.error_type, facts, error.retryable)


def failed_read(error: core.TogetherError, has_endpoint: bool) -> core.TogetherError:
    """The error of a resource that could not be read.

    has_endpoint: whether the stack's state has an endpoint for the same model, so that its spelling is right.
    """
    questions_spelling = any(hint.key == "check_spelling" for hint in error.hints) and not error.facts["filtered_out"]
    return error.with_hints([SERVED_BEFORE]) if has_endpoint and questions_spelling else error
