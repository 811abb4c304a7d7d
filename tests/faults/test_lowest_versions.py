# SPDX-License-Identifier: MIT
"""The core passes its tests with the lowest versions of the libraries that pyproject.toml declares."""

from __future__ import annotations

import pytest

import lowest_versions
from faults.report import REPORT

pytestmark = pytest.mark.slow

# The vectors run through the core only, because the other front ends do not use the libraries in any other way.
# The OpenAPI documents need a newer jsonschema to be checked, and no user's machine does that.
TESTS = (
    "tests/core",
    "tests/vectors",
    "--ignore=tests/core/test_openapi.py",
    "-k",
    "not -module] and not -get_end and not -plugin]",
)


def test_the_environment_has_the_declared_lowest_versions() -> None:
    declared, installed = lowest_versions.declared(), lowest_versions.installed()
    assert sorted(declared) == ["jsonschema", "pulumi", "requests"]
    assert [installed[library] for library in declared] == [f"{version}.0" for version in declared.values()]


def test_the_core_and_vector_tests_pass_with_the_lowest_versions() -> None:
    passed = lowest_versions.run_tests(*TESTS)
    versions = ", ".join(f"{library} {version}" for library, version in lowest_versions.installed().items())
    REPORT.add_measurement(f"Lowest supported libraries ({versions})", f"{passed} tests of the core passed")
