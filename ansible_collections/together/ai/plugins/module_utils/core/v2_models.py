# SPDX-License-Identifier: MIT
"""The models of the second generation of the API: from a name to the model deployed, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional
from urllib.parse import quote

from .access import Access, Document
from .contract import Violation
from .errors import Refused

RESOURCE = re.compile(r"projects/([^/]+)/models/([^/]+)(?:/revisions/[^/]+)?")
LIMIT = "500"  # entries of a page, the most there may be
MOST_PAGES = 1000


class Resource(NamedTuple):
    """A model as deployments name it; its revisions are all the same model. project: None where it is not told."""

    project: str | None
    model: str

    def fits(self, other: Resource) -> bool:
        """Whether the two name one model."""
        return self.model == other.model and (self.project in (other.project, None) or other.project is None)

    def __str__(self) -> str:
        return f"projects/{self.project}/models/{self.model}"


Found = dict[Resource, Optional[str]]  # the models that a name stands for -> their names, None where not told


def resource(value: Any) -> Resource | None:
    """The model that a resource name, with or without a revision, stands for; None where it is none."""
    match = RESOURCE.fullmatch(value) if isinstance(value, str) else None
    return Resource(match[1], match[2]) if match else None


def pages(access: Access, path: str, parameters: dict[str, str], schema: str) -> Iterator[Document]:
    """The pages of a list, to its end. Raises EnvelopeBroken where the list has none."""
    cursor = ""
    seen: set[str] = set()
    while len(seen) < MOST_PAGES:
        after = {"after": cursor} if cursor else {}
        page = access.get_list(path, {"limit": LIMIT, **parameters, **after}, schema)
        number = len(seen) + 1
        yield page if number == 1 else Document(page.content, [broken.on_page(number) for broken in page.violations])
        cursor = page.content.get("next_cursor") or ""
        if not isinstance(cursor, str) or not cursor:
            return
        if cursor in seen:
            raise access.broken(path, "a list whose next_cursor comes again and again")
        seen.add(cursor)
    raise access.broken(path, f"a list of more than {MOST_PAGES} pages")


def entries(document: Document) -> Iterator[dict[str, Any]]:
    """The entries of a page that are objects."""
    return (entry for entry in document.content["data"] if isinstance(entry, dict))


class Models:
    """The models that one lookup asks about, with what their answers break of the contract."""

    def __init__(self, access: Access, project: str) -> None:
        self._access = access
        self._project = project
        self.violations: list[Violation] = []
        self.near: list[str] = []  # names of the catalogue that came up without being the one asked for

    def find(self, asked: str, slug: str | None, ignore_case: bool) -> Found:
        """What a name stands for: a resource name, the name of a model of the project, or one of the catalogue."""
        named = resource(asked)
        if named:
            return {named: None}
        if slug and asked.startswith(f"{slug}/"):
            path = f"/v2/projects/{quote(self._project, safe='')}/models"
            listed = self._entries(path, {}, "v2-models")
            return {
                Resource(self._project, str(one.get("id"))): one["name"]
                for one in listed
                if _is(one, asked, ignore_case)
            }
        listed = self._entries("/v2/supported-models", {"search": asked}, "v2-supported-models")
        self.near += [entry["name"] for entry in listed if isinstance(entry.get("name"), str)]
        exact = [entry for entry in listed if _is(entry, asked, ignore_case)]
        return {deployed: entry["name"] for entry in exact for deployed in _deployed(entry)}

    def _entries(self, path: str, parameters: dict[str, str], schema: str) -> list[dict[str, Any]]:
        documents = list(pages(self._access, path, parameters, schema))
        self.violations += [violation for document in documents for violation in document.violations]
        return [entry for document in documents for entry in entries(document)]

    def name(self, deployed: Resource) -> str:
        """The name of a deployed model; its resource name where the key may not look at it or it is gone."""
        path = f"/v2/projects/{quote(str(deployed.project), safe='')}/models/{quote(deployed.model, safe='')}"
        try:
            document = self._access.get(path, {}, "v2-model")
        except Refused as refused:
            if refused.status not in (403, 404):
                raise
            return str(deployed)
        self.violations += document.violations
        name = document.content.get("name") if isinstance(document.content, dict) else None
        return name if isinstance(name, str) else str(deployed)


def _is(entry: dict[str, Any], asked: str, ignore_case: bool) -> bool:
    name = entry.get("name")
    return isinstance(name, str) and (name == asked or (ignore_case and name.casefold() == asked.casefold()))


def _deployed(entry: dict[str, Any]) -> Iterator[Resource]:
    """What is deployed for an entry of the catalogue: its base model, and the models of its deployment profiles."""
    base, base_id, profiles = (entry.get(field) for field in ("baseModel", "baseModelId", "deploymentProfiles"))
    named = resource(base)
    if named:
        yield named
    elif isinstance(base_id, str) and base_id:
        yield Resource(None, base_id)
    for profile in profiles if isinstance(profiles, list) else []:
        named = resource(profile.get("model")) if isinstance(profile, dict) else None
        if named:
            yield named
