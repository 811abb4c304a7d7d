# SPDX-License-Identifier: MIT
"""The second generation of the API: the endpoints of projects, whose deployments run models, and a public catalogue.

The number of requests does not depend on the query: the key's identity and the catalogue at the same time, then the
endpoints of the projects and those shared in the organization, and only for private models the project's own models.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..contract.violation import Violations
from ..errors import GenerationAbsentError, HTTPStatusError, TogetherError
from ..formatting import Hint
from ..http.concurrency import run_concurrently, start_thread
from ..http.requester import Document, Requester
from ..query import Query
from ..selection.records import Listing, ModelPredicate, Record, distinct
from .absence import first_request
from .pagination import NOT_PERMITTED, PagedList, entries, first_page, paginate, paginate_if_permitted, text
from .v2_deployments import deployed_models
from .v2_models import ModelNames
from .v2_projects import Project, Scope, find_scope, organizations_of
from .v2_records import ListEntry, endpoint_record, is_serverless, list_entries, serverless_record

CATALOGUE = PagedList("/v2/supported-models", "v2-supported-models", "the model catalogue")
CHECK_PROJECT = Hint("check_project", "Check {project_id}")


class V2Listing(Listing):
    """The endpoints of v2: dedicated ones, then the serverless ones of the catalogue."""

    def __init__(self, records: list[Record], violations: Violations, projects: Sequence[Project]) -> None:
        super().__init__(violations, api_versions=("v2",), projects=tuple(project.label for project in projects))
        self._records = distinct(record._replace(position=position) for position, record in enumerate(records))

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records: all of them, or those of requested models only. Each call makes its own endpoints."""
        records = [record for record in self._records if is_requested is None or any(map(is_requested, record.models))]
        return [record._replace(endpoint=dict(record.endpoint)) for record in records]

    def unreadable(self) -> list[Record]:
        """The dedicated endpoints with a model that cannot be read."""
        return [record for record in self._records if not record.has_readable_model]


def list_endpoints(requester: Requester, query: Query) -> V2Listing:
    """The endpoints that the key can use. Raises GenerationAbsentError or what Requester.get_list raises."""
    scope, catalogue = _scope_and_catalogue(requester)
    own, shared = _endpoint_pages(requester, scope, query)
    public_names = requester.derive("names", catalogue, lambda: ModelNames(entries(catalogue)))
    private = _private_models(requester, scope, query, public_names, [*list_entries(own), *list_entries(shared)])
    documents = [*scope.documents, *own, *shared, *catalogue, *(page for _project, pages in private for page in pages)]

    def make_listing() -> V2Listing:
        names = ModelNames(entries(catalogue))
        for project, pages in private:
            names.add_own_models(project.id, entries(pages))
        violations = Violations.combine(document.violations for document in documents)
        records = _records(requester, scope, names, list_entries(own), list_entries(shared), list_entries(catalogue))
        return V2Listing(records, violations, scope.projects)

    return requester.derive("listing", documents, make_listing)


def _scope_and_catalogue(requester: Requester) -> tuple[Scope, list[Document]]:
    catalogue = start_thread(partial(_catalogue, requester))
    try:
        scope = find_scope(requester)
        return scope, catalogue.result()
    except TogetherError as error:
        failed = error
    # The catalogue decides whether v2 exists: an API without v2 may answer for the identity with any error.
    absent = catalogue.exception()
    raise absent if isinstance(absent, GenerationAbsentError) else failed


def _catalogue(requester: Requester) -> list[Document]:
    with first_request("v2"):
        first = first_page(requester, CATALOGUE)
    return paginate(requester, CATALOGUE, first)


def _endpoint_pages(requester: Requester, scope: Scope, query: Query) -> tuple[list[Document], list[Document]]:
    """The pages of the projects' endpoints, and those of the endpoints that are shared in the organizations."""
    own = [partial(_project_endpoints, requester, project) for project in scope.projects]
    organizations = () if query.mine else organizations_of(requester, scope)
    shared = [partial(_shared_endpoints, requester, organization) for organization in organizations]
    pages = run_concurrently([*own, *shared])
    return _flatten(pages[: len(own)]), _flatten(pages[len(own) :])


def _project_endpoints(requester: Requester, project: Project) -> list[Document]:
    path = f"/v2/projects/{project.id}/endpoints"
    try:
        return paginate(requester, PagedList(path, "v2-endpoints", f"the endpoints of project {project.label}"))
    except TogetherError as error:
        failed = error
    is_refused = isinstance(failed, HTTPStatusError) and failed.status in NOT_PERMITTED
    if is_refused and requester.settings.project_id:
        failed = failed.with_hints([CHECK_PROJECT])
    raise failed.in_project(project.label)


def _shared_endpoints(requester: Requester, organization: str) -> list[Document]:
    path = f"/v2/organizations/{organization}/endpoints"
    shared = PagedList(path, "v2-endpoints", "the endpoints shared in the organization")
    return paginate_if_permitted(requester, shared) or []


def _private_models(
    requester: Requester, scope: Scope, query: Query, names: ModelNames, endpoints: Sequence[ListEntry]
) -> list[tuple[Project, list[Document]]]:
    """The pages of the projects' own models, if a deployed model is not public or one is requested by its name."""
    deployed = {model for entry in endpoints for model in deployed_models(entry.fields)}
    public = names.all_names()
    requested = [model for model in query.models or () if model not in public]
    slugs = {project.slug for project in scope.projects if project.slug}
    is_requested = any(model.partition("/")[0] in slugs for model in requested)
    is_deployed = any(not names.is_known(model) for model in deployed)
    is_unsure = bool(requested) and not all(project.slug for project in scope.projects)
    projects = scope.projects if is_requested or is_deployed else ()
    is_required = is_requested or is_unsure
    pages = run_concurrently([partial(_project_models, requester, project, is_required) for project in projects])
    return list(zip(projects, pages))


def _project_models(requester: Requester, project: Project, is_required: bool) -> list[Document]:
    """The pages of a project's own models. Without permission to list them, none, unless an answer depends on them."""
    path = f"/v2/projects/{project.id}/models"
    models = PagedList(path, "v2-models", f"the models of project {project.label}")
    try:
        return paginate(requester, models) if is_required else paginate_if_permitted(requester, models) or []
    except TogetherError as error:
        failed = error
    raise failed.in_project(project.label)


def _records(
    requester: Requester,
    scope: Scope,
    names: ModelNames,
    own: Sequence[ListEntry],
    shared: Sequence[ListEntry],
    catalogue: Sequence[ListEntry],
) -> list[Record]:
    """The records of all endpoints, each once: a project's shared endpoints are in the organization's list as well."""
    inference_url = requester.settings.inference_url("v2")
    projects = {project.id for project in scope.projects}
    own_ids = {text(entry.fields, "id") for entry in own}
    others = [entry for entry in shared if text(entry.fields, "id") not in own_ids]
    entries_with_is_mine = [(entry, True) for entry in own]
    entries_with_is_mine += [(entry, text(entry.fields, "projectId") in projects) for entry in others]
    records = []
    for entry, is_mine in entries_with_is_mine:
        requester.check_deadline()
        records.append(endpoint_record(entry, names, is_mine, inference_url))
    taken = {str(record.endpoint["name"]) for record in records}
    public = [entry for entry in catalogue if is_serverless(entry.fields)]
    return records + [
        serverless_record(entry, inference_url) for entry in public if entry.fields["serverlessEndpoint"] not in taken
    ]


def _flatten(pages: Sequence[list[Document]]) -> list[Document]:
    return [page for several in pages for page in several]
