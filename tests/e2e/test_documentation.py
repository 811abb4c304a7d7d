# SPDX-License-Identifier: MIT
"""The commands, playbooks and programs of the README and of pages in docs/, run as they stand, with their outputs."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi import automation as auto

from page_runner import NOT_RUN, PageRunner, blocks, path_with
from pulumi_engine import engine, environment
from sandbox_api import Sandbox

__all__ = ["engine"]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STACK = "dev"
PUBLIC_URLS = {
    "/v1/endpoints": "https://api.together.ai/v1/endpoints",
    "/v1": "https://api-inference.together.ai/v1",
    "": "https://api.together.ai",
}
REPOSITORY_URL = "https://git.example.com/acme/together-ai.git"
RUN_ELSEWHERE = {  # page -> the tests that run its blocks, or compare them with what other tests run
    "ansible_collections/together/ai/README.md": ("tests/ansible/test_guide.py", "tests/ansible/test_packaging.py"),
    "docs/_index.md": ("tests/pulumi/test_registry_docs.py",),
    "docs/ansible.md": ("tests/ansible/test_guide.py",),
    "docs/installation-configuration.md": (
        "tests/pulumi/test_registry_docs.py",
        "tests/pulumi/test_git_installation.py",
    ),
    "docs/pulumi.md": ("tests/pulumi/test_guide.py", "tests/pulumi/test_languages.py"),
}
WITH_PULUMI = ("quickstart-pulumi.md",)
SLOW = ("quickstart-ansible.md",)
RUN_HERE = sorted(
    page.relative_to(DOCS).as_posix()
    for page in DOCS.rglob("*.md")
    if page.relative_to(ROOT).as_posix() not in RUN_ELSEWHERE
    and any(block.language not in NOT_RUN for block in blocks(page))
)
GUIDES = sorted((ROOT / "ansible_collections" / "together" / "ai" / "docs" / "docsite" / "rst").glob("*.rst"))


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a Git repository with the files of this checkout, changed or not."""
    folder = tmp_path_factory.mktemp("repository") / "together-ai.git"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if os.path.lexists(ROOT / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    author = ["-c", "user.name=A Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    for command in (
        ["git", "init", "--quiet"],
        ["git", "add", "--all", "--force"],
        ["git", *author, "commit", "--quiet", "--no-verify", "--message", "All"],
    ):
        subprocess.run(command, cwd=folder, check=True)
    return f"file://{folder}"


@pytest.fixture
def variables(sandbox: Sandbox, tmp_path: Path) -> dict[str, str]:
    """The environment of the commands: the programs beside this Python, the sandbox, and an empty home directory."""
    home = tmp_path / "home"
    home.mkdir()
    own = {name: value for name, value in os.environ.items() if name in ("PIP_INDEX_URL", "PIP_CONFIG_FILE")}
    return {
        **own,
        "PATH": path_with(Path(sys.executable).parent),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "NO_PROXY": "127.0.0.1",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_LOCAL_TEMP": str(home / "local_tmp"),
        "ANSIBLE_REMOTE_TEMP": str(home / "remote_tmp"),
        "PIP_TARGET": str(home / "installed"),  # the programs use the package of this checkout
        "PIP_NO_DEPS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


class Pages:
    """Runs pages against the sandbox."""

    def __init__(self, folder: Path, variables: dict[str, str], sandbox: Sandbox, repository: str) -> None:
        self.folder = folder
        self.variables = variables
        self._sandbox = sandbox
        self._commands = {REPOSITORY_URL: repository, "TOGETHER_API_KEY=...": f"TOGETHER_API_KEY={sandbox.api_key}"}
        self._outputs = {f"{sandbox.url}{path}": url for path, url in PUBLIC_URLS.items()}

    def run(self, page: Path, engine: auto.PulumiCommand | None = None) -> PageRunner:
        """Run a page. engine: for a page with Pulumi programs."""
        text = page.read_text(encoding="utf-8")
        for shown, value in self._commands.items():
            text = text.replace(shown, value)
        if "ansible-galaxy collection install" not in text:
            self.variables["ANSIBLE_COLLECTIONS_PATH"] = str(ROOT)
        copy = self.folder / page.name
        copy.write_text(text, encoding="utf-8")
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        up = {r"pulumi up --yes": lambda _command: _up(engine, work, self.variables)} if engine else {}
        runner = PageRunner(work, self.variables, handlers=up, replacements=self._outputs)
        runner.run(copy)
        assert self._sandbox.api_key not in "".join(runner.outputs)
        return runner


@pytest.fixture
def pages(tmp_path: Path, variables: dict[str, str], sandbox: Sandbox, repository: str) -> Pages:
    return Pages(tmp_path, variables, sandbox, repository)


@pytest.fixture
def pulumi_pages(pages: Pages, engine: auto.PulumiCommand, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """With the CLI on the path. Programs run in this process, so it has the URL of the sandbox as well."""
    monkeypatch.setenv("TOGETHER_BASE_URL", pages.variables["TOGETHER_BASE_URL"])
    command = Path(shutil.which(engine.command) or engine.command)
    pages.variables.update(environment(pages.folder / "pulumi"))
    pages.variables["PULUMI_HOME"] = str(pages.folder / "pulumi" / "home")
    pages.variables["PATH"] = f"{command.parent}{os.pathsep}{pages.variables['PATH']}"
    return pages


def _up(engine: auto.PulumiCommand, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`pulumi up` of the program in a folder. The engine calls it in this process, without a host for Python."""

    def program() -> None:
        runpy.run_path(str(folder / "__main__.py"))

    options = auto.LocalWorkspaceOptions(
        work_dir=str(folder), pulumi_home=variables["PULUMI_HOME"], pulumi_command=engine, env_vars=variables
    )
    stack = auto.select_stack(STACK, folder.name, program, opts=options)
    try:
        return subprocess.CompletedProcess(["pulumi", "up"], 0, stack.up(color="never").stdout)
    except auto.CommandError as error:
        return subprocess.CompletedProcess(["pulumi", "up"], 1, str(error))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in SLOW else ())
        for name in RUN_HERE
        if name not in WITH_PULUMI
    ],
)
def test_the_commands_of_a_page_print_what_it_shows(name: str, pages: Pages) -> None:
    pages.run(DOCS / name)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_PULUMI)
def test_the_commands_of_a_page_with_pulumi_programs_print_what_it_shows(
    name: str, pulumi_pages: Pages, engine: auto.PulumiCommand
) -> None:
    pulumi_pages.run(DOCS / name, engine)


def test_every_block_of_every_page_is_run_or_says_why_not() -> None:
    listing = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    run = {"README.md", *RUN_ELSEWHERE, *(f"docs/{name}" for name in RUN_HERE)}
    assert run < {*listing.stdout.split()}
    left = [
        f"{page}:{block.line}"
        for page in {*listing.stdout.split()} - run
        for block in blocks(ROOT / page)
        if block.language not in NOT_RUN and not block.mark.startswith("not run: ")
    ]
    assert left == []


@pytest.mark.parametrize("page", RUN_ELSEWHERE)
def test_the_tests_of_other_pages_name_the_page(page: str) -> None:
    for test in RUN_ELSEWHERE[page]:
        assert Path(page).stem in (ROOT / test).read_text("utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_playbooks_of_a_guide_of_the_collection_print_what_it_shows(guide: Path, pages: Pages) -> None:
    pages.run(guide)


@pytest.mark.slow
def test_the_commands_of_the_readme_print_what_it_shows(
    pulumi_pages: Pages, engine: auto.PulumiCommand, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)  # the program reads the variable in this process
    (pulumi_pages.folder / "work").mkdir()
    (pulumi_pages.folder / "work" / "Pulumi.yaml").write_text("name: readme\nruntime: python\n")
    create = ["pulumi", "stack", "init", STACK, "--non-interactive"]
    subprocess.run(create, cwd=pulumi_pages.folder / "work", env=pulumi_pages.variables, check=True)
    pulumi_pages.run(ROOT / "README.md", engine)
