# SPDX-License-Identifier: MIT
"""Ten thousand lookups in one process use no more memory, files and threads than one thousand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.cases import ENDPOINT
from faults.lookup_call import ROOT
from faults.report import REPORT
from sandbox_api.server import API_KEY

pytestmark = pytest.mark.slow

WARM_UP, LOOKUPS = 1_000, 10_000
MAX_GROWTH = 4 * 2**20  # bytes
SERVER = """
import json, sys
from sandbox_api import Sandbox

with Sandbox([json.loads(sys.argv[1])]) as sandbox:
    print(sandbox.url, flush=True)
    sys.stdin.read()  # until the test closes it, or has ended
"""
PROGRAM = f"""
import gc, json, os, threading
from ansible_collections.together.ai.plugins.module_utils._core import client as core

settings = core.Settings(api_version="v1")
queries = [core.Query(models=["{ENDPOINT["model"]}"])] * 9 + [core.Query(models=["acme/not-there"])]

def usage():
    gc.collect()
    with open("/proc/self/statm") as sizes:
        memory = int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {{"memory": memory, "files": len(os.listdir("/proc/self/fd")), "threads": threading.active_count()}}

answers = 0
usages = []
for number in range(1, {LOOKUPS} + 1):
    try:
        core.lookup(settings, queries[number % 10])
        answers += 1
    except core.ModelNotFoundError:
        pass
    if number in ({WARM_UP}, {LOOKUPS}):
        usages.append(usage())
print(json.dumps({{"answers": answers, "usages": usages}}))
"""


@pytest.fixture
def server_url() -> Iterator[str]:
    """Start a sandbox with one endpoint in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, json.dumps(ENDPOINT)],
        env={"PYTHONPATH": str(ROOT / "tests")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        yield process.stdout.readline().strip()


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory and open files are read from /proc")
def test_ten_thousand_lookups_use_no_more_than_one_thousand(server_url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "TOGETHER_API_KEY": API_KEY,
            "TOGETHER_BASE_URL": server_url,
        },
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    result = json.loads(done.stdout)
    first, last = result["usages"]
    growth = last["memory"] - first["memory"]
    REPORT.add_measurement(
        f"{LOOKUPS:,} lookups in one process, compared with {WARM_UP:,}",
        f"memory {first['memory'] / 2**20:.1f} MiB and {growth / 2**20:+.1f} MiB, "
        f"{first['files']} open files and {last['files'] - first['files']:+d}, "
        f"{first['threads']} threads and {last['threads'] - first['threads']:+d}",
    )
    assert result["answers"] == LOOKUPS * 9 // 10
    assert growth < MAX_GROWTH
    assert (last["files"], last["threads"]) == (first["files"], first["threads"])
