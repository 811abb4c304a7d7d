# SPDX-License-Identifier: MIT
"""The Makefile, pre-commit, the workflows of CI and the way in which tests run fit together."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import tomli
import yaml

from pulumi_engine import ENGINES

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
PYPROJECT = (ROOT / "pyproject.toml").read_text()
GROUPED = """
import pytest
pytestmark = pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_it(number, worker_id):
    print(worker_id)
"""


def make(*arguments: str) -> str:
    done = subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def matrix(job: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = WORKFLOW["jobs"][job]["strategy"]["matrix"]
    return found


def test_everything_that_make_lists_can_be_made() -> None:
    listed = re.findall(r"^  make (\S+)", make(), re.MULTILINE)
    assert {"demo", "test", "test-all", "bench", "release", "coverage"} < set(listed)
    make("--dry-run", *listed)


def test_every_target_that_workflows_and_ci_run_is_one() -> None:
    files = [*(ROOT / ".github" / "workflows").glob("*.yml"), ROOT / ".ci" / "run", ROOT / ".pre-commit-config.yaml"]
    used = {
        target for file in files for target in re.findall(r"(?:run: |entry: |^)make ([a-z-]+)", file.read_text(), re.M)
    }
    assert {"test", "test-all", "gates", "lint", "release"} <= used
    make("--dry-run", *used)


def test_the_gates_run_on_every_supported_ansible_core() -> None:
    cores = re.search(r"^ALL_CORES := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    noxfile = (ROOT / "collection" / "noxfile.py").read_text()
    assert cores
    assert (
        cores[1].split()
        == matrix("gates")["core"]
        == re.findall(r'"([\d.]+)"', noxfile.split("CORES = ")[1].split(")")[0])
    )


def test_ci_covers_every_python_and_engine_that_is_supported() -> None:
    assert matrix("test")["python"] == re.findall(r"Python :: (3\.\d+)", PYPROJECT)
    assert sorted(matrix("engine")["engine"]) == sorted(build.version.removeprefix("v") for build in ENGINES.values())


def test_the_configuration_of_renovate_is_json_and_keeps_the_pins_with_a_reason() -> None:
    rules = json.loads((ROOT / "renovate.json").read_text())["packageRules"]
    limits = {rule["matchPackageNames"][0]: rule["allowedVersions"] for rule in rules if "allowedVersions" in rule}
    assert limits == {"pytest": "<9.2", "hypothesis": "<6.170"}


def test_coverage_omits_nothing_of_the_core_but_generated_checks() -> None:
    """A pattern below pulumi_together/_core omits the core, because coverage resolves the link."""
    core = (ROOT / "pulumi_provider" / "pulumi_together" / "_core").resolve()
    for pattern in tomli.loads(PYPROJECT)["tool"]["coverage"]["run"]["omit"]:
        folder = (ROOT / pattern.rpartition("/")[0]).resolve()
        assert "_conforms_" in pattern or not folder.is_relative_to(core)


def test_one_worker_gets_all_tests_of_a_group(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    command = [sys.executable, "-m", "pytest", "-q", "-rP", "-p", "no:cacheprovider", "-n", "3", "--dist", "loadgroup"]
    done = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^gw\d$", done.stdout, re.MULTILINE)) == 6
    assert len(set(re.findall(r"^gw\d$", done.stdout, re.MULTILINE))) == 1


def test_a_program_that_a_test_starts_can_be_interrupted() -> None:
    """Fails in the background, where shells have SIGINT ignored, unless conftest.py restores it."""
    code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "True\n"


def test_sigint_is_restored_where_it_is_ignored() -> None:
    test = f"{Path(__file__).relative_to(ROOT)}::{test_a_program_that_a_test_starts_can_be_interrupted.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", test]
    ignore = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)  # noqa: E731
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=ignore)
    assert done.returncode == 0, done.stdout + done.stderr
