# SPDX-License-Identifier: MIT
"""The rules of docs/development.md on which module may import which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = ROOT / "ansible_collections" / "together" / "ai" / "plugins"
CORE = PLUGINS / "module_utils" / "_core"
PULUMI = ROOT / "pulumi_provider" / "pulumi_together"
FRONT_ENDS = sorted(
    path for folder in (PLUGINS, PULUMI) for path in folder.rglob("*.py") if not path.resolve().is_relative_to(CORE)
)


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, in functions as well: `.errors.TogetherError` for a relative import."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def core_modules(path: Path) -> Iterator[str]:
    """The modules of the core that one of them imports, anywhere in its file, as paths without a suffix."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            names = [folder, *(folder / alias.name for alias in node.names)]
            yield from (str(name.relative_to(CORE)) for name in names if name.with_suffix(".py").exists())


@pytest.mark.parametrize("path", FRONT_ENDS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_front_end_uses_only_the_public_door_of_the_core(path: Path) -> None:
    of_core = [name.partition("_core.")[2] for name in imports(path) if "_core." in name]
    assert [name for name in of_core if name.partition(".")[0] != "client"] == []


def test_the_core_knows_neither_ansible_nor_pulumi() -> None:
    names = {name for path in CORE.rglob("*.py") for name in imports(path)}
    assert {name for name in names if name.startswith(("ansible", "pulumi"))} == set()


def test_no_modules_of_the_core_import_each_other() -> None:
    graph = {str(path.relative_to(CORE).with_suffix("")): set(core_modules(path)) for path in CORE.rglob("*.py")}
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert "http/transport" in graph["http/requester"]
