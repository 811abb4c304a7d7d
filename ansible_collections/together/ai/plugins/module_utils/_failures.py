# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Exceptions as the results of failed tasks and as messages."""

from __future__ import annotations

import os
from typing import Any

from ._core import client as core

OTHER_PYTHON = core.Hint("other_python", "If another Python has them, set ansible_python_interpreter to it")


def failure_result(error: Exception, renderer: core.Renderer) -> dict[str, Any]:
    """The arguments of fail_json for an exception; `error` holds the facts that the message is made from."""
    if not isinstance(error, core.TogetherError):
        return {"msg": failure_message(error, renderer), "error_type": "bug", "retryable": False, "error": {}}
    if isinstance(error, core.MissingDependencyError) and not all(
        library["hidden_by"] for library in error.facts["libraries"]
    ):
        error = error.with_hint(OTHER_PYTHON)
    return {
        "msg": failure_message(error, renderer),
        "error_type": error.error_type,
        "retryable": error.retryable,
        "error": error.facts,
    }


def failure_message(error: Exception, renderer: core.Renderer) -> str:
    """The message of an exception."""
    if isinstance(error, core.TogetherError):
        return renderer.render(error)
    # Neither its text nor a traceback, because a library's exception may contain the API key.
    return f"Unexpected {type(error).__name__} in {_location(error)}. This is a bug in together.ai {core.VERSION}."


def _location(error: Exception) -> str:
    """Where an exception was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    code = trace.tb_frame.f_code
    return f"{code.co_name} ({os.path.basename(code.co_filename)}, line {trace.tb_lineno})"
