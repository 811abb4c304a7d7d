# SPDX-License-Identifier: MIT
"""A signal during a request ends a front end, which leaves no process, no file of its own and no key behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from faults.lookup_call import ROOT
from faults.lookup_worker import MODEL
from faults.report import REPORT
from faults.stalled_api import FOREVER, stall
from processes import descendants, kill_all, wait_until_ended
from sandbox_api import Sandbox
from waiting import HUNG

pytestmark = pytest.mark.slow

OPTIONS = ", ".join(f"{name}={value!r}" for name, value in FOREVER.items())
SCRIPT = f"import pulumi_together; pulumi_together.get_endpoint({MODEL!r}, {OPTIONS})"
MODULE_OPTIONS = {"models": [MODEL], **FOREVER}
PLAY = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - {task}
"""
TASKS = {
    "module in a playbook": f"together.ai.endpoints_info: {json.dumps(MODULE_OPTIONS)}",
    "lookup in a playbook": f"debug: {{msg: \"{{{{ lookup('together.ai.endpoint_id', '{MODEL}', {OPTIONS}) }}}}\"}}",
}
COMMANDS = {
    "Python script": [sys.executable, "-c", SCRIPT],
    "module": [sys.executable, "-m", "ansible_collections.together.ai.plugins.modules.endpoints_info"],
    **{name: [str(Path(sys.executable).with_name("ansible-playbook")), "playbook.yml"] for name in TASKS},
}
# Ansible leaves these folders behind when SIGTERM kills it. They are searched for the key.
ANSIBLE_FOLDERS = re.compile(r"/ansible-local-\w+/|/ansible_\S+_payload_\w+/")


def start(command: str, folder: Path, sandbox: Sandbox, task: str = "", **variables: str) -> subprocess.Popen[str]:
    """Start a command in a session of its own, with the folders home and temporary below a folder.

    task: of the playbook, if it is not that of the command. variables: of the environment.
    """
    home, temporary = folder / "home", folder / "temporary"
    home.mkdir()
    temporary.mkdir()
    (home / "playbook.yml").write_text(PLAY.format(task=task or TASKS.get(command, "meta: noop")))
    process = subprocess.Popen(
        COMMANDS[command],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'pulumi_provider'}",
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT),
            "ANSIBLE_PIPELINING": "true",
            "TOGETHER_API_KEY": sandbox.api_key,
            "TOGETHER_BASE_URL": sandbox.url,
            **variables,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": MODULE_OPTIONS}))
    process.stdin.close()
    process.stdin = None  # or communicate() writes to it
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_during_a_request_leaves_nothing_behind(
    command: str, number: signal.Signals, sandbox: Sandbox, tmp_path: Path
) -> None:
    requested = stall(sandbox)
    process = start(command, tmp_path, sandbox)
    started = {process.pid}
    files_before = {path for path in tmp_path.rglob("*") if path.is_file()}
    try:
        assert requested.wait(HUNG), "no request came"
        started |= {each.id for each in descendants(process.pid)}  # Ansible's workers are in sessions of their own
        os.killpg(process.pid, number)  # the whole group, as terminals and service managers do
        output, _ = process.communicate(timeout=HUNG)
        wait_until_ended(started)
    finally:
        kill_all(started)
        process.communicate()  # closes the pipe
    assert process.returncode != 0
    assert len(sandbox.requests) == 1
    assert sandbox.api_key not in output
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in files_before]
    assert [path for path in files if not ANSIBLE_FOLDERS.search(str(path.relative_to(tmp_path)))] == []
    assert [path for path in files if sandbox.api_key.encode() in path.read_bytes()] == []
    REPORT.add_measurement(
        f"{number.name} to the {command} during a request", "ended, no process and no file of the lookup left"
    )


@pytest.mark.parametrize("key_in", ["environment", "argument"])
@pytest.mark.parametrize("pipelining", ["true", "false"])
def test_sigterm_leaves_the_arguments_of_a_module_in_a_file_only_without_pipelining(
    key_in: str, pipelining: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    """As SECURITY.md says: Ansible leaves the file below ~/.ansible/tmp, and it has the key if an argument has it."""
    requested = stall(sandbox)
    options = {**MODULE_OPTIONS, **({"api_key": "{{ lookup('env', 'COPY') }}"} if key_in == "argument" else {})}
    task = f"together.ai.endpoints_info: {json.dumps(options)}"
    key = "TOGETHER_API_KEY" if key_in == "environment" else "COPY"
    remote = tmp_path / "remote"  # otherwise the home of the user, whatever HOME says
    ansible = {"ANSIBLE_PIPELINING": pipelining, "ANSIBLE_REMOTE_TEMP": str(remote)}
    variables = {"TOGETHER_API_KEY": "", key: sandbox.api_key, **ansible}
    process = start("module in a playbook", tmp_path, sandbox, task, **variables)
    started = {process.pid}
    try:
        assert requested.wait(HUNG), "no request came"
        started |= {each.id for each in descendants(process.pid)}
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=HUNG)
        wait_until_ended(started)
    finally:
        kill_all(started)
        process.communicate()
    left = [path for path in remote.rglob("AnsiballZ_*") if path.is_file()]
    assert bool(left) is (pipelining == "false")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    with_key = [path for path in files if sandbox.api_key.encode() in path.read_bytes()]
    assert with_key == (left if key_in == "argument" else [])
