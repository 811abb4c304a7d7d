# SPDX-License-Identifier: MIT
"""The versions that the documentation names are those that the code requires and that the tests use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pulumi_engine import ENGINES
from pulumi_together._core import client as core
from pulumi_together._core.dependencies import REQUIRED

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
README, SUPPORT = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/support.md"))
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def row(page: str, name: str) -> str:
    """The second cell of a row of a table."""
    found = re.search(rf"^\| {re.escape(name)} \| (.*?) \|$", page, re.MULTILINE)
    assert found, f"no row {name}"
    return found[1]


def minor(version: str) -> str:
    """`3.274` of `v3.274.1`."""
    found = re.match(r"v?(\d+\.\d+)", version)
    assert found
    return found[1]


def by_number(version: str) -> list[int]:
    """The sort key of a version."""
    return [int(part) for part in version.split(".")]


def test_all_version_numbers_agree() -> None:
    galaxy = yaml.safe_load((ROOT / "collection" / "galaxy.yml").read_text())
    project = re.search(r'^version = "(.+)"$', PROJECT, re.MULTILINE)
    assert project
    assert galaxy["version"] == project[1] == core.VERSION
    assert row(README, "this project").startswith(core.VERSION)


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        ("docs/adoption.md", r"Version (\S+) is installed from Git"),
        ("docs/quickstart-ansible.md", r"together\.ai:(\S+) was installed"),
        ("ansible_collections/together/ai/README.md", r"together-ai-(.+)\.tar\.gz"),
    ],
)
def test_a_page_shows_the_version(page: str, pattern: str) -> None:
    assert re.findall(pattern, (ROOT / page).read_text("utf-8")) == [core.VERSION]


@pytest.mark.parametrize(
    "place",
    [
        "pyproject.toml",
        "README.md",
        "docs/quickstart-ansible.md",
        "ansible_collections/together/ai/README.md",
        "ansible_collections/together/ai/docs/docsite/rst/guide_lookup.rst",
        "ansible_collections/together/ai/plugins/doc_fragments/connection.py",
    ],
)
def test_the_lowest_versions_of_the_libraries_agree(place: str) -> None:
    text = re.sub(r"[`\"\[]|\]\(\S+\)", "", (ROOT / place).read_text(encoding="utf-8"))
    for library, version in REQUIRED.items():
        versions = re.findall(rf"\b{library}(?:>=| )(\d+\.\d+)", text)
        assert versions, f"{place} does not name the lowest version of {library}"
        assert set(versions) == {version}


def test_the_versions_of_ansible_core() -> None:
    oldest = minor(yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text())["requires_ansible"].lstrip(">="))
    newest = max((minor(pin) for pin in re.findall(r'"ansible-core==([\d.]+)', PROJECT)), key=by_number)
    assert row(README, "ansible-core") == f"{oldest} to {newest}"
    listed = row(SUPPORT, "ansible-core").split(", ")
    assert [listed[0], listed[-1]] == [oldest, newest]


def test_the_versions_of_python() -> None:
    versions = re.findall(r"Python :: (3\.\d+)", PROJECT)
    modules = yaml.safe_load((COLLECTION / "tests" / "config.yml").read_text())["modules"]["python_requires"]
    oldest = modules.removeprefix(">=")
    assert row(README, "Python") == f"{versions[0]} to {versions[-1]}; Ansible modules also run on {oldest}"
    assert row(SUPPORT, "Python of the controller and of Pulumi programs") == ", ".join(versions)
    assert row(SUPPORT, "Python of managed hosts") == f"{oldest} to {versions[-1]}"


def test_the_versions_of_pulumi() -> None:
    oldest, newest = (minor(ENGINES[name].version) for name in ("oldest", "newest"))
    lowest, pinned = re.search(r'"pulumi>=([\d.]+),', PROJECT), re.search(r'"pulumi==([\d.]+)"', PROJECT)
    assert lowest
    assert pinned
    assert row(README, "Pulumi") == f"CLI {oldest} and {newest}, Python SDK {lowest[1]} and later"
    assert row(SUPPORT, "Pulumi CLI") == f"{oldest} and {newest}"
    assert row(SUPPORT, "Pulumi Python SDK") == f"{lowest[1]} and {minor(pinned[1])}"


def test_the_versions_of_the_libraries() -> None:
    lowest = " and ".join(REQUIRED.values())
    assert row(SUPPORT, "requests, jsonschema") == f"{lowest}, and the newest"
