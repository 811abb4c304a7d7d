# SPDX-License-Identifier: MIT
"""The libraries that a lookup needs, loaded while the engine is still busy with the program's first lines."""

from __future__ import annotations

import contextlib
import threading

from .._core import client as core


def load_soon() -> None:
    """Load them beside whatever else goes on. What fails here is told by the lookup that needs it."""
    threading.Thread(target=_load, name="together-ai-libraries", daemon=True).start()


def _load() -> None:
    with contextlib.suppress(Exception):
        from .._core.api import v1  # noqa: F401
        from .._core.http import transport  # noqa: F401

        core.preload()
