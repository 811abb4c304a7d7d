# SPDX-License-Identifier: MIT
"""Runs the module's real main() in this process, with JSON in and out as on a host, without the start of a process."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from ansible.module_utils.common import warnings

from ansible_collections.together.ai.plugins.modules import endpoints_info


def run_module(params: Mapping[str, Any], *, check_mode: bool = False) -> dict[str, Any]:
    """Return what `together.ai.endpoints_info` returns: the answer, or `failed`, `msg` and `error_type`.

    `warnings`, if there are any, is a list of strings. `invocation` is included, because a host sends it back too. The
    module sees the environment of this process.
    """
    arguments = {"ANSIBLE_MODULE_ARGS": {**params, "_ansible_check_mode": check_mode}}
    stdout = io.StringIO()
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode()),
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),  # new in ansible-core 2.19
        mock.patch.object(warnings, "_global_warnings", type(warnings._global_warnings)()),
        contextlib.redirect_stdout(stdout),
        contextlib.suppress(SystemExit),
    ):
        endpoints_info.main()
    result: dict[str, Any] = json.loads(stdout.getvalue())
    if "warnings" in result:
        result["warnings"] = [_warning_text(warning) for warning in result["warnings"]]
    return result


def _warning_text(warning: Any) -> str:
    """Return the text of a warning, which is an object since ansible-core 2.19."""
    return str(warning["event"]["msg"]) if isinstance(warning, dict) else str(warning)
