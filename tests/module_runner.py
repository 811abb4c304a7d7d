# SPDX-License-Identifier: MIT
"""Runs the module's real main() in this process: JSON in and JSON out, as on a host and hundreds of times as fast."""

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
    """What `together.ai.endpoints_info` returns for these parameters: the answer, or `failed`, `msg`, `error_type`.

    `warnings` is a list of strings, and there is only if there are some. `invocation` is left in: nothing of what a
    host would send back is hidden from a test. The environment is the one of this process.
    """
    arguments = {"ANSIBLE_MODULE_ARGS": {**params, "_ansible_check_mode": check_mode}}
    stdout = io.StringIO()
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode()),
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),  # ansible-core 2.19 brought it
        mock.patch.object(warnings, "_global_warnings", type(warnings._global_warnings)()),
        contextlib.redirect_stdout(stdout),
        contextlib.suppress(SystemExit),
    ):
        endpoints_info.main()
    result: dict[str, Any] = json.loads(stdout.getvalue())
    if "warnings" in result:
        result["warnings"] = [_text(warning) for warning in result["warnings"]]
    return result


def _text(warning: Any) -> str:
    """A warning is an object since ansible-core 2.19."""
    return str(warning["event"]["msg"]) if isinstance(warning, dict) else str(warning)
