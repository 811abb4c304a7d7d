# SPDX-License-Identifier: MIT
"""The schema of the plugin agrees with the core's options, the results of the Python functions, and the plugin."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import pulumi_together
from pulumi_together._core import client as core
from pulumi_together.naming import camel_case
from pulumi_together.plugin.invokes import FUNCTIONS
from pulumi_together.plugin.provider_config import OPTIONS
from pulumi_together.queries import ONE_ENDPOINT, SEVERAL_ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((Path(pulumi_together.__file__).parent / "schema.json").read_text())
CONFIG = SCHEMA["config"]["variables"]
GET_ENDPOINT = SCHEMA["functions"]["together:index:getEndpoint"]
GET_ENDPOINTS = SCHEMA["functions"]["together:index:getEndpoints"]
ENDPOINT = SCHEMA["resources"]["together:index:Endpoint"]
LISTED_ENDPOINT = SCHEMA["types"]["together:index:ListedEndpoint"]
SCHEMA_TYPES = {
    "str": "string",
    "path": "string",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "dict": "object",
    "list": "array",
}
INPUTS: dict[str, tuple[dict[str, Any], Sequence[core.Option]]] = {  # properties, and the options that they are
    "provider": (CONFIG, core.CONNECTION),
    "getEndpoint": (GET_ENDPOINT["inputs"]["properties"], ONE_ENDPOINT),
    "getEndpoints": (GET_ENDPOINTS["inputs"]["properties"], SEVERAL_ENDPOINTS),
}


def enum_values(property: dict[str, Any]) -> tuple[str, ...]:
    """The values that a property accepts; empty if it accepts any."""
    name = property.get("$ref", "").removeprefix("#/types/")
    return tuple(entry["value"] for entry in SCHEMA["types"][name]["enum"]) if name else ()


def find_all(node: Any, key: str) -> Iterator[Any]:
    """All values of a key, anywhere in a node."""
    if isinstance(node, dict):
        yield from ([node[key]] if key in node else [])
        for inner in node.values():
            yield from find_all(inner, key)
    if isinstance(node, list):
        for inner in node:
            yield from find_all(inner, key)


def test_file_is_up_to_date() -> None:
    command = [sys.executable, "-m", "tools.pulumi_schema", "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider")}
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("group", INPUTS)
def test_properties_are_the_options_in_order(group: str) -> None:
    properties, options = INPUTS[group]
    assert list(properties) == [camel_case(option.name) for option in options]


def test_plugin_accepts_the_properties_of_the_schema() -> None:
    assert list(OPTIONS) == list(CONFIG) == list(SCHEMA["provider"]["inputProperties"])
    for token, function in SCHEMA["functions"].items():
        assert list(FUNCTIONS[token.rpartition(":")[2]].arguments) == list(function["inputs"]["properties"])
    assert len(FUNCTIONS) == len(SCHEMA["functions"])


@pytest.mark.parametrize(
    ("group", "option"),
    [(group, option) for group, (_properties, options) in INPUTS.items() for option in options],
    ids=lambda value: getattr(value, "name", value),
)
def test_property_has_type_choices_bounds_default_and_variable_of_the_option(group: str, option: core.Option) -> None:
    property = INPUTS[group][0][camel_case(option.name)]
    assert enum_values(property) == tuple(option.choices)
    assert option.choices or property["type"] == SCHEMA_TYPES[option.type]
    assert property.get("secret", False) is option.secret
    description = property["description"]
    bounds = [f"{bound:g}" for bound in (option.above, option.minimum, option.maximum) if bound is not None]
    for fact in [*bounds, *option.choices]:
        assert re.search(rf"\b{fact}\b", description)
    assert ("environment variable `" in description) is (option.environment is not None)
    assert option.environment is None or f"environment variable `{option.environment}`" in description
    if option.default is not None:
        assert re.search(rf"(The default is|otherwise) `{re.escape(schema_value(option.default))}`\.$", description)


def schema_value(value: Any) -> str:
    return f"{value:g}" if type(value) is float else value if type(value) is str else json.dumps(value)


def test_sdks_send_only_what_a_program_passes() -> None:
    """They would send a default of the schema."""
    assert [*find_all(SCHEMA, "default"), *find_all(SCHEMA, "defaultInfo")] == []


@pytest.mark.parametrize(
    ("result", "schema"),
    [
        (pulumi_together.GetEndpointResult, GET_ENDPOINT["outputs"]),
        (pulumi_together.ListedEndpoint, LISTED_ENDPOINT),
        (pulumi_together.GetEndpointsResult, GET_ENDPOINTS["outputs"]),
        (pulumi_together.ContractViolation, SCHEMA["types"]["together:index:ContractViolation"]),
    ],
)
def test_results_have_the_fields_and_types_of_python_and_require_what_is_never_none(
    result: type, schema: dict[str, Any]
) -> None:
    hints = get_type_hints(result)
    assert list(schema["properties"]) == [camel_case(field.name) for field in fields(result)]
    required = []
    for field in fields(result):
        variants = [hint for hint in get_args(hints[field.name]) or [hints[field.name]] if hint is not type(None)]
        is_optional = type(None) in get_args(hints[field.name])
        hint = variants[0] if is_optional else hints[field.name]
        property = schema["properties"][camel_case(field.name)]
        if hint is pulumi_together.ListedEndpoint:
            assert property["$ref"] == "#/types/together:index:ListedEndpoint"
        else:
            assert property["type"] == SCHEMA_TYPES[getattr(hint, "__origin__", hint).__name__]
        required += [] if is_optional else [camel_case(field.name)]
    assert schema["required"] == sorted(required)


def test_only_what_an_api_may_leave_out_is_optional() -> None:
    optional = {"createdAt", "object", "owner", "state", "type"}
    assert set(GET_ENDPOINT["outputs"]["properties"]) - set(GET_ENDPOINT["outputs"]["required"]) == optional
    assert set(LISTED_ENDPOINT["properties"]) - set(LISTED_ENDPOINT["required"]) == {*optional, "model"}
    assert GET_ENDPOINT["inputs"]["required"] == ["model"]
    assert "required" not in GET_ENDPOINTS["inputs"]


def test_resource_has_the_properties_of_an_endpoint_and_no_inputs() -> None:
    def rename(names: Sequence[str]) -> set[str]:
        return {"endpointId" if name == "id" else name for name in names}

    assert set(ENDPOINT["properties"]) == rename(list(GET_ENDPOINT["outputs"]["properties"]))
    assert set(ENDPOINT["required"]) == rename(GET_ENDPOINT["outputs"]["required"])
    assert ENDPOINT["inputProperties"] == {}
    assert "requiredInputs" not in ENDPOINT


def test_everything_is_described_with_the_names_of_the_schema() -> None:
    described = [SCHEMA["provider"], *SCHEMA["types"].values(), *SCHEMA["functions"].values(), ENDPOINT]
    properties = [property for group in find_all(SCHEMA, "properties") for property in group.values()]
    values = [value for entry in SCHEMA["types"].values() for value in entry.get("enum", [])]
    for entry in [SCHEMA, *described, *properties, *CONFIG.values(), *values]:
        assert entry["description"].endswith(".")
    texts = "\n".join(find_all({**SCHEMA, "config": None}, "description"))
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", texts) == []


def test_sdk_has_the_version_and_does_not_replace_this_package() -> None:
    assert SCHEMA["version"] == pulumi_together.__version__ == core.VERSION
    assert [language["respectSchemaVersion"] for language in SCHEMA["language"].values()] == [True] * 5
    assert SCHEMA["language"]["python"]["packageName"] != "pulumi_together"


def test_enums_are_the_choices_of_the_python_functions() -> None:
    for name, schema in (("get_endpoint", GET_ENDPOINT), ("get_endpoints", GET_ENDPOINTS)):
        function = getattr(pulumi_together, name)
        hints = get_type_hints(function)
        for option in {option.name for option in core.QUESTION} & set(inspect.signature(function).parameters):
            literal = get_args(get_args(hints[option])[0])
            values = enum_values(schema["inputs"]["properties"].get(camel_case(option), {}))
            assert values == (literal if values else ())
