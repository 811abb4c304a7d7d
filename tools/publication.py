# SPDX-License-Identifier: MIT
"""Writes what `[tool.together]` in pyproject.toml says about the project to where it is published.

`python -m tools.publication` writes the URLs and tags in galaxy.yml, the links of the collection's documentation, and
`[project.urls]` in pyproject.toml. `tools.pulumi_schema` takes its metadata from here. With `--check` it writes
nothing, and fails if a file is out of date. While `repository` is empty, no URL is written anywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import tomli

from .generated_files import write_or_check

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
GALAXY = COLLECTION / "galaxy.yml"
LINKS = COLLECTION / "docs" / "docsite" / "links.yml"
LOGO = Path("docs", "logo.svg")
REPOSITORY = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?<!\.git)")
BEGIN, END = "# BEGIN GENERATED: publication\n", "# END GENERATED\n"


class PublicationError(Exception):
    """A value of `[tool.together]` is invalid. The message says which, and what is expected."""


class Publication(NamedTuple):
    """The table `[tool.together]`, and the version and the keywords of the project."""

    repository: str
    display_name: str
    publisher: str
    tags: list[str]
    keywords: list[str]
    version: str

    @property
    def urls(self) -> dict[str, str]:
        """`[project.urls]` of the Python package."""
        if not self.repository:
            return {}
        return {
            "Repository": self.repository,
            "Documentation": f"{self.repository}/tree/main/docs",
            "Issues": f"{self.repository}/issues",
            "Changelog": f"{self.repository}/blob/main/CHANGELOG.md",
        }

    @property
    def schema_urls(self) -> dict[str, str]:
        """The URLs in the schema of the Pulumi plugin. The tag of a release is `v` and its version."""
        if not self.repository:
            return {}
        path = self.repository.removeprefix("https://github.com/")
        return {
            "homepage": self.repository,
            "repository": self.repository,
            "logoUrl": f"https://raw.githubusercontent.com/{path}/v{self.version}/{LOGO.as_posix()}",
            "pluginDownloadURL": f"github://api.github.com/{path}",
        }


def publication() -> Publication:
    """Read pyproject.toml. Raises PublicationError."""
    data = tomli.loads(PROJECT.read_text("utf-8"))
    table, project = data["tool"]["together"], data["project"]
    repository = table["repository"]
    if repository and not REPOSITORY.fullmatch(repository):
        raise PublicationError(
            f'pyproject.toml: repository in [tool.together] must be "" or a URL such as '
            f'"https://github.com/OWNER/NAME", found "{repository}".'
        )
    return Publication(
        repository=repository,
        display_name=table["display-name"],
        publisher=table["publisher"],
        tags=table["tags"],
        keywords=project["keywords"],
        version=project["version"],
    )


def galaxy_lines(facts: Publication) -> list[str]:
    """The tags and URLs in galaxy.yml."""
    names = {"repository": "Repository", "documentation": "Documentation", "issues": "Issues"}
    urls = [f"{field}: {facts.urls[name]}" for field, name in names.items() if facts.urls]
    return ["tags:", *(f"  - {tag}" for tag in facts.tags), *urls]


def link_lines(facts: Publication) -> list[str]:
    """Entries of `extra_links` in links.yml."""
    names = {"Repository": "The source code", "Issues": "The issue tracker"}
    return [
        line
        for name, text in names.items()
        if facts.urls
        for line in (f"  - description: {text}", f"    url: {facts.urls[name]}")
    ]


def url_lines(facts: Publication) -> list[str]:
    """The table `[project.urls]` in pyproject.toml."""
    lines = [f'{name} = "{url}"' for name, url in facts.urls.items()]
    return ["[project.urls]", *lines] if lines else []


def with_block(path: Path, lines: Iterable[str]) -> str:
    """The text of a file with these lines as its generated block."""
    before, begin, rest = path.read_text("utf-8").partition(BEGIN)
    _block, end, after = rest.partition(END)
    if not begin or not end:
        raise PublicationError(f"{path.name} has no lines {BEGIN.strip()!r} and {END.strip()!r}.")
    block = "".join(line + "\n" for line in lines)
    return f"{before}{BEGIN}{block}{END}{after}"


def main() -> None:
    """Write the files, or compare them."""
    try:
        facts = publication()
        texts = {
            PROJECT: with_block(PROJECT, url_lines(facts)),
            GALAXY: with_block(GALAXY, galaxy_lines(facts)),
            LINKS: with_block(LINKS, link_lines(facts)),
        }
    except PublicationError as error:
        sys.exit(str(error))
    write_or_check(texts, "publication")


if __name__ == "__main__":
    main()
