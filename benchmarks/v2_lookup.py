# SPDX-License-Identifier: MIT
"""A v2 lookup of 20 models from a server that takes 100 ms per request, compared with four consecutive requests."""

from __future__ import annotations

from typing import Any

import requests

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox

from .measure import interleave, summarize, timed
from .tables import Benchmark, Figures, Row, Table, comparison

ROUNDS = 9
FOUR = "four consecutive requests"
WITHOUT_PROJECT, WITH_PROJECT = "20 models, without project_id", "20 models, with project_id"
ROWS = [Row(name, FOUR) for name in (FOUR, WITHOUT_PROJECT, WITH_PROJECT)]
DELAY = {"fault": "stall", "seconds": 0.1, "times": 1000}
TEXT = """\
Each request takes the server 100 ms, so that the time of a lookup shows how many of its requests wait for another one.
There is no goal."""


def measure(quick: bool) -> Figures:
    """Measure in this process."""
    with Sandbox() as sandbox:
        models = [entry["name"] for entry in sandbox.v2.catalogue][:20]
        sandbox.replies(DELAY)
        contestants = {
            FOUR: timed(lambda: _four_requests(sandbox)),
            WITHOUT_PROJECT: timed(lambda: _lookup(sandbox, models)),
            WITH_PROJECT: timed(lambda: _lookup(sandbox, models, project_id=sandbox.v2.project["id"])),
        }
        return {"seconds": summarize(interleave(contestants, 1 if quick else ROUNDS))}


def tables(figures: Figures) -> list[Table]:
    """Make the table."""
    return [comparison("A v2 lookup of 20 models", TEXT, figures["seconds"], ROWS)]


def _four_requests(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    for _number in range(4):
        requests.get(f"{sandbox.url}/v1/whoami", headers=headers, timeout=10).raise_for_status()


def _lookup(sandbox: Sandbox, models: list[str], **settings: Any) -> None:
    connection = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2", **settings)
    core.lookup(connection, core.Query(models=models, on_multiple="all", on_missing="ignore"))


BENCHMARK = Benchmark(measure, tables)
