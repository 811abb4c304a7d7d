# SPDX-License-Identifier: MIT
"""Threads: work within a deadline, several tasks at a time, and equal calls that share one result."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Hashable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, wait
from typing import Callable, Generic, TypeVar

from ..errors import TogetherError
from .deadline import Deadline

T = TypeVar("T")
MAX_CONCURRENCY = 12  # requests of one client at a time
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


def start_thread(task: Callable[[], T]) -> Future[T]:
    """Run a task in a daemon thread.

    Not in an executor: Python waits for the threads of an executor at exit, so that a silent server would delay it.
    """
    future: Future[T] = Future()
    threading.Thread(target=_run_in_thread, args=(task, future), name="together-ai-lookup", daemon=True).start()
    return future


def _run_in_thread(task: Callable[[], T], future: Future[T]) -> None:
    # A signal that the system delivers to this thread does not wake the main thread, which handles it: without this,
    # an interrupted Ansible task would wait for the deadline.
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    _run(task, future)


def _run(task: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(task())
    except BaseException as error:  # raised again by whoever reads the future
        future.set_exception(error)


def run_within(deadline: Deadline, task: Callable[[], T]) -> T:
    """Return or raise what the task does; raise DeadlineExceededError as soon as the deadline has passed.

    A socket's timeouts bound each wait but not their sum, and name resolution has no timeout at all.
    """
    return _result(start_thread(task), deadline)


def _result(future: Future[T], deadline: Deadline) -> T:
    wait([future], deadline.remaining())
    if not future.done():
        raise deadline.exceeded_error()
    error = future.exception()
    if error:
        raise error.with_traceback(None)  # several callers may raise the same error
    return future.result()


def run_concurrently(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Run tasks in a few threads. Return their results in order, or raise the first error as soon as one fails."""
    futures: list[Future[T]] = [Future() for _task in tasks]
    queue = deque(zip(tasks, futures))

    def work() -> None:
        while True:
            try:
                task, future = queue.popleft()
            except IndexError:
                return
            _run(task, future)

    for _task in tasks[:MAX_CONCURRENCY]:
        start_thread(work)
    wait(futures, return_when=FIRST_EXCEPTION)
    failed = [future for future in futures if future.done() and future.exception()]
    if failed:
        queue.clear()
        failed[0].result()
    return [future.result() for future in futures]


class SingleFlight(Generic[T]):
    """Equal calls share one result. Thread-safe.

    Results and permanent errors are kept for the lifetime of the object. A temporary error is shared only with the
    callers that wait for it; the next call tries again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[Hashable, Future[T]] = {}

    def get(self, key: Hashable, task: Callable[[], T], deadline: Deadline) -> T:
        """Return or raise what the task does for this key. A caller waits no longer than its own deadline."""
        with self._lock:
            is_first = key not in self._futures
            future = self._futures.setdefault(key, Future())
        if is_first:
            _run(task, future)
            if _is_temporary(future.exception()):
                with self._lock:
                    self._futures.pop(key, None)
        return _result(future, deadline)


def _is_temporary(error: BaseException | None) -> bool:
    return error is not None and not (isinstance(error, TogetherError) and not error.retryable)
