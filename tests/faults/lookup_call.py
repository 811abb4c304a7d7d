# SPDX-License-Identifier: MIT
"""A lookup that a front end is to make, and its result."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from sandbox_api.server import API_KEY

ROOT = Path(__file__).resolve().parents[2]
MAX_PROCESSES = 4  # that look up an endpoint at the same time


class LookupCall(NamedTuple):
    """The options of one lookup, and the variables to set besides those of every lookup."""

    options: dict[str, Any]
    environment: dict[str, str]


class LookupResult(NamedTuple):
    """The endpoint's id, or the type and message of the error, and everything that the front end printed."""

    id: str | None
    error_type: str | None
    message: str
    output: str


def process_environment(home: Path, call: LookupCall) -> dict[str, str]:
    """Return the environment for the process of a lookup. It contains no settings of the user."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'pulumi_provider'}",
        "TOGETHER_API_KEY": API_KEY,
        **call.environment,
    }
