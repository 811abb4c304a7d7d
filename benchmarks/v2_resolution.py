# SPDX-License-Identifier: MIT
"""A lookup of 20 models in v2, over four single requests in a row, at a server that takes 100 ms for each request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox

from .measure import Claim, Result, comparison, interleaved

ROUNDS = 9
FOUR = "four single requests in a row"
WHOAMI, GIVEN = "20 models, project from whoami", "20 models, project_id given"
CLAIMS = (Claim(FOUR, FOUR), Claim(WHOAMI, FOUR), Claim(GIVEN, FOUR))
DELAY = {"fault": "stall", "seconds": 0.1, "times": 1000}
TEXT = """\
In one process: how long it takes when each request takes the server 100 ms. In v2, a lookup asks for the endpoints, and
then for each model. No goal was set."""


def measure(quick: bool) -> Result:
    """One table."""
    with Sandbox() as sandbox:
        models = [entry["name"] for entry in sandbox.v2.catalogue][:20]
        sandbox.replies(DELAY)
        ways: dict[str, Callable[[], float]] = {
            FOUR: lambda: _seconds(lambda: _four_requests(sandbox)),
            WHOAMI: lambda: _seconds(lambda: _lookup(sandbox, models)),
            GIVEN: lambda: _seconds(lambda: _lookup(sandbox, models, project_id=sandbox.v2.project["id"])),
        }
        samples = interleaved(ways, 1 if quick else ROUNDS)
    return Result([comparison("The v2 API: 20 models", TEXT, samples, CLAIMS)], {})


def _four_requests(sandbox: Sandbox) -> None:
    """Without any client of ours."""
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    for _number in range(4):
        requests.get(f"{sandbox.url}/v1/whoami", headers=headers, timeout=10).raise_for_status()


def _lookup(sandbox: Sandbox, models: list[str], **settings: Any) -> None:
    """All models in one question."""
    connection = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2", **settings)
    core.lookup(connection, core.Query(models=models, on_multiple="all", on_missing="ignore"))


def _seconds(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start
