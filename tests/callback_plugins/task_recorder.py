# SPDX-License-Identifier: GPL-3.0-or-later
"""Appends the result of each task to the file named in TASK_RECORD, as it came back from the host."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: task_recorder
type: notification
short_description: Records task results for tests
description: One line of JSON per attempt of a task, with C(task), C(host), C(failed) and C(result).
"""


class CallbackModule(CallbackBase):
    """Writes one line of JSON per attempt of a task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "task_recorder"

    def v2_runner_on_ok(self, result: Any) -> None:
        """Record a success."""
        _record(result, failed=False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Record a failure."""
        _record(result, failed=True)

    def v2_runner_retry(self, result: Any) -> None:
        """Record an attempt that did not satisfy `until`."""
        _record(result, failed=True)


def _record(result: Any, failed: bool) -> None:
    line = {
        "task": result.task_name,
        "host": result._host.get_name(),
        "failed": failed,
        "result": result._result,
    }
    with open(os.environ["TASK_RECORD"], "a", encoding="utf-8") as record:
        record.write(json.dumps(line, default=str) + "\n")
