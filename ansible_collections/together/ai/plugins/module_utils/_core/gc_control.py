# SPDX-License-Identifier: MIT
"""Python's garbage collector, out of the way while much is made that is no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile. For work that does not wait: the collector is the whole program's.

    It would look through all that is made again and again, a tenth of the time that the work takes.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def spared() -> Iterator[None]:
    """No collection meanwhile, and none at the exit of the process: for a program of ours that ends after it."""
    with paused():
        try:
            yield
        finally:
            gc.freeze()
