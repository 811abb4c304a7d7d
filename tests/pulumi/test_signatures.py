# SPDX-License-Identifier: MIT
"""The functions offer the core's options, all of them and by the same names, and their docstrings tell of each."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import pulumi_together
from pulumi_together._core import client as core
from pulumi_together.endpoint import OUTPUTS

PLAIN = [pulumi_together.get_endpoint, pulumi_together.get_endpoints]
OUTPUT = [pulumi_together.get_endpoint_output, pulumi_together.get_endpoints_output]
TYPES = {"str": "str", "bool": "bool", "int": "int", "float": "float", "list": "Sequence", "path": "PathLike"}
NOT_OF_ONE = {"models", "on_missing"}  # options that make no sense where one endpoint of one model is wanted


def options_of(function: Callable[..., Any]) -> list[core.Option]:
    options = [*core.QUESTION, *core.CONNECTION]
    one = "get_endpoint_" in f"{function.__name__}_"
    return [option for option in options if not (one and option.name in NOT_OF_ONE)]


@pytest.mark.parametrize("function", [*PLAIN, *OUTPUT])
def test_the_arguments_are_the_options_of_the_core_in_its_order(function: Callable[..., Any]) -> None:
    first, *others = inspect.signature(function).parameters.values()
    options = [option.name for option in options_of(function) if option.name != "models"]
    assert first.name == ("models" if "models" in {option.name for option in options_of(function)} else "model")
    assert [other.name for other in others] == [*options, "account", "opts"]


@pytest.mark.parametrize("function", [*PLAIN, *OUTPUT])
def test_options_are_keyword_only_and_none_unless_given(function: Callable[..., Any]) -> None:
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        assert (parameter.kind, parameter.default) == (inspect.Parameter.KEYWORD_ONLY, None), parameter.name


@pytest.mark.parametrize("function", [*PLAIN, *OUTPUT])
def test_options_have_the_types_of_the_core(function: Callable[..., Any]) -> None:
    annotations = inspect.get_annotations(function)
    for option in options_of(function):
        assert option.choices or TYPES[option.type] in annotations[option.name], option.name


@pytest.mark.parametrize("function", PLAIN)  # and with them the output forms, see the next test
def test_an_option_of_few_words_has_them_for_its_type(function: Callable[..., Any]) -> None:
    hints = get_type_hints(function)
    for option in options_of(function):
        if option.choices:
            words = tuple(word for word in option.choices if (function, word) != (pulumi_together.get_endpoint, "all"))
            literal, _none = get_args(hints[option.name])
            assert (get_origin(literal), get_args(literal)) == (Literal, words), option.name


@pytest.mark.parametrize(("plain", "output"), list(zip(PLAIN, OUTPUT, strict=True)))
def test_the_output_form_takes_inputs_of_what_the_plain_form_takes(
    plain: Callable[..., Any], output: Callable[..., Any]
) -> None:
    expected = dict(inspect.get_annotations(plain))
    for name in expected.keys() - {"account", "opts", "return"}:
        inner = expected[name].removesuffix(" | None").replace("Sequence[str]", "Sequence[pulumi.Input[str]]")
        optional = " | None" if expected[name].endswith(" | None") else ""
        expected[name] = f"pulumi.Input[{inner}]{optional}"
    expected["return"] = f"pulumi.Output[{expected['return']}]"
    expected["opts"] = "pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None"
    assert inspect.get_annotations(output) == expected


def test_the_resource_takes_what_the_output_form_takes_but_the_key() -> None:
    function = dict(inspect.get_annotations(pulumi_together.get_endpoint_output))
    resource = dict(inspect.get_annotations(pulumi_together.Endpoint.get))
    assert resource.pop("resource_name") == "str"
    del function["api_key"]
    own = {"opts": "pulumi.ResourceOptions | None", "return": "Endpoint"}
    assert list(resource.items()) == list({**function, **own}.items())
    for parameter in list(inspect.signature(pulumi_together.Endpoint.get).parameters.values())[2:]:
        assert (parameter.kind, parameter.default) == (inspect.Parameter.KEYWORD_ONLY, None), parameter.name


def test_the_resource_has_the_fields_of_a_result_with_the_id_by_a_name_of_its_own() -> None:
    expected = [field.name.replace("id", "endpoint_id") for field in fields(pulumi_together.GetEndpointResult)]
    annotations = inspect.get_annotations(pulumi_together.Endpoint)
    assert list(annotations) == expected
    assert set(OUTPUTS) == set(expected)


@pytest.mark.parametrize("option", options_of(pulumi_together.get_endpoint), ids=lambda option: option.name)
def test_the_docstring_tells_of_each_option_its_words_bounds_default_and_variable(option: core.Option) -> None:
    if option.name == "on_multiple":
        option = option._replace(choices={"fail": "", "newest": ""})
    text = inspect.getdoc(pulumi_together.get_endpoint) or ""
    entry = re.search(rf"\n {{4}}{option.name}: (.*?)(?=\n {{4}}\w|\n\n)", text, re.DOTALL)
    assert entry
    told = " ".join(entry[1].split())
    bounds = [f"{bound:g}" for bound in (option.above, option.minimum, option.maximum) if bound is not None]
    for fact in [*bounds, *(f'"{word}"' for word in option.choices), option.environment or ""]:
        assert fact in told
    if option.default is not None:
        assert f"Default {shown(option.default)}." in told or f"{shown(option.default)} (default)" in told


def shown(default: Any) -> str:
    return f"{default:g}" if type(default) is float else json.dumps(default) if type(default) is str else str(default)


def test_the_result_has_the_fields_of_a_row_and_of_an_answer() -> None:
    answer = core.Answer([], {}, [], []).to_dict()
    assert {field.name for field in fields(pulumi_together.GetEndpointResult)} == set(core.ENDPOINT_FIELDS)
    assert [field.name for field in fields(pulumi_together.GetEndpointsResult)] == list(answer)


def test_all_that_the_package_says_it_has_is_there() -> None:
    assert [name for name in pulumi_together.__all__ if not hasattr(pulumi_together, name)] == []
