# SPDX-License-Identifier: MIT
"""What users read says what the code does: the documentation, the argument spec and the core's table agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.together.ai.plugins.module_utils import _options
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.selection.records import FIELDS
from ansible_collections.together.ai.plugins.modules import endpoints_info
from module_runner import run_module
from playbook_runner import ROOT, Runner
from sandbox_api import Sandbox

COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
TABLE = {option.name: option for option in core.CONNECTION + core.QUESTION}
RETURN = yaml.safe_load(endpoints_info.RETURN)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("home"), {})


@pytest.fixture(scope="module")
def documented(runner: Runner) -> dict[str, dict[str, Any]]:
    """The options as `ansible-doc` has them, fragments and all."""
    shown = runner.command("ansible-doc", "--json", "-t", "module", "together.ai.endpoints_info")
    options: dict[str, dict[str, Any]] = json.loads(shown.stdout)["together.ai.endpoints_info"]["doc"]["options"]
    return options


def test_ansible_doc_shows_the_module_without_a_warning(runner: Runner) -> None:
    shown = runner.command("ansible-doc", "-t", "module", "together.ai.endpoints_info")
    assert shown.returncode == 0
    assert shown.stderr == ""
    for option in TABLE:
        assert re.search(rf"^[ =-]*{option}\b", shown.stdout, re.MULTILINE)


def test_the_options_are_those_of_the_core_and_all_documented(documented: dict[str, Any]) -> None:
    assert set(_options.argument_spec()) == set(TABLE) == set(documented)


@pytest.mark.parametrize("name", TABLE)
def test_an_option_is_the_same_in_the_core_the_argument_spec_and_the_documentation(
    name: str, documented: dict[str, dict[str, Any]]
) -> None:
    option, argument, told = TABLE[name], _options.argument_spec()[name], documented[name]
    default = None if option.environment else option.default  # what comes after the environment is for the core
    assert argument["type"] == told["type"] == option.type
    assert argument.get("elements") == told.get("elements") == ("str" if option.type == "list" else None)
    assert argument.get("default") == told.get("default") == default
    assert set(argument.get("choices", ())) == set(told.get("choices", ())) == set(option.choices)
    assert argument.get("no_log", False) == option.secret
    description = " ".join(told["description"])
    assert (f"E({option.environment})" in description) == bool(option.environment)
    assert default == option.default or f"V({option.default})" in description
    for bound in (option.above, option.minimum, option.maximum):
        assert bound is None or re.search(rf"\b{bound:g}\b", description)


def test_what_the_module_returns_is_documented_and_nothing_else(sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**entry.row, "state": "FAILED"} for entry in sandbox.endpoints]
    result = run_module({"api_key": sandbox.api_key, "base_url": sandbox.url})
    assert set(RETURN) == set(result) - {"changed", "invocation", "warnings"} | {"error", "error_type"}
    for rows in ("endpoints", "contract_violations"):
        assert set(RETURN[rows]["contains"]) == set(result[rows][0])
    assert set(result["endpoints"][0]) == {*FIELDS, "ready", "extra"}


def test_every_kind_of_error_is_documented() -> None:
    def below(kind: type[core.TogetherError]) -> Iterator[type[core.TogetherError]]:
        yield kind
        for other in kind.__subclasses__():
            yield from below(other)

    statuses = (401, 402, 403, 404, 429, 500)
    raised = set(below(core.TogetherError)) - {core.TogetherError, core.HTTPStatusError}
    types = {kind.error_type for kind in raised} | {
        core.HTTPStatusError("", status, "").error_type for status in statuses
    }
    told = " ".join(RETURN["error_type"]["description"])
    assert set(re.findall(r"V\((\w+)\)", told)) == types | {"bug"}


def test_every_module_is_in_the_action_group_all() -> None:
    runtime = yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text())
    modules = [path.stem for path in (COLLECTION / "plugins" / "modules").glob("*.py")]
    assert sorted(runtime["action_groups"]["all"]) == sorted(modules)


def test_the_licence_texts_of_the_collection_are_those_of_the_project() -> None:
    for text, original in {"LICENSE": "GPL-3.0-or-later.txt", "LICENSES/MIT.txt": "MIT.txt"}.items():
        copy = Path(COLLECTION / text)
        assert not copy.is_symlink()
        assert copy.read_bytes() == (ROOT / "LICENSES" / original).read_bytes()
