# SPDX-License-Identifier: GPL-3.0-or-later
"""Appends the duration of each task, from its start to its result, to the file named in TASK_DURATIONS."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: durations
type: notification
short_description: Times tasks for benchmarks
description: One line of JSON per task, with C(task) and C(seconds).
"""


class CallbackModule(CallbackBase):
    """Writes one line of JSON per task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "durations"

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    def v2_runner_on_ok(self, result: Any) -> None:
        """Record the duration."""
        line = {"task": result.task_name, "seconds": time.perf_counter() - self._start}
        with open(os.environ["TASK_DURATIONS"], "a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")
