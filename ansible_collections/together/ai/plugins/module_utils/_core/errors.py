# SPDX-License-Identifier: MIT
"""The errors of a lookup: one exception tree. Errors hold facts and hints as data; `formatting` makes the text.

Those of a complete answer are in `answer_errors`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from .formatting import Hint, Names, Renderer, Section, format_value, printable

# Hints about what lies between here and every generation of the API: to query another generation fails as well.
COMMON_HINTS = ("check_base_url", "check_network", "check_proxy_variables")
Error = TypeVar("Error", bound="TogetherError")
OTHER_GENERATION = {"v1": "v2", "v2": "v1"}
CHECK_BASE_URL = Hint("check_base_url", "Check {base_url}")
CHECK_NETWORK = Hint("check_network", "Check the network and {base_url}")
NOT_SPECIFIED = Hint("not_specified", "The server does not follow the API's specification. Check {base_url}")
CHECK_PROXY = Hint("check_proxy", "Check {base_url} and any proxy between here and the API")


class TogetherError(Exception):
    """Base of all errors of a lookup.

    error_type: the kind of error, one word for programs. facts: what the message is made from; JSON types only.
    option: the option concerned, by the core's name, if there is one. hints: what the caller can do.
    retryable: whether the same lookup may succeed later without a change.
    sources: option -> environment variable, for the options whose value came from one.

    `str()` is the message with the core's names for the options; see `formatting.Renderer` for other names.
    """

    error_type: str
    retryable = False
    option: str | None = None

    def __init__(self, hints: Sequence[Hint] = (), **facts: Any) -> None:
        super().__init__()
        self.facts: dict[str, Any] = facts
        self.hints: tuple[Hint, ...] = tuple(hints)
        self.sources: Mapping[str, str] = {}

    def sections(self, names: Names) -> list[Section]:
        """What happened and what was found."""
        raise NotImplementedError

    @property
    def reference(self) -> str:
        """What identifies the failed request to whoever runs the server; the end of the message."""
        return ""

    @property
    def context(self) -> str:
        """The generation of the API and the project that the error concerns, if it concerns one of several."""
        generation = [f"API {self.facts['api_version']}"] if "api_version" in self.facts else []
        project = [f"project {self.facts['project']}"] if "project" in self.facts else []
        return f"This concerns {', '.join(generation + project)}" if generation or project else ""

    @property
    def summary(self) -> str:
        """What happened, in one line without advice."""
        return printable(self.sections(Names())[0].text)

    def with_hint(self: Error, hint: Hint) -> Error:
        """A copy with one more hint."""
        return self._copy(hints=(*self.hints, hint))

    def with_hints(self: Error, hints: Sequence[Hint]) -> Error:
        """A copy with other hints."""
        return self._copy(hints=tuple(hints))

    def in_generation(self: Error, api_version: str, has_project: bool = False) -> Error:
        """A copy that names the generation of the API, one of two that were queried.

        has_project: whether `project_id` is set, which v1 alone refuses.
        """
        other = OTHER_GENERATION[api_version]
        only_other = Hint("one_generation", f"To query {other} alone, set {{api_version}} to {other}")
        is_refused = isinstance(self, HTTPStatusError) and self.status == 403
        is_common = any(hint.key in COMMON_HINTS for hint in self.hints)
        is_other_possible = (self.retryable or is_refused) and not is_common and not (other == "v1" and has_project)
        hints = (*self.hints, only_other) if is_other_possible else self.hints
        return self._copy(facts={**self.facts, "api_version": api_version}, hints=hints)

    def in_project(self: Error, project: str) -> Error:
        """A copy that names the project, one of those that were searched."""
        return self._copy(facts={**self.facts, "project": project})

    def with_sources(self: Error, sources: Mapping[str, str]) -> Error:
        """A copy that names the environment variables that options came from."""
        return self._copy(sources=dict(sources))

    def _copy(self: Error, **changes: Any) -> Error:
        copied = copy(self)
        copied.__setstate__(changes)
        return copied

    def __str__(self) -> str:
        return Renderer().render(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # The inherited method would call the class with `args`, which are empty.
        return _new, (type(self),), self.__dict__


def _new(kind: type[Error]) -> Error:
    return kind.__new__(kind)


class InvalidOptionError(TogetherError):
    """An option has an invalid value.

    option: its name; an entry of a list is `models[0]`. expected: what would be valid. found: what was given, None
    where the value is not shown. problem: replaces expected and found where another sentence is clearer.
    """

    error_type = "invalid_option"

    def __init__(
        self,
        option: str,
        expected: str = "",
        found: str | None = None,
        *,
        problem: str = "",
        hints: Sequence[Hint] = (),
    ) -> None:
        but_found = f", found {found}" if found else ""
        self.option = option
        self.problem = problem or f"expected {expected}{but_found}"
        super().__init__(hints, option=option, problem=self.problem)

    def sections(self, names: Names) -> list[Section]:
        """The option, what is expected and what was found."""
        option, bracket, rest = str(self.option).partition("[")
        return [Section(f"{names.get(str(self.option)) or names[option] + bracket + rest}: {self.problem}")]


class ProjectNotFoundError(InvalidOptionError):
    """The API key cannot access the project. project: its ID or slug; accessible: the projects that it can access."""

    def __init__(self, project: str, accessible: Sequence[str]) -> None:
        can = "it can access these" if accessible else "it can access none"
        super().__init__("project_id", problem=f"the API key cannot access project {format_value(project)}; {can}")
        self._accessible = list(accessible)
        self.facts["projects"] = self._accessible

    def sections(self, names: Names) -> list[Section]:
        """The project, and those that the key can access."""
        return [section._replace(entries=self._accessible) for section in super().sections(names)]


class MissingDependencyError(TogetherError):
    """Python libraries are missing, too old, or cannot be imported.

    libraries: {library, needed, found, problem, hidden_by} of each; found is the installed version, None if there is
    none; hidden_by is the file that Python imports instead of it. python: the interpreter that lacks them.
    """

    error_type = "missing_library"

    def __init__(self, libraries: Sequence[Mapping[str, str | None]], python: str) -> None:
        from shlex import quote

        hiding = [str(library["hidden_by"]) for library in libraries if library["hidden_by"]]
        lacking = [quote("{library}>={needed}".format(**library)) for library in libraries if not library["hidden_by"]]
        install = Hint("install", f"Run: {quote(python)} -m pip install {' '.join(lacking)}")
        rename = Hint("rename", f"Rename {' and '.join(hiding)}")
        hints = [*([rename] if hiding else []), *([install] if lacking else [])]
        super().__init__(hints, libraries=[dict(library) for library in libraries], python=python)

    def sections(self, names: Names) -> list[Section]:
        """Each library, the version needed and what is wrong."""
        return [
            Section("The Python library {library} {needed} or later is required, but {problem}".format(**library))
            for library in self.facts["libraries"]
        ]


class ResourceError(TogetherError):
    """The process or the system has run out of something. resource: what, in the plural or as a mass noun."""

    error_type = "resources"
    retryable = True

    def __init__(self, resource: str) -> None:
        fewer = Hint("fewer_lookups", "Make fewer lookups at a time, or raise the limits of the process (`ulimit -a`)")
        super().__init__([fewer], resource=resource)

    def sections(self, names: Names) -> list[Section]:
        """What has run out."""
        return [Section(f"The lookup could not continue because the system has no more {self.facts['resource']}")]


RESOURCE_BY_ERRNO = {  # number of an OSError -> what has run out
    errno.EMFILE: "open files",
    errno.ENFILE: "open files",
    errno.ENOMEM: "memory",
    errno.ENOBUFS: "memory",
}
RESOURCE_BY_TEXT = {  # in the text of an exception without a number, in lower case
    **{os.strerror(number).lower(): resource for number, resource in RESOURCE_BY_ERRNO.items()},
    "failed to map segment from shared object": "memory",  # glibc, loading a library
}
OWN_NUMBERS = ("gaierror", "herror", "SSLError")  # classes of OSError whose `errno` means something else
PROBE_BYTES = 16 * 1024 * 1024  # a library that cannot be loaded needs less


def exhausted_resource(error: BaseException) -> str | None:
    """What has run out if that is the reason for an exception, None if the reason is another one.

    Needs no import, which could fail for the same reason.
    """
    for cause in causes(error):
        if isinstance(cause, MemoryError):
            return "memory"
        if isinstance(cause, RecursionError):
            return "stack"
        if type(cause).__name__ not in OWN_NUMBERS and isinstance(cause, OSError) and cause.errno in RESOURCE_BY_ERRNO:
            return RESOURCE_BY_ERRNO[cause.errno]
        if isinstance(cause, (ImportError, SystemError)) or type(cause).__name__ == "gaierror":
            # The loader of libraries, the interpreter and the resolver of names keep the reason at most as text.
            message = str(cause).lower()
            named = [resource for text, resource in RESOURCE_BY_TEXT.items() if text in message]
            return named[0] if named else _probe()
    return None


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that it wraps: as cause, as context, as argument or as `reason`."""
    queue: list[object] = [error]
    seen: set[int] = set()
    while queue:
        cause = queue.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            queue += [cause.__cause__, cause.__context__, *cause.args, getattr(cause, "reason", None)]


def _probe() -> str | None:
    """What is exhausted at the moment."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
        bytearray(PROBE_BYTES)
    except OSError as error:
        return RESOURCE_BY_ERRNO.get(error.errno or 0)
    except MemoryError:
        return "memory"
    return None


class TransportError(TogetherError):
    """No complete response arrived. url: what was requested; reason: why it failed; attempts: how many were made."""

    error_type = "connection"
    option = "base_url"

    def __init__(
        self, url: str, reason: str, attempts: int = 1, hints: Sequence[Hint] = (), retryable: bool = False
    ) -> None:
        super().__init__(hints, url=url, reason=reason, attempts=attempts)
        self.retryable = retryable

    def sections(self, names: Names) -> list[Section]:
        """The request and the reason."""
        facts = self.facts
        return [Section(f"GET {facts['url']} failed{_after(facts['attempts'])}: {facts['reason']}")]


class RequestTimeoutError(TransportError):
    """The server did not accept the connection, or sent nothing, for longer than `timeout`."""

    error_type = "timeout"
    option = "timeout"


class DeadlineExceededError(TogetherError):
    """The lookup did not finish within `deadline`. progress: what it was doing."""

    error_type = "timeout"
    retryable = True
    option = "deadline"

    def __init__(self, seconds: float, progress: str = "") -> None:
        raise_deadline = Hint("raise_deadline", "Raise {deadline}, or check the network and {base_url}")
        super().__init__([raise_deadline], deadline=seconds, progress=progress)

    def sections(self, names: Names) -> list[Section]:
        """The deadline and the progress."""
        progress = f" ({self.facts['progress']})" if self.facts["progress"] else ""
        return [Section(f"No answer within the deadline of {self.facts['deadline']:g} s{progress}")]


class RedirectError(TogetherError):
    """The server redirected the request. Redirects are not followed, because the key would go to another host."""

    error_type = "redirect"
    option = "base_url"

    def __init__(self, url: str, status: int, location: str) -> None:
        use_api = Hint("use_api", "Redirects are not followed. Set {base_url} to the address of the API itself")
        super().__init__([use_api], url=url, status=status, location=location)

    def sections(self, names: Names) -> list[Section]:
        """The request and where it was redirected to."""
        facts = self.facts
        target = f"to {format_value(facts['location'], 200)}" if facts["location"] else "without a Location header"
        return [Section(f"GET {facts['url']} was redirected (HTTP {facts['status']}) {target}")]


class StatusRule(NamedTuple):
    """What an HTTP error status means: the error_type, the option concerned, what to do, and whether it may pass."""

    error_type: str
    option: str
    hint: str
    retryable: bool = False


TEMPORARY = StatusRule("http_error", "base_url", "Try again later, or raise {retries} and {deadline}", True)
STATUS_RULES = {
    401: StatusRule("unauthorized", "api_key", "Check {api_key}"),
    402: StatusRule("payment_required", "api_key", "Raise the account's spending limit, or add credit"),
    403: StatusRule(
        "forbidden", "api_key", "Check what this API key may access. Proxies and firewalls also return 403"
    ),
    404: StatusRule("http_error", "base_url", "Check {base_url}"),
    407: StatusRule(
        "http_error", "base_url", "Put the proxy's user and password into the URL in HTTPS_PROXY or HTTP_PROXY"
    ),
    408: TEMPORARY,
    409: TEMPORARY,
    425: TEMPORARY,
    429: StatusRule("rate_limited", "retries", "Send fewer requests, or raise {retries} and {deadline}", True),
    501: StatusRule("server_error", "base_url", "Check {base_url}"),
}
SERVER_ERROR = StatusRule(
    "server_error", "base_url", "The API has a problem. Try again later, or raise {retries} and {deadline}", True
)
OTHER_STATUS = StatusRule("http_error", "base_url", "Check {base_url} and the options")


_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class HTTPStatusError(TogetherError):
    """The API returned an HTTP error status.

    message: what the response says. details: further facts, such as request_ids: header -> the ID that the server gave
    to the request.
    """

    def __init__(self, url: str, status: int, message: str, attempts: int = 1, **details: Any) -> None:
        rule = STATUS_RULES.get(status, SERVER_ERROR if status >= 500 else OTHER_STATUS)
        self.error_type, self.option, self.retryable = rule.error_type, rule.option, rule.retryable
        self.status = status
        hints = [Hint(f"status_{status}", rule.hint)]
        super().__init__(hints, url=url, status=status, message=message, attempts=attempts, **details)

    @property
    def code(self) -> str:
        """The `code` of the API's error, empty if there is none."""
        return str(self.facts.get("api_code") or "")

    @property
    def reference(self) -> str:
        """The IDs that the server gave to the request."""
        ids = [f"{header} {format_value(value)}" for header, value in self.facts.get("request_ids", {}).items()]
        return f"For the support of the API: {', '.join(ids)}" if ids else ""

    def sections(self, names: Names) -> list[Section]:
        """The request, the status and the message of the response."""
        facts = self.facts
        status = f"HTTP {self.status} {_PHRASES.get(self.status, '')}".rstrip()
        return [Section(f"GET {facts['url']} returned {status}{_after(facts['attempts'])}: {facts['message']}")]


ABSENT = {  # generation of the API -> what to do if it does not exist at the URL
    "v1": Hint(
        "absent_v1",
        "v1 of the API does not exist here, or has ended. Check {base_url}, or set {api_version} to auto or v2",
    ),
    "v2": Hint("absent_v2", "v2 of the API does not exist here. Check {base_url}, or set {api_version} to auto or v1"),
}


class GenerationAbsentError(HTTPStatusError):
    """The generation of the API does not exist at this URL, or has ended: its first request returned this status."""

    def __init__(self, api_version: str, cause: HTTPStatusError) -> None:
        facts = dict(cause.facts)
        super().__init__(facts.pop("url"), facts.pop("status"), facts.pop("message"), facts.pop("attempts"), **facts)
        self.option = "api_version"
        self.generation = api_version
        self.hints = (ABSENT[api_version],)


class NoGenerationError(TogetherError):
    """No generation of the API exists at the URL. absences: the error of each generation."""

    error_type = "http_error"
    option = "base_url"

    def __init__(self, base_url: str, absences: Sequence[GenerationAbsentError]) -> None:
        self._entries = [f"{error.generation}: {error.sections(Names())[0].text}" for error in absences]
        generations = {error.generation: error.facts for error in absences}
        super().__init__([CHECK_BASE_URL], base_url=base_url, generations=generations)

    def sections(self, names: Names) -> list[Section]:
        """The URL and the responses."""
        return [Section(f"No generation of the Together AI API exists at {self.facts['base_url']}", self._entries)]


class InvalidResponseError(TogetherError):
    """The response is not what the API sends for this request. found: what arrived instead."""

    error_type = "envelope"
    option = "base_url"

    def __init__(self, url: str, found: str, expected: str = "the API's JSON", hint: Hint = CHECK_PROXY) -> None:
        super().__init__([hint], url=url, found=found, expected=expected)

    def sections(self, names: Names) -> list[Section]:
        """The request, what is expected and what was found."""
        facts = self.facts
        return [Section(f"GET {facts['url']} returned {facts['found']}, expected {facts['expected']}")]


def _after(attempts: int) -> str:
    return f" after {attempts} attempts" if attempts > 1 else ""
