# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each task came to on each host, and how long it took, to the file named in RECORD_BY_HOST."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: by_host
type: notification
short_description: Records task results for tests, host by host
description: A line of JSON per host and task, with C(host), C(seconds) C(failed) and C(result).
"""


class CallbackModule(CallbackBase):
    """A line of JSON per host and task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "by_host"

    def __init__(self) -> None:
        """Nothing has started."""
        super().__init__()
        self._started: dict[str, float] = {}

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """Note the time."""
        self._started[host.get_name()] = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        """Record a success."""
        self._record(result, failed=False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Record a failure."""
        self._record(result, failed=True)

    def _record(self, result: Any, failed: bool) -> None:
        host = result._host.get_name()
        seconds = time.monotonic() - self._started[host]
        with open(os.environ["RECORD_BY_HOST"], "a", encoding="utf-8") as record:
            line = {"host": host, "seconds": seconds, "failed": failed, "result": result._result}
            record.write(json.dumps(line, default=str) + "\n")
