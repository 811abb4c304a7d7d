# SPDX-License-Identifier: MIT
"""Compiled checks and jsonschema agree on every keyword that the compiler supports. It refuses all others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import compiler
from ansible_collections.together.ai.plugins.module_utils._core.contract import validation as contract
from generated.documents import DATES, HUGE, UNEXPECTED_VALUES
from generated.tally import tried

ENTRY = {"type": "object", "required": ["n"], "properties": {"n": {"type": "number", "minimum": 0}}}
INNER = {"type": "object", "required": ["x", "y"], "properties": {"x": {"type": "string"}}}
LEAVES: dict[str, dict[str, Any]] = {
    **{kind: {"type": kind} for kind in compiler.TYPES},
    "two types": {"type": ["integer", "null"]},
    "three types": {"type": ["number", "boolean", "array"]},
    "nullable string": {"type": ["string", "null"]},
    "nullable number": {"type": ["number", "null"]},
    "nullable object": {"type": ["object", "null"]},
    "nullable const": {"const": "x", "type": ["string", "null"]},
    "nullable type, enum without null": {"enum": ["x"], "type": ["string", "null"]},
    "const": {"const": "x"},
    "const and type": {"const": "x", "type": "string"},
    "enum": {"enum": ["x", "1"]},
    "enum and type": {"enum": ["x", "1"], "type": "string"},
    "enum with null": {"enum": ["x", None], "type": ["string", "null"]},
    "date-time": {"type": "string", "format": "date-time"},
    "minimum": {"type": "number", "minimum": 1},
    "both limits": {"type": "integer", "minimum": 0, "maximum": 1.5},
    "list": {"type": "array", "items": {"type": "string"}},
    "list of lists": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    "list of objects": {"type": "array", "items": INNER},
    "object": INNER,
    "object of known fields": {"type": "object", "properties": {"x": {}, "id": {}}, "additionalProperties": False},
    "object of no fields": {"type": "object", "additionalProperties": False},
    "reference": {"$ref": "#/$defs/Entry"},
    "anything": {"title": "t", "description": "d", "default": 1},
}
VALUES = [
    *(*UNEXPECTED_VALUES, *DATES, *HUGE, 0.0, -0.0, 2.0, True, [1], [1, "x"], [[1], [2.0]], [[1], [2.5]], [None], [{}]),
    *({"x": "s", "y": None}, {"x": 1, "y": 1}, {"y": 1}, {"x": "s"}, {"n": 0}, {"n": -1}, {"n": True}, {"n": "0"}),
    *({"id": 1, "z": 1}, {"id": 1, "x": []}, [{"x": "s", "y": 1}], [{"x": "s", "y": 1}, {"x": "s"}], [[]], [[[]]]),
]


def compiled(schema: dict[str, Any]) -> Callable[[Any], bool]:
    """The compiled check of a schema, in a module of the core's package."""
    names: dict[str, Any] = {"__package__": contract.__package__, "__name__": f"{contract.__package__}._compiled"}
    exec(compiler.module({"tried": schema}), names)
    check: Callable[[Any], bool] = names["CONFORMS"]["tried"]
    return check


@pytest.mark.parametrize("required", [["leaf"], []], ids=["required", "optional"])
@pytest.mark.parametrize("leaf", LEAVES)
def test_each_keyword_is_checked_as_by_jsonschema(leaf: str, required: list[str]) -> None:
    schema = {
        "$defs": {"Entry": ENTRY},
        "type": "object",
        "required": [*required, "other"],
        "properties": {"leaf": LEAVES[leaf]},
    }
    conforms = compiled(schema)
    reference = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    documents: list[Any] = [{"other": None, "leaf": value} for value in VALUES]
    documents += [{"other": None}, {"leaf": "x"}, {}, [], None, "other"]
    for document in documents:
        verdict = reference.is_valid(document)
        assert conforms(document) is verdict, document
        tried("compiler", leaf, "accepted" if verdict else "refused")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a"},
        {"type": "array", "minItems": 1},
        {"type": "array", "uniqueItems": True},
        {"type": "array", "items": True},
        {"type": "array", "items": {"type": "string", "minLength": 1}},
        {"type": "object", "patternProperties": {}},
        {"type": "object", "properties": {"a": {"oneOf": []}}},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "float"},
        {"type": ["string", "text"]},
        {"const": 1},
        {"enum": ["a", 1]},
        {"enum": ["a", None], "type": "string"},
        {"type": "string", "format": "uri"},
        {"format": "date-time"},
        {"type": ["string", "null"], "format": "date-time"},
        {"minimum": 1},
        {"type": "number", "minimum": True},
        {"properties": {}},
        {"required": ["a"]},
        {"items": {}},
        {"$ref": "other.json"},
        {"$ref": "#/$defs/A", "type": "object", "$defs": {"A": {}}},
        {"$ref": "#/$defs/B", "$defs": {"A": {}}},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/B"}}},
        {"type": "object", "properties": {"a": True}},
        # two functions with the same name
        {"type": "object", "properties": {"a": {"type": "object", "required": ["x"]}}, "$defs": {"A": {}}},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)
def test_an_unsupported_schema_is_refused(schema: Any) -> None:
    with pytest.raises(compiler.UnsupportedError):
        compiler.module({"tried": schema})
