# SPDX-License-Identifier: MIT
"""The second generation of the API: a project's endpoints, in pages, whose models have to be resolved to names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Callable, NamedTuple, TypeVar
from urllib.parse import quote

from ..contract.violation import Violation
from ..errors import HTTPStatusError, InvalidOptionError, TogetherError
from ..formatting import Hint, format_value, limit_entries
from ..http.concurrency import MAX_CONCURRENCY, run_concurrently
from ..http.requester import Document, Requester
from ..query import Query
from ..selection.records import (
    Endpoint,
    Listing,
    ModelPredicate,
    Record,
    distinct,
    has_strings,
    make_endpoint,
    violations_by_position,
)
from . import v2_deployments
from .v2_models import LIMIT, Found, Models, Resource, entries, pages

TYPES = {"ENDPOINT_TYPE_DEDICATED": "dedicated", "ENDPOINT_TYPE_RESERVED": "dedicated"}  # all others: serverless
USAGE_TYPES = {"on-demand": "ENDPOINT_TYPE_DEDICATED", "reserved": "ENDPOINT_TYPE_RESERVED"}
RENAMED = {"updatedAt": "updated_at", "trafficSplit": "traffic_split", "endpointType": "endpoint_type"}
TRANSLATED = ("id", "name", "createdAt", "deployments")
T = TypeVar("T")
CHECK_PROJECT = Hint("check_project", "Check {project_id}")


class Sent(NamedTuple):
    """An endpoint as the API sent it, what it breaks of the contract, and the models it is matched by."""

    fields: dict[str, Any]
    violations: tuple[Violation, ...]
    resources: list[Resource]


class V2Listing(Listing):
    """The endpoints of a project."""

    def __init__(self, records: list[Record], violations: list[Violation], known_models: tuple[str, ...]) -> None:
        self._records = records
        self.violations = violations
        self.known_models = known_models

    def records(self, is_requested: ModelPredicate | None = None) -> list[Record]:
        """The distinct records: all of them, or those of requested models only."""
        return [record for record in self._records if is_requested is None or any(map(is_requested, record.models))]


def list_endpoints(requester: Requester, query: Query) -> Listing:
    """The endpoints of the project, with the models that a query asks for. Raises what Requester.get_list raises."""
    project, slug, identity = _project(requester)
    path = f"/v2/projects/{quote(project, safe='')}/endpoints"
    models = Models(requester, project, query.ignore_case)
    documents: list[Document] = []
    wanted: dict[str, Found] = {}

    def read() -> None:
        documents.extend(_of_project(requester, lambda: list(pages(requester, path, {}, "v2-endpoints"))))

    def find(asked: str) -> None:
        wanted[asked] = models.find(asked, [slug] if slug else _slugs(requester, path))

    work: list[Callable[[], None]] = [read]
    asked_for = list(dict.fromkeys(query.models or ()))
    run_concurrently(work + [partial(find, asked) for asked in asked_for])

    sent = [one for document in documents for one in _sent(document) if _passes(one, query)]
    deployed = list(dict.fromkeys(found for one in sent for found in one.resources))
    answers = [wanted[asked] for asked in asked_for] if query.models else _named(models, deployed)
    missing = [asked for asked in asked_for if not any(map(wanted[asked].shown, deployed))]
    near = _near(requester, project, deployed) if missing and query.on_missing == "fail" else []
    names = {one: name for one in deployed for found in near + answers for name in [found.shown(one)] if name}
    alike = [name for found in near for name in found.names.values()]
    alike += [other for found in answers for other in found.others]
    known = identity + documents + [document for found in answers for document in found.documents]
    rows = [_row(position, one, wanted, names) for position, one in enumerate(sent)]
    return V2Listing(distinct(rows), _violations(known), tuple(alike))


def _project(requester: Requester) -> tuple[str, str | None, list[Document]]:
    """The project to ask for, its slug where that is known, and what told them."""
    if requester.settings.project_id:
        return requester.settings.project_id, None, []
    document = requester.get("/v1/whoami", {}, "whoami", "whoami")
    identity = document.content if isinstance(document.content, dict) else {}
    project, slug = identity.get("project_id"), identity.get("project_slug")
    if isinstance(project, str) and project:
        return project, slug if isinstance(slug, str) else None, [document]
    organization = identity.get("organization_name") or identity.get("organization_id")
    whose = (
        f"to organization {format_value(organization)}, not to a project" if organization else "to an unknown project"
    )
    raise InvalidOptionError(
        "project_id",
        problem=f"the API key belongs {whose}",
        hints=[Hint("set_project", f"Set {{project_id}}, or TOGETHER_PROJECT_ID{_visible_projects(requester)}")],
    )


def _visible_projects(requester: Requester) -> str:
    """The end of a sentence: the projects that a key can see, as far as it may list them."""
    best_effort = requester.best_effort()
    try:
        found = best_effort.run(lambda: entries(pages(best_effort, "/v1/projects", {}, "projects")))
    except TogetherError:
        return ""
    names = [f"{format_value(entry.get('id'))} ({format_value(entry.get('slug'))})".replace('"', "") for entry in found]
    return f" to one of the projects it can see: {'; '.join(limit_entries(names))}" if names else ""


def _of_project(requester: Requester, ask: Callable[[], T]) -> T:
    """What is asked of the project; where it is refused, the error names the option."""
    refused = None
    try:
        return ask()
    except HTTPStatusError as error:
        if error.status not in (403, 404) or not requester.settings.project_id:
            raise
        refused = error
    raise refused.with_hint(CHECK_PROJECT)


def _slugs(requester: Requester, path: str) -> set[str]:
    """The project's slug, which begins the names of its endpoints."""
    page = _of_project(requester, lambda: requester.get_list(path, {"limit": LIMIT}, "v2-endpoints"))
    return {owner for owner in map(_owner, entries([page])) if owner}


def _owner(fields: dict[str, Any]) -> str | None:
    name = fields.get("name")
    return name.partition("/")[0] if isinstance(name, str) and "/" in name else None


def _sent(page: Document) -> Iterator[Sent]:
    broken = violations_by_position(page.violations)
    for position, value in enumerate(page.content["data"]):
        fields = value if isinstance(value, dict) else {}
        yield Sent(fields, tuple(broken.get(position, ())), v2_deployments.resources(fields))


def _passes(sent: Sent, query: Query) -> bool:
    """The filters that v1 leaves to the API: all endpoints of a project are the caller's own."""
    usage = query.usage_type is None or sent.fields.get("endpointType") == USAGE_TYPES[query.usage_type]
    return usage and query.mine is not False


def _named(models: Models, deployed: list[Resource]) -> list[Found]:
    """Deployed models with their names."""
    told = run_concurrently([partial(models.name, one) for one in deployed])
    return [Found({one: name}, [], documents) for one, (name, documents) in zip(deployed, told)]


def _near(requester: Requester, project: str, deployed: list[Resource]) -> list[Found]:
    """Some deployed models, for the error about a missing one: in a short time, and none where that fails."""
    best_effort = requester.best_effort()
    models = Models(best_effort, project, ignore_case=False)
    try:
        return best_effort.run(lambda: _named(models, deployed[:MAX_CONCURRENCY]))
    except TogetherError:
        return []


def _violations(documents: Iterable[Document]) -> list[Violation]:
    """What some documents break of their contracts, each document once."""
    distinct = {id(document): document for document in documents}
    return [violation for document in distinct.values() for violation in document.violations]


def _row(position: int, sent: Sent, wanted: dict[str, Found], names: dict[Resource, str]) -> Record:
    own = {names[one]: names[one] for one in sent.resources if one in names}
    asked = {asked: name for asked, found in wanted.items() for name in map(found.shown, sent.resources[::-1]) if name}
    told = _endpoint(sent, names)
    return Record(
        position,
        told,
        models=asked if wanted else own,
        violations=sent.violations,
        is_usable=has_strings(told, "id", "name"),  # an endpoint without a deployment has no model
        has_readable_model=v2_deployments.are_readable(sent.fields),
    )


def _endpoint(sent: Sent, names: dict[Resource, str]) -> Endpoint:
    fields = sent.fields
    rest = {RENAMED.get(name, name): value for name, value in fields.items() if name not in TRANSLATED}
    deployments = [v2_deployments.facts(one, names) for one in v2_deployments.deployments(fields)]
    return make_endpoint(
        {
            "object": "endpoint",
            "id": fields.get("id"),
            "name": fields.get("name"),
            "model": next((names[one] for one in sent.resources if one in names), None),
            "type": TYPES.get(str(fields.get("endpointType")), "serverless"),
            "owner": _owner(fields),
            "state": v2_deployments.state(fields),
            "created_at": fields.get("createdAt"),
        },
        {**rest, "deployments": deployments},
    )
