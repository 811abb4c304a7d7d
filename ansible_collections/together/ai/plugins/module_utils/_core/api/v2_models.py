# SPDX-License-Identifier: MIT
"""The models of deployments in v2: references such as `projects/.../models/...`, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from .pagination import objects, text

RESOURCE_NAME = re.compile(r"projects/([^/]+)/models/([^/]+)(?:/revisions/[^/]+)?")


class ModelRef(NamedTuple):
    """A reference to a model, without its revision. project: empty if it is not stated."""

    project: str
    model: str

    def __str__(self) -> str:
        return f"projects/{self.project}/models/{self.model}" if self.project else self.model


def parse_model_ref(resource_name: Any, model_id: Any = None) -> ModelRef | None:
    """The model of a resource name, else of a bare model id; None if there is neither."""
    match = RESOURCE_NAME.fullmatch(resource_name) if isinstance(resource_name, str) else None
    if match:
        return ModelRef(match[1], match[2])
    return ModelRef("", model_id) if isinstance(model_id, str) and model_id else None


class ModelNames:
    """The names of models. The first name of a model is the one that a record shows."""

    def __init__(self, catalogue: Iterable[dict[str, Any]]) -> None:
        """catalogue: the entries of the public catalogue."""
        self._names: dict[str, dict[tuple[str, str], None]] = {}  # model id -> ordered set of (project, name)
        catalogue = list(catalogue)
        for entry in catalogue:
            self._add(parse_model_ref(entry.get("baseModel"), entry.get("baseModelId")), text(entry, "name"))
        profiles = [(entry, profile) for entry in catalogue for profile in objects(entry.get("deploymentProfiles"))]
        for _entry, profile in profiles:
            self._add(parse_model_ref(profile.get("model")), text(profile, "modelName"))
        for entry, profile in profiles:
            self._add(parse_model_ref(profile.get("model")), text(entry, "name"))

    def add_own_models(self, project: str, models: Iterable[dict[str, Any]]) -> None:
        """Add the models of a project."""
        for model in models:
            self._add(ModelRef(text(model, "projectId") or project, text(model, "id")), text(model, "name"))

    def names(self, ref: ModelRef) -> list[str]:
        """The names of a model, none if it is not known."""
        known = self._names.get(ref.model, {})
        matching = [name for project, name in known if project == ref.project or not (project and ref.project)]
        return list(dict.fromkeys(matching))

    def is_known(self, ref: ModelRef) -> bool:
        """Whether a model has a name."""
        return bool(self.names(ref))

    def all_names(self) -> set[str]:
        """Every name of every model."""
        return {name for names in self._names.values() for _project, name in names}

    def _add(self, ref: ModelRef | None, name: str) -> None:
        if ref and ref.model and name:
            self._names.setdefault(ref.model, {})[(ref.project, name)] = None
