# SPDX-License-Identifier: MIT
"""How a lookup reaches the API."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from typing import NoReturn
from urllib.parse import urlsplit

from . import options
from .errors import CHECK_BASE_URL, InvalidOptionError
from .formatting import Hint, format_value

MIN_KEY_LENGTH = 8  # a shorter value is not a key, and redacting it would damage IDs and dates
SET_KEY = Hint("set_key", "Set {api_key}, or TOGETHER_API_KEY in the environment")
EMPTY_KEY = Hint("empty_key", "Pass a key, or leave {api_key} out to use TOGETHER_API_KEY")
LOOPBACK = r"(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3}"
PUBLIC_HOSTS = ("api.together.ai", "api.together.xyz")
PUBLIC_INFERENCE_URLS = {"v1": "https://api.together.ai/v1", "v2": "https://api-inference.together.ai/v1"}
ORDINARY_KEY = rf"(?i)(?!your|x+$)[\w-]{{{MIN_KEY_LENGTH},}}"
# What any other value may be instead of a key. Messages do not show the value.
KEY_MISTAKES = {
    "": "only white space",
    r"""(["'`]).*\1""": "a value in quotation marks",
    r"<.*>|\$\{?\w+\}?|\{\{.*\}\}|%\w+%|(?i:your.*key)|x+|\*+|\.+": "a placeholder",
    r".*[^!-~].*": "a value with white space, control characters or non-ASCII characters",
    rf".{{,{MIN_KEY_LENGTH - 1}}}": f"a value with fewer than {MIN_KEY_LENGTH} characters",
}
CHECK_KEY = Hint("check_key", "Check {api_key}")
V1_PROJECT = "v1 of the API has no projects"
OMIT_PROJECT = Hint("omit_project", "Leave {project_id} out to search every project of the API key")
DROP_PROJECT = Hint("drop_project", "Leave {project_id} out, or set {api_version} to auto or v2")


class Settings:
    """Connection settings. The arguments are the options in `options.CONNECTION`; None means that none was passed.

    An option without an argument takes its environment variable, else its default. Raises InvalidOptionError.

    configured: the options whose arguments come from a configuration that many lookups share. A project in it, like one
    in the environment, is ignored by v1. environment: the environment variables, by default those of the process.

    `base_url` is stored without its version and without a slash at the end. The key is in no repr, and settings cannot
    be pickled or copied.
    """

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
        configured: Collection[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        environment = os.environ if environment is None else environment
        arguments = {
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
        # The key first: the checks of the other options repeat their values in messages.
        key, key_sources = options.resolve(options.CONNECTION[:1], arguments, environment)
        self.api_key: str = _api_key(key["api_key"], key_sources)
        options.refuse_key({**arguments, "api_key": None}, self.api_key)
        values, sources = options.resolve(options.CONNECTION[1:], arguments, environment)
        options.refuse_key(values, self.api_key)
        self.sources: dict[str, str] = {**key_sources, **sources}
        self.base_url: str = _base_url(values["base_url"], sources)
        self.api_version: str = values["api_version"]
        self.project_id: str | None = _project_id(values["project_id"], sources)
        if values["api_version"] == "v1" and self.project_id and "project_id" not in (*sources, *configured):
            raise InvalidOptionError("project_id", problem=V1_PROJECT, hints=[DROP_PROJECT])
        self.timeout: float = values["timeout"]
        self.deadline: float = values["deadline"]
        self.retries: int = values["retries"]
        self.validate_certs: bool = values["validate_certs"]
        self.ca_path: str | None = values["ca_path"]
        self.validation: str = values["validation"]

    @property
    def cache_key(self) -> tuple[object, ...]:
        """Equal for settings that send equal requests: every option except `validation`."""
        return tuple(getattr(self, option.name) for option in options.CONNECTION if option.name != "validation")

    def inference_url(self, api_version: str) -> str:
        """The URL for inference calls to the endpoints of a generation of the API."""
        is_public = urlsplit(self.base_url).hostname in PUBLIC_HOSTS
        return PUBLIC_INFERENCE_URLS[api_version] if is_public else f"{self.base_url}/v1"

    @property
    def warnings(self) -> list[str]:
        """Sentences about settings that are valid but dangerous."""
        url = urlsplit(self.base_url)
        if url.scheme == "https" or is_loopback(url.hostname or ""):
            return []
        return [
            f"the API key is sent to {url.hostname} without encryption, because the URL of the API begins with http://"
        ]

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, validation={self.validation!r}, ...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Settings hold the API key and cannot be pickled or copied. Create them where they are used.")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    return re.fullmatch(LOOPBACK, host) is not None


def _api_key(value: str | None, sources: dict[str, str]) -> str:
    if value is None:
        raise InvalidOptionError("api_key", "an API key", "none", hints=[SET_KEY])
    if not value:
        raise InvalidOptionError("api_key", "an API key", "an empty string", hints=[EMPTY_KEY])
    key = value.strip()
    if re.fullmatch(ORDINARY_KEY, key, re.ASCII):
        return key
    for pattern, mistake in KEY_MISTAKES.items():
        if re.fullmatch(pattern, key, re.DOTALL):
            error = InvalidOptionError("api_key", "an API key", mistake, hints=[CHECK_KEY])
            raise error.with_sources(sources)
    return key


def _project_id(value: str | None, sources: dict[str, str]) -> str | None:
    if value is None:
        return None
    project = value.strip()
    if not re.fullmatch(r"[\w.~-]+", project, re.ASCII) or set(project) == {"."}:
        hints = [] if project else [OMIT_PROJECT]
        error = InvalidOptionError("project_id", "the ID or the slug of a project", format_value(value), hints=hints)
        raise error.with_sources(sources)
    return project


def _base_url(value: str, sources: dict[str, str]) -> str:
    """The URL without its version, the prefix of every path of the API."""
    url_text = value.strip()
    try:
        url = urlsplit(url_text)
        is_usable = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        is_usable = False
    is_plain = url_text.isprintable() and not any(mark in url_text for mark in "@?# ")
    if not is_usable or not is_plain:
        # The value is not repeated, because it may hold a password.
        raise InvalidOptionError(
            "base_url",
            "an http or https URL such as https://api.together.ai/v1, without user, password, query or fragment",
            hints=[CHECK_BASE_URL],
        ).with_sources(sources)
    path = url.path.rstrip("/").removesuffix("/v1").removesuffix("/v2").rstrip("/")
    return f"{url.scheme}://{url.netloc}{path}"
