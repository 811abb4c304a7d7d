# SPDX-License-Identifier: MIT
"""How to reach the API (Settings) and what to ask it (Query), checked before any request."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

from . import options
from .errors import InvalidOption, shown

SHORTEST_KEY = 8  # anything shorter is no key, and masking it would hide parts of ids and dates
NO_KEY = "expected an API key, found none; set api_key or TOGETHER_API_KEY in the environment"
EMPTY_KEY = "expected an API key, found an empty text; give a key, or leave api_key out to use TOGETHER_API_KEY"
HOLDS_KEY = "expected a value without the API key in it; the key belongs into api_key or TOGETHER_API_KEY alone"
ROW_FILTERS = ("type", "state", "owner", "name")
PARAMETERS = ("type", "usage_type", "mine")


class Settings:
    """The connection options, each as given, else from its environment variable, else its default.

    Arguments (all optional; None is "not given"):
        api_key: Together AI API key; else TOGETHER_API_KEY. Surrounding white space is stripped.
        base_url: http(s) URL, with or without `/v1`; else TOGETHER_BASE_URL, else https://api.together.ai/v1.
        api_version: the generation of the API, "v1" (default) or "v2"; else TOGETHER_API_VERSION.
        project_id: for v2, the project to look in; else TOGETHER_PROJECT_ID, else the one the key belongs to.
        timeout: seconds to connect, and of silence while reading, in each try; above 0, default 30.
        deadline: seconds for everything, retries included; above 0, default 120.
        retries: tries after the first, 0 to 20, default 3.
        validate_certs: check the server's TLS certificate, default True.
        ca_path: file or directory of CA certificates to trust instead of the default ones.
        validation: "strict", "answer" (default) or "warn".

    Raises InvalidOption. The key is in no repr and settings refuse to be pickled.
    """

    api_key: str
    base_url: str  # without version and without a slash at its end
    api_version: str
    project_id: str | None
    timeout: float
    deadline: float
    retries: int
    validate_certs: bool
    ca_path: str | None
    validation: str

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        api_version: str | None = None,
        project_id: str | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        validate_certs: bool | None = None,
        ca_path: str | os.PathLike[str] | None = None,
        validation: str | None = None,
    ) -> None:
        given = {
            "api_key": api_key,
            "base_url": base_url,
            "api_version": api_version,
            "project_id": project_id,
            "timeout": timeout,
            "deadline": deadline,
            "retries": retries,
            "validate_certs": validate_certs,
            "ca_path": ca_path,
            "validation": validation,
        }
        self.__dict__.update(options.resolve(options.CONNECTION, given))
        self.api_key = _api_key(self.api_key)
        refuse_key({name: value for name, value in vars(self).items() if name != "api_key"}, self.api_key)
        self.base_url = _base_url(self.base_url)
        self.project_id = _project_id(self.project_id)

    @property
    def connection(self) -> tuple[object, ...]:
        """What two settings have in common when their requests are equal: all but `validation`."""
        return tuple(value for name, value in vars(self).items() if name != "validation")

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, validation={self.validation!r}, ...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Settings hold the API key and are not pickled or copied; make them where they are used")


class Query:
    """The question: which endpoints, of which models.

    Arguments (all optional; None is "not given", an empty list is an error):
        models: the models asked for, spelled as the API spells them; without it, all endpoints that pass the filters.
        type: "dedicated" or "serverless".
        usage_type: "on-demand" or "reserved".
        mine: only endpoints of the caller (True) or only those of others (False).
        state, owner, name: the words a row's field may have; `state` takes any word.
        ignore_case: compare models, states, owners and names without regard to case, default False.
        on_multiple: what several endpoints for one model are: "fail" (default), "newest" or "all".
        on_missing: what no endpoint for a model is: "fail" (default) or "ignore".

    Raises InvalidOption.
    """

    models: tuple[str, ...] | None
    type: str | None
    usage_type: str | None
    mine: bool | None
    state: tuple[str, ...] | None
    owner: tuple[str, ...] | None
    name: tuple[str, ...] | None
    ignore_case: bool
    on_multiple: str
    on_missing: str

    def __init__(
        self,
        *,
        models: Sequence[str] | None = None,
        type: str | None = None,
        usage_type: str | None = None,
        mine: bool | None = None,
        state: Sequence[str] | None = None,
        owner: Sequence[str] | None = None,
        name: Sequence[str] | None = None,
        ignore_case: bool | None = None,
        on_multiple: str | None = None,
        on_missing: str | None = None,
    ) -> None:
        given = {
            "models": models,
            "type": type,
            "usage_type": usage_type,
            "mine": mine,
            "state": state,
            "owner": owner,
            "name": name,
            "ignore_case": ignore_case,
            "on_multiple": on_multiple,
            "on_missing": on_missing,
        }
        self.__dict__.update(options.resolve(options.QUESTION, given))

    @property
    def parameters(self) -> dict[str, str]:
        """The filters the API applies, as it wants them in the URL (booleans in lower case)."""
        return {name: str(value).lower() for name, value in self._asked(PARAMETERS).items()}

    @property
    def row_filters(self) -> dict[str, tuple[str, ...]]:
        """The filters applied to rows: field -> the words it may have."""
        return {name: (value,) if isinstance(value, str) else value for name, value in self._asked(ROW_FILTERS).items()}

    @property
    def filters(self) -> dict[str, Any]:
        """All filters given: option -> value."""
        return self._asked((*PARAMETERS, *ROW_FILTERS[1:]))

    def _asked(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    def __repr__(self) -> str:
        return f"Query({', '.join(f'{name}={value!r}' for name, value in vars(self).items() if value is not None)})"


def _api_key(given: str | None) -> str:
    key = (given or "").strip()
    if not key:
        raise InvalidOption("api_key", NO_KEY if given is None else EMPTY_KEY)
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise _not_a_key("characters that no key has: white space, control or non-ASCII characters")
    if len(key) < SHORTEST_KEY:
        raise _not_a_key(f"fewer than {SHORTEST_KEY} characters")
    return key


def refuse_key(values: Mapping[str, Any], api_key: str) -> None:
    """Raises InvalidOption for a value with the key in it, since answers and errors repeat what was asked."""
    for name, value in values.items():
        words = value if isinstance(value, tuple) else (value,)
        if any(isinstance(word, str) and api_key in word for word in words):
            raise InvalidOption(name, HOLDS_KEY)


def _not_a_key(found: str) -> InvalidOption:
    return InvalidOption(
        "api_key", f"expected an API key, found a value with {found}; check api_key or TOGETHER_API_KEY"
    )


def _project_id(given: str | None) -> str | None:
    project = (given or "").strip()
    if not re.fullmatch(r"[\w.~-]*", project, re.ASCII) or set(project) == {"."}:
        problem = (
            f"expected a project's id such as proj_..., found {shown(given)}; check project_id or TOGETHER_PROJECT_ID"
        )
        raise InvalidOption("project_id", problem)
    return project or None


def _base_url(given: str) -> str:
    """The URL without its version: every path of the API is put together from here."""
    given = given.strip()
    try:
        url = urlsplit(given)
        usable = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        usable = False
    plain = given.isprintable() and not any(mark in given for mark in "@?# ")
    if not usable or not plain:
        # The value is not repeated: it may hold a password.
        raise InvalidOption(
            "base_url",
            "expected an http or https URL such as https://api.together.ai/v1, "
            "without user, password, query or fragment; check base_url or TOGETHER_BASE_URL",
        )
    path = url.path.rstrip("/").removesuffix("/v1").removesuffix("/v2").rstrip("/")
    return f"{url.scheme}://{url.netloc}{path}"
