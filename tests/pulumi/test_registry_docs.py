# SPDX-License-Identifier: MIT
"""The two pages for the Pulumi Registry: in its shape, with the examples as they are and the schema's configuration."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import pulumi_together

ROOT = Path(__file__).resolve().parents[2]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("_index", "installation-configuration")}
INDEX, INSTALLATION = PAGES.values()
SCHEMA: dict[str, Any] = json.loads((Path(pulumi_together.__file__).parent / "schema.json").read_text("utf-8"))
EXAMPLES = {
    "typescript": "typescript/index.ts",
    "python": "python/__main__.py",
    "go": "go/main.go",
    "yaml": "yaml/Pulumi.yaml",
}
LICENSE_LINE = re.compile(r"\A(#|//) SPDX-License-Identifier: MIT\n+")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_front_matter_of_the_registry(page: str) -> None:
    found = re.match(r"---\n(.*?\n)---\n\n(?!# )", PAGES[page], re.DOTALL)  # and no title of its own below
    assert found
    front = yaml.safe_load(found[1])
    assert list(front) == ["title", "meta_desc", "layout"]
    assert len(front["title"]) <= 60  # what search engines show
    assert 50 <= len(front["meta_desc"]) <= 160
    assert front["layout"] == "package"


@pytest.mark.parametrize("page", PAGES)
def test_every_tag_of_a_page_is_closed_in_its_order(page: str) -> None:
    opened: list[tuple[str, str]] = []
    for delimiter, closing, name in re.findall(r"{{([<%]) (/?)(\w+)[^{}]* [>%]}}", PAGES[page]):
        if closing:
            assert opened.pop() == (delimiter, name)
        else:
            opened.append((delimiter, name))
    assert opened == []
    assert PAGES[page].count("{{") == len(re.findall(r"{{[<%] /?(?:chooser|choosable)\b", PAGES[page]))


def test_the_example_can_be_chosen_in_every_language_and_is_the_one_that_is_tested() -> None:
    [offered] = re.findall(r'{{< chooser language "([\w,]+)" >}}', INDEX)
    block = r"{{% choosable language (\w+) %}}\n\n```(\w+)\n(.*?)```\n\n{{% /choosable %}}"
    shown = {(language, fence): code for language, fence, code in re.findall(block, INDEX, re.DOTALL)}
    assert INDEX.count("```") == 2 * len(shown)
    assert offered.split(",") == [language for language, _fence in shown] == list(EXAMPLES)
    folders = sorted(path.name for path in (ROOT / "examples" / "pulumi").iterdir() if path.is_dir())
    assert folders == sorted(EXAMPLES)
    for language, file in EXAMPLES.items():
        text = (ROOT / "examples" / "pulumi" / file).read_text("utf-8")
        assert shown[language, language] == LICENSE_LINE.sub("", text)


def test_the_table_has_every_option_of_the_schema() -> None:
    """Its content is generated; see tests/pulumi/test_schema.py."""
    assert re.findall(r"^\| `together:(\w+)` \|", INSTALLATION, re.MULTILINE) == list(SCHEMA["config"]["variables"])


def test_the_names_of_the_sdks_are_those_of_the_schema() -> None:
    languages = SCHEMA["language"]
    listed = dict(re.findall(r"^- (.+?): `(.+?)`", INSTALLATION, re.MULTILINE))
    assert listed == {
        "Python": "pulumi_together",
        "JavaScript and TypeScript": languages["nodejs"]["packageName"],
        "Go": languages["go"]["importBasePath"],
        ".NET": ".".join((languages["csharp"]["rootNamespace"], languages["csharp"]["namespaces"]["together"])),
        "Java": f"{languages['java']['basePackage']}.{SCHEMA['name']}",
    }
    assert f"it is named `{languages['python']['packageName']}`" in INSTALLATION


def test_the_git_url_ends_with_the_folder_of_the_plugin() -> None:
    """tests/pulumi/test_git_installation.py runs these commands."""
    sources = re.findall(r"git\.example\.com/acme/together-ai\.git/(\S+)", INSTALLATION)
    assert {source.partition("@")[0] for source in sources} == {"pulumi-plugin"}
    assert (ROOT / "pulumi-plugin" / "PulumiPlugin.yaml").is_file()


def test_the_error_of_an_archive_is_the_one_that_the_launcher_has() -> None:
    launcher = (Path(pulumi_together.__file__).parent / "plugin" / "launchers" / "launch.py").read_text("utf-8")
    [remedy] = re.findall(r'REMEDY = "(.*)"', launcher)
    assert f"cannot run the plugin: No module named 'pulumi_together'. {remedy}\n" in INSTALLATION


def test_the_installation_page_names_packages_and_commands_that_exist() -> None:
    archive = "pulumi-resource-together-vVERSION-linux-amd64.tar.gz"  # tests/pulumi/test_packaging.py installs it so
    assert f"pulumi plugin install resource together VERSION --file {archive}\n" in INSTALLATION
    launchers = (Path(pulumi_together.__file__).parent / "plugin" / "launchers").iterdir()
    for launcher in launchers:
        for variable in set(re.findall(r"PULUMI_TOGETHER_\w+", launcher.read_text())):
            assert variable in INSTALLATION
    needed = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert needed
    assert f"It needs Python {needed[1]} or later" in INSTALLATION
