# SPDX-License-Identifier: MIT
"""Where the connection options of module and lookup come from: arguments, variables, environment, ansible.cfg."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_tasks import Task, debug, endpoints_info
from playbook_runner import Run, Runner
from sandbox_api import Sandbox

CONNECTION = {option.name: option for option in core.CONNECTION}
GEMMA = "google/gemma-3-27b-it"
GEMMA_ID = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
EMPTY: tuple[Any, ...] = ("", [])


class Encrypted(yaml.YAMLObject):
    """A value in YAML that no vault password decrypts."""

    yaml_tag = "!vault"

    @classmethod
    def to_yaml(cls, dumper: yaml.Dumper, data: Encrypted) -> yaml.Node:
        """The envelope of Ansible's vault, with a text that was encrypted with a password that nobody has."""
        return dumper.represent_scalar(cls.yaml_tag, f"$ANSIBLE_VAULT;1.1;AES256\n{'3' * 80}\n", style="|")


def lookup_task(name: str, arguments: dict[str, Any], variables: dict[str, Any] | None = None) -> Task:
    return debug(name, "query('together.ai.endpoint_id', 'acme/any', **call)", {"call": arguments, **(variables or {})})


def module_task(name: str, arguments: dict[str, Any], variables: dict[str, Any] | None = None) -> Task:
    return endpoints_info(name, {"models": "acme/any", **arguments}, variables)


def value_for(option: str, place: str, sandbox: Sandbox) -> str:
    """A value that shows in a request or in an error which place it came from."""
    special = {
        "api_key": f"tgp_v1_4f1d7c0b_{place}",
        "base_url": f"{sandbox.url}/{place}",
        "ca_path": f"/does/not/exist/{place}",
    }
    return special.get(option, place)


def run_every_option_from_every_place(
    make_task: Callable[..., Task], home: Path, sandbox: Sandbox, with_environment: bool
) -> Run:
    """A run with a task "OPTION from PLACE" for each: the option is set there and in every place of lower precedence.

    All other options are arguments. with_environment: otherwise the environment variables are set, but empty.
    """
    valid: dict[str, Any] = {name: option.default for name, option in CONNECTION.items()}
    valid.update(api_key=sandbox.api_key, base_url=sandbox.url, ca_path=str(home))
    tasks = []
    for option in CONNECTION:
        others = {name: value for name, value in valid.items() if name != option and value is not None}
        variable = {f"together_{option}": "{{ value_in_vars }}", "value_in_vars": value_for(option, "vars", sandbox)}
        undefined = {f"together_{option}": "{{ undefined_variable }}"}
        tasks.append(make_task(f"{option} from {'env' if with_environment else 'ini'}", others))
        tasks.append(make_task(f"{option} from vars", others, variable))
        argument = value_for(option, "call", sandbox)
        tasks.append(make_task(f"{option} from call", {**others, option: argument}, undefined))
    config = home.parent / "ansible.cfg"
    lines = [f"{option} = '{value_for(option, 'ini', sandbox)}'" for option in CONNECTION]
    config.write_text("\n".join(["[together]", *lines, ""]))
    environment = {
        option.environment: value_for(name, "env", sandbox) if with_environment else ""
        for name, option in CONNECTION.items()
        if option.environment
    }
    return Runner(home, {"ANSIBLE_CONFIG": str(config), **environment}).tasks(yaml.safe_dump(tasks))


@pytest.mark.parametrize("with_environment", [True, False], ids=["environment set", "environment empty"])
@pytest.mark.parametrize("make_task", [lookup_task, module_task], ids=["lookup", "module"])
def test_an_argument_precedes_a_variable_precedes_the_environment_precedes_ansible_cfg(
    make_task: Callable[..., Task], with_environment: bool, sandbox: Sandbox, home: Path
) -> None:
    run = run_every_option_from_every_place(make_task, home, sandbox, with_environment)
    requests = [f"{request.target} {request.headers['authorization']}" for request in sandbox.requests]
    for name, option in CONNECTION.items():
        for place in ("env" if with_environment else "ini", "vars", "call"):
            expected = "ini" if place == "env" and not option.environment else place
            marks = {
                "api_key": f"Bearer tgp_v1_4f1d7c0b_{expected}",
                "base_url": f"/{expected}/v1/endpoints",
            }
            message = run[f"{name} from {place}"]["msg"]
            if name in marks:
                assert any(marks[name] in request for request in requests), (name, place)
            elif name == "project_id":
                assert f'the API key cannot access project "{expected}"' in message
            elif make_task is module_task and place == "call":  # AnsibleModule checks arguments before the core does
                assert name in message
            else:
                names = {
                    "ini": f"{name} in [together] of {home.parent / 'ansible.cfg'}",
                    "env": option.environment,
                    "vars": f"together_{name}",
                    "call": name,
                }
                assert f"{names[expected]}: expected " in message
                assert f'{expected}"' in message
    assert not any("{{" in request or "undefined" in request for request in requests)


def test_v1_ignores_a_project_of_a_variable_and_of_ansible_cfg(ansible: Runner, tmp_path: Path) -> None:
    v1 = {"together_api_version": "v1"}
    variable = {**v1, "together_project_id": "acme"}
    tasks = [
        debug("lookup, variable", f"query('together.ai.endpoint_id', '{GEMMA}')", variable),
        endpoints_info("module, variable", {"models": GEMMA}, variable),
        debug("lookup, ansible.cfg", f"query('together.ai.endpoint_id', '{GEMMA}')", v1),
        endpoints_info("module, ansible.cfg", {"models": GEMMA}, v1),
        endpoints_info("module, argument", {"models": GEMMA, "project_id": "acme"}, v1),
    ]
    config = tmp_path / "ansible.cfg"
    config.write_text("[together]\nproject_id = acme\n")
    ansible.environment["ANSIBLE_CONFIG"] = str(config)
    run = ansible.tasks(yaml.safe_dump(tasks))
    for place in ("variable", "ansible.cfg"):
        assert run[f"lookup, {place}"]["msg"] == [GEMMA_ID]
        assert run[f"module, {place}"]["ids"] == {GEMMA: GEMMA_ID}
    assert run["module, argument"]["msg"].startswith("project_id: v1 of the API has no projects.")


def test_an_empty_project_is_an_error_that_names_its_place(ansible: Runner) -> None:
    lookup = f"query('together.ai.endpoint_id', '{GEMMA}')"
    tasks = [
        endpoints_info("module, argument", {"models": GEMMA, "project_id": ""}),
        endpoints_info("module, variable", {"models": GEMMA}, {"together_project_id": ""}),
        debug("lookup, variable", lookup, {"together_project_id": ""}),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    expected = 'project_id: expected the ID or the slug of a project, found "". Leave '
    assert run["module, argument"]["msg"].startswith(expected)
    assert run["module, variable"]["msg"].startswith(f"together_{expected}")
    assert f"together_{expected}" in run["lookup, variable"]["msg"]


def test_a_path_in_ansible_cfg_is_relative_to_that_file(ansible: Runner, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    config = tmp_path / "ansible.cfg"
    config.write_text("[together]\nca_path = ca.pem\n")
    ansible.environment["ANSIBLE_CONFIG"] = str(config)
    tasks = [
        debug("lookup", f"query('together.ai.endpoint_id', '{GEMMA}')"),
        endpoints_info("module", {"models": GEMMA}),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert run["lookup"]["msg"] == [GEMMA_ID]
    assert run["module"]["ids"] == {GEMMA: GEMMA_ID}


def test_an_omitted_option_counts_as_not_set(ansible: Runner) -> None:
    omitted = "undefined_variable | default(omit)"
    lookup = f"query('together.ai.endpoint_id', '{GEMMA}', {{}})"
    variable = {"together_api_key": f"{{{{ {omitted} }}}}"}
    tasks = [
        debug("lookup, argument", lookup.format(f"state=({omitted})")),
        debug("lookup, choice", lookup.format(f"on_missing=({omitted})")),
        debug("lookup, variable", lookup.format("mine=true"), variable),
        endpoints_info("module, argument", {"models": GEMMA, "state": f"{{{{ {omitted} }}}}"}),
        endpoints_info("module, models", {"models": f"{{{{ {omitted} }}}}", "name": "acme/gemma-3-27b-it-66d1f8a2"}),
        endpoints_info("module, variable", {"models": GEMMA}, variable),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    for task in tasks:
        result = run[task["name"]]
        ids = result["msg"] if "lookup" in task["name"] else list(result["ids"].values())
        assert ids == [GEMMA_ID], run.output


def test_null_is_an_error_where_it_would_select_everything(ansible: Runner, sandbox: Sandbox) -> None:
    options = [option.name for option in core.QUESTION if option.default is None]
    assert {"models", "type", "usage_type", "mine", "state", "owner", "name", "ready"} <= set(options)
    tasks = []
    for option in options:
        lookup = f"query('together.ai.endpoint_id', '{GEMMA}', {option}=nothing)"
        if option == "models":
            lookup = "query('together.ai.endpoint_id', nothing)"
        tasks.append(endpoints_info(f"{option}, variable", {option: "{{ nothing }}"}, {"nothing": None}))
        tasks.append(endpoints_info(f"{option}, literal", {option: None}))
        tasks.append(debug(f"{option}, lookup", lookup, {"nothing": None}))
    run = ansible.tasks(yaml.safe_dump(tasks))
    for option in options:
        problem = f"{option}: expected a value, found null"
        for task in (f"{option}, variable", f"{option}, literal"):
            assert run[task]["error_type"] == "invalid_option"
            assert run[task]["msg"] == f"{problem}. Leave {option} out, or set it to omit, to place no restriction."
        in_lookup = "models[0]: expected a string that is not empty, found null" if option == "models" else problem
        assert in_lookup in run[f"{option}, lookup"]["msg"]
    assert sandbox.requests == []


def test_null_counts_as_not_set_for_an_option_that_selects_no_endpoints(ansible: Runner) -> None:
    options = [option.name for option in core.CONNECTION if option.name != "project_id"]
    options += [option.name for option in core.QUESTION if option.default is not None]
    tasks = []
    for option in options:
        tasks.append(endpoints_info(f"{option}, module", {"models": GEMMA, option: "{{ nothing }}"}, {"nothing": None}))
        tasks.append(debug(f"{option}, lookup", f"query('together.ai.endpoint_id', '{GEMMA}', {option}=none)"))
    run = ansible.tasks(yaml.safe_dump(tasks))
    for option in options:
        assert run[f"{option}, module"].get("ids") == {GEMMA: GEMMA_ID}, run.output
        assert run[f"{option}, lookup"]["msg"] == [GEMMA_ID]


def test_true_is_not_a_number(ansible: Runner, sandbox: Sandbox) -> None:
    options = {option.name: option for option in core.CONNECTION + core.QUESTION if option.type in ("int", "float")}
    tasks = []
    for option in options:
        tasks.append(endpoints_info(f"{option}, module", {"models": GEMMA, option: True}))
        tasks.append(debug(f"{option}, lookup", f"query('together.ai.endpoint_id', '{GEMMA}', {option}=true)"))
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert {"timeout", "deadline", "retries", "wait"} == set(options)
    for option in options:
        for front_end in ("module", "lookup"):
            assert f"{option}: expected a " in run[f"{option}, {front_end}"]["msg"]
            assert "found true" in run[f"{option}, {front_end}"]["msg"]
    assert sandbox.requests == []


def test_an_empty_value_of_a_list_is_an_error(ansible: Runner, sandbox: Sandbox) -> None:
    tasks = [
        endpoints_info(f"{option} {empty!r}", {"models": GEMMA, option: "{{ nothing }}"}, {"nothing": empty})
        for option in ("models", "state", "owner", "name")
        for empty in EMPTY
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    for task in tasks:
        assert run[task["name"]]["error_type"] == "invalid_option"
        assert run[task["name"]]["msg"].startswith(f"{task['name'].split()[0]}")
    assert sandbox.requests == []


def test_a_template_in_a_variable_that_fails_is_an_error_without_the_value(ansible: Runner, sandbox: Sandbox) -> None:
    templates: dict[str, dict[str, Any]] = {
        "undefined": {"together_base_url": "{{ undefined_variable }}"},
        "failing": {"together_timeout": "{{ 'secret' | from_json }}"},
        "secret": {"together_api_key": "{{ 'secret' | from_json }}"},
        "encrypted": {"together_api_key": "{{ encrypted }}", "encrypted": Encrypted()},
    }
    tasks = []
    for name, variables in templates.items():
        tasks.append(endpoints_info(f"module, {name}", {"models": GEMMA}, variables))
        tasks.append(debug(f"lookup, {name}", f"query('together.ai.endpoint_id', '{GEMMA}')", variables))
    run = ansible.tasks(yaml.dump(tasks))
    for kind in ("module", "lookup"):
        message = {name: run[f"{kind}, {name}"]["msg"] for name in templates}
        assert "together_base_url: its template uses an undefined variable, undefined_variable" in message["undefined"]
        assert "together_timeout: its template failed with " in message["failing"]
        assert "together_api_key: its template failed with " in message["secret"]
        assert "the error is not shown, because it may contain the key" in message["secret"]
        assert "'secret'" not in message["secret"]
        assert "together_api_key: it is encrypted, and no vault password decrypts it. Pass " in message["encrypted"]
    assert {run[f"module, {name}"]["error_type"] for name in templates} == {"invalid_option"}
    assert "Traceback" not in run.output
    assert sandbox.requests == []


def test_variables_reach_the_module_with_every_task_keyword(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    del ansible.environment["TOGETHER_API_KEY"], ansible.environment["TOGETHER_API_VERSION"]
    inventory = tmp_path / "inventory.yml"
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "ansible_async_dir": str(tmp_path / "async"),
    }
    inventory.write_text(yaml.safe_dump({"all": {"hosts": {"localhost": host, "other": host}}}))
    variables = {"together_api_key": "{{ the_key }}", "the_key": sandbox.api_key, "together_api_version": "v1"}
    keywords: list[dict[str, Any]] = [
        {},
        {"async": 60, "poll": 1},
        {"check_mode": True},
        {"delegate_to": "other"},
        {"loop": ["first", "second"]},
        {"loop": ["first", "second"], "async": 60, "poll": 1},
        {"until": "result.count == 1", "register": "result"},
        {"environment": {"TOGETHER_API_VERSION": "v2"}},
    ]
    tasks = [endpoints_info(", ".join(each) or "no keyword", {"models": GEMMA}, variables, **each) for each in keywords]
    run = ansible.tasks(yaml.safe_dump(tasks), "-i", str(inventory))
    for task in tasks:
        results = run[task["name"]].get("results", [run[task["name"]]])
        assert len(results) == len(task.get("loop", "1"))
        assert [result.get("ids") for result in results] == [{GEMMA: GEMMA_ID}] * len(results), run.output
    assert {request.path for request in sandbox.requests} == {"/v1/endpoints"}


def test_module_defaults_and_the_action_group_precede_variables(ansible: Runner, sandbox: Sandbox) -> None:
    del ansible.environment["TOGETHER_API_VERSION"]
    tasks = [
        endpoints_info(name, {}, {"together_api_version": "v2", "together_base_url": "http://127.0.0.1:1"}, **keywords)
        for name, keywords in {
            "module_defaults": {
                "module_defaults": {
                    "together.ai.endpoints_info": {"api_version": "v1", "base_url": sandbox.url},
                }
            },
            "action group": {
                "module_defaults": {"group/together.ai.all": {"api_version": "v1", "base_url": sandbox.url}}
            },
        }.items()
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert [run[task["name"]]["api_versions"] for task in tasks] == [["v1"], ["v1"]], run.output


def test_the_environment_of_a_task_reaches_the_module_and_precedes_ansible_cfg(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    config = tmp_path / "ansible.cfg"
    config.write_text("[together]\napi_version = v2\n")
    del ansible.environment["TOGETHER_API_VERSION"]
    ansible.environment["ANSIBLE_CONFIG"] = str(config)
    tasks = [
        endpoints_info("from ansible.cfg", {}),
        endpoints_info("from the environment", {}, environment={"TOGETHER_API_VERSION": "v1"}),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert run["from ansible.cfg"]["api_versions"] == ["v2"]
    assert run["from the environment"]["api_versions"] == ["v1"]


def test_an_error_of_the_api_names_the_place_of_the_value(ansible: Runner, sandbox: Sandbox) -> None:
    variables = {"together_api_key": "tgp_v1_of_nobody"}
    run = ansible.tasks(
        yaml.safe_dump(
            [
                endpoints_info("module", {"models": GEMMA}, variables),
                debug("lookup", f"query('together.ai.endpoint_id', '{GEMMA}')", variables),
            ]
        )
    )
    for task in ("module", "lookup"):
        assert "Check together_api_key." in run[task]["msg"]
        assert "tgp_v1_of_nobody" not in run[task]["msg"]


def test_the_internal_option_is_not_in_the_result(ansible: Runner, sandbox: Sandbox) -> None:
    variables = {"together_api_key": sandbox.api_key, "together_timeout": 20}
    run = ansible.tasks(yaml.safe_dump([endpoints_info("module", {"models": GEMMA}, variables)]), "-vvv")
    arguments = run["module"]["invocation"]["module_args"]
    assert not [name for name in arguments if name.startswith("_")]
    assert arguments["timeout"] == 20
    assert arguments["api_key"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert sandbox.api_key not in run.output
