# SPDX-License-Identifier: MIT
"""Validating a response: the generated code, compared with jsonschema."""

from __future__ import annotations

import json

import jsonschema

from ansible_collections.together.ai.plugins.module_utils._core.contract.validation import validate

from . import server
from .measure import ROOT, interleave, summarize, timed
from .tables import Benchmark, Figures, Row, Table, comparison

ROUNDS, COUNT = 15, 1_000
JSONSCHEMA, GENERATED = "jsonschema, response conforms", "generated code, response conforms"
ONE, ALL = "generated code, one endpoint violates the schema", "generated code, all endpoints violate the schema"
ROWS = [Row(name, JSONSCHEMA) for name in (JSONSCHEMA, GENERATED, ONE, ALL)]
TEXT = f"""\
A response with {COUNT:,} endpoints, parsed already, is validated in a process that has loaded everything. The generated
code only tells whether a response conforms. If it does not, the core loads jsonschema, which takes 40 to 80 ms once, to
find the violations. There is no goal."""


def measure(quick: bool) -> Figures:
    """Validate responses without, with one and with only violations."""
    schema = json.loads((ROOT / "schemas" / "list-response.json").read_text(encoding="utf-8"))
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats)
    conforming, one, every = (json.loads(server.body(COUNT)) for _response in range(3))
    for row in (one["data"][COUNT // 2], *every["data"]):
        row["created_at"] = None
    contestants = {
        JSONSCHEMA: timed(lambda: validator.validate(conforming)),
        GENERATED: timed(lambda: validate("list-response", conforming)),
        ONE: timed(lambda: validate("list-response", one)),
        ALL: timed(lambda: validate("list-response", every)),
    }
    return {"seconds": summarize(interleave(contestants, 1 if quick else ROUNDS))}


def tables(figures: Figures) -> list[Table]:
    """Make the table."""
    return [comparison(f"Validation: {COUNT:,} endpoints", TEXT, figures["seconds"], ROWS)]


BENCHMARK = Benchmark(measure, tables)
