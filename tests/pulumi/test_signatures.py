# SPDX-License-Identifier: MIT
"""The functions have the core's options, and their docstrings describe all of them."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import pytest

import pulumi_together
from pulumi_together import choices
from pulumi_together._core import client as core
from pulumi_together.queries import ONE_ENDPOINT, RESOURCE, SEVERAL_ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
OPTIONS: dict[Callable[..., Any], Sequence[core.Option]] = {
    pulumi_together.get_endpoint: (*ONE_ENDPOINT, *core.CONNECTION),
    pulumi_together.get_endpoints: (*SEVERAL_ENDPOINTS, *core.CONNECTION),
    pulumi_together.Endpoint.get: (*RESOURCE, *(option for option in core.CONNECTION if not option.secret)),
}
OUTPUT_FORMS = {
    pulumi_together.get_endpoint: pulumi_together.get_endpoint_output,
    pulumi_together.get_endpoints: pulumi_together.get_endpoints_output,
}
PYTHON_TYPES = {"str": "str", "bool": "bool", "int": "int", "float": "float", "list": "Sequence", "path": "PathLike"}


def test_generated_code_is_up_to_date() -> None:
    command = [sys.executable, "-m", "tools.pulumi_python", "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pulumi_provider")}
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stderr == ""


def test_lookups_of_one_endpoint_lack_only_what_needs_several() -> None:
    one = [option.name for option in ONE_ENDPOINT]
    assert one == ["model", *(option.name for option in core.QUESTION if option.name not in ("models", "on_missing"))]
    assert [name for name in one if name != "wait"] == [option.name for option in RESOURCE]


@pytest.mark.parametrize("function", OPTIONS)
def test_parameters_are_the_options_in_order(function: Callable[..., Any]) -> None:
    names = [name for name in inspect.signature(function).parameters if name != "resource_name"]
    assert names == [*(option.name for option in OPTIONS[function]), "account", "opts"]


@pytest.mark.parametrize("function", [*OPTIONS, *OUTPUT_FORMS.values()])
def test_options_are_keyword_only_and_default_to_none(function: Callable[..., Any]) -> None:
    _first, *others = (p for p in inspect.signature(function).parameters.values() if p.name != "resource_name")
    for parameter in others:
        assert (parameter.kind, parameter.default) == (inspect.Parameter.KEYWORD_ONLY, None), parameter.name


@pytest.mark.parametrize("function", OPTIONS)
def test_parameters_have_the_types_of_the_options(function: Callable[..., Any]) -> None:
    annotations = inspect.get_annotations(function)
    for option in OPTIONS[function]:
        assert option.choices or PYTHON_TYPES[option.type] in annotations[option.name], option.name


@pytest.mark.parametrize("function", OUTPUT_FORMS)
def test_choices_are_the_type_of_an_option(function: Callable[..., Any]) -> None:
    hints = get_type_hints(function)
    for option in OPTIONS[function]:
        if option.choices:
            literal, _none = get_args(hints[option.name])
            assert (get_origin(literal), get_args(literal)) == (Literal, tuple(option.choices)), option.name


@pytest.mark.parametrize("function", OUTPUT_FORMS)
def test_output_form_accepts_inputs_of_the_same_types(function: Callable[..., Any]) -> None:
    expected = dict(inspect.get_annotations(function))
    for name in expected.keys() - {"account", "opts", "return"}:
        inner = expected[name].removesuffix(" | None").replace("Sequence[str]", "Sequence[pulumi.Input[str]]")
        optional = " | None" if expected[name].endswith(" | None") else ""
        expected[name] = f"pulumi.Input[{inner}]{optional}"
    expected["return"] = f"pulumi.Output[{expected['return']}]"
    expected["opts"] = "pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None"
    output_form = cast(Any, OUTPUT_FORMS[function])
    assert inspect.get_annotations(output_form) == expected


def test_resource_accepts_what_the_output_form_accepts_except_key_and_wait() -> None:
    function = dict(inspect.get_annotations(pulumi_together.get_endpoint_output))
    resource = dict(inspect.get_annotations(pulumi_together.Endpoint.get))
    assert resource.pop("resource_name") == "str"
    del function["api_key"], function["wait"]
    own = {"opts": "pulumi.ResourceOptions | None", "return": "Endpoint"}
    assert list(resource.items()) == list({**function, **own}.items())


@pytest.mark.parametrize(
    ("function", "option"),
    [(function, option) for function, options in OPTIONS.items() for option in options],
    ids=lambda value: getattr(value, "name", None) or value.__qualname__,
)
def test_docstring_describes_an_option(function: Callable[..., Any], option: core.Option) -> None:
    text = described(function, option.name)
    bounds = [f"{bound:g}" for bound in (option.above, option.minimum, option.maximum) if bound is not None]
    for fact in [*bounds, *(f'"{value}"' for value in option.choices), option.environment or ""]:
        assert fact in text
    if option.default is not None:
        default = python_value(option.default)
        assert f"Default: {default}." in text or f"{default} (default): " in text
    assert "{" not in text


def described(function: Callable[..., Any], name: str) -> str:
    """The entry of an argument in a docstring, on one line."""
    arguments = (inspect.getdoc(function) or "").partition("\nArgs:\n")[2].partition("\n\n")[0]
    [entry] = re.findall(rf"^    {name}: .*?(?=^    \S|\Z)", arguments, re.MULTILINE | re.DOTALL)
    return " ".join(entry.split())


def python_value(value: Any) -> str:
    if type(value) is str:
        return json.dumps(value)
    return f"{value:g}" if type(value) is float else str(value)


def test_results_have_the_fields_of_the_core() -> None:
    endpoint = {field.name for field in fields(pulumi_together.ListedEndpoint)}
    assert endpoint == {field.name for field in fields(pulumi_together.GetEndpointResult)} == set(core.ENDPOINT_FIELDS)
    answer = core.Answer([], {}, [], []).to_dict()
    assert [field.name for field in fields(pulumi_together.GetEndpointsResult)] == list(answer)


def test_outputs_of_the_resource_are_the_fields_of_a_result() -> None:
    expected = {
        field.name.replace("id", "endpoint_id") if field.name == "id" else field.name: f"pulumi.Output[{field.type}]"
        for field in fields(pulumi_together.GetEndpointResult)
    }
    assert inspect.get_annotations(pulumi_together.Endpoint) == expected


def test_everything_that_the_package_exports_exists() -> None:
    assert [name for name in pulumi_together.__all__ if not hasattr(pulumi_together, name)] == []
    assert set(choices.__all__) <= set(pulumi_together.__all__)
    required = {"ApiVersion", "OnMissing", "OnMultiple", "Type", "UsageType", "Validation"}
    assert required <= set(pulumi_together.__all__)
