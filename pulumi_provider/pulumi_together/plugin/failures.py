# SPDX-License-Identifier: MIT
"""Errors of the core in the words of the schema: one sentence, and the property that it concerns."""

from __future__ import annotations

import re

from pulumi.provider.experimental.provider import CheckFailure

from .._core import client as core
from ..results import camel_case

SNAKE = [option.name for option in (*core.CONNECTION, *core.QUESTION) if "_" in option.name]
OPTION = re.compile(rf"\b({'|'.join(SNAKE)})\b")
# error_type -> the property to look at, where the error names none
CONCERNS = {
    "contract": "validation",
    "timeout": "deadline",
    "unauthorized": "apiKey",
    "payment_required": "apiKey",
    "forbidden": "apiKey",
    "rate_limited": "retries",
}
# error_type -> what to add to a sentence that offers what getEndpoint has not
NOTES = {"ambiguous": "all: with getEndpoints", "missing": "with getEndpoints"}


def check_failure(failed: core.LookupFailed, subject: str) -> CheckFailure:
    """What the engine shows for an error of a function; the argument `subject` has the models."""
    concerns = {**CONCERNS, "ambiguous": subject, "missing": subject}.get(failed.error_type, "baseUrl")
    named = str(failed.facts().get("option", concerns))
    return CheckFailure(named, sentence(failed, subject).removeprefix(f"{named}: "))  # shown with the property


def config_failure(failed: core.LookupFailed) -> CheckFailure:
    """What the engine shows for an error of the configuration.

    It would show the value of a property as well, so that none is given which may hold the key or a password.
    """
    failure = check_failure(failed, "")
    return CheckFailure("", sentence(failed)) if failure.property in ("apiKey", "baseUrl") else failure


def sentence(failed: core.LookupFailed, subject: str = "") -> str:
    """The sentence of an error, with options by their names in the schema."""
    note = f" ({NOTES[failed.error_type]})" if subject == "model" and failed.error_type in NOTES else ""
    option, colon, told = str(failed).partition(": ") if "option" in failed.facts() else ("", "", str(failed))
    return option + colon + OPTION.sub(lambda found: camel_case(found[1]), told) + note


def unexpected(error: BaseException) -> CheckFailure:
    """For an error that is none of the core's: what it is, and nothing of its text, which may hold the key."""
    told = f"the lookup failed for an unforeseen reason, {type(error).__name__}; please report it"
    return CheckFailure("baseUrl", told)
