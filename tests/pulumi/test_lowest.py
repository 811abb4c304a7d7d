# SPDX-License-Identifier: MIT
"""All doors work with the lowest Pulumi SDK that is declared, and the lowest libraries, as with the newest.

These tests run once more in an environment that has them. The newest ones are in the environment of all other tests.
"""

from __future__ import annotations

from importlib import metadata

import pytest
from packaging.version import Version
from pulumi import automation as auto

import lowest_versions

pytestmark = pytest.mark.slow

HERE = "tests/pulumi"
WHOLE = ("test_mocks.py", "test_plain_script.py", "test_plugin_protocol.py", "test_run.py", "test_signatures.py")
# Of these, under the engine, one of each kind; the others bring no other use of the SDK.
IN_PART = ("test_dynamic.py", "test_plugin.py", "test_program.py")
KINDS = (
    "redeployed or deployed_anew",
    "what_a_preview_does_not_know",
    "twenty_lookups",
    "destroy_only_forgets or (to_destroy and down)",
    "refresh_brings or refresh_reads",
    "is_secret or secret_result or secret_is_refused",
    "interrupt",
    "failed_lookup and ambiguous",
    "failed_reading and gone",
    "wrong_configuration and retries",
    "installs_the_launcher",
)


def passed(*arguments: str) -> int:
    """Run tests with the lowest versions, and return how many passed."""
    number = lowest_versions.run_tests(*arguments)
    print(f"Pulumi SDK {lowest_versions.installed()['pulumi']}: {number} tests passed")
    return number


def test_the_lowest_sdk_is_older_than_the_one_of_the_other_tests() -> None:
    lowest, usual = Version(lowest_versions.installed()["pulumi"]), Version(metadata.version("pulumi"))
    assert lowest == Version(lowest_versions.declared()["pulumi"])
    assert lowest < usual


def test_what_needs_no_engine_works_with_the_lowest_sdk() -> None:
    assert passed(*(f"{HERE}/{name}" for name in WHOLE)) > 50


def test_every_door_works_with_the_lowest_sdk_under_the_engine(engine: auto.PulumiCommand) -> None:
    kinds = " or ".join(f"({kind})" for kind in KINDS)
    assert passed(*(f"{HERE}/{name}" for name in IN_PART), "-k", kinds) >= 2 * len(KINDS)
