# SPDX-License-Identifier: MIT
"""Everything that can go wrong: one exception tree whose members carry the facts and make the sentence from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import client
from typing import Any, Callable, TypeVar

Failure = TypeVar("Failure", bound="LookupFailed")
LISTED = 10  # entries of a long list that a sentence names before "and N more"
CANDIDATE = ("id", "name", "model", "type", "owner", "state", "created_at")


class LookupFailed(Exception):  # noqa: N818 - what is raised reads like what happened: Missing, Ambiguous
    """Base of all errors of a lookup. `str()` is one sentence that names the option or the path and what to do.

    error_type: the kind, one word for programs. `facts()`: what the sentence was made from, ready for JSON.
    """

    error_type = "lookup_failed"

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self._facts = facts

    def facts(self) -> dict[str, Any]:
        """The facts behind the sentence, by name; JSON types only."""
        return dict(self._facts)

    def advising(self: Failure, advice: str) -> Failure:
        """The same error with more to do at the end of its sentence."""
        return _restored(type(self), (f"{self}; {advice}",), self.__dict__)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[Failure], args: tuple[Any, ...], state: dict[str, Any]) -> Failure:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class InvalidOption(LookupFailed):
    """An option's value is unusable. option: its name; problem: what was expected and found."""

    error_type = "invalid_option"

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(f"{option}: {problem}", option=option)
        self.option, self.problem = option, problem

    def called(self, names: Mapping[str, str], advice: str = "") -> InvalidOption:
        """The same error under the name that the user gave the option (option -> name), and with more to do."""
        return InvalidOption(names.get(self.option, self.option), self.problem + advice)


class MissingLibrary(LookupFailed):
    """A Python library is absent or too old. library: its name; needed: the lowest version; found: the one there."""

    error_type = "missing_library"

    def __init__(self, library: str, needed: str, found: str | None = None) -> None:
        self.library, self.needed, self.found = library, needed, found
        there = f"found {found}, which is too old or does not load" if found else "it is not installed"
        install = f"pip install '{library}>={needed}'"
        sentence = f"the Python library {library} {needed} or later is needed, {there}; run: {install}"
        super().__init__(sentence, library=library, needed=needed, found=found)


class ConnectionFailed(LookupFailed):
    """No complete answer came. url: what was asked; reason: why, in words of our own; tries: how often it was tried."""

    error_type = "connection"

    def __init__(self, url: str, reason: str, tries: int = 1) -> None:
        super().__init__(f"GET {url} failed{_tried(tries)}: {reason}", url=url, reason=reason, tries=tries)


class TimedOut(ConnectionFailed):
    """The server did not connect or was silent for longer than `timeout`."""

    error_type = "timeout"


class DeadlinePassed(TimedOut):
    """The deadline passed. seconds: the deadline; progress: how far the work had come."""

    def __init__(self, seconds: float, progress: str = "") -> None:
        so_far = f" ({progress})" if progress else ""
        advice = "raise deadline, or look at the network and base_url"
        sentence = f"no answer within the deadline of {seconds:g} s{so_far}; {advice}"
        super(ConnectionFailed, self).__init__(sentence, deadline=seconds, progress=progress)


class Redirected(LookupFailed):
    """The server sent the request elsewhere; following would send the key there. location: where to."""

    error_type = "redirect"

    def __init__(self, url: str, status: int, location: str) -> None:
        advice = "which is not followed; set base_url to the API itself"
        where = shown(location, 200) if location else "nowhere"
        sentence = f"GET {url} was redirected (HTTP {status}) to {where}, {advice}"
        super().__init__(sentence, url=url, status=status, location=location)


class Refused(LookupFailed):
    """The API answered with an HTTP error. status: its code; message: what it said; error: further facts."""

    ADVICE = {  # status -> (error_type, what to do)
        401: ("unauthorized", "check api_key or TOGETHER_API_KEY"),
        402: ("payment_required", "the account has reached its spending limit: raise it or add credit"),
        403: ("forbidden", "check what this API key may see; a proxy or firewall in between answers 403 as well"),
        404: ("http_error", "check base_url"),
        407: ("http_error", "the proxy wants a login: put it into HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, with its URL"),
        429: ("rate_limited", "ask less often, or raise retries and deadline"),
    }
    SERVER_ERROR = ("server_error", "the API is in trouble: try later, or raise retries and deadline")
    OTHER = ("http_error", "check base_url and the options")

    def __init__(self, url: str, status: int, message: str, tries: int = 1, **error: Any) -> None:
        self.status = status
        self.error_type, advice = self.ADVICE.get(status, self.SERVER_ERROR if status >= 500 else self.OTHER)
        answered = f"HTTP {status} {client.responses.get(status, '')}".rstrip()
        sentence = f"GET {url} answered {answered}{_tried(tries)}: {message}; {advice}"
        super().__init__(sentence, url=url, status=status, message=message, tries=tries, **error)


class EnvelopeBroken(LookupFailed):
    """The answer is nothing that the API sends there. found: what came instead."""

    error_type = "envelope"

    def __init__(self, url: str, found: str) -> None:
        advice = "check base_url and any proxy in between"
        sentence = f"GET {url} answered {found}, expected the API's JSON; {advice}"
        super().__init__(sentence, url=url, found=found)


class ContractViolated(LookupFailed):
    """The answer breaks the API's schema where `validation` does not allow it.

    violations: list of {path, message}; validation: the value in force; passing: the value that lets it pass, if any.
    """

    error_type = "contract"

    def __init__(self, violations: Sequence[Any], validation: str, passing: str | None) -> None:
        advice = f"validation={passing} would let it pass" if passing else "no value of validation lets it pass"
        listing = listed([str(violation) for violation in violations])
        sentence = f"the answer of the API breaks its contract (validation={validation}): {listing}; {advice}"
        found = [violation.to_dict() for violation in violations]
        super().__init__(sentence, contract_violations=found, validation=validation, passing=passing)


class Ambiguous(LookupFailed):
    """Several endpoints serve one model and the question did not choose. candidates: model -> rows, API order."""

    error_type = "ambiguous"
    CHOICES = {  # on_multiple -> what it could not decide, and what is left to choose
        "fail": ("", "newest or all"),
        "newest": ("on_multiple=newest finds no single newest created_at among them; ", "all"),
    }

    def __init__(self, candidates: Mapping[str, Sequence[Mapping[str, Any]]], on_multiple: str) -> None:
        sentences = [
            f"model {shown(model)} is served by {len(rows)} endpoints: {listed([described(row) for row in rows])}"
            for model, rows in candidates.items()
        ]
        undecided, choices = self.CHOICES[on_multiple]
        advice = f"{undecided}narrow with mine, type, usage_type, state, owner or name, or set on_multiple to {choices}"
        facts = {model: [_candidate(row) for row in rows] for model, rows in candidates.items()}
        super().__init__(f"{listed(sentences)}; {advice}", candidates=facts)


class Missing(LookupFailed):
    """No endpoint serves a model, or none that passes the filters.

    near: model -> names that resemble it; hidden: model -> rows that serve it but do not pass the filters;
    called: model -> rows whose name or id it is; both near and called for the first ten models.
    looked_at: endpoints listed; filters: option -> value; unreadable: endpoints without a readable model.
    """

    error_type = "missing"

    def __init__(
        self,
        models: Sequence[str],
        near: Mapping[str, Sequence[str]],
        hidden: Mapping[str, Sequence[Mapping[str, Any]]],
        called: Mapping[str, Sequence[Mapping[str, Any]]],
        looked_at: int,
        filters: Mapping[str, Any],
        unreadable: int,
    ) -> None:
        asked = ", ".join(f"{name}={_plain(value)}" for name, value in filters.items())
        with_filters = f" with {asked}" if asked else ""
        unread = f", {unreadable} of them without a readable model" if unreadable else ""
        sentences = [_missing(model, near.get(model, ()), hidden[model], called.get(model, ())) for model in models]
        looked = f"{looked_at} endpoint{' was' if looked_at == 1 else 's were'} looked at"
        sentence = f"{listed(sentences)}; {looked}{with_filters}{unread}"
        advice = "check the spelling and the filters, or set on_missing to ignore"
        super().__init__(
            f"{sentence}; {advice}",
            models=list(models),
            near=dict(near),
            hidden={model: [_candidate(row) for row in rows] for model, rows in hidden.items() if rows},
            looked_at=looked_at,
            filters=dict(filters),
            unreadable=unreadable,
        )


def _tried(tries: int) -> str:
    return f" after {tries} tries" if tries > 1 else ""


def _missing(
    model: str, near: Sequence[str], hidden: Sequence[Mapping[str, Any]], called: Sequence[Mapping[str, Any]]
) -> str:
    if called:
        row = called[0]
        return f"{shown(model)} is no model but an endpoint, {described(row)}; ask for its model"
    if hidden:
        rows = listed([described(row) for row in hidden])
        return f"no endpoint for model {shown(model)} passes the filters, though it is served by {rows}"
    alike = f" (similar: {', '.join(shown(name) for name in near)})" if near else ""
    return f"no endpoint serves model {shown(model)}{alike}"


def _candidate(row: Mapping[str, Any]) -> dict[str, Any]:
    return {field: row[field] for field in CANDIDATE}


def _plain(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value).lower()


def described(row: Mapping[str, Any]) -> str:
    """An endpoint in a sentence: id, and in brackets what tells it from others."""
    id_, name, model, type_, owner, state, created_at = (shown(row[field], 100).strip('"') for field in CANDIDATE)
    return f"{id_} (name {name}, model {model}, {type_}, owner {owner}, {state}, created {created_at})"


def listed(entries: Iterable[str]) -> str:
    """At most ten entries in a row, and how many more there are."""
    entries = list(entries)
    more = [f"and {len(entries) - LISTED} more"] if len(entries) > LISTED else []
    return "; ".join(entries[:LISTED] + more)


def shown(value: object, limit: int = 80) -> str:
    """A value in a sentence: as JSON, on one line, printable anywhere, shortened to so many characters."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=lambda other: f"<{type(other).__name__}>")
    except (ValueError, RecursionError):
        text = f"<{type(value).__name__}>"
    text = "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text[: limit + 1])
    return text if len(text) <= limit else f"{text[:limit]}..."
