# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ansible glue: the core's options as an argument spec, and its errors as the results of a failed module."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import missing_required_lib

from ._core import client as core


def argument_spec() -> dict[str, dict[str, Any]]:
    """All options, for AnsibleModule."""
    return {option.name: _argument(option) for option in core.CONNECTION + core.QUESTION}


def prepare(params: Mapping[str, Any]) -> tuple[core.Settings, core.Query]:
    """The settings and the query for a plugin's options. Raises core.InvalidOptionError."""
    return core.prepare(_values(core.CONNECTION, params), _values(core.QUESTION, params))


def secret_urls(params: Mapping[str, Any]) -> set[str]:
    """The base_url if it may contain a password. The core rejects such a URL without repeating it."""
    url = params["base_url"] or ""
    return {url} if "://" in url and ("@" in url or "?" in url) else set()


def failure(error: Exception, renderer: core.Renderer) -> dict[str, Any]:
    """The arguments of fail_json for an error: msg, error_type and, in `error`, the facts behind the message."""
    if not isinstance(error, core.TogetherError):
        return {"msg": message(error, renderer), "error_type": "bug", "error": {}}
    text = _missing_dependency(error) if isinstance(error, core.MissingDependencyError) else message(error, renderer)
    return {"msg": text, "error_type": error.error_type, "error": error.facts}


def message(error: Exception, renderer: core.Renderer) -> str:
    """The message of an error."""
    if isinstance(error, core.TogetherError):
        return renderer.render(error)
    # Neither its text nor a traceback, because a library's exception may contain the API key.
    return f"unexpected {type(error).__name__} in {_location(error)}; this is a bug in together.ai {core.VERSION}"


def _missing_dependency(error: core.MissingDependencyError) -> str:
    """Ansible's own message, which names the host and its Python."""
    reason = f"in version {error.needed} or later, {'found ' + error.found if error.found else 'found none'}"
    return str(missing_required_lib(error.library, reason=reason))


def _location(error: Exception) -> str:
    """Where an error was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    code = trace.tb_frame.f_code
    return f"{code.co_name} ({os.path.basename(code.co_filename)}, line {trace.tb_lineno})"


def _argument(option: core.Option) -> dict[str, Any]:
    argument: dict[str, Any] = {"type": option.type}
    if option.type == "list":
        argument["elements"] = "str"
    if option.choices:
        argument["choices"] = list(option.choices)
    if option.default is not None and not option.environment:  # an environment variable precedes the default
        argument["default"] = option.default
    if option.secret:
        argument["no_log"] = True
    return argument


def _values(table: tuple[core.Option, ...], params: Mapping[str, Any]) -> dict[str, Any]:
    return {option.name: params[option.name] for option in table}
