# SPDX-License-Identifier: MIT
"""Errors of the core as Pulumi's check failures: a message, and the property that it concerns."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.provider.experimental.provider import CheckFailure

from .._core import client as core
from ..accounts import config_key, set_key_command
from ..naming import CONNECTION_NAMES, QUESTION_NAMES
from ..queries import MODEL_NAMES

NAMES = {**CONNECTION_NAMES, **QUESTION_NAMES}
# Properties whose value may be the key, or contain a password. Pulumi prints the value of a failed property.
SECRET_PROPERTIES = ("apiKey", "baseUrl")
# Hints about options that getEndpoint does not have.
ONE_ENDPOINT_HINTS = {
    "all": "Use getEndpoints with onMultiple all to select every one",
    "ignore_missing": "Use getEndpoints with onMissing ignore to continue without an endpoint",
}
SET_KEY_TEXT = f"Run {set_key_command(None)} in the stack, or set TOGETHER_API_KEY in the environment"
SET_EXPLICIT_KEY_TEXT = "Set {api_key} of the provider, or TOGETHER_API_KEY in the environment"


def plugin_renderer(sources: Mapping[str, str], is_explicit: bool, subject: str = "") -> core.Renderer:
    """The renderer with the schema's names.

    sources: option -> where its value was configured. is_explicit: whether the program creates the provider. subject:
    the argument with the models.
    """
    is_one = subject == "model"
    configuration = {} if is_explicit else {option: config_key(option, None) for option in CONNECTION_NAMES}
    return core.Renderer(
        {**NAMES, **configuration, **(MODEL_NAMES if is_one else {}), **sources},
        {"set_key": SET_EXPLICIT_KEY_TEXT if is_explicit else SET_KEY_TEXT, **(ONE_ENDPOINT_HINTS if is_one else {})},
        multiline=True,
    )


def function_failure(error: core.TogetherError, renderer: core.Renderer, subject: str) -> CheckFailure:
    """What Pulumi shows for an error of a function."""
    return CheckFailure(_property(error, subject), renderer.render(error))


def config_failure(error: core.TogetherError, renderer: core.Renderer) -> CheckFailure:
    """What Pulumi shows for an invalid configuration."""
    property = _property(error, "")
    has_key = any(hint.key == "move_key" for hint in error.hints)  # the value contains the API key
    return CheckFailure("" if has_key or property in SECRET_PROPERTIES else property, renderer.render(error))


def unexpected_failure(error: BaseException, subject: str) -> CheckFailure:
    """What Pulumi shows for a defect. The text of the error is left out, because it may contain the key."""
    return CheckFailure(subject, f"the lookup failed with an unexpected {type(error).__name__}, which is a defect")


def _property(error: core.TogetherError, subject: str) -> str:
    """The property of the schema that an error concerns, otherwise the argument with the models."""
    names = {**NAMES, **(MODEL_NAMES if subject == "model" else {})}
    option = error.facts.get("option") or error.option or ""
    name, bracket, rest = option.partition("[")
    return names.get(option) or names.get(name, name) + bracket + rest or subject
