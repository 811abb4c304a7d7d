# SPDX-License-Identifier: MIT
"""docs/development.md names every module, and only files that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "development.md").read_text("utf-8")
PLUGINS = ROOT / "ansible_collections" / "together" / "ai" / "plugins"
CORE = PLUGINS / "module_utils" / "_core"
PACKAGE = ROOT / "pulumi_provider" / "pulumi_together"


def listed(heading: str) -> set[str]:
    """The modules in the first column of a table."""
    rows = PAGE.partition(f"| {heading} | responsibility |\n|---|---|\n")[2].partition("\n\n")[0]
    return {name for row in rows.splitlines() for name in re.findall(r"`([\w/]+)`", row.split("|")[1])}


def modules(folder: Path) -> set[str]:
    """The modules below a folder, without packages."""
    found = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.py")}
    return {name for name in found if Path(name).name not in ("__init__", "__main__")}


def test_every_module_of_the_core_is_listed() -> None:
    assert listed("module of the core") == modules(CORE)


def test_every_module_of_the_collection_is_listed() -> None:
    names = {name for name in modules(PLUGINS) if not name.startswith(("module_utils/_core/", "doc_fragments/"))}
    assert listed("module of the collection") == names | {"doc_fragments/"}


def test_every_module_of_the_pulumi_package_is_listed() -> None:
    names = {name for name in modules(PACKAGE) if not name.startswith(("_core/", "plugin/launchers/"))}
    assert listed("module of the Pulumi package") == names


def test_every_file_that_the_page_names_exists() -> None:
    names = re.findall(r"`([\w/.*-]+)`", PAGE)
    files = [name for name in names if "/" in name and (Path(name).suffix or name.endswith("/"))]
    assert len(files) > 30
    folders = (ROOT, PLUGINS.parent, PLUGINS, CORE.parent, PACKAGE, ROOT / "tests")
    missing = [name for name in files if not any(list(folder.glob(name.rstrip("/"))) for folder in folders)]
    assert missing == []


def test_every_name_that_the_page_gives_to_a_constant_exists() -> None:
    for constant, file in re.findall(r"`([A-Z_]{4,})` (?:of|in) `([\w/.]+\.py)`", PAGE):
        path = next(path for path in (CORE.parent / file, ROOT / file, PLUGINS.parent / file) if path.exists())
        assert re.search(rf"^{constant}\b", path.read_text("utf-8"), re.MULTILINE), f"{constant} is not in {file}"
