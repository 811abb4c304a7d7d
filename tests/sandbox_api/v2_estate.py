# SPDX-License-Identifier: MIT
"""The data of the v2 API: an organization with projects, their endpoints and models, and the public catalogue."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from . import catalogue

REALISTIC = Path(__file__).with_name("v2_estate.json")

Identity = Literal["project_api_key", "org_api_key", "user_jwt", "user_org_jwt", "user_org_project_jwt"]
IDENTITIES: tuple[Identity, ...] = get_args(Identity)


@dataclass
class V2Estate:
    """Plain data that tests replace. The lists are sent verbatim, valid or not, in their order."""

    project: dict[str, Any]  # id, name, slug: the project of the key
    organization: dict[str, Any]  # id, name
    projects: list[Any] = field(default_factory=list)  # Project objects that the key can list
    endpoints: list[Any] = field(default_factory=list)  # Endpoint objects of the key's project
    models: list[Any] = field(default_factory=list)  # Model objects of the key's project
    other_endpoints: dict[str, list[Any]] = field(default_factory=dict)  # other project's id -> its Endpoint objects
    other_models: dict[str, list[Any]] = field(default_factory=dict)  # other project's id -> its Model objects
    catalogue: list[Any] = field(default_factory=list)  # SupportedModel objects
    public_models: dict[str, Any] = field(default_factory=dict)  # projects/p/models/m -> Model, null: 403 for this key
    identity: Identity = "project_api_key"
    api_key_id: str = "key_sandbox"
    user_id: str = "user_sandbox"
    max_page_size: int = 500  # a page has at most so many entries, whatever `limit` says
    cursor_fault: Literal["repeat", "endless"] | None = None  # always one page and cursor; always new cursors

    def resource(self, model: str) -> str:
        """The resource name of a public model or of a project's model, by the model's name. Raises KeyError."""
        own = [one for models in (self.models, *self.other_models.values()) for one in models]
        resources = {one["name"]: one["baseModel"] for one in self.catalogue}
        resources |= {one["name"]: f"projects/{one['projectId']}/models/{one['id']}" for one in own}
        return str(resources[model])


def empty() -> V2Estate:
    """The projects and the organization of the realistic estate, without endpoints, models and catalogue."""
    realistic = _parse(_realistic_text())
    return V2Estate(realistic["project"], realistic["organization"], realistic["projects"])


def load(path: Path = REALISTIC) -> V2Estate:
    """The estate in a JSON file: an object with the fields of V2Estate. Raises OSError, ValueError.

    The catalogue of the realistic estate has generated entries after those in the file.
    """
    if path != REALISTIC:
        return V2Estate(**_parse(path.read_text(encoding="utf-8")))
    estate = V2Estate(**_parse(_realistic_text()))
    estate.catalogue += catalogue.generate()
    return estate


@cache
def _realistic_text() -> str:
    return REALISTIC.read_text(encoding="utf-8")


def _parse(text: str) -> dict[str, Any]:
    document = json.loads(text)
    names = [each.name for each in fields(V2Estate)]
    if not isinstance(document, dict) or not {"project", "organization"} <= document.keys() <= set(names):
        raise ValueError(f"not an object with project, organization and at most {', '.join(names[2:])}")
    return document
