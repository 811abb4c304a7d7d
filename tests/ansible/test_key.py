# SPDX-License-Identifier: MIT
"""The API key: how it may be passed, which values are rejected, and that it is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ansible_tasks import debug, endpoints_info
from module_runner import run_module
from playbook_runner import Runner
from sandbox_api import Sandbox

NOT_KEYS = {
    "with a space": "tgp_v1_4f1d7c0b 6a928355",
    "with a line break": "tgp_v1_4f1d7c0b\n6a928355",
    "not in ASCII": "tgp_v1_4f1d7c0b_schlüssel",
    "with a control character": "tgp_v1_4f1d7c0b\x7f",
    "short": "tgp_v1_",
    "empty": "",
    "white space": " \n",
}


@pytest.mark.parametrize("key", NOT_KEYS.values(), ids=NOT_KEYS)
@pytest.mark.parametrize("source", ["option", "environment"])
def test_a_value_that_is_not_a_key_is_rejected_without_showing_it(
    key: str, source: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {"base_url": sandbox.url, "api_version": "v1"}
    if source == "option":
        params["api_key"] = key
    else:
        monkeypatch.setenv("TOGETHER_API_KEY", key)
    result = run_module(params)
    assert result["failed"]
    assert result["error_type"] == "invalid_option"
    name = "TOGETHER_API_KEY" if key and source == "environment" else "api_key"  # an empty variable counts as unset
    assert result["msg"].startswith(f"{name}: expected an API key, found ")
    assert not key.strip() or repr(key.strip())[1:-1] not in repr(result)
    assert sandbox.requests == []


@pytest.mark.parametrize("source", ["option", "environment"])
def test_white_space_around_a_key_is_removed_and_the_key_is_redacted_in_messages_of_the_api(
    source: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {"base_url": sandbox.url, "validation": "warn", "api_version": "v1"}
    if source == "option":
        params["api_key"] = f" {sandbox.api_key}\n"
    else:
        monkeypatch.setenv("TOGETHER_API_KEY", f" {sandbox.api_key}\n")
    # As escapes, which become the letters of the key when the JSON is parsed.
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in sandbox.api_key)
    sandbox.replies({"status": 401, "text": f'{{"error": {{"type": "x", "message": "no key {escaped}"}}}}'})
    result = run_module(params)
    assert sandbox.requests[0].headers["authorization"] == f"Bearer {sandbox.api_key}"
    assert result["error_type"] == "unauthorized"
    assert "no key [API key]" in result["msg"]
    assert sandbox.api_key not in str(result)


MISPLACED = {  # option -> how its value contains the key
    "validation": "KEY",
    "api_version": "KEY",
    "type": "KEY",
    "on_multiple": "KEY",
    "timeout": "KEY",
    "mine": "KEY",
    "models": ["KEY"],
    "base_url": "https://KEY.example",
    "ca_path": "/KEY",
}


@pytest.mark.parametrize("option", MISPLACED)
@pytest.mark.parametrize("source", ["option", "environment", "variable"])
def test_the_key_in_another_option_is_not_shown(
    option: str, source: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AnsibleModule checks types and choices before the lookup, and its messages repeat the values."""
    key = sandbox.api_key
    params: dict[str, object] = json.loads(json.dumps({option: MISPLACED[option]}).replace("KEY", key))
    if source == "option":
        params["api_key"] = key
    elif source == "environment":
        monkeypatch.setenv("TOGETHER_API_KEY", f"{key}\n")
    else:
        internal = {"api_key": key, "values": {}, "names": {"api_key": "together_api_key"}, "after_environment": []}
        params["_sources"] = internal
    result = run_module({"base_url": sandbox.url, **params})
    assert result["failed"]
    assert key not in json.dumps(result)
    assert sandbox.requests == []


def test_a_key_in_a_misspelled_option_is_not_shown(ansible: Runner, sandbox: Sandbox) -> None:
    key = ansible.environment.pop("TOGETHER_API_KEY")
    run = ansible.tasks(yaml.safe_dump([endpoints_info("task", {"apikey": "{{ key }}"}, {"key": key})]), "-vvv")
    assert run["task"]["msg"].startswith("apikey: this option does not exist (similar: api_key). The options are ")
    assert key not in run.output
    assert sandbox.requests == []


def test_the_key_in_an_option_of_the_lookup_is_not_shown(ansible: Runner, sandbox: Sandbox) -> None:
    options = ("attribute", "validation", "on_missing", "timeout", "owner")
    # As a variable: since ansible-core 2.19, a message may quote the task.
    tasks = [
        debug(option, f"lookup('together.ai.endpoint_id', 'm', {option}=key)", {"key": "{{ lookup('env', 'COPY') }}"})
        for option in options
    ]
    ansible.environment["COPY"] = sandbox.api_key
    run = ansible.tasks(yaml.safe_dump(tasks), "-vvv")
    for option in options:
        assert f"{option}: expected a value that does not contain the API key." in run[option]["msg"]
    assert sandbox.api_key not in run.output
    assert sandbox.requests == []


def test_the_key_is_not_in_what_ansible_prints_or_leaves_behind(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    wrong = "tgp_v1_wrong_4f1d7c0be6a92"
    variables = {name.replace(" ", "_"): key for name, key in NOT_KEYS.items()}
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"right": f"{sandbox.api_key}\n", "wrong": wrong, **variables}))
    ansible.environment["TOGETHER_API_KEY"] = f"{sandbox.api_key}\n"
    sandbox.replies(
        {"status": 401, "text": f"no such key: {sandbox.api_key}"},
        {"status": 401, "json": {"error": {"type": "auth", "message": f"no such key: {wrong}"}}},
        {"json": {"object": "list", "data": [{"id": sandbox.api_key}]}},
    )
    run = ansible.tasks(
        """
        - name: echoed as text
          together.ai.endpoints_info:
          ignore_errors: true
        - name: echoed as JSON
          together.ai.endpoints_info: {api_key: "{{ wrong }}"}
          ignore_errors: true
        - name: echoed in a record
          together.ai.endpoints_info: {api_key: "{{ right }}"}
          ignore_errors: true
        - name: no server
          together.ai.endpoints_info: {api_key: "{{ right }}", base_url: "http://127.0.0.1:1", retries: 0}
          ignore_errors: true
        - name: an option that does not exist
          together.ai.endpoints_info: {api_key: "{{ right }}", modles: x}
          ignore_errors: true
        - name: no key
          together.ai.endpoints_info: {api_key: "{{ lookup('vars', item) }}"}
          loop: [with_a_space, not_in_ASCII, empty]
          ignore_errors: true
        - name: from a file of variables
          together.ai.endpoints_info: {api_key: "{{ right }}", models: google/gemma-3-27b-it}
        - name: from the environment
          together.ai.endpoints_info: {models: google/gemma-3-27b-it}
        """,
        "-vvvv",
        "-e",
        f"@{keys}",
    )
    assert run.status == 0, run.output
    kinds = {task: attempts[-1].get("error_type") for task, attempts in run.attempts.items()}
    assert kinds == {
        "echoed as text": "unauthorized",
        "echoed as JSON": "unauthorized",
        "echoed in a record": "contract",
        "no server": "connection",
        "an option that does not exist": "invalid_option",
        "no key": None,  # a loop's own result has none
        "from a file of variables": None,
        "from the environment": None,
    }
    assert {each["error_type"] for each in run["no key"]["results"]} == {"invalid_option"}
    assert run["from the environment"]["ids"] == run["from a file of variables"]["ids"] != {}
    seen = run.output + json.dumps(run.attempts, ensure_ascii=False) + run.files
    assert "endpoint-5a8d500e-987e-444e-8837-ebad7851b120" in seen
    for secret in (sandbox.api_key, wrong, *filter(str.strip, NOT_KEYS.values())):
        assert secret not in seen
        assert json.dumps(secret).strip('"') not in seen
    assert "Traceback" not in run.output


def test_a_key_that_is_sent_without_encryption_is_a_warning_of_module_and_lookup(
    ansible: Runner, sandbox: Sandbox
) -> None:
    arguments = {"models": ["google/gemma-3-27b-it"], "base_url": "http://together.example", "api_version": "v1"}
    call = "lookup('together.ai.endpoint_id', 'google/gemma-3-27b-it', base_url='http://lookup.example')"
    ansible.environment.update(HTTP_PROXY=sandbox.url, TOGETHER_API_VERSION="v1")
    run = ansible.tasks(yaml.safe_dump([endpoints_info("module", arguments), debug("lookup", call)]))
    assert run.status == 0, run.output
    output = " ".join(run.output.split())
    for host in ("together.example", "lookup.example"):
        assert f"the API key is sent to {host} without encryption" in output
