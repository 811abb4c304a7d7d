# SPDX-License-Identifier: MIT
"""Many concurrent lookups against a rate limit are all answered, with one request each besides the refused ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from faults.lookup_call import ROOT, LookupCall, process_environment
from faults.lookup_worker import MODEL
from faults.pulumi_providers import configured_dynamic_provider, configured_plugin, resource_id
from faults.rate_limit import RateLimitedSandbox
from faults.report import REPORT
from playbook_runner import Runner
from pulumi_provider_process import GET_ENDPOINTS, running_engine

pytestmark = pytest.mark.slow

COUNT = 50
# More than any of these lookups needs on a loaded machine.
PATIENT: dict[str, Any] = {
    "api_version": "v1",
    "retries": 20,
    "deadline": 280,
}
ARGUMENTS = ", ".join(f"{option}={value!r}" for option, value in PATIENT.items())
LOOKUP = f"ansible.builtin.debug: {{msg: \"{{{{ lookup('together.ai.endpoint_id', model, {ARGUMENTS}) }}}}\"}}"
MODULE = f"together.ai.endpoints_info: {json.dumps({'models': [MODEL], **PATIENT})}"
# Filters of the API, so that each combination is a request of its own.
TYPES: tuple[dict[str, Any], ...] = ({}, {"type": "dedicated"}, {"type": "serverless"})
OWNERSHIPS: tuple[dict[str, Any], ...] = ({}, {"mine": True}, {"mine": False})
FILTERS = [{**type_, **mine} for type_, mine in product(TYPES, OWNERSHIPS)]
SCRIPT = f"""
import sys
from concurrent.futures import ThreadPoolExecutor
import pulumi_together

with ThreadPoolExecutor({COUNT}) as threads:
    lookups = [threads.submit(pulumi_together.get_endpoint, sys.argv[1], {ARGUMENTS}) for _ in range({COUNT})]
print(*(lookup.result().id for lookup in lookups))
"""


def run_concurrently(call: Callable[[int], Any]) -> list[Any]:
    """Call a function with each number below COUNT, in as many threads."""
    with ThreadPoolExecutor(COUNT) as threads:
        return list(threads.map(call, range(COUNT)))


def assert_request_count(subject: str, server: RateLimitedSandbox, expected: int) -> None:
    """Assert that the limit was reached, and that every other request was necessary."""
    assert server.refused > 0
    assert len(server.requests) == expected + server.refused
    limit = f"limit of {server.rate} requests per second"
    result = f"all answered, {len(server.requests)} requests, of which {server.refused} were refused with HTTP 429"
    REPORT.add_measurement(f"{subject}, {limit}", result)


@pytest.mark.parametrize(
    ("rate_limited", "front_end", "task"),
    [pytest.param(10, "lookup plugin", LOOKUP, id="lookup"), pytest.param(3, "module", MODULE, id="module")],
    indirect=["rate_limited"],
)
def test_all_forks_of_a_playbook_are_answered(
    rate_limited: RateLimitedSandbox, front_end: str, task: str, tmp_path: Path
) -> None:
    playbook, inventory = tmp_path / "playbook.yml", tmp_path / "inventory.json"
    playbook.write_text(f"- hosts: all\n  gather_facts: false\n  connection: local\n  tasks:\n    - {task}\n")
    hosts = {f"host-{number}": {"ansible_python_interpreter": sys.executable} for number in range(COUNT)}
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": {"model": MODEL}}}))
    ansible = Runner(tmp_path, {"TOGETHER_API_KEY": rate_limited.api_key, "TOGETHER_BASE_URL": rate_limited.url})
    run = ansible.playbook(playbook, f"--inventory={inventory}", f"--forks={COUNT}")
    assert run.status == 0, run.output
    assert [task.failed for task in run.results] == [False] * COUNT
    assert rate_limited.api_key not in run.output
    assert_request_count(f"{COUNT} forks of a playbook with the {front_end}", rate_limited, COUNT)


@pytest.mark.parametrize("rate_limited", [25], indirect=True)
def test_all_threads_of_a_script_are_answered(rate_limited: RateLimitedSandbox, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, MODEL],
        env={
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT / "pulumi_provider"),
            "TOGETHER_API_KEY": rate_limited.api_key,
            "TOGETHER_BASE_URL": rate_limited.url,
        },
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    ids = done.stdout.split()
    assert (len(ids), len(set(ids))) == (COUNT, 1)
    assert_request_count(f"{COUNT} threads of a script with get_endpoint", rate_limited, COUNT)


@pytest.mark.parametrize("rate_limited", [1], indirect=True)
def test_threads_that_share_a_client_share_one_request_and_its_retry(rate_limited: RateLimitedSandbox) -> None:
    client = core.Client(core.Settings(api_key=rate_limited.api_key, base_url=rate_limited.url, **PATIENT))
    ids = run_concurrently(lambda _number: client.lookup(core.Query(models=[MODEL])).ids[MODEL])
    assert (len(ids), len(rate_limited.requests), rate_limited.refused) == (COUNT, 2, 1)
    REPORT.add_measurement(f"{COUNT} threads that share a client", "all answered, 2 requests, of which 1 was refused")


@pytest.mark.parametrize("rate_limited", [3], indirect=True)
def test_all_calls_of_a_provider_plugin_are_answered_and_equal_ones_share_a_request(
    rate_limited: RateLimitedSandbox, tmp_path: Path
) -> None:
    options = {**PATIENT, "base_url": rate_limited.url}
    environment = process_environment(tmp_path, LookupCall({}, {}))
    with running_engine() as engine, configured_plugin(engine, environment, options) as plugin:
        calls = run_concurrently(lambda number: plugin.invoke(GET_ENDPOINTS, **FILTERS[number % len(FILTERS)]))
        assert plugin.close() == ""
    assert [failures for _result, failures in calls] == [[]] * COUNT
    subject = f"{COUNT} calls of a provider plugin with {len(FILTERS)} different filters"
    assert_request_count(subject, rate_limited, len(FILTERS))


@pytest.mark.parametrize("rate_limited", [25], indirect=True)
def test_all_reads_of_a_dynamic_provider_are_answered(rate_limited: RateLimitedSandbox, tmp_path: Path) -> None:
    id = resource_id({**PATIENT, "base_url": rate_limited.url})
    environment = process_environment(tmp_path, LookupCall({}, {}))
    with running_engine() as engine, configured_dynamic_provider(engine, environment) as process:
        models = run_concurrently(lambda _number: process.read(id)["model"])
        assert process.close() == ""
    assert models == [MODEL] * COUNT
    assert_request_count(f"{COUNT} reads of a dynamic provider", rate_limited, COUNT)
