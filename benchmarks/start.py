# SPDX-License-Identifier: MIT
"""From the start of a process to the id of one model's endpoint, and its exit."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from . import wire
from .measure import API_KEY, ROOT, SCRIPTS, Claim, Cost, Result, Table, comparison, interleaved, process

BASELINE, CORE = "http.client and json", "the core"
ALONE = "requests alone, nothing validated"
BASELINE_EARLY, CORE_EARLY, ALONE_EARLY = (f"{way}, early exit" for way in (BASELINE, CORE, ALONE))
REQUESTS, SDK, CLI = "requests, json and jsonschema", "the official SDK", "the official CLI"
SCHEMA = ROOT / "schemas" / "list-response.json"
COMMANDS: dict[str, tuple[str, ...]] = {  # way -> script in scripts/, or command, and its arguments after the model
    BASELINE: ("http_client.py",),
    CORE: ("core.py",),
    ALONE: ("requests_alone.py",),
    BASELINE_EARLY: ("http_client.py", "early"),
    CORE_EARLY: ("core_early.py",),
    ALONE_EARLY: ("requests_alone.py", "early"),
    REQUESTS: ("requests_jsonschema.py", str(SCHEMA)),
    SDK: ("together_sdk.py",),
}
SLOW = (REQUESTS, SDK, CLI)
TEXT = """\
Whole processes, from start to exit, each of which finds the one endpoint of a model. The core validates the whole
answer against the schema, as do requests with jsonschema, and the SDK makes objects of it. An early exit is `os._exit`
once the answer is printed, with the client still there, as the provider plugin ends; it is given to the baseline as
well. The CLI shows the 20 newest endpoints, of which the wanted one is the first."""
SIZE = "The API lists {count:,} endpoints in {size:.1f} MB of JSON."


class Goals(NamedTuple):
    """The highest ratios to the baseline with the same exit, and how many rounds to measure them in."""

    early: float
    ordinary: float
    rounds: int


GOALS = {1_000: Goals(2.3, 2.8, 36), 10_000: Goals(2.0, 2.5, 24), 100_000: Goals(1.6, 1.85, 15)}
QUICK = {30: Goals(2.3, 2.8, 1)}


def measure(quick: bool) -> Result:
    """A table for each number of endpoints."""
    first, *others = [_table(count, goals) for count, goals in (QUICK if quick else GOALS).items()]
    return Result([first._replace(text=f"{TEXT}\n\n{first.text}"), *others], {})


def _table(count: int, goals: Goals) -> Table:
    with wire.serving(count) as url, tempfile.TemporaryDirectory() as home:
        costs = interleaved(_ways(url, count, Path(home)), goals.rounds, rarely=SLOW)
    samples = {way: [cost.seconds for cost in taken] for way, taken in costs.items()}
    claims = [
        Claim(BASELINE, BASELINE),
        Claim(CORE, BASELINE, goals.ordinary),
        *(Claim(way, BASELINE) for way in (ALONE, *SLOW)),
        Claim(BASELINE_EARLY, BASELINE_EARLY),
        Claim(CORE_EARLY, BASELINE_EARLY, goals.early),
        Claim(ALONE_EARLY, BASELINE_EARLY),
    ]
    text = SIZE.format(count=count, size=len(wire.body(count)) / 1e6)
    return comparison(f"From start to id: {count:,} endpoints", text, samples, claims)


def _ways(url: str, count: int, home: Path) -> dict[str, Callable[[], Cost]]:
    number = wire.wanted(count)
    variables = {
        "TOGETHER_API_KEY": API_KEY,
        "TOGETHER_BASE_URL": url,
        # The CLI would report its use, look for a newer version, and install completion in the user's shell.
        "TOGETHER_TELEMETRY_DISABLED": "1",
        "TOGETHER_DISABLE_VERSION_CHECK": "1",
        "CI": "1",
    }
    commands: dict[str, list[object]] = {
        way: [sys.executable, SCRIPTS / script, wire.model(number), *arguments]
        for way, (script, *arguments) in COMMANDS.items()
    }
    commands[CLI] = [Path(sys.executable).with_name("together"), "endpoints", "list", "--json"]
    return {
        way: partial(process, command, wire.endpoint_id(number), home, variables) for way, command in commands.items()
    }
