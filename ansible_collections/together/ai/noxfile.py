# SPDX-License-Identifier: MIT
"""The gates of the collection, as sessions of nox. `make gates` runs all of them, and `make help` lists them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import antsibull_nox
import nox
from antsibull_nox.sessions import prepare_collections

COLLECTION = Path(__file__).resolve().parent
ROOT = COLLECTION.parents[2]
CACHE = ROOT / ".cache" / "gates"
PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
CORES = ("2.16", "2.17", "2.18", "2.19", "2.20", "2.21")
UNIT_PYTHONS = {core: ("3.9", "3.10", "3.11", "3.12", "3.13")[: 4 if core < "2.18" else 5] for core in CORES}
INTEGRATION_CONFIG = Path("tests", "integration", "integration_config.yml")
# ansible-test downloads pip's installer from the Internet unless this file is in its cache. Python brings a pip.
GET_PIP = "import ensurepip; ensurepip.bootstrap(default_pip=True)\n"
GET_PIP_VERSIONS = ("20_3_4", "21_3_1", "23_1_2", "24_2", "25_2")
# Galaxy requires a repository, and the project has no public one yet.
STAND_IN = "https://repository.invalid/together.ai"
sandbox = ExitStack()


def set_environment() -> None:
    """Keep settings of the user away from the tools, and give them a home folder and interpreters without shims."""
    home = CACHE / "home"
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in GET_PIP_VERSIONS:
        (cache / f"get_pip_{version}.py").write_text(GET_PIP)
    for name in (".cache", ".config", ".pip"):  # wheels and settings of pip
        if (Path.home() / name).exists() and not (home / name).exists():
            (home / name).symlink_to(Path.home() / name)
    for name in list(os.environ):
        if name.startswith(("ANSIBLE_", "TOGETHER_")) or name in ("PYTHONPATH", "VIRTUAL_ENV"):
            del os.environ[name]
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from tools.pythons import folders

    os.environ.update(HOME=str(home), PATH=os.pathsep.join(folders()), LC_ALL="C.UTF-8")


def start_sandbox() -> None:
    """Start an API for the integration tests, and tell them its URL. It stops at the end of the process."""
    from sandbox_api import Sandbox

    if not INTEGRATION_CONFIG.exists():
        server = sandbox.enter_context(Sandbox())
        INTEGRATION_CONFIG.write_text(f"together_base_url: {server.url}\ntogether_api_key: {server.api_key}\n")


def remove_temporary_files() -> None:
    """Remove the temporary files of ansible-test, whose folders antsibull-nox cannot copy."""
    shutil.rmtree(Path("tests", "output", ".tmp"), ignore_errors=True)


def install(session: nox.Session, *tools: str) -> None:
    """Install tools in the versions that the group gates of pyproject.toml has."""
    pins = nox.project.dependency_groups(PYPROJECT, "gates")
    session.install(*(pin for pin in pins if re.split(r"[=;\s]", pin)[0] in tools))


def copy_collection(session: nox.Session) -> Path:
    """Return a copy of the collection that a session may change."""
    prepared = prepare_collections(session, install_in_site_packages=False, install_out_of_tree=True)
    assert prepared
    return prepared.current_path


def write_playbooks(folder: Path) -> list[str]:
    """Write the playbooks of the pages in docs/ to a folder. Return their names."""
    from page_runner import FILE_NAME, blocks

    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in blocks(page):
            name = FILE_NAME.match(block.text)
            if block.language == "yaml" and name and "  hosts: " in block.text:
                (folder / f"{page.stem}-{name[1]}").write_text(f"---\n{block.text}")
    return sorted(path.name for path in folder.iterdir())


set_environment()
antsibull_nox.load_antsibull_nox_toml()

for core in CORES:
    pythons = [version for version in UNIT_PYTHONS[core] if shutil.which(f"python{version}")]
    for gate, parameters in {
        "sanity": ["sanity"],
        "ansible-units": ["units", *(f"--target-python=venv/{version}" for version in pythons)],
        "ansible-integration": ["integration", "--venv"],
    }.items():
        antsibull_nox.add_ansible_test_session(
            name=f"{gate}-{core}",
            description=f"ansible-test {' '.join(parameters)}",
            ansible_test_params=[*parameters, "--color", "no"],
            ansible_core_version=core,
            ansible_core_source="pypi",
            callback_before=start_sandbox if gate == "ansible-integration" else None,
            callback_after=remove_temporary_files,
            default=True,
        )


@nox.session
def yamllint(session: nox.Session) -> None:
    """Check every YAML file of the project."""
    install(session, "yamllint")
    session.chdir(ROOT)
    session.run("yamllint", "--strict", ".")


@nox.session(name="ansible-lint")
def ansible_lint(session: nox.Session) -> None:
    """Check the collection, the examples and the playbooks of docs/ with the production profile of ansible-lint."""
    install(session, "ansible-lint")
    command = ["ansible-lint", "--offline", "--strict"]
    own = f"--config-file={ROOT / '.ansible-lint'}"
    of_readers = f"--config-file={os.devnull}"  # all rules, also those that are in no profile
    copy = copy_collection(session)  # without what ansible-test leaves in the collection
    pages = Path(tempfile.mkdtemp(dir=session.create_tmp()))
    for folder, arguments in (
        (copy, [own]),
        (ROOT, [own, "examples/ansible"]),
        (pages, [of_readers, *write_playbooks(pages)]),
    ):
        session.chdir(folder)
        session.run(*command, *arguments, env={"ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2])})


@nox.session(name="antsibull-docs")
def antsibull_docs(session: nox.Session) -> None:
    """Check the documentation of the plugins, and build the collection's site without a warning."""
    install(session, "ansible-core", "antsibull-docs", "sphinx", "sphinx-ansible-theme")
    lint = ["--plugin-docs", "--validate-collection-refs", "all", "--disallow-unknown-collection-refs"]
    session.run("antsibull-docs", "lint-collection-docs", *lint, str(copy_collection(session)))
    session.chdir(ROOT)
    session.run("python", "-m", "tools.docs_site", str(CACHE / "site"))


@nox.session(name="antsibull-changelog")
def antsibull_changelog(session: nox.Session) -> None:
    """Check that the changelog's files are valid, and that `make changelog` has been run."""
    install(session, "antsibull-changelog", "ansible-core")
    source, generated = Path("changelogs", "changelog.yaml"), Path("CHANGELOG.rst")
    session.chdir(copy_collection(session))
    session.run("antsibull-changelog", "lint")
    session.run("antsibull-changelog", "lint-changelog-yaml", "--strict", str(source))
    session.run("antsibull-changelog", "generate", "--reload-plugins", "--refresh-plugins")
    stale = [str(path) for path in (source, generated) if path.read_text() != (COLLECTION / path).read_text()]
    plugins = [path for kind in ("lookup", "modules") for path in Path("plugins", kind).glob("*.py")]
    stale += [path.name for path in plugins if f"name: {path.stem}\n" not in source.read_text()]
    if stale:
        session.error(f"`make changelog` has not been run since these files changed: {', '.join(stale)}")


@nox.session(default=False)
def changelog(session: nox.Session) -> None:
    """Write changelog.yaml and CHANGELOG.rst for the version in galaxy.yml, from the fragments and new plugins."""
    install(session, "antsibull-changelog", "ansible-core")
    session.run("antsibull-changelog", "release", "--update-existing", "--reload-plugins", "--refresh-plugins")


@nox.session(name="ansible-builder")
def ansible_builder(session: nox.Session) -> None:
    """Check that an execution environment with the collection gets the libraries that the plugins need."""
    install(session, "ansible-builder")
    printed = session.run("ansible-builder", "introspect", str(ROOT), silent=True)
    needed = re.findall(r"^\w.*", Path("requirements.txt").read_text(), re.MULTILINE)
    missing = [library for library in needed if library not in str(printed)]
    if missing or not needed:
        session.error(f"an execution environment would lack {missing or 'all libraries'}:\n{printed}")


@nox.session(name="galaxy-importer")
def galaxy_importer(session: nox.Session) -> None:
    """Check that Galaxy would import the tarball."""
    install(session, "galaxy-importer", "ansible-core")
    copy = copy_collection(session)
    galaxy = copy / "galaxy.yml"
    if not re.search(r"^repository:", galaxy.read_text(), re.MULTILINE):
        session.warn(f"galaxy.yml has no repository, which Galaxy requires: imported with {STAND_IN}")
        galaxy.write_text(f"{galaxy.read_text()}repository: {STAND_IN}\n")
    session.chdir(tempfile.mkdtemp(dir=session.create_tmp()))
    session.run("ansible-galaxy", "collection", "build", str(copy))
    (tarball,) = Path().glob("*.tar.gz")
    printed = session.run("python", "-m", "galaxy_importer.main", tarball.name, silent=True, stderr=subprocess.STDOUT)
    if re.search(r"WARNING|ERROR", str(printed)) or "Importer processing completed successfully" not in str(printed):
        session.error(f"galaxy-importer has complaints:\n{printed}")
