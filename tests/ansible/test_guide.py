# SPDX-License-Identifier: MIT
"""The playbooks of docs/ansible.md, run exactly as they stand there."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path

import yaml

from playbook_runner import ROOT, Run, Runner
from sandbox_api import Sandbox

GUIDE = (ROOT / "docs" / "ansible.md").read_text(encoding="utf-8")
PLAYS = {yaml.safe_load(block)[0]["name"]: block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)}
APART = ("Tell an application which name to call", "Ask the second generation of the API")
MISTRAL = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
MISTRAL_NAME = "acme/mistral-small"
GEMMA = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
GEMMA_NAME = "acme/gemma-3-27b-it-66d1f8a2"
QWEN = "endpoint-3708427d-ce87-4336-884a-d3e3438361c4"
RUNNING = ("acme/Qwen3-32B-0f3a91bc", MISTRAL_NAME, "acme/Llama-3.3-70B-Instruct-Turbo-51e9c6f0")


def play(ansible: Runner, names: list[str], *arguments: str) -> Run:
    playbook = ansible.home / "guide.yml"
    playbook.write_text("---\n" + "\n".join(PLAYS[name] for name in names), encoding="utf-8")
    run = ansible.playbook(playbook, *arguments)
    assert run.status == 0, run.output
    assert "[WARNING]" not in run.output
    return run


def test_the_playbooks_of_the_guide_do_what_it_says(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame")
    vault = ansible.home / "vault.yml"
    vault.write_text(f"vault_together_api_key: {sandbox.api_key}\n")
    assert ansible.command("ansible-vault", "encrypt", "--vault-password-file", str(secret), str(vault)).returncode == 0
    assert sandbox.api_key not in vault.read_text()

    run = play(ansible, [name for name in PLAYS if name not in APART], "--vault-password-file", str(secret))

    said = {task: [result["msg"] for result in results if "msg" in result] for task, results in run.attempts.items()}
    assert said["Show the ID, for calls that manage the endpoint, and the name, for inference calls"] == [
        f"{MISTRAL} {MISTRAL_NAME}"
    ]
    assert said["Show the ID that the lookup gives"] == [MISTRAL]
    assert list(run["Show a dictionary from model to ID"]["found.ids"].values()) == [MISTRAL, GEMMA]
    assert said["Show a list of names in the order of the models"] == [[MISTRAL_NAME, GEMMA_NAME]]
    assert [row["id"] for row in run["Take the newest dedicated one of ours that runs"]["endpoints"]] == [QWEN]
    assert said["Do the same in a lookup"] == [QWEN]
    assert said["Do without, if no endpoint serves the model"] == ["none"]
    assert said["Do without for any of several models"] == [[GEMMA, "none"]]
    assert run["Wait until it is ready, for 10 minutes at most"]["attempts"] == 1
    ages = [result["msg"] for result in run["Show the age of each"]["results"]]
    assert [age.split(" (")[0] for age in ages] == list(RUNNING)
    days = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat("2026-05-01T09:12:44+00:00")
    assert ages[0] == f"{RUNNING[0]} ({QWEN}) is {days.days} days old"
    assert said["Show how many run"] == ["3 of 7"]
    assert said["Ask with the lookup, which reads the variable"] == [True]
    assert run["Show the ID"]["gemma_id"] == GEMMA
    assert said["Show its name and state"] == [f"{MISTRAL_NAME} is STARTED"]


def test_waiting_ends_at_once_where_no_try_can_succeed(ansible: Runner, sandbox: Sandbox) -> None:
    ansible.environment["TOGETHER_API_KEY"] = "tgp_v1_of_nobody"
    playbook = ansible.home / "waiting.yml"
    playbook.write_text(PLAYS["Wait for an endpoint"], encoding="utf-8")
    run = ansible.playbook(playbook)
    assert run["Wait until it is ready, for 10 minutes at most"]["attempts"] == 1
    assert run["Wait until it is ready, for 10 minutes at most"]["error_type"] == "unauthorized"
    assert len(sandbox.requests) == 1


def hosts(folder: Path, number: int) -> Path:
    """An inventory with so many hosts in the group `app`, all of them this machine with a folder of their own each."""
    inventory = folder / "inventory.yml"
    interpreter = {"ansible_python_interpreter": sys.executable}
    apps = {}
    for host in (f"app-{position}" for position in range(number)):
        (folder / host).mkdir()
        apps[host] = {"ansible_connection": "local", **interpreter, "app_folder": str(folder / host)}
    inventory.write_text(yaml.safe_dump({"app": {"hosts": apps}}))
    return inventory


def test_a_lookup_kept_as_the_guide_says_is_one_request_for_twenty_hosts(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    ansible.environment["ANSIBLE_FORKS"] = "20"
    play(ansible, ["Tell an application which name to call"], "-i", str(hosts(tmp_path, 20)))
    written = [path.read_text() for path in tmp_path.glob("app-*/inference.env")]
    assert written == [f"MODEL={GEMMA_NAME}\n"] * 20
    assert len(sandbox.requests) == 1


def test_a_lookup_in_a_variable_is_one_request_for_each_host_and_use(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    playbook = tmp_path / "naive.yml"
    playbook.write_text(
        """
- name: Use a lookup on each host
  hosts: app
  gather_facts: false
  vars:
    model_name: "{{ lookup('together.ai.endpoint_id', 'google/gemma-3-27b-it', attribute='name') }}"
  tasks:
    - name: use
      ansible.builtin.debug:
        msg: "{{ model_name }}"
"""
    )
    run = ansible.playbook(playbook, "-i", str(hosts(tmp_path, 20)))
    assert [result["msg"] for result in run.attempts["use"]] == [GEMMA_NAME] * 20
    assert len(sandbox.requests) == 20


def test_the_second_generation_is_asked_as_the_guide_says(ansible: Runner, sandbox: Sandbox) -> None:
    run = play(ansible, ["Ask the second generation of the API"])
    (row,) = run["Ask with the module"]["endpoints"]
    assert run["Show the ID that the lookup gives"]["msg"] == row["id"]
    paths = {request.path for request in sandbox.requests}
    assert any(path.startswith("/v2/projects/") for path in paths)
    assert "/v1/endpoints" not in paths
