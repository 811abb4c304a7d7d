# SPDX-License-Identifier: MIT
"""The check of an answer against its schema: the compiled one, jsonschema's, and what it costs to explain a no."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import jsonschema

from ansible_collections.together.ai.plugins.module_utils._core.contract.validation import validate

from . import wire
from .measure import ROOT, Claim, Result, comparison, interleaved

ROUNDS, ROWS = 15, 1_000
COMPILED, JSONSCHEMA = "compiled, all conform", "jsonschema, all conform"
ONE, ALL = "compiled, and jsonschema for one entry that deviates", "compiled, and jsonschema for all, which deviate"
CLAIMS = (Claim(JSONSCHEMA, JSONSCHEMA), Claim(COMPILED, JSONSCHEMA), Claim(ONE, JSONSCHEMA), Claim(ALL, JSONSCHEMA))
TEXT = f"""\
In one process with everything loaded: the answer of {ROWS:,} endpoints, parsed already, against its schema. Only an
answer that deviates makes the core load jsonschema, which takes 40 to 80 ms once. No goal was set but that the compiled
check takes about 1 ms."""


def measure(quick: bool) -> Result:
    """One table."""
    schema = json.loads((ROOT / "schemas" / "list-response.json").read_text(encoding="utf-8"))
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats)
    good, one, every = (json.loads(wire.body(ROWS)) for _answer in range(3))
    for row in (one["data"][ROWS // 2], *every["data"]):
        row["created_at"] = None
    ways: dict[str, Callable[[], float]] = {
        JSONSCHEMA: lambda: _seconds(lambda: validator.validate(good)),
        COMPILED: lambda: _seconds(lambda: validate("list-response", good)),
        ONE: lambda: _seconds(lambda: validate("list-response", one)),
        ALL: lambda: _seconds(lambda: validate("list-response", every)),
    }
    samples = interleaved(ways, 1 if quick else ROUNDS)
    return Result([comparison("The check of an answer: 1,000 endpoints", TEXT, samples, CLAIMS)], {})


def _seconds(way: Callable[[], Any]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start
