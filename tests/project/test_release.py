# SPDX-License-Identifier: MIT
"""`make release` builds everything that a release publishes, and `make version` sets the version everywhere."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import release

ROOT = Path(__file__).resolve().parents[2]
VERSION = release.current_version()


@pytest.mark.slow
def test_a_draft_of_a_release_has_every_file_with_its_checksum(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.release", "build", "--draft", str(tmp_path / "dist")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    for number, step in enumerate(release.STEPS, 1):
        assert f"[{number}/{len(release.STEPS)}] {step}\n" in done.stdout
    files = {path.name: path for path in (tmp_path / "dist").iterdir()}
    platforms = [f"{system}-{machine}" for system in ("linux", "darwin", "windows") for machine in ("amd64", "arm64")]
    assert set(files) == {
        f"together-ai-{VERSION}.tar.gz",
        f"pulumi_together-{VERSION}.tar.gz",
        f"pulumi_together-{VERSION}-py3-none-any.whl",
        f"pulumi_together-{VERSION}.cdx.json",
        "SHA256SUMS",
        *(f"pulumi-resource-together-v{VERSION}-{platform}.tar.gz" for platform in platforms),
    }
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name != "SHA256SUMS"}
    listed = [line.split() for line in files["SHA256SUMS"].read_text().splitlines()]
    assert {name: checksum for checksum, name in listed} == sums

    sbom = json.loads(files[f"pulumi_together-{VERSION}.cdx.json"].read_text())
    component = sbom["metadata"]["component"]
    assert (sbom["bomFormat"], component["name"], component["version"]) == ("CycloneDX", "pulumi_together", VERSION)
    assert {"pulumi", "requests", "jsonschema"} < {each["name"] for each in sbom["components"]}
    assert str(tmp_path) not in json.dumps(sbom)


def test_a_tree_that_is_not_ready_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "problems", lambda version: ["a reason"])
    with pytest.raises(release.NotReadyError, match=r"`make release DRAFT=1` .*\n- a reason$"):
        release.build(tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_every_problem_that_prevents_a_release_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_run", lambda command: " M README.md\n")
    assert set(release.problems("99.0.0")) == {
        "the work tree has changes that are not committed",
        "CHANGELOG.md has no heading '## 99.0.0 (YYYY-MM-DD)'",
        "changelogs/changelog.yaml of the collection has no 99.0.0: run `make changelog`",
    }


def test_a_version_is_set_in_every_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in release.PLACES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text())
    monkeypatch.setattr(release, "ROOT", tmp_path)
    release.set_version("98.7.6")
    assert release.current_version() == "98.7.6"
    for path in release.PLACES:
        before, after = (ROOT / path).read_text().splitlines(), (tmp_path / path).read_text().splitlines()
        changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
        assert [new for _, new in changed] == [old.replace(VERSION, "98.7.6") for old, _ in changed]
        assert len(changed) == 1, path


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0-beta"])
def test_an_invalid_version_is_rejected(version: str) -> None:
    with pytest.raises(release.NotReadyError, match=re.escape(version)):
        release.set_version(version)
