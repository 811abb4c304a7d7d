# SPDX-License-Identifier: MIT
"""Several pieces of work at once, in a small number of threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Callable, TypeVar

T = TypeVar("T")
AT_ONCE = 12


def side_by_side(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each work returned, in their order; or, as soon as one has failed, its error.

    The threads are daemons, unlike those of concurrent.futures: a work that hangs must not hold up the exit.
    """
    ended: SimpleQueue[tuple[int, T | _Failed]] = SimpleQueue()
    waiting = list(enumerate(works))[::-1]

    def worker() -> None:
        while True:
            try:
                position, work = waiting.pop()
            except IndexError:
                return
            try:
                ended.put((position, work()))
            except BaseException as error:  # handed to the caller, whatever it is
                waiting.clear()
                ended.put((position, _Failed(error)))

    for _number in works[:AT_ONCE]:
        threading.Thread(target=worker, name="together-ai-lookup", daemon=True).start()
    results: dict[int, T] = {}
    for _number in works:
        position, result = ended.get()
        if isinstance(result, _Failed):
            raise result.error
        results[position] = result
    return [results[position] for position in range(len(works))]


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error
