# SPDX-License-Identifier: MIT
"""The command `python -m sandbox_api`: what it prints, what it serves and when it ends."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from contract.sandbox_client import ROOT
from sandbox_api.faults import FAULTS

COMMAND = [sys.executable, "-m", "sandbox_api", "--port", "0"]


@contextlib.contextmanager
def started(*command: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command, and what it printed until the sandbox served. Kills its session at the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert process.stdout
            welcome = ""
            while "Ctrl-C" not in welcome:
                line = process.stdout.readline()
                assert line, welcome
                welcome += line
            yield process, welcome
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def settings(welcome: str) -> dict[str, str]:
    return dict(re.findall(r"export (\w+)=(\S+)", welcome))


def get(welcome: str, path: str) -> Any:
    variables = settings(welcome)
    headers = {"Authorization": f"Bearer {variables['TOGETHER_API_KEY']}"}
    return requests.get(f"{variables['TOGETHER_BASE_URL']}{path}", headers=headers, timeout=30)


def test_it_prints_each_fault_with_its_meaning() -> None:
    with started(*COMMAND) as (_process, welcome):
        lines = [line.split(maxsplit=1) for line in welcome.splitlines()]
    assert [name for name, fault in FAULTS.items() if [name, fault.__doc__] not in lines] == []


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_prints_requests_and_ends_without_a_traceback(ending: int) -> None:
    with started(*COMMAND) as (process, welcome):
        assert "export TOGETHER_API_VERSION=v1" in welcome
        assert "export TOGETHER_API_VERSION=v2" in welcome
        assert get(welcome, "/v1/endpoints").status_code == 200
        assert get(welcome, "/v3/whoami").json()["type"] == "project_api_key"
        process.send_signal(ending)
        assert process.stdout
        rest = process.stdout.read()
        assert process.wait(30) == 0
    assert "GET /v1/endpoints  ->  200" in rest
    assert rest.endswith("The sandbox is closed.\n")
    assert "Traceback" not in rest


def test_options_choose_outages_identity_and_scenario() -> None:
    options = ["--outage", "v1-gone", "--outage", "v3-whoami-absent", "--identity", "org_api_key"]
    with started(*COMMAND, *options, "--scenario", "billing") as (_process, welcome):
        assert get(welcome, "/v1/endpoints").status_code == 410
        assert get(welcome, "/v3/whoami").status_code == 404
        assert "project_id" not in get(welcome, "/v1/whoami").json()
        url = settings(welcome)["TOGETHER_BASE_URL"]
        assert requests.put(f"{url}/_sandbox/outages", data="[]", timeout=30).json() == []
        assert get(welcome, "/v1/endpoints").json()["data"] == []
        assert requests.put(f"{url}/_sandbox/outages", data='["v4"]', timeout=30).status_code == 400


def test_it_serves_data_from_files(tmp_path: Path) -> None:
    (tmp_path / "v1.json").write_text("[1, 2, 3]")
    (tmp_path / "v2.json").write_text(
        '{"project": {"id": "p", "slug": "globex"}, "organization": {"id": "o"}, "endpoints": [1, 2]}'
    )
    files = ["--estate", str(tmp_path / "v1.json"), "--estate-v2", str(tmp_path / "v2.json")]
    with started(*COMMAND, *files) as (_process, welcome):
        assert "v1: 3 endpoints. v2: 2 endpoints of project globex, 0 models" in welcome
        assert get(welcome, "/v2/projects/p/endpoints").json()["data"] == [1, 2]


def test_it_ends_with_the_process_that_started_it() -> None:
    shell = ["sh", "-c", '"$@" & read line', "sh", *COMMAND]
    with started(*shell) as (process, welcome):
        process.kill()
        process.wait()  # until then the process exists as a zombie
        assert process.stdout
        assert process.stdout.read().endswith("The sandbox is closed.\n")
    with pytest.raises(requests.ConnectionError):
        get(welcome, "/v1/endpoints")


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_sandbox_uses_a_port_and_ends_with_the_shell_that_started_make() -> None:
    # The shell is killed, make is not: the sandbox has to notice the end of the shell.
    make = ["make", "sandbox", "PORT=0", f"VENV={sys.prefix}", f"--assume-old={sys.prefix}/.stamp"]
    with started("sh", "-c", '"$@" & read line', "sh", *make) as (process, welcome):
        process.kill()
        process.wait()  # until then the process exists as a zombie
        assert process.stdout
        assert "The sandbox is closed.\n" in process.stdout.read()
    assert re.search(r"TOGETHER_BASE_URL=http://127.0.0.1:\d+\n", welcome)
