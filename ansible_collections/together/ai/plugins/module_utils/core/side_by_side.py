# SPDX-License-Identifier: MIT
"""Several pieces of work at once, in a small number of threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Callable, TypeVar

T = TypeVar("T")
AT_ONCE = 12


def side_by_side(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each work returned, in their order; the first error there was, once all have ended.

    The threads are daemons, unlike those of concurrent.futures: a work that hangs must not hold up the exit.
    """
    results: dict[int, T] = {}
    errors: list[BaseException] = []
    waiting = list(enumerate(works))[::-1]

    def worker() -> None:
        while not errors:
            try:
                position, work = waiting.pop()
            except IndexError:
                return
            try:
                results[position] = work()
            except BaseException as error:  # handed to the caller, whatever it is
                errors.append(error)

    threads = [threading.Thread(target=worker, daemon=True) for _number in works[:AT_ONCE]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[position] for position in range(len(works))]
