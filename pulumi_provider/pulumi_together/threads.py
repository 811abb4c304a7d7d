# SPDX-License-Identifier: MIT
"""Runs a blocking task without blocking the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from ._core import client as core

T = TypeVar("T")


async def run_in_thread(task: Callable[[], T]) -> T:
    """Return or raise what the task does, in the caller's context.

    Not asyncio.to_thread: at exit, Python waits for the threads of an executor, so that a silent server would delay it.
    """
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def notify(_future: Future[T]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(done.set)

    context = contextvars.copy_context()
    future = core.start_thread(lambda: context.run(task))
    future.add_done_callback(notify)
    await done.wait()
    return future.result()
