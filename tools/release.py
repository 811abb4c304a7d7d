# SPDX-License-Identifier: MIT
"""Sets the version of the project, and builds what a release publishes. RELEASING.md is the checklist.

`python -m tools.release version 0.2.0` writes the version everywhere.
`python -m tools.release build [--draft] [FOLDER]` fills FOLDER (default: dist/): the collection, the sdist and the
wheel, the plugin's archives, an SBOM and checksums. It refuses a tree that is not ready for a release. With --draft
it builds a draft, and says why the tree is not ready.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from tools import plugin_archive

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COLLECTION = Path("ansible_collections", "together", "ai")
VERSION = re.compile(r"\d+\.\d+\.\d+")
# Where the version is. Other places are generated from these.
PLACES = {
    Path("pyproject.toml"): re.compile(r'^(version = ")(\S+)(")$', re.MULTILINE),
    COLLECTION / "galaxy.yml": re.compile(r"^(version: )(\S+)()$", re.MULTILINE),
    COLLECTION / "plugins" / "module_utils" / "_core" / "version.py": re.compile(
        r'^(VERSION = ")(\S+)(")$', re.MULTILINE
    ),
}
STEPS = ("the files of the checkout", "the collection", "the Python package", "the plugin", "the SBOM", "the checksums")


class NotReadyError(Exception):
    """The tree is not ready for a release; the message says why."""


def set_version(version: str) -> None:
    """Write a version into every place."""
    if not VERSION.fullmatch(version):
        raise NotReadyError(f"expected a version such as 0.2.0, found {version}")
    for path, pattern in PLACES.items():
        text = (ROOT / path).read_text("utf-8")
        (ROOT / path).write_text(pattern.sub(rf"\g<1>{version}\g<3>", text), encoding="utf-8")
        print(path)
    print("Now run: make generate changelog")


def current_version() -> str:
    """Return the version of the tree. Raises NotReadyError if its places disagree."""
    found = {str(path): pattern.findall((ROOT / path).read_text("utf-8")) for path, pattern in PLACES.items()}
    versions: set[str] = {groups[1] for matches in found.values() for groups in matches}
    if len(versions) != 1 or not all(found.values()):
        raise NotReadyError(f"the versions disagree: {found}")
    return versions.pop()


def problems(version: str) -> Iterator[str]:
    """Yield the problems that prevent a release of this version."""
    if _run(["git", "status", "--porcelain"]):
        yield "the work tree has changes that are not committed"
    if not re.search(
        rf"(?m)^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8")
    ):
        yield f"CHANGELOG.md has no heading '## {version} (YYYY-MM-DD)'"
    changelogs = ROOT / COLLECTION / "changelogs"
    if version not in yaml.safe_load((changelogs / "changelog.yaml").read_text("utf-8"))["releases"]:
        yield f"changelogs/changelog.yaml of the collection has no {version}: run `make changelog`"
    if list((changelogs / "fragments").glob("*.y*ml")):
        yield "changelogs/fragments of the collection is not empty: run `make changelog`"


def build(folder: Path, *, draft: bool = False) -> None:
    """Build everything into a folder, which is emptied before. Raises NotReadyError."""
    version = current_version()
    found = list(problems(version))
    if found and not draft:
        raise NotReadyError("\n- ".join(["not ready for a release (`make release DRAFT=1` builds a draft):", *found]))
    for problem in found:
        print(f"A draft only: {problem}.", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # The time of the commit, so that the same commit gives the same files.
    os.environ["SOURCE_DATE_EPOCH"] = _run(["git", "log", "-1", "--format=%ct"]).strip()
    with tempfile.TemporaryDirectory() as temporary:
        checkout = Path(temporary, "checkout")
        _announce(1)
        _copy_tracked_files(checkout)
        _announce(2)
        collection = str(checkout / COLLECTION)
        _run([BIN / "ansible-galaxy", "collection", "build", collection, "--output-path", str(folder)])
        _announce(3)
        _run([sys.executable, "-m", "build", "--outdir", str(folder), str(checkout)])
        _announce(4)
        for name, content in plugin_archive.archives():
            (folder / name).write_bytes(content)
        _announce(5)
        _write_sbom(folder, version, Path(temporary, "environments"))
        _announce(6)
    files = sorted(folder.iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums))
    print(f"{len(sums) + 1} files of version {version} in {folder}:\n" + "".join(sums), end="", flush=True)


def _announce(step: int) -> None:
    print(f"[{step}/{len(STEPS)}] {STEPS[step - 1]}", flush=True)


def _copy_tracked_files(checkout: Path) -> None:
    for name in _run(["git", "ls-files", "-z"]).split("\0"):
        if name and os.path.lexists(ROOT / name):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, checkout / name, follow_symlinks=False)


def _write_sbom(folder: Path, version: str, environments: Path) -> None:
    """List what the wheel and its dependencies install, in CycloneDX."""
    [wheel] = folder.glob("*.whl")
    installed = _make_environment(environments / "wheel", str(wheel))
    tool = _make_environment(environments / "tool", "--group", "sbom")
    target = folder / f"pulumi_together-{version}.cdx.json"
    command = [tool.with_name("cyclonedx-py"), "environment", "--output-reproducible", "--output-format", "JSON"]
    _run([*command, "--pyproject", "pyproject.toml", "--output-file", str(target), str(installed)])


def _make_environment(folder: Path, *packages: str) -> Path:
    """Install packages into a new virtual environment. Return its Python."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    _run([sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *packages])
    return python


def _run(command: Sequence[object]) -> str:
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise NotReadyError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Run a command of this tool."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("version").add_argument("version")
    building = commands.add_parser("build")
    building.add_argument("--draft", action="store_true")
    building.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    arguments = parser.parse_args()
    try:
        if arguments.command == "version":
            set_version(arguments.version)
        else:
            build(arguments.folder, draft=arguments.draft)
    except NotReadyError as error:
        sys.exit(f"release: {error}")


if __name__ == "__main__":
    main()
