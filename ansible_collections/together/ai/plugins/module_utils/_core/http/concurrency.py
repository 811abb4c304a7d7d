# SPDX-License-Identifier: MIT
"""Threads: work within a deadline, several tasks at a time, equal calls that share one result, and forks."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Hashable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, wait
from typing import Callable, Generic, TypeVar

from ..dependencies import IMPORT_LOCK
from ..errors import DeadlineExceededError, ResourceError, TogetherError
from ..limits import MAX_CONCURRENCY
from .deadline import Deadline

T = TypeVar("T")
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
FORK_TIMEOUT = 10.0  # seconds at most; then the lookups of the new process may fail at their deadlines


def start_thread(task: Callable[[], T]) -> Future[T]:
    """Run a task in a daemon thread. Raises ResourceError if no thread can be started.

    Not in an executor: Python waits for the threads of an executor at exit, so that a silent server would delay it.
    """
    future: Future[T] = Future()
    try:
        threading.Thread(target=_run_in_thread, args=(task, future), name="together-ai-lookup", daemon=True).start()
        return future
    except RuntimeError:  # from the system: no more threads, or no memory for one
        pass
    raise ResourceError("threads")


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

    A socket's timeouts bound each wait but not their sum, and name resolution has no timeout at all. Whatever the task
    has started is interrupted at the end, also after an error of one part.
    """
    try:
        return _result(start_thread(task), deadline)
    finally:
        deadline.end()


def _result(future: Future[T], deadline: Deadline) -> T:
    wait([future], deadline.remaining())
    if not future.done():
        raise deadline.exceeded_error()
    error = future.exception()
    if error:
        # Several callers may raise the same error, so that its traceback would grow. An unexpected one keeps its place.
        raise error.with_traceback(None) if isinstance(error, TogetherError) else error
    return future.result()


def run_concurrently(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Run tasks in a few threads. Return their results in order, or raise the first error as soon as one fails.

    Raises ResourceError if no thread can be started. One is enough.
    """
    futures: list[Future[T]] = [Future() for _task in tasks]
    queue = deque(zip(tasks, futures))

    def run_queue() -> None:
        while True:
            try:
                task, future = queue.popleft()
            except IndexError:
                return
            _run(task, future)

    for number in range(min(len(tasks), MAX_CONCURRENCY)):
        try:
            start_thread(run_queue)
        except ResourceError:
            if number == 0:
                raise
            break
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
        while True:
            with self._lock:
                is_first = key not in self._futures
                future = self._futures.setdefault(key, Future())
            if is_first:
                self._fill(key, task, future)
                return _result(future, deadline)
            try:
                return _result(future, deadline)
            except DeadlineExceededError:
                # Another lookup made the request, and ended. This one makes it again if it has time left.
                if not deadline.remaining():
                    raise

    def _fill(self, key: Hashable, task: Callable[[], T], future: Future[T]) -> None:
        outcome: Future[T] = Future()
        _run(task, outcome)
        error = outcome.exception()
        if error is None:
            future.set_result(outcome.result())
            return
        if _is_temporary(error):
            with self._lock:  # before the waiting callers continue, so that none finds it again
                self._futures.pop(key, None)
        future.set_exception(error)


def _is_temporary(error: BaseException) -> bool:
    return not (isinstance(error, TogetherError) and not error.retryable)


_forks: dict[int, bool] = {}  # thread that forks -> whether it holds IMPORT_LOCK


def _before_fork() -> None:
    _forks[threading.get_ident()] = IMPORT_LOCK.acquire(timeout=FORK_TIMEOUT)


def _after_fork() -> None:
    if _forks.pop(threading.get_ident(), False):
        IMPORT_LOCK.release()


# Registered after `logging`, which is imported above, has registered its own: the last one is called first, and loading
# needs the lock of `logging`.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
