# SPDX-License-Identifier: MIT
"""`[tool.together]` in pyproject.toml is the one place for what is published about the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tomli
import yaml

from commands import ROOT, CommandFailedError, run_command
from tools.publication import LOGO

REPOSITORY = "https://github.com/acme/endpoints"
COLLECTION = Path("ansible_collections", "together", "ai")
VERSION = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


class Places(NamedTuple):
    """The files of a tree that have the values."""

    project: dict[str, Any]
    galaxy: dict[str, Any]
    links: list[dict[str, str]]
    schema: dict[str, Any]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the files that the generators read and write."""
    root = tmp_path / "tree"
    for name in ("ansible_collections", "docs", "pulumi_provider", "tools"):
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "tests")
        shutil.copytree(ROOT / name, root / name, symlinks=True, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def set_value(tree: Path, old: str, new: str) -> None:
    project = tree / "pyproject.toml"
    text = project.read_text("utf-8")
    assert text.count(old) == 1
    project.write_text(text.replace(old, new), encoding="utf-8")


def generate(tree: Path, *arguments: str) -> None:
    """Run the generators. Raises CommandFailedError."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "pulumi_provider")}
    for name in ("publication", "pulumi_schema"):
        run_command([sys.executable, "-m", f"tools.{name}", *arguments], cwd=tree, env=environment)


def read(tree: Path) -> Places:
    return Places(
        tomli.loads((tree / "pyproject.toml").read_text("utf-8"))["project"],
        yaml.safe_load((tree / COLLECTION / "galaxy.yml").read_text("utf-8")),
        yaml.safe_load((tree / COLLECTION / "docs" / "docsite" / "links.yml").read_text("utf-8"))["extra_links"],
        json.loads((tree / "pulumi_provider" / "pulumi_together" / "schema.json").read_text("utf-8")),
    )


def test_a_repository_is_written_to_every_place(tree: Path) -> None:
    set_value(tree, 'repository = ""', f'repository = "{REPOSITORY}"')
    generate(tree)
    places = read(tree)
    assert places.project["urls"] == {
        "Repository": REPOSITORY,
        "Documentation": f"{REPOSITORY}/tree/main/docs",
        "Issues": f"{REPOSITORY}/issues",
        "Changelog": f"{REPOSITORY}/blob/main/CHANGELOG.md",
    }
    assert {name: places.galaxy[name] for name in ("repository", "documentation", "issues")} == {
        "repository": REPOSITORY,
        "documentation": f"{REPOSITORY}/tree/main/docs",
        "issues": f"{REPOSITORY}/issues",
    }
    assert {REPOSITORY, f"{REPOSITORY}/issues"} < {link["url"] for link in places.links}
    names = ("homepage", "repository", "logoUrl", "pluginDownloadURL")
    assert {name: places.schema[name] for name in names} == {
        "homepage": REPOSITORY,
        "repository": REPOSITORY,
        "logoUrl": f"https://raw.githubusercontent.com/acme/endpoints/v{VERSION}/{LOGO.as_posix()}",
        "pluginDownloadURL": "github://api.github.com/acme/endpoints",
    }
    generate(tree, "--check")


def test_without_a_repository_no_url_of_the_project_is_written(tree: Path) -> None:
    set_value(tree, 'repository = ""', f'repository = "{REPOSITORY}"')
    generate(tree)
    set_value(tree, f'repository = "{REPOSITORY}"', 'repository = ""')
    generate(tree)
    places = read(tree)
    assert "urls" not in places.project
    assert not {"repository", "documentation", "issues", "homepage"} & places.galaxy.keys()
    assert not {"homepage", "repository", "logoUrl", "pluginDownloadURL"} & places.schema.keys()
    assert "github" not in json.dumps(places.links)


def test_names_and_tags_come_from_the_same_table(tree: Path) -> None:
    set_value(tree, 'display-name = "Together AI endpoints"', 'display-name = "Endpoints of Acme"')
    set_value(tree, 'publisher = "pulumi_together contributors"', 'publisher = "Acme"')
    set_value(tree, 'tags = ["ai", ', 'tags = ["lookup", ')
    generate(tree)
    places = read(tree)
    assert (places.schema["displayName"], places.schema["publisher"]) == ("Endpoints of Acme", "Acme")
    assert places.galaxy["tags"][0] == "lookup"
    assert set(places.project["keywords"]) < set(places.schema["keywords"])


@pytest.mark.parametrize(
    "path", [Path("pyproject.toml"), COLLECTION / "galaxy.yml", COLLECTION / "docs" / "docsite" / "links.yml"]
)
def test_the_check_of_make_lint_finds_a_file_that_was_edited(tree: Path, path: Path) -> None:
    text = (tree / path).read_text("utf-8")
    (tree / path).write_text(text.replace("# END GENERATED\n", "# by hand\n# END GENERATED\n"), encoding="utf-8")
    with pytest.raises(CommandFailedError, match=f"{path.name} is out of date; run: python -m tools.publication"):
        generate(tree, "--check")


@pytest.mark.parametrize("url", ["github.com/acme/endpoints", f"{REPOSITORY}.git", f"{REPOSITORY}/", "https://x.org/a"])
def test_a_repository_must_be_the_page_of_a_repository_on_github(tree: Path, url: str) -> None:
    set_value(tree, 'repository = ""', f'repository = "{url}"')
    with pytest.raises(CommandFailedError, match="repository in .tool.together. must be .* found"):
        generate(tree)


def test_the_logo_is_in_git() -> None:
    command = ["git", "ls-files", "--error-unmatch", str(LOGO)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    assert (ROOT / LOGO).read_text("utf-8").rstrip().endswith("</svg>")
