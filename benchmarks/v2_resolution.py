# SPDX-License-Identifier: MIT
"""A lookup of 20 models in v2, against four single requests in a row, at a server that takes 100 ms for each request.

`python benchmarks/v2_resolution.py` prints medians of several runs and their ratio.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from ansible_collections.together.ai.plugins.module_utils.core import api as core  # noqa: E402
from sandbox_api import Sandbox  # noqa: E402

RUNS = 9
DELAY = {"fault": "stall", "seconds": 0.1, "times": 1000}


def main() -> None:
    """Print the table."""
    with Sandbox() as sandbox:
        models = [entry["name"] for entry in sandbox.v2.catalogue][:20]
        sandbox.replies(DELAY)
        ways: dict[str, Callable[[], Any]] = {
            "four single requests in a row": lambda: four_requests(sandbox),
            "20 models, project from whoami": lambda: lookup(sandbox, models),
            "20 models, project_id given": lambda: lookup(sandbox, models, project_id=sandbox.v2.project["id"]),
        }
        timed: dict[str, list[float]] = {name: [] for name in ways}
        for _run in range(RUNS):
            for name, way in ways.items():
                timed[name].append(seconds(way))
    base = statistics.median(timed["four single requests in a row"])
    for name, values in timed.items():
        middle = statistics.median(values)
        print(f"{name:32} {middle:.3f} s  ({min(values):.3f} to {max(values):.3f})  ratio {middle / base:.2f}")


def four_requests(sandbox: Sandbox) -> None:
    """Without any client of ours."""
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    for _number in range(4):
        requests.get(f"{sandbox.url}/v1/whoami", headers=headers, timeout=10).raise_for_status()


def lookup(sandbox: Sandbox, models: list[str], **settings: Any) -> None:
    """All models in one question."""
    connection = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v2", **settings)
    core.lookup(connection, core.Query(models=models, on_multiple="all", on_missing="ignore"))


def seconds(way: Callable[[], Any]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
