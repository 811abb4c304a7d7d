# SPDX-License-Identifier: MIT
"""Every option once: its name, type, default, bounds and environment variable; and the check of a given value."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from .errors import InvalidOption, shown


class Option(NamedTuple):
    """One option, as every front end offers it."""

    name: str
    type: str  # "str", "path", "bool", "int", "float" or "list" (of strings)
    default: Any = None
    choices: tuple[str, ...] = ()
    above: float | None = None  # exclusive lower bound
    minimum: float | None = None
    maximum: float | None = None
    environment: str | None = None  # the variable read where the option is not given; empty counts as unset
    secret: bool = False


CONNECTION = (
    Option("api_key", "str", environment="TOGETHER_API_KEY", secret=True),
    Option("base_url", "str", default="https://api.together.ai/v1", environment="TOGETHER_BASE_URL"),
    Option("api_version", "str", default="v1", choices=("v1", "v2"), environment="TOGETHER_API_VERSION"),
    Option("project_id", "str", environment="TOGETHER_PROJECT_ID"),
    Option("timeout", "float", default=30.0, above=0, maximum=3600),
    Option("deadline", "float", default=120.0, above=0, maximum=86400),
    Option("retries", "int", default=3, minimum=0, maximum=20),
    Option("validate_certs", "bool", default=True),
    Option("ca_path", "path"),
    Option("validation", "str", default="answer", choices=("strict", "answer", "warn")),
)
QUESTION = (
    Option("models", "list"),
    Option("type", "str", choices=("dedicated", "serverless")),
    Option("usage_type", "str", choices=("on-demand", "reserved")),
    Option("mine", "bool"),
    Option("state", "list"),
    Option("owner", "list"),
    Option("name", "list"),
    Option("ignore_case", "bool", default=False),
    Option("on_multiple", "str", default="fail", choices=("fail", "newest", "all")),
    Option("on_missing", "str", default="fail", choices=("fail", "ignore")),
)


def resolve(table: tuple[Option, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """The checked value of each option of a table: as given, else from its environment variable, else its default.

    given: option name -> value, None where not given. Raises InvalidOption.
    """
    return {option.name: _value(option, given.get(option.name)) for option in table}


def _value(option: Option, given: Any) -> Any:
    if given is None and option.environment:
        given = os.environ.get(option.environment) or None
    if given is None:
        return option.default
    return CHECKS[option.type](option, given)


def _text(option: Option, given: Any) -> str:
    if not isinstance(given, str):
        raise _invalid(option, given, "a string")
    if option.choices and given not in option.choices:
        raise _invalid(option, given, f"one of {', '.join(option.choices)}")
    return given


def _path(option: Option, given: Any) -> str:
    path = os.path.expanduser(os.fspath(given) if isinstance(given, os.PathLike) else _text(option, given))
    if not os.path.exists(path):
        raise _invalid(option, given, "a file or directory that exists")
    return path


def _bool(option: Option, given: Any) -> bool:
    words = {"true": True, "false": False}
    value = words.get(given.lower()) if isinstance(given, str) else given
    if not isinstance(value, bool):
        raise _invalid(option, given, "true or false")
    return value


def _float(option: Option, given: Any) -> float:
    return _number(option, given, "a number")


def _int(option: Option, given: Any) -> int:
    value = _number(option, given, "a whole number")
    if not value.is_integer():
        raise _invalid(option, given, f"a whole number {_bounds(option)}")
    return int(value)


def _number(option: Option, given: Any, kind: str) -> float:
    expected = f"{kind} {_bounds(option)}"
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _invalid(option, given, expected)
    try:
        value = float(given)
    except (ValueError, OverflowError):
        value = math.nan
    above = -math.inf if option.above is None else option.above
    minimum = -math.inf if option.minimum is None else option.minimum
    maximum = math.inf if option.maximum is None else option.maximum
    if not (above < value and minimum <= value <= maximum):
        raise _invalid(option, given, expected)
    return value


def _bounds(option: Option) -> str:
    if option.above is None:
        return f"from {option.minimum:g} to {option.maximum:g}"
    return f"above {option.above:g} and at most {option.maximum:g}"


def _list(option: Option, given: Any) -> tuple[str, ...]:
    if isinstance(given, (str, bytes)) or not isinstance(given, (list, tuple)):
        raise _invalid(option, given, "a list of strings")
    if not given:
        raise InvalidOption(
            option.name, "expected at least one entry, found an empty list; leave it out to ask for all"
        )
    for position, item in enumerate(given):
        if not isinstance(item, str) or not item.strip() or not _is_text(item):
            problem = f"expected a string that is not empty, found {shown(item)}"
            raise InvalidOption(f"{option.name}[{position}]", problem)
    return tuple(item.strip() for item in given)


def _is_text(item: str) -> bool:
    """Whether a string can be written down; bytes of an environment that are no UTF-8 make some that cannot."""
    return item.encode(errors="replace").decode() == item


def _invalid(option: Option, given: Any, expected: str) -> InvalidOption:
    found = f"a value of type {type(given).__name__}" if option.secret else shown(given)
    return InvalidOption(option.name, f"expected {expected}, found {found}")


CHECKS: dict[str, Callable[[Option, Any], Any]] = {
    "str": _text,
    "path": _path,
    "bool": _bool,
    "int": _int,
    "float": _float,
    "list": _list,
}
