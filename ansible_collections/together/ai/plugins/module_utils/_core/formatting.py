# SPDX-License-Identifier: MIT
"""Values and errors as text: one printable line each, with the caller's own names for the options."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

MAX_LISTED = 10  # entries of a list in a message; "and N more" replaces the others
MAX_LENGTH = 80  # characters of a value in a message
SUMMARY_FIELDS = ("id", "name", "model", "type", "owner", "state", "created_at", "api_version")
PLACEHOLDER = r"\{(\w+)\}"
# The first character of what GitHub, Azure Pipelines and TeamCity execute when it is in the output of a job.
JOB_COMMAND = r"#(?=#(?:vso|teamcity)?\[)|:(?=:[a-z][a-z-]*(?: [^:]*)?::)"
Entry = TypeVar("Entry")

if TYPE_CHECKING:
    from typing import Protocol

    class Describable(Protocol):
        """An error as the renderer needs it."""

        sources: Mapping[str, str]

        @property
        def hints(self) -> Sequence[Hint]:
            """What the caller can do."""

        @property
        def context(self) -> str:
            """Where it happened, if that needs a sentence."""

        @property
        def reference(self) -> str:
            """What identifies the failed request, if anything does."""

        def sections(self, names: Names) -> Sequence[Section]:
            """What happened and what was found."""


class Names(dict[str, str]):
    """Option -> the caller's name for it. An option without an entry keeps the core's name."""

    def __missing__(self, option: str) -> str:
        return option


class Hint(NamedTuple):
    """One thing that a caller can do about an error.

    key: identifies the hint, so that a front end can replace it. text: a sentence without its period, in which
    `{name}` stands for an option.
    """

    key: str
    text: str

    def render(self, names: Mapping[str, str]) -> str:
        """The sentence with the caller's names for the options."""
        return re.sub(PLACEHOLDER, lambda match: names[match[1]], self.text)


class Section(NamedTuple):
    """A sentence of an error without its period, and the entries of the list that it introduces.

    omitted: how many entries of the list are not among them.
    """

    text: str
    entries: Sequence[str] = ()
    omitted: int = 0


class Renderer:
    """Renders errors for one front end.

    names: option -> the front end's name for it; an option that is not in it keeps the core's name.
    replacements: key of a hint -> the sentence that this front end shows instead of it, empty for none.
    multiline: put each entry of a list on a line of its own.
    """

    def __init__(
        self,
        names: Mapping[str, str] | None = None,
        replacements: Mapping[str, str] | None = None,
        multiline: bool = False,
    ) -> None:
        self.names = dict(names or {})
        self._replacements = dict(replacements or {})
        self._multiline = multiline

    def render(self, error: Describable) -> str:
        """The message of an error: what happened, what was found, what to do, and what identifies the request."""
        names = Names({**self.names, **error.sources})
        hints = [self._replacements.get(hint.key, hint.text) for hint in error.hints]
        sentences = [printable(Hint("", text).render(names)) for text in dict.fromkeys(hints) if text]
        sentences += [error.reference] if error.reference else []
        blocks = [self._block(section) for section in [*error.sections(names), Section(error.context)]]
        blocks = [block for block in blocks if block]
        if not self._multiline:
            return " ".join(map(_sentence, [*blocks, *sentences]))
        lists = any("\n" in block for block in blocks)
        lines = [block if "\n" in block else _sentence(block) for block in blocks]
        advice = " ".join(map(_sentence, sentences))
        return ("\n" if lists else " ").join(filter(None, [*lines, advice]))

    def option_name(self, error: Describable, option: str) -> str:
        """The caller's name for an option that an error concerns; `models[0]` is an entry of an option."""
        names = Names({**self.names, **error.sources})
        name, bracket, rest = option.partition("[")
        return names.get(option) or names[name] + bracket + rest

    def _block(self, section: Section) -> str:
        text = printable(section.text)
        if not section.entries:
            return text
        entries = list(map(printable, limit_entries(section.entries, omitted=section.omitted)))
        if self._multiline:
            return "\n  - ".join([f"{text}:", *entries])
        return f"{text}: {'; '.join(entries)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", '."')) else f"{text}."


def limit_entries(entries: Iterable[str], limit: int = MAX_LISTED, omitted: int = 0) -> list[str]:
    """At most `limit` entries, and "and N more" if there are others. omitted: others that are not in `entries`."""
    entries = list(entries)
    rest = max(0, len(entries) - limit) + omitted
    return entries[:limit] + ([f"and {rest} more"] if rest > 0 else [])


def format_list(entries: Iterable[str], conjunction: str = "and") -> str:
    """Entries in a sentence: "a", "a and b", "a, b and c"."""
    *first, last = limit_entries(entries) or [""]
    prefix = "" if last.startswith("and ") else f"{conjunction} "  # "and 3 more"
    return f"{', '.join(first)} {prefix}{last}" if first else last


def format_value(value: object, limit: int = MAX_LENGTH) -> str:
    """A value as JSON on one printable line, cut after `limit` characters."""
    try:
        text = json.dumps(_truncate(value, [limit + 1]), ensure_ascii=False, default=_type_name)
    except (TypeError, ValueError):
        text = _type_name(value)
    text = printable(text[: limit + 1])
    return text if len(text) <= limit else text[:limit] + ('..."' if text.startswith('"') else "...")


def _truncate(value: Any, remaining: list[int]) -> Any:
    """The part of a value whose JSON fills the remaining characters (a list of one number, which is counted down)."""
    remaining[0] -= 1
    if isinstance(value, str):
        return value[: max(0, remaining[0])]
    if isinstance(value, dict):
        return {
            name[: max(0, remaining[0])] if isinstance(name, str) else name: _truncate(inner, remaining)
            for name, inner in _take_while_remaining(value.items(), remaining)
        }
    if isinstance(value, (list, tuple)):
        return [_truncate(inner, remaining) for inner in _take_while_remaining(value, remaining)]
    return value


def _take_while_remaining(entries: Iterable[Entry], remaining: list[int]) -> Iterator[Entry]:
    for entry in entries:
        if remaining[0] <= 0:
            return
        yield entry


def _type_name(value: object) -> str:
    return f"<{type(value).__name__}>"


def format_text(value: object, limit: int = 100) -> str:
    """A value as `format_value`, a string without its quotes."""
    return format_value(value, limit).strip('"')


def printable(text: str) -> str:
    """A text in which control characters, line breaks, direction marks and job commands are written as escapes."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    if "##" in text or "::" in text:
        text = re.sub(JOB_COMMAND, lambda match: f"\\x{ord(match[0]):02x}", text)
    return text


def format_endpoint(endpoint: Mapping[str, Any]) -> str:
    """An endpoint in a sentence: its id, then in parentheses what distinguishes it from others."""
    id_, name, model, type_, owner, state, created_at, api_version = (
        format_text(endpoint[field]) for field in SUMMARY_FIELDS
    )
    return f"{id_} (name {name}, model {model}, {type_}, owner {owner}, {state}, created {created_at}, {api_version})"


def format_filters(filters: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Filters in a sentence: "type=dedicated, state=STARTED,READY"."""
    return ", ".join(f"{names[option]}={_plain(value)}" for option, value in filters.items())


def _plain(value: Any) -> str:
    return printable(",".join(value) if isinstance(value, tuple) else str(value).lower())
