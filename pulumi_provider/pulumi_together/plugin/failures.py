# SPDX-License-Identifier: MIT
"""Errors of the core in the words of the schema: one sentence, and the property that it concerns."""

from __future__ import annotations

from pulumi.provider.experimental.provider import CheckFailure

from .._core import client as core
from ..results import camel_case
from ..settings import SET_KEY

NAMES = {option.name: camel_case(option.name) for option in (*core.CONNECTION, *core.QUESTION)}
# error_type -> the property to look at, where the error names none
CONCERNS = {
    "contract": "validation",
    "timeout": "deadline",
    "unauthorized": "apiKey",
    "payment_required": "apiKey",
    "forbidden": "apiKey",
    "rate_limited": "retries",
}
# The hints about options that getEndpoint does not have.
ONE_ENDPOINT = {
    "all": "Use getEndpoints with onMultiple all to select every one",
    "ignore_missing": "Use getEndpoints with onMissing ignore to continue without an endpoint",
}
SET_KEY_HINT = f"Set {{api_key}}, or TOGETHER_API_KEY in the environment, or run: {SET_KEY}"
SET_EXPLICIT_KEY_HINT = "Set {api_key}, or TOGETHER_API_KEY in the environment"


def check_failure(failed: core.TogetherError, subject: str) -> CheckFailure:
    """What the engine shows for an error of a function; the argument `subject` has the models."""
    concerns = {**CONCERNS, "ambiguous": subject, "missing": subject}.get(failed.error_type, "baseUrl")
    option = failed.facts.get("option")
    named = renderer(subject).option_name(failed, option) if option else concerns
    return CheckFailure(named, sentence(failed, subject).removeprefix(f"{named}: "))  # shown with the property


def config_failure(failed: core.TogetherError) -> CheckFailure:
    """What the engine shows for an error of the configuration.

    It would show the value of a property as well, so that none is given which may hold the key or a password.
    """
    failure = check_failure(failed, "")
    return CheckFailure("", sentence(failed)) if failure.property in ("apiKey", "baseUrl") else failure


def renderer(subject: str = "", explicit: bool = False) -> core.Renderer:
    """The renderer with the schema's names. subject: the argument that has the models."""
    one = {"models": "model", "models[0]": "model"} if subject == "model" else {}
    replacements = {
        "set_key": SET_EXPLICIT_KEY_HINT if explicit else SET_KEY_HINT,
        **(ONE_ENDPOINT if subject == "model" else {}),
    }
    return core.Renderer({**NAMES, **one}, replacements, multiline=True)


def sentence(failed: core.TogetherError, subject: str = "") -> str:
    """The message of an error, with the schema's names for the options."""
    return renderer(subject).render(failed)


def unexpected(error: BaseException) -> CheckFailure:
    """For an error that is none of the core's: what it is, and nothing of its text, which may hold the key."""
    told = f"the lookup failed for an unforeseen reason, {type(error).__name__}; please report it"
    return CheckFailure("baseUrl", told)
