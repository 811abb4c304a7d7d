# SPDX-License-Identifier: MIT
"""The package works with the lowest versions of the Pulumi SDK and the libraries that it declares.

These tests run other tests once more, in an environment with these versions.
"""

from __future__ import annotations

from importlib import metadata

import pytest
from packaging.version import Version
from pulumi import automation as auto

import lowest_versions

pytestmark = pytest.mark.slow

FOLDER = "tests/pulumi"
WITHOUT_ENGINE = (
    "test_mocks.py",
    "test_plain_script.py",
    "test_plugin_protocol.py",
    "test_run.py",
    "test_signatures.py",
)
UNDER_ENGINE = ("test_plugin.py", "test_program.py", "test_resource.py")  # those that are marked


def run_tests(*arguments: str) -> int:
    """Run tests with the lowest versions, and return how many passed."""
    number = lowest_versions.run_tests(*arguments)
    print(f"Pulumi SDK {lowest_versions.installed()['pulumi']}: {number} tests passed")
    return number


def test_lowest_sdk_is_older_than_that_of_the_other_tests() -> None:
    lowest, usual = Version(lowest_versions.installed()["pulumi"]), Version(metadata.version("pulumi"))
    assert lowest == Version(lowest_versions.declared()["pulumi"])
    assert lowest < usual


def test_tests_without_engine_pass_with_the_lowest_sdk() -> None:
    assert run_tests(*(f"{FOLDER}/{name}" for name in WITHOUT_ENGINE)) > 50


@pytest.mark.parametrize("name", UNDER_ENGINE)
def test_marked_tests_pass_with_the_lowest_sdk_under_the_engine(engine: auto.PulumiCommand, name: str) -> None:
    assert run_tests(f"{FOLDER}/{name}", "-m", "each_sdk") >= 6
