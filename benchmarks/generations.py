# SPDX-License-Identifier: MIT
"""Lookups in v1, in v2 and in both, compared with one request, from a server that takes 100 ms per request."""

from __future__ import annotations

from functools import partial

import requests

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import SCENARIOS, Sandbox

from .measure import interleave, summarize, timed
from .tables import Benchmark, Figures, Row, Table, comparison, join, ratio

ROUNDS = 15
LATENCY_MS = 100
ONE_REQUEST = "one request"
GENERATIONS = ("v1", "v2", "auto")
COUNTS = (1, 20)
GOALS = {"v2": 2.3, "auto": 2.3}
TEXT = """\
Each request takes the server {latency} ms, so that a ratio shows how many requests follow one another. The catalogue
has {catalogue} models, all of them public, and v1 and v2 list a few endpoints each. The last column is the number of
requests that one lookup sends."""


def contestant(generation: str, count: int) -> str:
    """Name a lookup."""
    return f"{generation}, {count} model{'' if count == 1 else 's'}"


LOOKUPS = {contestant(generation, count): (generation, count) for generation in GENERATIONS for count in COUNTS}


def measure(quick: bool) -> Figures:
    """Measure in this process."""
    endpoints, v2 = SCENARIOS["split"]()
    with Sandbox(endpoints=endpoints, v2=v2, latency_ms=LATENCY_MS) as sandbox:
        models = [entry["name"] for entry in sandbox.v2.catalogue]
        lookups = {name: partial(_lookup, sandbox, *arguments, models) for name, arguments in LOOKUPS.items()}
        requests_sent = {name: _count_requests(sandbox, lookup) for name, lookup in lookups.items()}
        contestants = {ONE_REQUEST: partial(_one_request, sandbox), **lookups}
        seconds = interleave({name: timed(call) for name, call in contestants.items()}, 1 if quick else ROUNDS)
    return {"seconds": summarize(seconds), "requests": {ONE_REQUEST: 1, **requests_sent}, "catalogue": len(models)}


def tables(figures: Figures) -> list[Table]:
    """Make the table."""
    rows = [Row(ONE_REQUEST, ONE_REQUEST)]
    rows += [Row(name, ONE_REQUEST, GOALS.get(generation)) for name, (generation, _count) in LOOKUPS.items()]
    text = TEXT.format(latency=LATENCY_MS, catalogue=figures["catalogue"])
    table = comparison("Generations of the API", text, figures["seconds"], rows)
    with_requests = [[*row, str(figures["requests"][row[0]])] for row in table.rows]
    return [table._replace(head=(*table.head, "requests"), rows=with_requests)]


def conclusion(figures: Figures) -> str:
    """Say how a lookup in both generations compares with one request."""
    ratios = [f"{ratio(figures['seconds'], contestant('auto', count), ONE_REQUEST):.2f}" for count in COUNTS]
    return (
        f"If each request takes {LATENCY_MS} ms, a lookup of {join([str(count) for count in COUNTS])} models in both "
        f"generations takes {join(ratios)} times as long as one request."
    )


def _one_request(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    requests.get(f"{sandbox.url}/v1/endpoints", headers=headers, timeout=10).raise_for_status()


def _lookup(sandbox: Sandbox, generation: str, count: int, models: list[str]) -> None:
    settings = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version=generation)
    core.lookup(settings, core.Query(models=models[:count], on_multiple="all", on_missing="ignore"))


def _count_requests(sandbox: Sandbox, lookup: partial[None]) -> int:
    sandbox.requests.clear()
    lookup()
    return len(sandbox.requests)


BENCHMARK = Benchmark(measure, tables, conclusion)
