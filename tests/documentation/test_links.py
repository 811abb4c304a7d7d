# SPDX-License-Identifier: MIT
"""Every link of the documentation leads somewhere, and every page can be found from the index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *COLLECTION.glob("*.md")])
INDEXES = (DOCS / "index.md", DOCS / "decisions" / "index.md")
FENCED = re.compile(r"```.*?```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
REGISTRY_LINK = re.compile(r"\./[\w-]+/")  # a page of the Pulumi Registry, in its own form


def links(page: Path) -> list[str]:
    """The targets of links to files and headings of this repository."""
    targets = LINK.findall(FENCED.sub("", page.read_text("utf-8")))
    return [target for target in targets if "://" not in target and not REGISTRY_LINK.fullmatch(target)]


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{target}: no such file"
        assert file.is_relative_to(ROOT), f"{target}: outside of the repository"
        assert not anchor or anchor in anchors(file), f"{target}: no such heading"


@pytest.mark.parametrize("index", INDEXES, ids=lambda page: page.parent.name)
def test_an_index_lists_every_page_of_its_folder(index: Path) -> None:
    listed = {(index.parent / target.partition("#")[0]).resolve() for target in links(index)}
    folders = {index.parent, *(path for path in index.parent.iterdir() if path.is_dir())}
    below_others = {page for other in INDEXES if other != index for page in other.parent.glob("*.md") if page != other}
    pages = {page for folder in folders for page in folder.glob("*.md")} - {index}
    assert pages - below_others - listed == set()
