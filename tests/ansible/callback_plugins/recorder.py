# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each task of a play came to, as it came back from the host, to the file named in TASK_RECORD."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: recorder
type: notification
short_description: Records task results for tests
description: A line of JSON per try of a task, with C(task) and C(result).
"""


class CallbackModule(CallbackBase):
    """A line of JSON per try of a task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "recorder"

    def _record(self, result: Any, **_options: Any) -> None:
        line = {"task": result.task_name, "result": result._result}
        with open(os.environ["TASK_RECORD"], "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        """Record a success."""
        self._record(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Record a failure."""
        self._record(result)

    def v2_runner_retry(self, result: Any) -> None:
        """Record a try that `until` was not content with."""
        self._record(result)
