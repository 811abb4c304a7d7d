# SPDX-License-Identifier: MIT
"""The module through real `ansible-playbook`, against the sandbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.together.ai.plugins.modules import endpoints_info
from playbook_runner import ROOT, Runner
from sandbox_api import Sandbox


def row(number: int, **fields: Any) -> dict[str, Any]:
    model = f"acme/model-{number}"
    return {
        "object": "endpoint",
        "id": f"endpoint-{number}",
        "name": f"{model}-{number:08x}",
        "model": model,
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": "2026-05-01T09:12:44.871Z",
        **fields,
    }


def test_the_example_prints_the_id_and_name_of_a_model(ansible: Runner, sandbox: Sandbox) -> None:
    run = ansible.playbook(ROOT / "examples" / "ansible" / "lookup.yml")
    assert run.status == 0, run.output
    assert '"id:   endpoint-77caf163-c596-49d1-a25f-f209156f4972"' in run.output
    assert '"name: acme/mistral-small"' in run.output
    assert len(sandbox.requests) == 1


def test_twenty_models_in_one_task_are_one_request_in_check_mode_too(ansible: Runner, sandbox: Sandbox) -> None:
    sandbox.endpoints = [row(number) for number in range(20)]
    run = ansible.tasks(
        """
        - name: twenty
          together.ai.endpoints_info:
            models: "{{ range(20) | map('regex_replace', '^', 'acme/model-') | list }}"
        """,
        "--check",
    )
    assert run["twenty"]["ids"] == {f"acme/model-{number}": f"endpoint-{number}" for number in range(20)}
    assert run["twenty"]["changed"] is False
    assert len(sandbox.requests) == 1


def test_until_asks_again_at_each_try(ansible: Runner, sandbox: Sandbox) -> None:
    states = ["STARTING", "STARTING", "STARTED"]
    sandbox.replies(*[{"json": {"object": "list", "data": [row(1, state=state)]}} for state in states])
    run = ansible.tasks(
        """
        - name: wait
          together.ai.endpoints_info:
            models: acme/model-1
          register: found
          until: found.endpoints[0].ready
          retries: 5
          delay: 0
        """
    )
    assert [result["endpoints"][0]["state"] for result in run.attempts["wait"]] == states
    assert len(sandbox.requests) == 3


def test_ambiguous_and_missing_are_sentences_and_can_be_rescued_by_their_type(ansible: Runner) -> None:
    run = ansible.tasks(
        """
        - name: rescued
          block:
            - name: ambiguous
              together.ai.endpoints_info:
                models: Qwen/Qwen3-32B
          rescue:
            - name: missing
              together.ai.endpoints_info:
                models: llama 3.1 8b
              register: found
              failed_when: found.failed and found.error_type != 'missing'
              when: ansible_failed_result.error_type == 'ambiguous'
            - name: unread
              together.ai.endpoints_info:
                models: []
        """
    )
    assert run.status != 0
    assert run["ambiguous"]["msg"].startswith('model "Qwen/Qwen3-32B" is served by 3 endpoints: endpoint-')
    assert len(run["ambiguous"]["error"]["candidates"]["Qwen/Qwen3-32B"]) == 3
    assert run["missing"]["msg"].startswith('no endpoint serves model "llama 3.1 8b" (similar: "')
    assert "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo" in run["missing"]["error"]["similar"]["llama 3.1 8b"]
    assert run["unread"]["error_type"] == "invalid_option"
    assert "models: expected at least one entry, found an empty list" in run.output
    assert "Traceback" not in run.output


def test_what_breaks_the_contract_is_ten_warnings_and_how_many_more(ansible: Runner, sandbox: Sandbox) -> None:
    sandbox.endpoints = [row(number, state="FAILED") for number in range(13)]
    run = ansible.tasks("- together.ai.endpoints_info: {models: acme/model-1}")
    assert run.status == 0
    output = " ".join(run.output.split())  # before 2.19, Ansible wraps warnings
    assert output.count("[WARNING]: ") == 11
    assert (
        'at $.data[9].state: expected one of PENDING, STARTING, STARTED, STOPPING, STOPPED, ERROR, found "FA' in output
    )
    assert "$.data[10].state" not in output
    assert "and 3 more violations of the API's contract" in output


def test_what_the_api_sends_is_never_a_template(ansible: Runner, sandbox: Sandbox) -> None:
    trap = "acme/{{ 6 * 7 }}"
    sandbox.endpoints = [row(1, model=trap, name=trap, owner="{% if true %}x{% endif %}")]
    run = ansible.tasks(
        """
        - name: all
          together.ai.endpoints_info:
          register: everything
        - name: asked back
          together.ai.endpoints_info:
            models: "{{ everything.endpoints | map(attribute='model') }}"
          register: found
        - name: kept
          ansible.builtin.set_fact:
            kept: "{{ found.endpoints[0] }}"
        - name: shown
          ansible.builtin.debug:
            msg: "{{ kept.name }} of {{ kept.owner }}"
        """
    )
    assert run["asked back"]["ids"] == {trap: "endpoint-1"}
    assert run["shown"]["msg"] == "acme/{{ 6 * 7 }} of {% if true %}x{% endif %}"


def test_a_library_that_is_missing_or_too_old_is_named_before_any_request(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    for folder, module in (("no_requests", "requests"), ("no_jsonschema", "jsonschema")):
        shadow = tmp_path / folder / f"{module}.py"
        shadow.parent.mkdir()
        shadow.write_text("raise ImportError\n")
    old = tmp_path / "old_requests"
    (old / "requests").mkdir(parents=True)
    (old / "requests" / "__init__.py").write_text("")
    (old / "requests-2.20.1.dist-info").mkdir()
    (old / "requests-2.20.1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: requests\nVersion: 2.20.1\n"
    )
    run = ansible.tasks(
        "\n".join(
            f"""
- name: {folder}
  together.ai.endpoints_info:
  environment:
    PYTHONPATH: {tmp_path / folder}
  ignore_errors: true
"""
            for folder in ("no_requests", "no_jsonschema", "old_requests")
        )
    )
    for folder, library in (("no_requests", "requests"), ("no_jsonschema", "jsonschema"), ("old_requests", "requests")):
        assert run[folder]["error_type"] == "missing_library"
        assert run[folder]["msg"].startswith(f"Failed to import the required Python library ({library}) on ")
        assert "consult the documentation on ansible_python_interpreter" in run[folder]["msg"]
    assert "2.28 or later, found 2.20.1" in run["old_requests"]["msg"]
    assert "Traceback" not in run.output
    assert sandbox.requests == []


def test_the_examples_of_the_documentation_run(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    vault = tmp_path / "vault.json"
    vault.write_text(json.dumps({"vault_together_api_key": sandbox.api_key}))
    run = ansible.tasks(endpoints_info.EXAMPLES, "-e", f"@{vault}")
    assert run.status == 0, run.output
    assert list(run.attempts) == list(names_of_tasks(yaml.safe_load(endpoints_info.EXAMPLES), without="Stop if"))
    assert "[WARNING]" not in run.output


def names_of_tasks(tasks: list[dict[str, Any]], without: str) -> list[str]:
    names = []
    for task in tasks:
        inside = names_of_tasks(task.get("block", []) + task.get("rescue", []), without)
        names += inside or ([] if task["name"].startswith(without) else [task["name"]])
    return names
