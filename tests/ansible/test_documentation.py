# SPDX-License-Identifier: MIT
"""The documentation of the collection agrees with the core's tables, the argument spec and the results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ansible as ansible_core
import pytest
import yaml

from ansible_collections.together.ai.plugins.lookup import endpoint_id
from ansible_collections.together.ai.plugins.module_utils import _argument_spec
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.modules import endpoints_info
from module_runner import run_module
from playbook_runner import ROOT, Runner
from sandbox_api import Sandbox
from tools import ansible_docs

pytestmark = pytest.mark.xdist_group("ansible-doc")

COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
OPTIONS = {option.name: option for option in core.CONNECTION + core.QUESTION}
CONNECTION = [option.name for option in core.CONNECTION]
RETURN = yaml.safe_load(endpoints_info.RETURN)
PLUGINS = {"module": "together.ai.endpoints_info", "lookup": "together.ai.endpoint_id"}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("home"), {})


@pytest.fixture(scope="module")
def documentation(runner: Runner) -> dict[str, dict[str, Any]]:
    """The documentation of both plugins as `ansible-doc` merges it from their fragments."""
    runs = {kind: runner.command("ansible-doc", "--json", "-t", kind, name) for kind, name in PLUGINS.items()}
    assert {run.stderr for run in runs.values()} == {""}
    return {kind: json.loads(run.stdout)[PLUGINS[kind]]["doc"] for kind, run in runs.items()}


def test_generated_documentation_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["ansible_docs", "--check"])
    ansible_docs.main()


def test_outdated_generated_documentation_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outdated = tmp_path / "question.py"
    outdated.write_text("outdated")
    monkeypatch.setattr("sys.argv", ["ansible_docs", "--check"])
    monkeypatch.setattr(ansible_docs, "files", lambda: {outdated: "current"})
    with pytest.raises(SystemExit, match=r"question\.py: out of date\. Run: python -m tools\.ansible_docs"):
        ansible_docs.main()
    assert outdated.read_text() == "outdated"


@pytest.mark.parametrize("kind", PLUGINS)
def test_ansible_doc_shows_every_option_without_a_warning(kind: str, runner: Runner) -> None:
    shown = runner.command("ansible-doc", "-t", kind, PLUGINS[kind])
    assert (shown.returncode, shown.stderr) == (0, "")
    for option in OPTIONS.keys() - ({"models"} if kind == "lookup" else set()):
        assert re.search(rf"^[ =-]*{option}\b", shown.stdout, re.MULTILINE), option


def test_every_description_of_an_option_is_a_list(documentation: dict[str, Any]) -> None:
    for doc in documentation.values():
        for name, option in doc["options"].items():
            assert isinstance(option["description"], list), name


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_the_same_in_the_core_the_argument_spec_and_the_documentation(
    name: str, documentation: dict[str, Any]
) -> None:
    option, argument = OPTIONS[name], _argument_spec.argument_spec()[name]
    documented = documentation["module"]["options"][name]
    default = None if option.environment else option.default  # the core applies a default after the environment
    assert argument["type"] == documented["type"] == option.type
    assert argument.get("elements") == documented.get("elements") == ("str" if option.type == "list" else None)
    assert argument.get("default") == documented.get("default") == default
    assert set(argument.get("choices", ())) == set(documented.get("choices", ())) == set(option.choices)
    assert argument.get("no_log", False) == option.secret
    description = " ".join(documented["description"])
    assert (f"E({option.environment})" in description) == bool(option.environment)
    assert default == option.default or f"V({option.default})" in description
    for bound in (option.above, option.minimum, option.maximum):
        assert bound is None or re.search(rf"\b{bound:g}\b", description)


def test_the_module_has_the_options_of_the_core_and_an_internal_one(documentation: dict[str, Any]) -> None:
    names = {*OPTIONS, _argument_spec.SOURCES}
    assert set(_argument_spec.argument_spec()) == names == set(documentation["module"]["options"])


def test_the_lookup_has_the_options_of_the_module_and_documents_their_sources(documentation: dict[str, Any]) -> None:
    module, lookup = (dict(documentation[kind]["options"]) for kind in PLUGINS)
    del module[_argument_spec.SOURCES]
    models, terms, attribute = module.pop("models"), lookup.pop("_terms"), lookup.pop("attribute")
    assert (terms["type"], terms["elements"]) == (models["type"], models["elements"])
    assert set(attribute["choices"]) == set(endpoint_id.ATTRIBUTE.choices)
    assert attribute["default"] == endpoint_id.ATTRIBUTE.default
    assert set(lookup) == set(module)
    for name, documented in module.items():
        sources = {kind: lookup[name].pop(kind, None) for kind in ("vars", "env", "ini")}
        assert lookup[name] == documented
        environment = OPTIONS[name].environment
        assert sources == {
            "vars": [{"name": f"together_{name}"}] if name in CONNECTION else None,
            "env": [{"name": environment}] if environment else None,
            "ini": [{"section": "together", "key": name}] if name in CONNECTION else None,
        }


def test_the_notes_of_the_module_name_every_option_that_variables_and_ansible_cfg_can_set(
    documentation: dict[str, Any],
) -> None:
    (note,) = (note for note in documentation["module"]["notes"] if note.startswith("These options are"))
    assert re.findall(r"O\((\w+)\)", note) == CONNECTION


def test_every_link_in_the_documentation_has_a_target(documentation: dict[str, Any]) -> None:
    roots = {
        "together.ai": ROOT / "ansible_collections/together/ai/plugins",
        "ansible.builtin": Path(ansible_core.__file__).parent,
    }
    for doc in documentation.values():
        text = json.dumps(doc)
        assert set(re.findall(r"O\((\w+)", text)) <= {*doc["options"], "models"}
        links = {(name, "modules") for name in re.findall(r"M\(([\w.]+)\)", text)}
        links |= {(entry["module"], "modules") for entry in doc["seealso"] if "module" in entry}
        links |= {(entry["plugin"], entry["plugin_type"]) for entry in doc["seealso"] if "plugin" in entry}
        assert links
        for link, folder in links:
            collection, _, name = link.rpartition(".")
            assert (roots[collection] / folder / f"{name}.py").is_file(), link


def test_the_documented_return_values_are_those_that_the_module_returns(sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**entry.row, "state": "FAILED"} for entry in sandbox.endpoints]
    connection = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1"}
    success = run_module({**connection, "_ansible_verbosity": 3})
    failure = run_module({**connection, "models": ["acme/none"]})
    returned = {"success": set(success) - {"changed", "warnings"}, "failure": set(failure) - {"failed", "msg"}}
    returned["success"].remove("trace")
    assert RETURN["trace"]["returned"] == "at verbosity 3 (C(-vvv)) and above"
    for outcome, names in returned.items():
        documented = {name for name, value in RETURN.items() if value["returned"] in (outcome, "always")}
        assert names - {"invocation"} == documented
    for name in ("endpoints", "contract_violations"):
        assert set(RETURN[name]["contains"]) == set(success[name][0])


def test_every_error_type_is_documented() -> None:
    def subclasses(kind: type[core.TogetherError]) -> Iterator[type[core.TogetherError]]:
        for subclass in kind.__subclasses__():
            yield subclass
            yield from subclasses(subclass)

    assert issubclass(core.AmbiguousModelError, core.TogetherError)  # loads the errors of answers
    statuses = (401, 402, 403, 404, 429, 500)
    http_types = {core.HTTPStatusError("", status, "").error_type for status in statuses}
    other_types = {kind.error_type for kind in subclasses(core.TogetherError) if hasattr(kind, "error_type")}
    description = " ".join(RETURN["error_type"]["description"])
    assert set(re.findall(r"V\((\w+)\)", description)) == http_types | other_types | {"bug"}


def test_every_module_is_in_the_action_group_all_and_has_an_action_plugin() -> None:
    runtime = yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text())
    modules, actions = (
        sorted(path.stem for path in (COLLECTION / "plugins" / kind).glob("*.py")) for kind in ("modules", "action")
    )
    assert sorted(runtime["action_groups"]["all"]) == modules == actions


def test_the_licence_texts_of_the_collection_are_those_of_the_project() -> None:
    for text, original in {"LICENSE": "GPL-3.0-or-later.txt", "LICENSES/MIT.txt": "MIT.txt"}.items():
        copy = Path(COLLECTION / text)
        assert not copy.is_symlink()
        assert copy.read_bytes() == (ROOT / "LICENSES" / original).read_bytes()
