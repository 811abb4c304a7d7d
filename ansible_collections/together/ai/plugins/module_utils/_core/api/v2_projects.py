# SPDX-License-Identifier: MIT
"""The projects and organizations that a lookup in v2 searches: from `project_id`, else from the identity of the key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import HTTPStatusError, InvalidOptionError, ProjectNotFoundError
from ..formatting import Hint, format_text, format_value
from ..http.requester import Document, Requester
from .pagination import entries, paginate, text

MAX_PROJECTS = 50  # searched by one lookup; each costs a request
PATH_SEGMENT = re.compile(r"[\w~-][\w.~-]*", re.ASCII)
PROJECTS_PATH = "/v1/projects"
IDENTITY_PATHS = {"/v3/whoami": "v3-whoami", "/v1/whoami": "whoami"}  # path -> schema, the current one first
IDENTITY_FIELDS = ("project", "organization", "user", "project_id", "organization_id", "api_key_id")
NOT_PERMITTED = (403, 404)
SET_PROJECT = Hint("set_project", "Set {project_id} to the ID or the slug of the project to search")
USE_ID = Hint("use_project_id", "Set {project_id} to the ID of the project")


class Project(NamedTuple):
    """A project. slug: the first part of the names of its endpoints and models, empty if it is not known."""

    id: str
    slug: str = ""

    @property
    def label(self) -> str:
        """The project in a message."""
        return format_text(self.slug or self.id)


class Scope(NamedTuple):
    """What a lookup searches, and the documents that determine it."""

    projects: tuple[Project, ...]
    organizations: tuple[str, ...]
    documents: tuple[Document, ...]


class Identity(NamedTuple):
    """Who the key is. project: its project and organization, in the form of PROJECTS_PATH; path: where it was found."""

    project: dict[str, Any]
    document: Document
    path: str


def find_scope(requester: Requester) -> Scope:
    """The projects and organizations to search.

    Raises GenerationAbsentError, InvalidOptionError for a project that the key cannot access or for too many projects,
    or what Requester.get raises.
    """
    project_id = requester.settings.project_id
    if project_id is None:
        return _scope_of_key(requester)
    pages = _accessible_projects(requester)
    if pages is None:
        return _scope_without_list(requester, project_id)
    accessible = entries(pages)
    matching = [entry for entry in accessible if project_id in (entry.get("id"), entry.get("slug"))]
    if not matching:
        raise ProjectNotFoundError(project_id, [_label(entry) for entry in accessible])
    if len(matching) > 1:
        problem = f"{len(matching)} projects have the slug {format_value(project_id)}"
        raise InvalidOptionError("project_id", problem=problem, hints=[USE_ID])
    return _scope(requester, PROJECTS_PATH, matching, pages)


def _scope_of_key(requester: Requester) -> Scope:
    identity = _identity(requester)
    if identity.project["id"]:
        return _scope(requester, identity.path, [identity.project], [identity.document])
    pages = paginate(requester, PROJECTS_PATH, "projects", "the projects of the API key")
    accessible = entries(pages)
    if not accessible:
        problem = "the API key belongs to no project and can access none"
        raise InvalidOptionError("project_id", problem=problem, hints=[SET_PROJECT])
    if len(accessible) > MAX_PROJECTS:
        problem = f"the API key can access {len(accessible)} projects, and a lookup searches at most {MAX_PROJECTS}"
        raise InvalidOptionError("project_id", problem=problem, hints=[SET_PROJECT])
    return _scope(requester, PROJECTS_PATH, accessible, [identity.document, *pages])


def _accessible_projects(requester: Requester) -> list[Document] | None:
    """The pages of the projects that the key can access, None if it may not list them."""
    try:
        return paginate(requester, PROJECTS_PATH, "projects", "the projects of the API key")
    except HTTPStatusError as error:
        if error.status not in NOT_PERMITTED:
            raise
    return None


def _scope_without_list(requester: Requester, project_id: str) -> Scope:
    """The scope for a key that may not list projects: the project of its identity, else project_id as it is."""
    identity = _identity(requester)
    project = identity.project
    if project_id not in (project["id"], project["slug"]):
        project = {**project, "id": project_id, "slug": ""}
    return _scope(requester, identity.path, [project], [identity.document])


def _identity(requester: Requester) -> Identity:
    """Who the key is. Older installations have only the last of the paths."""
    *others, last = IDENTITY_PATHS
    for path in others:
        try:
            return _identity_at(requester, path)
        except HTTPStatusError as error:
            if error.status != 404:
                raise
    return _identity_at(requester, last)


def _identity_at(requester: Requester, path: str) -> Identity:
    document = requester.get(path, {}, IDENTITY_PATHS[path], "the identity of the API key")
    if not isinstance(document.content, dict) or not any(map(document.content.get, IDENTITY_FIELDS)):
        found = f"HTTP 200 with {format_value(document.content)}"
        raise requester.invalid_response(path, found, "the project, organization or user of the API key")
    return Identity(_project(document.content), document, path)


def _project(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The project and organization of a key, in the form of /v1/projects, from either form of whoami."""
    project, organization = _object(fields, "project"), _object(fields, "organization")
    return {
        "id": text(project, "id") or text(fields, "project_id"),
        "slug": text(project, "slug") or text(fields, "project_slug"),
        "organization_id": text(organization, "id") or text(fields, "organization_id"),
    }


def _object(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _scope(requester: Requester, path: str, projects: Sequence[dict[str, Any]], documents: Sequence[Document]) -> Scope:
    """The scope of some projects, whose IDs come from the documents at a path."""
    organizations = [organization for entry in projects if (organization := text(entry, "organization_id"))]
    for segment in (*(entry.get("id") for entry in projects), *organizations):
        if not isinstance(segment, str) or not PATH_SEGMENT.fullmatch(segment):
            # An ID such as `..` would change the path that it becomes a part of.
            raise requester.invalid_response(path, f"an invalid ID of a project, {format_value(segment)}")
    return Scope(
        tuple(Project(entry["id"], text(entry, "slug")) for entry in projects),
        tuple(dict.fromkeys(organizations)),
        tuple(documents),
    )


def _label(entry: Mapping[str, Any]) -> str:
    return f"{format_text(entry.get('id'))} ({format_text(entry.get('slug'))})"
