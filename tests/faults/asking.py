# SPDX-License-Identifier: MIT
"""One lookup as it is put to a front end, and what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from sandbox_api.server import API_KEY

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 4  # lookups, where each has a process of its own


class Ask(NamedTuple):
    """One lookup of MODEL. environment: variables beside those of every lookup."""

    options: dict[str, Any]
    environment: dict[str, str]


class Outcome(NamedTuple):
    """What came of it."""

    id: str | None
    error_type: str | None
    sentence: str
    seconds: float
    shown: str  # all that the front end let out


def environment(home: Path, each: Ask) -> dict[str, str]:
    """The environment of a lookup: nothing of the user's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'pulumi_provider'}",
        "TOGETHER_API_KEY": API_KEY,
        **each.environment,
    }
