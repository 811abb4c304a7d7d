# SPDX-License-Identifier: MIT
"""The projects and organizations that a lookup in v2 searches: from `project_id`, else from the identity of the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..errors import HTTPStatusError, InvalidOptionError, ProjectNotFoundError
from ..formatting import Hint, format_list, format_text, format_value
from ..http.requester import Document, Requester
from .pagination import PagedList, paginate, paginate_if_permitted, text

MAX_PROJECTS = 50  # searched by one lookup; each costs a request
PATH_SEGMENT = r"[\w~-][\w.~-]*"
PROJECTS = PagedList("/v1/projects", "projects", "the projects of the API key")
IDENTITY_PATHS = {"/v3/whoami": "v3-whoami", "/v1/whoami": "whoami"}  # path -> schema, the current one first
IDENTITY_FIELDS = ("project", "organization", "user", "project_id", "organization_id", "user_id", "api_key_id")
OF_PROJECT = "project_api_key"  # the type of an identity that always has a project
SET_PROJECT = Hint("set_project", "Set {project_id} to the ID or the slug of the project to search")
USE_ID = Hint("use_project_id", "Set {project_id} to the ID of the project")


class Project(NamedTuple):
    """A project. slug: the first part of the names of its endpoints and models. Empty strings are not known."""

    id: str
    slug: str
    organization: str

    @property
    def label(self) -> str:
        """The project in a message."""
        return format_text(self.slug or self.id)


class Scope(NamedTuple):
    """The projects that a lookup searches, and the documents that determine them."""

    projects: tuple[Project, ...]
    documents: tuple[Document, ...]


class Identity(NamedTuple):
    """Who the key is. project: its project and organization, in the form of PROJECTS_PATH; path: where it was found."""

    project: dict[str, Any]
    document: Document
    path: str


def find_scope(requester: Requester) -> Scope:
    """The projects to search.

    Raises GenerationAbsentError, InvalidOptionError for a project that the key cannot access or for too many projects,
    or what Requester.get raises.
    """
    project_id = requester.settings.project_id
    return _scope_of_key(requester) if project_id is None else _scope_of_project(requester, project_id)


def organizations_of(requester: Requester, scope: Scope) -> list[str]:
    """The organizations of the projects. Raises InvalidResponseError if the API did not state one."""
    for project in scope.projects:
        if not project.organization:
            raise requester.invalid_response(PROJECTS.path, f"no organization of project {project.label}")
    return list(dict.fromkeys(project.organization for project in scope.projects))


def _scope_of_project(requester: Requester, project_id: str) -> Scope:
    pages = paginate_if_permitted(requester, PROJECTS)
    accessible = _accessible_projects(requester, pages or ())
    matching = [entry for entry in accessible if project_id in (entry["id"], entry.get("slug"))]
    if len(matching) > 1:
        ids = format_list(map(format_value, (entry["id"] for entry in matching)))
        problem = f"{len(matching)} projects have the slug {format_value(project_id)}: {ids}"
        raise InvalidOptionError("project_id", problem=problem, hints=[USE_ID])
    if matching and text(matching[0], "organization_id"):
        return _scope(requester, PROJECTS.path, matching, pages or ())
    identity = _identity(requester)
    own = identity.project
    if matching:
        known = {**matching[0], "organization_id": own["organization_id"]}
    elif project_id in (own["id"], own["slug"]):
        known = own
    elif pages is None:
        known = {**own, "id": project_id, "slug": ""}
    else:
        raise ProjectNotFoundError(project_id, [_label(entry) for entry in accessible])
    return _scope(requester, identity.path, [known], [identity.document, *(pages or ())])


def _scope_of_key(requester: Requester) -> Scope:
    identity = _identity(requester)
    if identity.project["id"]:
        return _scope(requester, identity.path, [identity.project], [identity.document])
    pages = paginate(requester, PROJECTS)
    accessible = _accessible_projects(requester, pages)
    if not accessible:
        problem = "the API key belongs to no project and can access none"
        raise InvalidOptionError("project_id", problem=problem, hints=[SET_PROJECT])
    if len(accessible) > MAX_PROJECTS:
        problem = f"the API key can access {len(accessible)} projects, and a lookup searches at most {MAX_PROJECTS}"
        raise InvalidOptionError("project_id", problem=problem, hints=[SET_PROJECT])
    organization = identity.project["organization_id"]
    projects = [{**entry, "organization_id": text(entry, "organization_id") or organization} for entry in accessible]
    return _scope(requester, PROJECTS.path, projects, [identity.document, *pages])


def _accessible_projects(requester: Requester, pages: Iterable[Document]) -> list[dict[str, Any]]:
    """The projects that the key can access, each once. Raises InvalidResponseError for one without an ID."""
    projects = [entry if isinstance(entry, dict) else {} for page in pages for entry in page.content["data"]]
    by_id = {_path_segment(requester, PROJECTS.path, entry.get("id")): entry for entry in projects}
    return list(by_id.values())


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
    project = _project(document.content)
    if document.content.get("type") == OF_PROJECT and not project["id"]:
        raise requester.invalid_response(path, "no project of the API key of a project")
    return Identity(project, document, path)


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


def _scope(requester: Requester, path: str, entries: Iterable[dict[str, Any]], documents: Iterable[Document]) -> Scope:
    """The scope of some projects, whose IDs come from the documents at a path."""
    projects = []
    for entry in entries:
        organization = text(entry, "organization_id")
        if organization:
            _path_segment(requester, path, organization)
        projects.append(Project(_path_segment(requester, path, entry.get("id")), text(entry, "slug"), organization))
    return Scope(tuple(projects), tuple(documents))


def _path_segment(requester: Requester, path: str, id_: Any) -> str:
    """An ID. One such as `..` would change the path that it becomes a part of, so it raises InvalidResponseError."""
    if isinstance(id_, str) and re.fullmatch(PATH_SEGMENT, id_, re.ASCII):
        return id_
    raise requester.invalid_response(path, f"an invalid ID of a project, {format_value(id_)}")


def _label(entry: Mapping[str, Any]) -> str:
    return f"{format_text(entry.get('id'))} ({format_text(entry.get('slug'))})"
