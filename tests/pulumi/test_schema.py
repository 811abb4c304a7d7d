# SPDX-License-Identifier: MIT
"""One schema: what the plugin says it has, the core's options and rows, and the results of the Python functions."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import pulumi_together
from pulumi_together._core import client as core
from pulumi_together.plugin.connection import NAMES
from pulumi_together.plugin.questions import FUNCTIONS
from pulumi_together.results import camel_case

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((Path(pulumi_together.__file__).parent / "schema.json").read_text())
CONFIG = SCHEMA["config"]["variables"]
ONE = SCHEMA["functions"]["together:index:getEndpoint"]
MANY = SCHEMA["functions"]["together:index:getEndpoints"]
ENDPOINT = SCHEMA["resources"]["together:index:Endpoint"]
TYPES = {"str": "string", "path": "string", "bool": "boolean", "int": "integer", "float": "number", "list": "array"}
PYTHON = {"str": "string", "bool": "boolean", "int": "integer", "dict": "object", "list": "array"}
OFFERS = {  # who offers options: the schema's properties, and the core's options
    "provider": (CONFIG, core.CONNECTION),
    "getEndpoints": (MANY["inputs"]["properties"], core.QUESTION),
    "getEndpoint": (
        ONE["inputs"]["properties"],
        [option for option in core.QUESTION if option.name not in ("models", "on_missing")],
    ),
}
OFFERED = [(who, option) for who, (_properties, options) in OFFERS.items() for option in options]


def enum(property: dict[str, Any]) -> tuple[str, ...]:
    """The words that a property takes, none where it takes any."""
    name = property.get("$ref", "").removeprefix("#/types/")
    return tuple(entry["value"] for entry in SCHEMA["types"][name]["enum"]) if name else ()


def every(node: Any, key: str) -> Iterator[Any]:
    """All values under a key, anywhere in a node."""
    if isinstance(node, dict):
        yield from ([node[key]] if key in node else [])
        for inner in node.values():
            yield from every(inner, key)
    if isinstance(node, list):
        for inner in node:
            yield from every(inner, key)


def test_it_has_the_options_of_the_core_and_no_others() -> None:
    connection = [camel_case(option.name) for option in core.CONNECTION]
    question = [camel_case(option.name) for option in core.QUESTION]
    assert list(CONFIG) == connection
    assert list(NAMES) == connection
    assert SCHEMA["provider"]["inputProperties"] == CONFIG
    assert list(MANY["inputs"]["properties"]) == question
    assert list(ONE["inputs"]["properties"]) == ["model", *(name for name in question[1:] if name != "onMissing")]


@pytest.mark.parametrize("token", SCHEMA["functions"])
def test_the_plugin_takes_the_arguments_of_the_schema(token: str) -> None:
    name = token.rpartition(":")[2]
    assert list(FUNCTIONS[name].arguments) == list(SCHEMA["functions"][token]["inputs"]["properties"])
    assert len(FUNCTIONS) == len(SCHEMA["functions"])


@pytest.mark.parametrize(("who", "option"), OFFERED, ids=lambda found: getattr(found, "name", found))
def test_an_option_has_its_type_words_bounds_default_and_variable(who: str, option: core.Option) -> None:
    property = OFFERS[who][0][camel_case(option.name)]
    of_one = (who, option.name) == ("getEndpoint", "on_multiple")
    assert enum(property) == (("fail", "newest") if of_one else option.choices)
    assert option.choices or property["type"] == TYPES[option.type]
    assert property.get("secret", False) is option.secret
    told = property["description"]
    bounds = [f"{bound:g}" for bound in (option.above, option.minimum, option.maximum) if bound is not None]
    for fact in [*bounds, *enum(property)]:
        assert re.search(rf"\b{fact}\b", told)
    assert ("Environment: " in told) is (option.environment is not None)
    assert option.environment is None or f"Environment: {option.environment}." in told
    assert ("Default " in told) is (option.default is not None)
    assert option.default is None or f"Default {shown(option.default)}." in told


def shown(default: Any) -> str:
    return f"{default:g}" if type(default) is float else default if type(default) is str else json.dumps(default)


def test_no_sdk_sends_what_nobody_gave() -> None:
    assert [*every(SCHEMA, "default"), *every(SCHEMA, "defaultInfo")] == []


@pytest.mark.parametrize(
    ("result", "schema"),
    [
        (pulumi_together.GetEndpointResult, ONE["outputs"]),
        (pulumi_together.GetEndpointResult, SCHEMA["types"]["together:index:ListedEndpoint"]),
        (pulumi_together.GetEndpointsResult, MANY["outputs"]),
        (pulumi_together.ContractViolation, SCHEMA["types"]["together:index:ContractViolation"]),
    ],
)
def test_results_have_the_fields_of_the_python_functions_and_their_types(result: type, schema: dict[str, Any]) -> None:
    hints = get_type_hints(result)
    assert list(schema["properties"]) == [camel_case(field.name) for field in fields(result)]
    for field in fields(result):
        kind = getattr(hints[field.name], "__origin__", hints[field.name]).__name__
        assert schema["properties"][camel_case(field.name)]["type"] == PYTHON[kind]


def test_rows_have_the_fields_of_the_core() -> None:
    row = {camel_case(field) for field in core.ENDPOINT_FIELDS}
    assert set(SCHEMA["types"]["together:index:ListedEndpoint"]["properties"]) == row
    assert set(ENDPOINT["properties"]) == row - {"id"} | {"endpointId"}
    assert {camel_case(name) for name in core.Answer([], {}, [], []).to_dict()} == set(MANY["outputs"]["properties"])


def test_what_can_be_null_is_not_required() -> None:
    assert ONE["inputs"]["required"] == ["model"]
    assert "required" not in MANY["inputs"]
    assert ONE["outputs"]["required"] == ["extra", "id", "model", "name", "ready"]
    assert SCHEMA["types"]["together:index:ListedEndpoint"]["required"] == ["extra", "id", "name", "ready"]
    assert ENDPOINT["required"] == ["endpointId", "extra", "model", "name", "ready"]
    assert set(MANY["outputs"]["required"]) == set(MANY["outputs"]["properties"])


def test_a_resource_cannot_be_made_by_mistake() -> None:
    assert ENDPOINT["inputProperties"] == {}
    assert "requiredInputs" not in ENDPOINT


def test_everything_is_described_and_in_the_words_of_the_schema() -> None:
    described = [SCHEMA, SCHEMA["provider"], *SCHEMA["types"].values(), *SCHEMA["functions"].values(), ENDPOINT]
    properties = [property for group in every(SCHEMA, "properties") for property in group.values()]
    words = [word for entry in SCHEMA["types"].values() for word in entry.get("enum", [])]
    for entry in [*described, *properties, *CONFIG.values(), *words]:
        assert entry["description"].endswith((".", "-..."))
    snake = [option.name for option in (*core.CONNECTION, *core.QUESTION) if "_" in option.name]
    assert [text for text in every(SCHEMA, "description") for name in snake if name in text] == []


def test_an_sdk_has_the_version_and_does_not_take_the_place_of_this_package() -> None:
    assert SCHEMA["version"] == pulumi_together.__version__ == core.VERSION
    assert [language["respectSchemaVersion"] for language in SCHEMA["language"].values()] == [True] * 5
    assert SCHEMA["language"]["python"]["packageName"] != "pulumi_together"


def test_the_words_are_those_of_the_python_functions() -> None:
    for name, schema in (("get_endpoint", ONE), ("get_endpoints", MANY)):
        function = getattr(pulumi_together, name)
        hints = get_type_hints(function)
        options = {option.name for option in core.QUESTION} & set(inspect.signature(function).parameters)
        for option in options:
            literal = get_args(get_args(hints[option])[0])
            found = enum(schema["inputs"]["properties"].get(camel_case(option), {}))
            assert found == (literal if found else ())


def test_the_file_is_as_the_tool_writes_it() -> None:
    command = [sys.executable, "-m", "tools.pulumi_schema", "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider")}
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60).stderr == ""
