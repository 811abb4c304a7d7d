# SPDX-License-Identifier: MIT
"""Help texts of options and results for one front end: the core's markup in that front end's own.

The core writes `{name}` for another option and puts literals into backquotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pulumi_together._core import client as core
from pulumi_together._core.options import format_bounds

MARKUP = re.compile(r"\{(\w+)\}|`([^`]+)`")
ENVIRONMENT_VARIABLE = re.compile(r"[A-Z]+(_[A-Z]+)+")


class Style(NamedTuple):
    """How a front end writes references and literals. Each function takes the plain word and returns its text."""

    option: Callable[[str], str]
    literal: Callable[[str], str]
    variable: Callable[[str], str]  # an environment variable


def plain_style(option: Callable[[str], str]) -> Style:
    """Text without markup. option: the core's name of an option -> the front end's."""
    return Style(option, str, str)


def markdown_style(option: Callable[[str], str]) -> Style:
    """Markdown, with names and literals in backquotes. option: the core's name of an option -> the front end's."""
    return Style(lambda name: f"`{option(name)}`", "`{}`".format, "`{}`".format)


def ansible_style() -> Style:
    """The semantic markup of Ansible's documentation."""
    return Style("O({})".format, lambda text: f"V({_escape(text)})", "E({})".format)


def render(text: str, style: Style) -> str:
    """A help text in a style."""

    def replace(match: re.Match[str]) -> str:
        option, literal = match[1], match[2]
        if option:
            return style.option(option)
        return style.variable(literal) if ENVIRONMENT_VARIABLE.fullmatch(literal) else style.literal(literal)

    return MARKUP.sub(replace, text)


def render_all(texts: Iterable[str], style: Style) -> list[str]:
    """Each help text in a style."""
    return [render(text, style) for text in texts]


def describe(option: core.Option, style: Style) -> list[str]:
    """All that is known of an option, as sentences: its help, choices, bounds, environment variable and default."""
    return [
        *render_all(option.help, style),
        *choice_sentences(option, style),
        *bounds_sentence(option),
        *default_sentence(option, style),
    ]


def choice_sentences(option: core.Option, style: Style) -> list[str]:
    """Each choice and what it means."""
    return [f"{style.literal(choice)}: {render(meaning, style)}" for choice, meaning in option.choices.items()]


def bounds_sentence(option: core.Option) -> list[str]:
    """The bounds of a number, in at most one sentence: "From 0 to 20."."""
    if option.minimum is None and option.above is None:
        return []
    return [f"{format_bounds(option).capitalize()}."]


def default_sentence(option: core.Option, style: Style) -> list[str]:
    """What counts where no value is passed, in at most one sentence."""
    default = [] if option.default is None else [style.literal(format_default(option.default))]
    variable = [style.variable(option.environment)] if option.environment else []
    if not variable:
        return [f"The default is {default[0]}."] if default else []
    otherwise = f", otherwise {default[0]}" if default else ""
    return [f"The default is the value of the environment variable {variable[0]}{otherwise}."]


def format_default(default: Any) -> str:
    """The default of an option as text: `fail`, `true`, `30`."""
    if isinstance(default, str):
        return default
    return f"{default:g}" if isinstance(default, float) else json.dumps(default)


def _escape(text: str) -> str:
    """A text for the argument of Ansible's markup."""
    return text.replace("\\", "\\\\").replace(")", "\\)")
