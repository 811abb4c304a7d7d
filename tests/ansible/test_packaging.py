# SPDX-License-Identifier: MIT
"""The collection as users get it: the content of the tarball, and that it works from a tarball and from Git."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml

from ansible_collections.together.ai.plugins.module_utils._core.dependencies import REQUIRED
from playbook_runner import ROOT, Runner
from tools import pythons, venvs

HERE = "ansible_collections/together/ai"
COLLECTION = ROOT / HERE
EXAMPLE = ROOT / "examples" / "ansible" / "lookup.yml"
BELONGS = (
    "CHANGELOG.rst",
    "LICENSE",
    "LICENSES/",
    "README.md",
    "changelogs/changelog.yaml",
    "docs/docsite/",
    "meta/",
    "plugins/",
    "requirements.txt",
    "tests/config.yml",
)
LEFT_BY_TOOLS = (
    ".ansible/collections/x.py",
    ".env",
    "plugins/lookup/.endpoint_id.py.swp",
    "plugins/lookup/endpoint_id.py~",
    "changelogs/.plugin-cache.yaml",
    "changelogs/fragments/12.yml",
    "plugins/modules/__pycache__/endpoints_info.cpython-311.pyc",
    "tests/integration/integration_config.yml",
    "tests/output/junit/x.xml",
    "together-ai-0.0.9.tar.gz",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy all files that Git has, as the repository that users install the collection from."""
    root = tmp_path / "checkout"
    for name in tracked():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, root / name, follow_symlinks=False)
    return root


@pytest.fixture
def tarball(ansible: Runner, checkout: Path, tmp_path: Path) -> Path:
    for name in LEFT_BY_TOOLS:
        (checkout / HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / HERE / name).write_text("left by a tool")
    folder = str(tmp_path / "built")
    run = ansible.command("ansible-galaxy", "collection", "build", str(checkout / HERE), "--output-path", folder)
    assert run.returncode == 0, run.stderr
    return Path(folder, "together-ai-0.1.0.tar.gz")


def tracked(*paths: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and os.path.lexists(ROOT / name)]


def belonging() -> set[str]:
    names = {name[len(HERE) + 1 :] for name in tracked(HERE)}
    for start in BELONGS:
        assert any(name.startswith(start) for name in names), f"no {start} to put into the tarball"
    return {name for name in names if name.startswith(BELONGS)}


def installed(folder: Path) -> set[str]:
    collection = folder / HERE
    return {path.relative_to(collection).as_posix() for path in collection.rglob("*") if path.is_file()}


def install(ansible: Runner, source: str, folder: Path) -> None:
    # The path, since ansible-galaxy installs nothing where it finds this version in another one.
    command = ("ansible-galaxy", "collection", "install", "--offline", source, "-p", str(folder))
    run = ansible.command(*command, ANSIBLE_COLLECTIONS_PATH=str(folder))
    assert run.returncode == 0, run.stdout + run.stderr


def example(ansible: Runner, folder: Path) -> tuple[int, str]:
    run = ansible.command(
        "ansible-playbook", str(EXAMPLE), ANSIBLE_COLLECTIONS_PATH=str(folder), TASK_RECORD=os.devnull
    )
    return run.returncode, run.stdout + run.stderr


def test_the_tarball_holds_just_what_belongs(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
        assert {member.type for member in archive.getmembers()} == {tarfile.REGTYPE, tarfile.DIRTYPE}
    assert sorted(names) == sorted(belonging() | {"MANIFEST.json", "FILES.json"})


def test_the_example_runs_from_the_tarball_installed_into_an_empty_path(
    ansible: Runner, tarball: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "installed"
    empty.mkdir()
    status, output = example(ansible, empty)
    assert status != 0
    assert "couldn't resolve module/action 'together.ai.endpoints_info'" in output

    install(ansible, str(tarball), empty)
    status, output = example(ansible, empty)
    assert status == 0, output
    assert '"id:   endpoint-77caf163-c596-49d1-a25f-f209156f4972"' in output


@pytest.fixture
def repository(checkout: Path, tmp_path: Path) -> str:
    """Commit the files, and return the address of a bare repository that `ansible-galaxy` takes."""
    bare = tmp_path / "together-ai.git"
    author = ["-c", "user.name=A Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    for command in (
        ["git", "init", "--quiet"],
        ["git", "symbolic-ref", "HEAD", "refs/heads/main"],
        ["git", "add", "--all", "--force"],
        ["git", *author, "commit", "--quiet", "--no-verify", "--message", "All"],
        ["git", "clone", "--quiet", "--bare", str(checkout), str(bare)],
    ):
        subprocess.run(command, cwd=checkout, check=True)
    return f"git+file://{bare}"


@pytest.mark.parametrize("fragment", ["", f"#/{HERE}"], ids=["without a fragment", "with a fragment"])
def test_the_example_runs_from_a_git_repository(
    fragment: str, ansible: Runner, repository: str, tmp_path: Path
) -> None:
    install(ansible, repository + fragment, tmp_path / "installed")
    assert installed(tmp_path / "installed") == belonging() | {"MANIFEST.json", "FILES.json"}
    status, output = example(ansible, tmp_path / "installed")
    assert status == 0, output
    assert '"id:   endpoint-77caf163-c596-49d1-a25f-f209156f4972"' in output


def test_requirements_of_type_git_install_the_collection(ansible: Runner, repository: str, tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(collections:\n.*?type: git.*?)```", (COLLECTION / "README.md").read_text(), re.DOTALL)
    assert shown
    requirements = tmp_path / "requirements.yml"
    requirements.write_text(re.sub(r"https://\S+", repository.removeprefix("git+"), shown[1]))
    folder = tmp_path / "installed"
    command = ("ansible-galaxy", "collection", "install", "--offline", "-r", str(requirements), "-p", str(folder))
    run = ansible.command(*command, ANSIBLE_COLLECTIONS_PATH=str(folder))
    assert run.returncode == 0, run.stdout + run.stderr
    assert installed(folder) == belonging() | {"MANIFEST.json", "FILES.json"}


@pytest.mark.slow
@pytest.mark.parametrize("core", ["2.16", "2.19", "2.21"])
def test_each_ansible_core_installs_the_same_files_with_and_without_a_fragment(
    core: str, repository: str, tmp_path: Path
) -> None:
    python = next(filter(None, map(pythons.find, ("3.12", "3.11", "3.10"))), None)
    if python is None:
        pytest.skip("no Python 3.10, 3.11 or 3.12 on this machine")
    galaxy = venvs.make(f"ansible-core-{core}", python, f"ansible-core=={core}.*") / "ansible-galaxy"
    contents = []
    for name, source in (("root", repository), ("fragment", f"{repository}#/{HERE}")):
        folder = tmp_path / name
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ANSIBLE_COLLECTIONS_PATH": str(folder)}
        command = [galaxy, "collection", "install", "--offline", source, "-p", folder]
        done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        contents.append({path: (folder / HERE / path).read_bytes() for path in installed(folder)})
    assert contents[0] == contents[1]
    assert set(contents[0]) == belonging() | {"MANIFEST.json", "FILES.json"}


def test_no_sanity_test_is_ignored() -> None:
    assert list(COLLECTION.glob("tests/sanity/ignore-*")) == []


def test_every_list_of_libraries_is_that_of_the_core() -> None:
    needed = {f"{library}>={version}" for library, version in REQUIRED.items()}
    for name in ("requirements.txt", "tests/unit/requirements.txt", "tests/integration/requirements.txt"):
        assert set(re.findall(r"^\w.*", (COLLECTION / name).read_text(), re.MULTILINE)) == needed, name
    readme = (COLLECTION / "README.md").read_text()
    assert "pip install " + " ".join(f"'{library}'" for library in sorted(needed, reverse=True)) in readme
    environment = yaml.safe_load((COLLECTION / "meta" / "execution-environment.yml").read_text())
    assert environment["dependencies"] == {"python": "requirements.txt"}


def test_the_release_notes_have_the_version_of_the_collection() -> None:
    version = yaml.safe_load((COLLECTION / "galaxy.yml").read_text())["version"]
    assert version in yaml.safe_load((COLLECTION / "changelogs" / "changelog.yaml").read_text())["releases"]
    assert f"\nv{version}\n===" in (COLLECTION / "CHANGELOG.rst").read_text()
