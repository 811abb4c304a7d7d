# SPDX-License-Identifier: MIT
"""The guide docs/ansible.md and the collection's README: their playbooks run as they stand and print what they show."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from page_runner import PageRunner, blocks, path_with
from playbook_runner import ROOT, Runner
from sandbox_api import Sandbox

GUIDE = ROOT / "docs" / "ansible.md"
README = ROOT / "ansible_collections" / "together" / "ai" / "README.md"
MISTRAL = "mistralai/Mistral-Small-24B-Instruct-2501"
PLAYBOOKS = {
    match[1]: block.text
    for block in blocks(GUIDE)
    if block.language == "yaml" and (match := re.match(r"# ([\w-]+\.yml)\n", block.text))
}
PUBLIC_URL = "https://api-inference.together.ai/v1"
V1_REQUESTS, MAX_REQUESTS = 1, 7  # of one lookup, as the guide says


@pytest.fixture
def variables(home: Path, sandbox: Sandbox) -> dict[str, str]:
    """The environment of the guide's commands: no options but the sandbox's URL and key."""
    return {
        "PATH": path_with(Path(sys.executable).parent),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_PROXY": "127.0.0.1",
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_LOCAL_TEMP": str(home / "local_tmp"),
        "ANSIBLE_REMOTE_TEMP": str(home / "remote_tmp"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }


def test_the_guide_prints_what_it_shows(tmp_path: Path, variables: dict[str, str], sandbox: Sandbox) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    runner = PageRunner(folder, variables, replacements={f"{sandbox.url}/v1": PUBLIC_URL})
    runner.run(GUIDE)
    outputs = "".join(runner.outputs)
    assert "[WARNING]" not in outputs
    assert sandbox.api_key not in outputs


@pytest.mark.parametrize("playbook", ["wait.yml", "until.yml"])
def test_a_wait_ends_at_once_with_a_permanent_error(playbook: str, ansible: Runner, sandbox: Sandbox) -> None:
    ansible.environment["TOGETHER_API_KEY"] = "tgp_v1_of_nobody"
    path = ansible.home / playbook
    path.write_text(PLAYBOOKS[playbook], encoding="utf-8")
    run = ansible.playbook(path)
    assert run["Wait up to 10 minutes"]["error_type"] == "unauthorized"
    assert len(sandbox.requests) == V1_REQUESTS


def test_until_survives_a_short_outage(ansible: Runner, sandbox: Sandbox) -> None:
    path = ansible.home / "until.yml"
    path.write_text(PLAYBOOKS["until.yml"].replace("delay: 10", "delay: 0"), encoding="utf-8")
    ansible.environment["TOGETHER_API_VERSION"] = "v2"
    sandbox.replies({"status": 503, "path": "/v2/*", "times": 4})
    run = ansible.playbook(path, "-e", "together_retries=0")
    assert run.status == 0, run.output
    assert run.attempts["Wait up to 10 minutes"][0]["retryable"] is True
    assert run["Show its state"]["result.endpoint.state"] == "STOPPED"


def inventory(folder: Path, hosts: int) -> Path:
    """An inventory with a number of hosts in the group `app`, each of them this machine."""
    path = folder / "inventory.yml"
    names: dict[str, Any] = {f"app-{position}": None for position in range(hosts)}
    variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    path.write_text(yaml.safe_dump({"app": {"hosts": names, "vars": variables}}))
    return path


@pytest.mark.parametrize("playbook", ["hosts.yml", "free.yml"])
def test_the_playbooks_for_many_hosts_query_the_api_once(
    playbook: str, ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    ansible.environment["ANSIBLE_FORKS"] = "10"
    path = tmp_path / playbook
    path.write_text(PLAYBOOKS[playbook], encoding="utf-8")
    run = ansible.playbook(path, "-i", str(inventory(tmp_path, 20)))
    assert run.status == 0, run.output
    written = [file.read_text() for file in tmp_path.glob("app-*.env")]
    assert written == [f"URL={sandbox.url}/v1\nMODEL=acme/mistral-small\n"] * 20
    assert len(sandbox.requests) == V1_REQUESTS


def test_a_lookup_in_a_variable_queries_the_api_for_each_host_and_use(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    playbook = tmp_path / "variable.yml"
    playbook.write_text(
        f"""
- name: Use a lookup on each host
  hosts: app
  gather_facts: false
  vars:
    model_name: "{{{{ lookup('together.ai.endpoint_id', '{MISTRAL}', attribute='name') }}}}"
  tasks:
    - name: use
      ansible.builtin.debug:
        msg: "{{{{ model_name }}}}"
"""
    )
    run = ansible.playbook(playbook, "-i", str(inventory(tmp_path, 20)))
    assert [result["msg"] for result in run.attempts["use"]] == ["acme/mistral-small"] * 20
    assert len(sandbox.requests) == 20 * V1_REQUESTS


@pytest.mark.parametrize(("column", "api_version"), [(1, "v1"), (2, "auto")])
def test_the_guide_shows_the_number_of_requests_for_30_hosts(
    column: int, api_version: str, ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    """On 3 hosts here. The requests of a host do not depend on the number of hosts."""
    ansible.environment["TOGETHER_API_VERSION"] = api_version
    lookup = f"{{{{ lookup('together.ai.endpoint_id', '{MISTRAL}') }}}}"
    use = {"ansible.builtin.debug": {"msg": "{{ id }}"}}
    module = {"together.ai.endpoints_info": {"models": MISTRAL}}
    ways: dict[str, tuple[int, list[dict[str, Any]]]] = {
        "module or lookup, for localhost or with `run_once`": (1, [{**module, "run_once": True}]),
        "module on every host": (10, [module]),
        "lookup in a variable, used once on every host": (10, [use]),
        "lookup in a variable, used twice on every host": (10, [use, use]),
    }
    shown = dict(re.findall(r"^\| (.+?) \| (.+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    for way, (factor, tasks) in ways.items():
        sandbox.requests.clear()
        playbook = tmp_path / "hosts.yml"
        play = {"hosts": "app", "gather_facts": False, "vars": {"id": lookup}, "tasks": tasks}
        playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")
        run = ansible.playbook(playbook, "-i", str(inventory(tmp_path, 3)))
        assert run.status == 0, run.output
        assert int(shown[way].split(" | ")[column - 1]) == factor * len(sandbox.requests), way


@pytest.mark.parametrize("api_version", ["v1", "auto"])
def test_many_models_take_as_many_requests_as_one(api_version: str, ansible: Runner, sandbox: Sandbox) -> None:
    ansible.environment["TOGETHER_API_VERSION"] = api_version
    counts = []
    for models in ([MISTRAL], [MISTRAL, "meta-llama/Llama-3.3-70B-Instruct-Turbo"]):
        sandbox.requests.clear()
        task = {"together.ai.endpoints_info": {"models": models, "mine": True, "on_multiple": "newest"}, "name": "task"}
        assert ansible.tasks(yaml.safe_dump([task])).status == 0
        counts.append(len(sandbox.requests))
    assert counts[0] == counts[1]
    assert counts[0] == V1_REQUESTS if api_version == "v1" else counts[0] <= MAX_REQUESTS


def test_the_credential_type_sets_names_that_the_plugins_read() -> None:
    (injectors,) = (block.text for block in blocks(GUIDE) if "extra_vars:" in block.text)
    names = yaml.safe_load(injectors)
    assert set(names["env"]) <= {option.environment for option in core.CONNECTION}
    assert set(names["extra_vars"]) <= {f"together_{option.name}" for option in core.CONNECTION}


def test_the_readme_of_the_collection_shows_what_its_examples_print(ansible: Runner, sandbox: Sandbox) -> None:
    del ansible.environment["TOGETHER_API_VERSION"]
    examples = list(blocks(README))
    shown = [(code, output) for code, output in zip(examples, examples[1:], strict=False) if output.language == "text"]
    assert len(shown) == 2
    for code, output in shown:
        path = ansible.home / "readme.yml"
        if "hosts:" in code.text:
            path.write_text(code.text, encoding="utf-8")
            run = ansible.playbook(path, "-e", f"vault_together_api_key={sandbox.api_key}")
        else:
            run = ansible.tasks(code.text)
        assert run.status == 0, run.output
        printed = run.output.replace(f"{sandbox.url}/v1", PUBLIC_URL)
        assert "".join(output.text.split()) in "".join(printed.split())


def test_the_readme_of_the_collection_has_valid_tasks(ansible: Runner) -> None:
    tasks = [
        block.text for block in blocks(README) if block.language == "yaml" and block.text.startswith("- name: Wait")
    ]
    (variable,) = (block.text for block in blocks(README) if block.text.startswith("inference_name:"))
    debug = {"name": "variable", "ansible.builtin.debug": {"msg": "{{ inference_name }}"}}
    run = ansible.tasks(tasks[0] + yaml.safe_dump([{**debug, "vars": yaml.safe_load(variable)}]))
    assert run["Wait up to 10 minutes"]["endpoint"]["ready"] is True
    assert run["variable"]["msg"] == "acme/mistral-small"
