# SPDX-License-Identifier: MIT
"""Who is interrupted in the middle of a request goes at once, and leaves no process and no file behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from faults.asker import MODEL
from faults.processes import LISTED, session
from faults.report import REPORT
from sandbox_api import Sandbox

ROOT = Path(__file__).resolve().parents[2]
BOUND = 8.0  # seconds to go: far below the silence, the timeout and the deadline, which are all a minute
SCRIPT = f"import pulumi_together; pulumi_together.get_endpoint({MODEL!r}, timeout=60, deadline=60)"
PLAY = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - {task}
"""
OPTIONS = "timeout=60, deadline=60"
TASKS = {
    "a playbook's module": f"together.ai.endpoints_info: {{models: [{MODEL}], timeout: 60, deadline: 60}}",
    "a playbook's lookup": f"debug: {{msg: \"{{{{ lookup('together.ai.endpoint_id', '{MODEL}', {OPTIONS}) }}}}\"}}",
}
# Killed by SIGTERM, Ansible leaves its folders behind, whatever the module: they are looked through for the key.
ANSIBLES_OWN = re.compile(r"/ansible-local-\w+/|/ansible_\S+_payload_\w+/")
MODULE = {"ANSIBLE_MODULE_ARGS": {"models": [MODEL], "timeout": 60, "deadline": 60}}
COMMANDS = {
    "a script": [sys.executable, "-c", SCRIPT],
    "the module": [sys.executable, "-m", "ansible_collections.together.ai.plugins.modules.endpoints_info"],
    **{name: [str(Path(sys.executable).with_name("ansible-playbook")), "playbook.yml"] for name in TASKS},
}


@LISTED
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("what", COMMANDS)
def test_a_signal_in_the_middle_of_a_request_leaves_nothing(
    what: str, number: signal.Signals, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.replies({"status": 200, "fault": "stall_in_body", "times": 9})
    asked = Event()
    sandbox.on_request = lambda request, answered: asked.set()
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    (home / "playbook.yml").write_text(PLAY.format(task=TASKS.get(what, "meta: noop")))
    before = set(tmp_path.rglob("*"))
    process = subprocess.Popen(
        COMMANDS[what],
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
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdin
        process.stdin.write(json.dumps(MODULE))
        process.stdin.close()
        process.stdin = None
        assert asked.wait(30), "no request came"
        start = time.monotonic()
        os.killpg(process.pid, number)  # as a terminal does, and a service manager
        output, _ = process.communicate(timeout=BOUND)
        while session(process.pid) and time.monotonic() - start < BOUND:
            time.sleep(0.05)
        seconds = time.monotonic() - start
        assert session(process.pid) == []
    finally:
        if session(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode != 0
    assert len(sandbox.requests) == 1
    assert sandbox.api_key not in output
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path not in before]
    assert [path for path in left if not ANSIBLES_OWN.search(str(path.relative_to(tmp_path)))] == []
    assert [path for path in left if sandbox.api_key.encode() in path.read_bytes()] == []
    found = f"gone after {seconds:.1f} s, no process and no file of ours left"
    REPORT.figure(f"{number.name} to {what} amid a request", found)
