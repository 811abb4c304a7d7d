# SPDX-License-Identifier: MIT
"""What the sandbox knows when it is asked in v2: a project with its endpoints and models, and the public catalogue."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

REALISTIC = Path(__file__).with_name("estate-v2.json")


@dataclass
class V2Estate:
    """Plain data, to be replaced at will. The lists are served verbatim, broken or not, in their order."""

    project: dict[str, Any]  # id, name, slug: what the endpoints and models belong to
    organization: dict[str, Any]  # id, name
    projects: list[Any] = field(default_factory=list)  # Project objects: what the key can see
    endpoints: list[Any] = field(default_factory=list)  # Endpoint objects
    models: list[Any] = field(default_factory=list)  # Model objects, the project's own
    catalogue: list[Any] = field(default_factory=list)  # SupportedModel objects
    public_models: dict[str, Any] = field(default_factory=dict)  # projects/p/models/m -> Model, null: not for this key
    key_belongs_to: Literal["project", "organization"] = "project"
    api_key_id: str = "key_sandbox"
    cursor_fault: Literal["repeat", "endless"] | None = None  # always the first page and one cursor; or ever new ones


def load(path: Path = REALISTIC) -> V2Estate:
    """The estate in a JSON file: an object with the fields of V2Estate. Raises OSError, ValueError."""
    document = json.loads(path.read_text(encoding="utf-8"))
    names = [each.name for each in fields(V2Estate)]
    if not isinstance(document, dict) or not {"project", "organization"} <= document.keys() <= set(names):
        raise ValueError(f"{path} holds no object with project, organization and at most {', '.join(names[2:])}")
    return V2Estate(**document)
