# SPDX-License-Identifier: MIT
"""The module through real `ansible-playbook`, against the sandbox."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_tasks import endpoints_info
from playbook_runner import Runner
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


def test_twenty_models_in_one_task_are_one_request_also_in_check_mode(ansible: Runner, sandbox: Sandbox) -> None:
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


def test_each_retry_of_until_queries_the_api_again(ansible: Runner, sandbox: Sandbox) -> None:
    states = ["STARTING", "STARTING", "STARTED"]
    sandbox.replies(*[{"json": {"object": "list", "data": [row(1, state=state)]}} for state in states])
    run = ansible.tasks(
        """
        - name: wait
          together.ai.endpoints_info:
            models: acme/model-1
          register: result
          until: result.endpoints[0].ready
          retries: 5
          delay: 0
        """
    )
    assert [result["endpoints"][0]["state"] for result in run.attempts["wait"]] == states
    assert len(sandbox.requests) == 3


def test_an_error_can_be_rescued_by_its_type(ansible: Runner) -> None:
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
              register: result
              failed_when: result.failed and result.error_type != 'missing'
              when: ansible_failed_result.error_type == 'ambiguous'
            - name: not rescued
              together.ai.endpoints_info:
                models: []
        """
    )
    assert run.status != 0
    assert run["ambiguous"]["msg"].startswith('Model "Qwen/Qwen3-32B" is served by 3 endpoints: endpoint-')
    assert len(run["ambiguous"]["error"]["candidates"]["Qwen/Qwen3-32B"]) == 3
    assert run["missing"]["msg"].startswith('No endpoint serves model "llama 3.1 8b" (similar: "')
    assert "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo" in run["missing"]["error"]["similar"]["llama 3.1 8b"]
    assert run["not rescued"]["error_type"] == "invalid_option"
    assert "models: expected at least one entry, found an empty list" in run.output
    assert "Traceback" not in run.output


def test_violations_in_returned_endpoints_are_at_most_ten_warnings_and_the_number_of_the_others(
    ansible: Runner, sandbox: Sandbox
) -> None:
    sandbox.endpoints = [row(number, state="FAILED") for number in range(13)]
    run = ansible.tasks("- together.ai.endpoints_info:")
    assert run.status == 0
    output = " ".join(run.output.split())  # before 2.19, Ansible wraps warnings
    assert output.count("[WARNING]: ") == 11
    assert (
        "endpoint endpoint-9 violates the API's schema at $.data[9].state: expected one of PENDING, STARTING, STARTED, "
        'STOPPING, STOPPED, ERROR, found "FAILED"'
    ) in output
    assert "$.data[10].state" not in output
    assert "3 more violations of the API's schema in returned endpoints" in output


def test_text_from_the_api_is_never_rendered_as_a_template(ansible: Runner, sandbox: Sandbox) -> None:
    template = "acme/{{ 6 * 7 }}"
    sandbox.endpoints = [row(1, model=template, name=template, owner="{% if true %}x{% endif %}")]
    run = ansible.tasks(
        """
        - name: all
          together.ai.endpoints_info:
          register: everything
        - name: by model
          together.ai.endpoints_info:
            models: "{{ everything.endpoints | map(attribute='model') }}"
          register: result
        - name: store
          ansible.builtin.set_fact:
            stored: "{{ result.endpoints[0] }}"
        - name: show
          ansible.builtin.debug:
            msg: "{{ stored.name }} of {{ stored.owner }}"
        """
    )
    assert run["by model"]["ids"] == {template: "endpoint-1"}
    assert run["show"]["msg"] == "acme/{{ 6 * 7 }} of {% if true %}x{% endif %}"


def test_missing_and_old_libraries_are_reported_together_before_any_request(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "sitecustomize.py").write_text("import sys\nsys.modules.update(requests=None, jsonschema=None)\n")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "requests.py").touch()
    old = tmp_path / "old"
    (old / "requests").mkdir(parents=True)
    (old / "requests" / "__init__.py").write_text("")
    (old / "requests-2.20.1.dist-info").mkdir()
    (old / "requests-2.20.1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: requests\nVersion: 2.20.1\n"
    )
    tasks = [
        endpoints_info(folder, {}, environment={"PYTHONPATH": str(tmp_path / folder)})
        for folder in ("missing", "hidden", "old")
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert [run[folder]["error_type"] for folder in ("missing", "hidden", "old")] == ["missing_library"] * 3
    assert run["hidden"]["msg"] == (
        f"The Python library requests 2.28 or later is required, but {hidden / 'requests.py'} hides it. "
        f"Rename {hidden / 'requests.py'}."
    )
    command = re.search(r"Run: (\S+) -m pip install 'requests>=2.28' 'jsonschema>=4.17'", run["missing"]["msg"])
    assert command
    assert Path(command[1]).resolve() == Path(sys.executable).resolve()
    assert (
        "The Python library requests 2.28 or later is required, but version 2.20.1 is installed." in run["old"]["msg"]
    )
    assert "jsonschema" not in run["old"]["msg"]
    assert "set ansible_python_interpreter to it" in run["old"]["msg"]
    assert "Traceback" not in run.output
    assert sandbox.requests == []


def test_a_host_with_an_old_python_fails_with_one_sentence(ansible: Runner, sandbox: Sandbox) -> None:
    python = find_python("3.8")
    if python is None:
        pytest.skip("no Python 3.8 on this machine")
    task = endpoints_info("old", {"models": "Python", "retries": 3, "api_key": "{{ key }}"})
    interpreter = ("-e", f"ansible_python_interpreter={python}", "-e", f"key={sandbox.api_key}")
    run = ansible.tasks(yaml.safe_dump([task]), *interpreter, "-vvv")
    if "requires a minimum of Python" in run.output:
        pytest.skip("this ansible-core does not support hosts with Python 3.8")
    assert run["old"]["error_type"] == "missing_library"
    assert run["old"]["msg"].startswith(
        "together.ai.endpoints_info requires Python 3.9 or later on the host that runs the task, but "
        f"{python} is Python 3.8."
    )
    assert "Traceback" not in run.output
    assert sandbox.api_key not in run.output


def find_python(version: str) -> Path | None:
    """An interpreter of a version, from pyenv or PATH."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    paths = [*sorted(pyenv.glob(f"versions/{version}.*/bin/python")), shutil.which(f"python{version}")]
    return next((Path(path) for path in paths if path and "shims" not in str(path)), None)
