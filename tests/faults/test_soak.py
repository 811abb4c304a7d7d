# SPDX-License-Identifier: MIT
"""Ten thousand lookups in one process, good ones and bad ones: it grows neither in memory nor in open files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.asker import MODEL
from faults.report import REPORT
from sandbox_api.server import API_KEY

ROOT = Path(__file__).resolve().parents[2]
LOOKUPS, FIRST = 10_000, 1_000
GROWTH_MIB = 4.0
ROW = {
    "object": "endpoint",
    "id": "endpoint-1",
    "name": "acme/one",
    "model": MODEL,
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-05-06T21:15:33Z",
}
PROGRAM = f"""
import gc, json, os, sys, threading
from ansible_collections.together.ai.plugins.module_utils._core import client as core

settings = core.Settings()
questions = [core.Query(models=["{MODEL}"])] * 9 + [core.Query(models=["acme/not-there"])]

def measured():
    gc.collect()
    with open("/proc/self/statm") as sizes:
        rss = int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {{"rss": rss, "files": len(os.listdir("/proc/self/fd")), "threads": threading.active_count()}}

answered = 0
marks = []
for number in range(1, {LOOKUPS} + 1):
    try:
        core.lookup(settings, questions[number % 10])
        answered += 1
    except core.ModelNotFoundError:
        pass
    if number in ({FIRST}, {LOOKUPS}):
        marks.append(measured())
print(json.dumps({{"answered": answered, "marks": marks}}))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A sandbox with one endpoint, in a process of its own; its URL."""
    estate = tmp_path / "estate.json"
    estate.write_text(json.dumps([ROW]))
    command = [sys.executable, "-u", "-m", "sandbox_api", "--port", "0", "--estate", str(estate)]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env={"PYTHONPATH": str(ROOT / "tests")}, stdout=output)
        try:
            for _try in range(200):
                if (written := log.read_text()) and "endpoints at http" in written:
                    break
                time.sleep(0.05)
            yield written.splitlines()[0].rpartition(" at ")[2]
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory and open files are read from /proc")
def test_ten_thousand_lookups_leave_memory_and_open_files_level(server: str, tmp_path: Path) -> None:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TOGETHER_API_KEY": API_KEY, "TOGETHER_BASE_URL": server},
        capture_output=True,
        text=True,
        timeout=200,
    )
    seconds = time.monotonic() - start
    assert (done.stderr, done.returncode) == ("", 0)
    told = json.loads(done.stdout)
    first, last = told["marks"]
    grown = (last["rss"] - first["rss"]) / 2**20
    REPORT.figure(
        f"{LOOKUPS:,} lookups in one process",
        f"{seconds:.0f} s; from the {FIRST:,}th to the last: memory {first['rss'] / 2**20:.1f} MiB and {grown:+.1f}, "
        f"open files {first['files']} and {last['files'] - first['files']:+d}, "
        f"threads {first['threads']} and {last['threads'] - first['threads']:+d}",
    )
    assert told["answered"] == LOOKUPS * 9 // 10
    assert grown < GROWTH_MIB
    assert (last["files"], last["threads"]) == (first["files"], first["threads"])
