# SPDX-License-Identifier: MIT
"""One lookup in a new process, compared with the same request by other libraries, the official SDK and its CLI."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from contract.sdk_environment import SDK_V1, installed_python

from . import server
from .measure import ROOT, SCRIPTS, Cost, api_environment, interleave, run_process, summarize
from .tables import Benchmark, Figures, Row, Table, comparison, join, ratio

REQUESTS, CORE = "requests, nothing validated", "this package"
HTTP_CLIENT, JSONSCHEMA = "http.client, nothing validated", "requests, validated by jsonschema"
SDK, CLI = "the official SDK", "the official CLI"
EARLY = " (os._exit)"
SCHEMA = ROOT / "schemas" / "list-response.json"
COMMANDS: dict[str, tuple[str, ...]] = {  # contestant -> script, and its arguments after the model
    REQUESTS: ("requests_only.py",),
    CORE: ("core.py",),
    HTTP_CLIENT: ("http_client.py",),
    JSONSCHEMA: ("requests_jsonschema.py", str(SCHEMA)),
    SDK: ("together_sdk.py",),
    REQUESTS + EARLY: ("requests_only.py", "early"),
    CORE + EARLY: ("core_early.py",),
    HTTP_CLIENT + EARLY: ("http_client.py", "early"),
}
SLOW = (JSONSCHEMA, SDK, CLI)
GOAL = 1.08  # times what the same request takes with requests
ROWS = (
    Row(REQUESTS, REQUESTS),
    Row(CORE, REQUESTS, GOAL),
    *(Row(name, REQUESTS) for name in (HTTP_CLIENT, *SLOW)),
    Row(REQUESTS + EARLY, REQUESTS + EARLY),
    Row(CORE + EARLY, REQUESTS + EARLY, GOAL),
    Row(HTTP_CLIENT + EARLY, REQUESTS + EARLY),
)
ROUNDS = {1_000: 36, 10_000: 24, 100_000: 15}  # number of endpoints -> rounds
QUICK_ROUNDS = {30: 1}
TEXT = """\
A new Python process looks up the one endpoint of a model, from the start of the process to its exit. All contestants
receive the same response. This package validates all of it, as jsonschema does; the SDK converts it to objects; the CLI
prints the 20 newest endpoints. The SDK and the CLI are of version 2, the last one with v1 endpoints. The last rows exit
with `os._exit` after they print the id, as the Pulumi provider plugin does. The goals compare with `requests`, because
this package cannot avoid the time of its import."""


def measure(quick: bool) -> Figures:
    """Measure each number of endpoints."""
    return {str(count): _measure(count, rounds) for count, rounds in (QUICK_ROUNDS if quick else ROUNDS).items()}


def tables(figures: Figures) -> list[Table]:
    """Make a table for each number of endpoints."""
    first, *others = [_table(int(count), figure) for count, figure in figures.items()]
    return [first._replace(text=f"{TEXT}\n\n{first.text}"), *others]


def conclusion(figures: Figures) -> str:
    """Compare this package with requests and with jsonschema."""
    counts = join([f"{int(count):,}" for count in figures])
    core, jsonschema = (
        join([f"{ratio(figure['seconds'], name, REQUESTS):.2f}" for figure in figures.values()])
        for name in (CORE, JSONSCHEMA)
    )
    return (
        f"A process that looks up one of {counts} endpoints with this package, which validates the response, "
        f"takes {core} times as long as the same request with `requests` and no validation. With `requests` and "
        f"jsonschema, a process takes {jsonschema} times as long."
    )


def _table(count: int, figure: Figures) -> Table:
    text = f"The API lists {count:,} endpoints in {figure['bytes'] / 1e6:.1f} MB of JSON."
    return comparison(f"One lookup: {count:,} endpoints", text, figure["seconds"], ROWS)


def _measure(count: int, rounds: int) -> Figures:
    with server.serve_endpoints(count) as url, tempfile.TemporaryDirectory() as home:
        costs = interleave(_contestants(url, count, Path(home)), rounds, rare=SLOW)
    seconds = summarize({name: [cost.seconds for cost in results] for name, results in costs.items()})
    return {"bytes": len(server.body(count)), "seconds": seconds}


def _contestants(url: str, count: int, home: Path) -> dict[str, Callable[[], Cost]]:
    number = server.target(count)
    variables = {
        **api_environment(url),
        # Otherwise the CLI reports its use, looks for a newer version, and installs completion in the user's shell.
        "TOGETHER_TELEMETRY_DISABLED": "1",
        "TOGETHER_DISABLE_VERSION_CHECK": "1",
        "CI": "1",
    }
    commands: dict[str, list[object]] = {
        name: [sys.executable, SCRIPTS / script, server.model(number), *arguments]
        for name, (script, *arguments) in COMMANDS.items()
    }
    sdk_python = installed_python(SDK_V1)
    commands[SDK][0] = sdk_python
    commands[CLI] = [sdk_python.with_name("together"), "endpoints", "list", "--json"]
    id = server.endpoint_id(number)
    return {name: partial(run_process, command, id, home, variables) for name, command in commands.items()}


BENCHMARK = Benchmark(measure, tables, conclusion)
