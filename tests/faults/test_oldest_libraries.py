# SPDX-License-Identifier: MIT
"""The core passes its tests with the lowest versions that are declared as with the newest."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from faults import oldest
from faults.report import REPORT

ROOT = Path(__file__).resolve().parents[2]

# The vectors through the core alone: the other front ends bring no other use of the libraries.
TESTS = ("tests/core", "tests/vectors", "-k", "not -module] and not -get_endpoints]")


def test_the_oldest_libraries_are_the_declared_ones() -> None:
    declared, found = oldest.declared(), oldest.versions()
    assert sorted(declared) == ["jsonschema", "pulumi", "requests"]
    assert [found[library] for library in declared] == [f"{version}.0" for version in declared.values()]


def test_the_tests_of_the_core_and_all_vectors_pass_with_the_oldest_libraries() -> None:
    done = subprocess.run(
        # The libraries' own warnings, of what later Pythons deprecate, are none of ours.
        [oldest.python(), "-m", "pytest", "-q", "-o", "filterwarnings=default", *TESTS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    told = ", ".join(f"{library} {version}" for library, version in oldest.versions().items())
    REPORT.figure(f"The oldest libraries ({told})", f"{passed[1]} tests of the core and of the vectors passed")
