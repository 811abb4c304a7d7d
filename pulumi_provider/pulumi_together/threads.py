# SPDX-License-Identifier: MIT
"""Work that waits, beside an event loop that goes on."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

R = TypeVar("R")


async def in_a_thread(work: Callable[[], R]) -> R:
    """What work returns or raises, in the caller's context.

    As asyncio.to_thread, but for the exit of the process: that waits for the threads of an executor, and would be held
    up by a server that does not answer.
    """
    loop = asyncio.get_running_loop()
    outcome: Future[R] = Future()
    done = asyncio.Event()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)
        with contextlib.suppress(RuntimeError):  # the loop is closed, so that nobody waits any more
            loop.call_soon_threadsafe(done.set)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), name="together-ai-output", daemon=True).start()
    await done.wait()
    return outcome.result()
