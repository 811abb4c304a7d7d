# SPDX-License-Identifier: MIT
"""The models of the second generation of the API: from a name to the model deployed, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Callable, NamedTuple
from urllib.parse import quote

from ..errors import HTTPStatusError
from ..http.requester import Document, Requester

RESOURCE = re.compile(r"projects/([^/]+)/models/([^/]+)(?:/revisions/[^/]+)?")
LIMIT = "500"  # entries of a page, the most there may be
MOST_PAGES = 200

Entry = dict[str, Any]  # of a list, as the API sent it


class Resource(NamedTuple):
    """A model as deployments name it; its revisions are all the same model. project: None where it is not told."""

    project: str | None
    model: str

    def fits(self, other: Resource) -> bool:
        """Whether the two name one model."""
        return self.model == other.model and (self.project in (other.project, None) or other.project is None)

    def __str__(self) -> str:
        return f"projects/{self.project}/models/{self.model}"


class Found(NamedTuple):
    """What a name stands for.

    names: the models -> the name to show for each. others: names that came up besides. documents: what told it.
    """

    names: dict[Resource, str]
    others: list[str]
    documents: list[Document]

    def shown(self, deployed: Resource) -> str | None:
        """The name to show for a deployed model, None where it is another."""
        return next((name for resource, name in self.names.items() if resource.fits(deployed)), None)


def resource(value: Any) -> Resource | None:
    """The model that a resource name, with or without a revision, stands for; None where it is none."""
    match = RESOURCE.fullmatch(value) if isinstance(value, str) else None
    return Resource(match[1], match[2]) if match else None


def pages(
    requester: Requester, path: str, parameters: dict[str, str], schema: str, what: str = ""
) -> Iterator[Document]:
    """The pages of a list, to its end; what: the list's name in violations. Raises EnvelopeBroken where it has none."""
    cursor: str = ""
    seen: set[str] = set()
    while len(seen) < MOST_PAGES:
        after = {"after": cursor} if cursor else {}
        page = f"page {len(seen) + 1}" if seen else ""
        document = requester.get_list(
            path, {"limit": LIMIT, **parameters, **after}, schema, ", ".join(part for part in (what, page) if part)
        )
        yield document
        cursor = document.content.get("next_cursor") or ""
        if not isinstance(cursor, str):
            raise requester.invalid_response(path, "a list whose next_cursor is no string")
        if not cursor:
            return
        if cursor in seen:
            raise requester.invalid_response(path, "a list whose next_cursor comes again and again")
        seen.add(cursor)
    raise requester.invalid_response(path, f"a list of more than {MOST_PAGES} pages")


def entries(documents: Iterable[Document]) -> list[Entry]:
    """The entries of some pages, as far as they are objects."""
    return [entry for document in documents for entry in document.content["data"] if isinstance(entry, dict)]


class Models:
    """The models that one lookup asks about."""

    def __init__(self, requester: Requester, project: str, ignore_case: bool) -> None:
        self._requester = requester
        self._project = project
        self._fold: Callable[[str], str] = str.casefold if ignore_case else str

    def find(self, asked: str, slugs: Iterable[str]) -> Found:
        """What a name stands for: a resource name, a model of the project, whose slug begins it, or a public one."""
        named = resource(asked)
        if named:
            name, documents = self.name(named)
            return Found({named: name}, [], documents)
        slug, slash, _name = self._fold(asked).partition("/")
        if slash and slug in map(self._fold, slugs):
            own = self._own(asked)
            return own if own.names else self._public(asked, own.documents)
        return self._public(asked, [])

    def name(self, deployed: Resource) -> tuple[str, list[Document]]:
        """The name of a deployed model; its resource name where the key may not look at it or it is gone."""
        path = f"/v2/projects/{quote(str(deployed.project), safe='')}/models/{quote(deployed.model, safe='')}"
        try:
            document = self._requester.get(path, {}, "v2-model", f"model {deployed.model}")
        except HTTPStatusError as refused:
            if refused.status not in (403, 404):
                raise
            return str(deployed), []
        name = document.content.get("name") if isinstance(document.content, dict) else None
        return name if isinstance(name, str) else str(deployed), [document]

    def _own(self, asked: str) -> Found:
        path = f"/v2/projects/{quote(self._project, safe='')}/models"
        documents = list(pages(self._requester, path, {}, "v2-models", "the project's models"))
        own = [entry for entry in entries(documents) if self._is(entry.get("name"), asked)]
        return Found({self._of(entry): _text(entry, "name") for entry in own}, [], documents)

    def _public(self, asked: str, documents: list[Document]) -> Found:
        """A model of the catalogue, by its name or by that of one of its deployment profiles."""
        search = {"search": asked}
        found = list(pages(self._requester, "/v2/supported-models", search, "v2-supported-models", "the catalogue"))
        names: dict[Resource, str] = {}
        others = []
        for entry in entries(found):
            profiles = [one for one in _listed(entry, "deploymentProfiles") if isinstance(one, dict)]
            exact = [one for one in profiles if self._is(one.get("modelName"), asked)]
            name = _text(entry, "name")
            if self._is(name, asked):
                names.update(dict.fromkeys(_deployed(entry, exact or profiles), name))
            elif exact:
                names.update({named: _text(one, "modelName") for one in exact for named in _deployed({}, [one])})
            elif name:
                others.append(name)
        return Found(names, others, documents + found)

    def _of(self, entry: Entry) -> Resource:
        return Resource(_text(entry, "projectId") or self._project, _text(entry, "id"))

    def _is(self, name: Any, asked: str) -> bool:
        return isinstance(name, str) and self._fold(name) == self._fold(asked)


def _deployed(entry: Entry, profiles: list[Entry]) -> Iterator[Resource]:
    """What is deployed for an entry of the catalogue: its base model, and the models of its deployment profiles."""
    base = resource(entry.get("baseModel"))
    if base:
        yield base
    elif _text(entry, "baseModelId"):
        yield Resource(None, entry["baseModelId"])
    for profile in profiles:
        named = resource(profile.get("model"))
        if named:
            yield named


def _text(entry: Entry, field: str) -> str:
    value = entry.get(field)
    return value if isinstance(value, str) else ""


def _listed(entry: Entry, field: str) -> list[Any]:
    value = entry.get(field)
    return value if isinstance(value, list) else []
