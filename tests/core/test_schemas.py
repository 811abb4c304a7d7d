# SPDX-License-Identifier: MIT
"""The JSON Schemas and the checks compiled from them assert what the OpenAPI documents say."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.contract._schemas import SCHEMAS
from ansible_collections.together.ai.plugins.module_utils._core.contract.rfc3339 import is_date_time, parse_instant
from ansible_collections.together.ai.plugins.module_utils._core.contract.validation import validate
from ansible_collections.together.ai.plugins.module_utils._core.selection.records import FIELDS

ROOT = Path(__file__).parents[2]
ROW = yaml.safe_load((ROOT / "schemas/openapi.yaml").read_text())["paths"]["/endpoints"]["get"]["responses"]["200"][
    "content"
]["application/json"]["schema"]["example"]["data"][0]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_valid_and_equals_its_file(name: str) -> None:
    schema = json.loads(SCHEMAS[name])
    Draft202012Validator.check_schema(schema)
    assert json.loads((ROOT / f"schemas/{name}.json").read_text()) == schema


def test_the_choices_of_options_are_those_of_the_query_parameters() -> None:
    parameters = json.loads(SCHEMAS["query-parameters"])["properties"]
    options = {option.name: option for option in core.QUESTION}
    assert set(parameters) == {"type", "usage_type", "mine"}
    assert set(options["type"].choices) == set(parameters["type"]["enum"])
    assert set(options["usage_type"].choices) == set(parameters["usage_type"]["enum"])
    assert (options["mine"].type, parameters["mine"]["type"]) == ("bool", "boolean")


def test_an_endpoint_record_has_exactly_the_fields_of_the_schema() -> None:
    assert set(FIELDS) == set(json.loads(SCHEMAS["list-endpoint"])["properties"])


def test_the_example_of_the_specification_conforms() -> None:
    assert not validate("list-response", {"object": "list", "data": [ROW]})


def test_null_is_valid_only_where_the_specification_says_nullable() -> None:
    valid = {"message": "no", "type": "t", "param": None, "code": None}
    invalid = {"message": None, "type": "t", "param": 7}
    assert not validate("error-data", {"error": valid})
    assert [str(violation) for violation in validate("error-data", {"error": invalid})] == [
        "$.error.message: expected string, found null",
        "$.error.param: expected string or null, found 7",
    ]


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"id": ...}, "$.data[0]", "expected the property id, found none"),
        ({"id": ..., "name": ...}, "$.data[0]", "expected the properties id, name, found none"),
        ({"owner": 42}, "$.data[0].owner", "expected string, found 42"),
        ({"type": "shared"}, "$.data[0].type", 'expected one of serverless, dedicated, found "shared"'),
        ({"object": "model"}, "$.data[0].object", 'expected "endpoint", found "model"'),
        (
            {"created_at": "today"},
            "$.data[0].created_at",
            'expected a date-time such as 2026-05-01T12:00:00Z, found "today"',
        ),
        ({"name": ["x" * 500]}, "$.data[0].name", f'expected string, found ["{"x" * 78}...'),
    ],
)
def test_a_violation_has_its_path_the_expected_and_the_actual_value(
    change: dict[str, Any], path: str, message: str
) -> None:
    row = {field: value for field, value in {**ROW, **change}.items() if value is not ...}
    assert [violation.to_dict() for violation in validate("list-response", {"object": "list", "data": [row]})] == [
        {"path": path, "message": message}
    ]


def test_a_date_time_is_valid_exactly_when_jsonschema_accepts_it() -> None:
    days = ["2024-02-29", "2023-02-29", "2000-02-29", "1900-02-29", "2400-02-29", "2024-02-28", "2024-04-31"]
    days += ["2024-12-31", "0000-01-01", "0001-01-01", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-01"]
    days += ["24-01-01", "９999-01-01"]
    times = ["00:00:00", "23:59:59", "24:00:00", "12:60:00", "12:00:60", "12:00", "12:00:00.5", "12:00:00.", "1:00:00"]
    zones = ["Z", "z", "", "+02:00", "-23:59", "+24:00", "+0200", "Z\n", "Z\n\n", " Z", "+02:60"]
    texts = ["T".join(parts) + zone for *parts, zone in product(days, times, zones)]
    texts += [text.replace("T", other) for text in texts[:300] for other in ("t", " ", "")]
    validator = Draft202012Validator({"format": "date-time"}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    expected = {text: validator.is_valid(text) for text in texts}
    assert set(expected.values()) == {True, False}
    assert {text: is_date_time(text) for text in texts} == expected
    assert {text: parse_instant(text) is not None for text in texts} == expected


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-05-01T09:00:00Z", "2026-05-01T09:00:00.001Z"),
        ("2026-05-01T10:30:00+02:00", "2026-05-01T09:00:00Z"),
        ("2026-05-01T09:00:00.49Z", "2026-05-01T09:00:00.5Z"),
        ("2026-05-01T09:00:00.123456789Z", "2026-05-01T09:00:00.12345679Z"),
        ("2026-04-30T23:59:59Z", "2026-04-30T23:30:00-00:30"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z"),
    ],
)
def test_instants_are_compared_across_offsets_and_fractions(earlier: str, later: str) -> None:
    first, second = parse_instant(earlier), parse_instant(later)
    assert first is not None
    assert second is not None
    assert first < second


def test_two_spellings_of_one_instant_are_equal() -> None:
    assert parse_instant("2026-05-01T09:00:00.50Z") == parse_instant("2026-05-01t11:00:00.5+02:00")
