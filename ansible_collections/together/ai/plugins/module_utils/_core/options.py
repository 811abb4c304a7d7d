# SPDX-License-Identifier: MIT
"""The declaration of every option, and the check of its values.

The option tables are the single source of names, types, defaults, bounds, choices, environment variables and help.
The front ends' argument specs, signatures, schemas and documentation are generated from them or compared with them.

In a help text `{name}` stands for another option and a word in backquotes is literal.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

from .errors import InvalidOptionError
from .formatting import Hint, format_value
from .http.redaction import Redactor

CONTAINS_KEY = "expected a value that does not contain the API key"
OMIT_FOR_ALL = Hint("omit_for_all", "Leave the option out to place no restriction")


class Option(NamedTuple):
    """One option of every front end.

    type: "str", "path", "bool", "int", "float" or "list" (of strings). help: sentences; the first says what the option
    does. choices: value -> what it means. above: exclusive lower bound; minimum and maximum: inclusive bounds.
    environment: the variable that is read where no value is passed; an empty variable counts as unset.
    """

    name: str
    type: str
    help: Sequence[str] = ()
    default: Any = None
    choices: Mapping[str, str] = {}
    above: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    environment: str | None = None
    secret: bool = False


CONNECTION = (
    Option(
        "api_key",
        "str",
        ["The Together AI API key. Required.", "White space around it is removed."],
        environment="TOGETHER_API_KEY",
        secret=True,
    ),
    Option(
        "base_url",
        "str",
        ["The http or https URL of the API, with or without `/v1`."],
        default="https://api.together.ai/v1",
        environment="TOGETHER_BASE_URL",
    ),
    Option(
        "api_version",
        "str",
        [
            "The generation of the API to query.",
            "New endpoints can only be created in `v2`. Both hold endpoints today.",
        ],
        default="auto",
        choices={
            "auto": "Query both generations at the same time and merge their endpoints. A generation that does not "
            "exist at {base_url} is left out. Any other failure of a generation fails the lookup.",
            "v1": "Query the first generation only. Together AI supports it until the end of 2026.",
            "v2": "Query the second generation only.",
        },
        environment="TOGETHER_API_VERSION",
    ),
    Option(
        "project_id",
        "str",
        [
            "The project to search in `v2`, by its ID or its slug.",
            "Without it, the project of the API key is searched. The key of an organization searches every project "
            "that it can access, up to 50.",
            "With {api_version} `v1`, a project from a configuration or the environment is ignored, and any other is "
            "an error.",
        ],
        environment="TOGETHER_PROJECT_ID",
    ),
    Option(
        "timeout",
        "float",
        ["Seconds to wait for a connection, and then for each read from it, in each attempt."],
        default=30.0,
        above=0,
        maximum=3600,
    ),
    Option(
        "deadline",
        "float",
        [
            "Seconds for the whole lookup, with all requests, retries and the delays between them.",
            "With {wait}, each repetition of the lookup has its own deadline.",
        ],
        default=120.0,
        above=0,
        maximum=86400,
    ),
    Option(
        "retries",
        "int",
        [
            "How many times a failed request is repeated.",
            "Lost connections, timeouts and the HTTP statuses 408, 409, 425, 429 and 5xx except 501 are repeated, "
            "after a growing random delay. `Retry-After` is honored.",
        ],
        default=3,
        minimum=0,
        maximum=20,
    ),
    Option("validate_certs", "bool", ["Whether to verify the server's TLS certificate."], default=True),
    Option(
        "ca_path",
        "path",
        ["A file or directory of CA certificates in PEM format, to trust instead of the default ones."],
    ),
    Option(
        "validation",
        "str",
        [
            "How strictly responses must follow the API's specification.",
            "Violations that do not fail the lookup are returned in `contract_violations`.",
        ],
        default="answer",
        choices={
            "strict": "Any violation in a response fails the lookup.",
            "answer": "A violation in a returned endpoint fails the lookup. An unknown enum value, such as a new "
            "state, only warns.",
            "warn": "A violation in a returned endpoint only warns. It needs no more than an ID, a name and a model.",
            "ignore": "Like `warn`, but without warnings.",
        },
    ),
)
QUESTION = (
    Option(
        "models",
        "list",
        [
            "The models to find endpoints for, spelled as the API spells them, such as `Qwen/Qwen3-32B`.",
            "Without it, every endpoint that passes the filters is returned, and {on_multiple} and {on_missing} do "
            "not apply.",
            "An empty list is an error.",
        ],
    ),
    Option(
        "type",
        "str",
        ["Only endpoints of this type."],
        choices={
            "dedicated": "Endpoints on hardware reserved for one account.",
            "serverless": "Public endpoints that all accounts share.",
        },
    ),
    Option(
        "usage_type",
        "str",
        ["Only dedicated endpoints whose hardware is billed this way."],
        choices={"on-demand": "Billed by use.", "reserved": "Reserved for a period of time."},
    ),
    Option(
        "mine",
        "bool",
        [
            "If true, only endpoints that belong to the caller: in `v1` to the account of the API key, in `v2` to the "
            "searched projects.",
            "If false, only the others: endpoints that are shared in the organization, and serverless ones.",
        ],
    ),
    Option(
        "state",
        "list",
        [
            "Only endpoints in one of these states, such as `STARTED`.",
            "Compared without regard to case. Any value is accepted, because the API uses more states than its "
            "specification lists. A value that no endpoint has warns if it is not in the specification.",
            "An empty list is an error.",
        ],
    ),
    Option(
        "owner",
        "list",
        [
            "Only endpoints of one of these owners, such as `together` for public endpoints.",
            "An empty list is an error.",
        ],
    ),
    Option("name", "list", ["Only endpoints with one of these inference names.", "An empty list is an error."]),
    Option(
        "ready",
        "bool",
        ["If true, only endpoints that accept inference calls. If false, only endpoints that do not."],
    ),
    Option(
        "ignore_case",
        "bool",
        ["Whether to compare {models}, {owner} and {name} without regard to case."],
        default=False,
    ),
    Option(
        "prefer",
        "str",
        [
            "If endpoints of this type serve a model, ignore its endpoints of the other type.",
            "Several endpoints of the preferred type are handled as {on_multiple} says.",
            "Applies to {models} only.",
        ],
        choices={
            "dedicated": "Use a dedicated endpoint if there is one, else a serverless one.",
            "serverless": "Use a serverless endpoint if there is one, else a dedicated one.",
        },
    ),
    Option(
        "on_multiple",
        "str",
        ["How to handle several matching endpoints for one model."],
        default="fail",
        choices={
            "fail": "Raise an error that lists them.",
            "newest": "Select the most recently created endpoint.",
            "all": "Select every endpoint.",
        },
    ),
    Option(
        "on_missing",
        "str",
        ["How to handle a model without a matching endpoint."],
        default="fail",
        choices={
            "fail": "Raise an error that suggests similar names.",
            "ignore": "Continue without an endpoint for this model.",
        },
    ),
    Option(
        "wait",
        "float",
        [
            "Seconds to wait until every requested model has an endpoint that accepts inference calls.",
            "The lookup is repeated every 2 to 10 seconds while a model is missing or not ready, or a failure is "
            "temporary. Any other error ends the wait.",
            "The last lookup can end later than this, but within its {deadline}.",
            "Requires {models}.",
        ],
        minimum=0,
        maximum=86400,
    ),
)


class Values(NamedTuple):
    """The checked values of a table, and the environment variables that some of them came from (option -> variable)."""

    values: dict[str, Any]
    sources: dict[str, str]


def resolve(table: Sequence[Option], arguments: Mapping[str, Any], environment: Mapping[str, str]) -> Values:
    """Check the value of each option of a table: the argument, else the environment variable, else the default.

    arguments: option -> value, None where none was passed. Raises InvalidOptionError.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for option in table:
        value = arguments.get(option.name)
        if value is None and option.environment:
            value = environment.get(option.environment) or None
            if value is not None:
                sources[option.name] = option.environment
        values[option.name] = option.default if value is None else check(option, value, sources)
    return Values(values, sources)


def check(option: Option, value: Any, sources: Mapping[str, str] | None = None) -> Any:
    """The value in the option's type. Raises InvalidOptionError."""
    try:
        return CHECKS[option.type](option, value)
    except InvalidOptionError as error:
        invalid = error
    raise invalid.with_sources(sources or {})


def refuse_key(values: Mapping[str, Any], api_key: str) -> None:
    """Raise InvalidOptionError for a value that contains the key, because messages and answers repeat the values.

    Most of the key, or an encoding of it, counts as the key.
    """
    redactor = Redactor(api_key)
    for option, value in values.items():
        entries = value if isinstance(value, (list, tuple)) else (value,)
        if any(isinstance(entry, str) and redactor.redact(entry) != entry for entry in entries):
            raise InvalidOptionError(
                option, problem=CONTAINS_KEY, hints=[Hint("move_key", "Pass it as {api_key} only")]
            )


def _check_str(option: Option, value: Any) -> str:
    if not isinstance(value, str):
        raise _invalid(option, value, "a string")
    if option.choices and value not in option.choices:
        raise _invalid(option, value, f"one of {', '.join(option.choices)}")
    return value


def _check_path(option: Option, value: Any) -> str:
    path = os.path.expanduser(os.fspath(value) if isinstance(value, os.PathLike) else _check_str(option, value))
    if not os.path.exists(path):
        raise _invalid(option, value, "a file or directory that exists")
    return path


def _check_bool(option: Option, value: Any) -> bool:
    words = {"true": True, "false": False}
    boolean = words.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(boolean, bool):
        raise _invalid(option, value, "true or false")
    return boolean


def _check_float(option: Option, value: Any) -> float:
    return _check_number(option, value, "a number")


def _check_int(option: Option, value: Any) -> int:
    number = _check_number(option, value, "a whole number")
    if not number.is_integer():
        raise _invalid(option, value, f"a whole number {format_bounds(option)}")
    return int(number)


def _check_number(option: Option, value: Any, kind: str) -> float:
    expected = f"{kind} {format_bounds(option)}"
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _invalid(option, value, expected)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    above = -math.inf if option.above is None else option.above
    minimum = -math.inf if option.minimum is None else option.minimum
    maximum = math.inf if option.maximum is None else option.maximum
    if not (above < number and minimum <= number <= maximum):
        raise _invalid(option, value, expected)
    return number


def format_bounds(option: Option) -> str:
    """The bounds of a number in a sentence: "from 0 to 20"."""
    if option.above is None:
        return f"from {option.minimum:g} to {option.maximum:g}"
    return f"above {option.above:g} and at most {option.maximum:g}"


def _check_list(option: Option, value: Any) -> tuple[str, ...]:
    if isinstance(value, (str, bytes)) or not isinstance(value, (list, tuple)):
        raise _invalid(option, value, "a list of strings")
    if not value:
        raise InvalidOptionError(option.name, "at least one entry", "an empty list", hints=[OMIT_FOR_ALL])
    for position, entry in enumerate(value):
        if not isinstance(entry, str) or not entry.strip() or not _is_encodable(entry):
            raise InvalidOptionError(f"{option.name}[{position}]", "a string that is not empty", format_value(entry))
    return tuple(entry.strip() for entry in value)


def _is_encodable(text: str) -> bool:
    """Whether a string can be written as UTF-8. Bytes of an environment that are not UTF-8 make strings that cannot."""
    return text.encode(errors="replace").decode() == text


def _invalid(option: Option, value: Any, expected: str) -> InvalidOptionError:
    found = f"a value of type {type(value).__name__}" if option.secret else format_value(value)
    return InvalidOptionError(option.name, expected, found)


CHECKS: dict[str, Callable[[Option, Any], Any]] = {
    "str": _check_str,
    "path": _check_path,
    "bool": _check_bool,
    "int": _check_int,
    "float": _check_float,
    "list": _check_list,
}
