# SPDX-License-Identifier: MIT
"""The generated pages of docs/reference/ are up to date and complete."""

from __future__ import annotations

from pathlib import Path

import pytest

import pulumi_together
from pulumi_together._core import client as core
from tools import error_reference, reference_docs, result_text

PAGES = reference_docs.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "run: python -m tools.reference_docs"


def test_every_error_class_and_kind_needs_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        error_reference, "EXAMPLES", {kind: error_reference.EXAMPLES[kind] for kind in ("missing", "http_error")}
    )
    with pytest.raises(ValueError, match="AmbiguousModelError.*HTTP status 401.*rate_limited"):
        error_reference.page()


def test_the_endpoints_of_the_examples_have_every_field() -> None:
    for endpoint in (error_reference.ENDPOINT, error_reference.BATCH, error_reference.STARTING):
        assert set(endpoint) == set(core.ENDPOINT_FIELDS)


def test_every_kind_of_error_has_a_section() -> None:
    page = PAGES[reference_docs.FOLDER / "errors.md"]
    assert [line[4:-1] for line in page.splitlines() if line.startswith("## `")] == list(result_text.ERROR_TYPES)


def test_the_exception_of_the_pulumi_package_names_every_kind() -> None:
    docstring = pulumi_together.EndpointLookupError.__doc__ or ""
    missing = [kind for kind in result_text.ERROR_TYPES if f'"{kind}"' not in docstring and kind != "bug"]
    assert missing == []


def test_every_field_of_a_result_needs_a_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(result_text.ANSWER, "count")
    with pytest.raises(ValueError, match=r"\['count'\]"):
        reference_docs.pages()
