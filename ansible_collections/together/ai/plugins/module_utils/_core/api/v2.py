# SPDX-License-Identifier: MIT
"""The second generation of the API: a project's endpoints, in pages, whose models have to be resolved to names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Callable, NamedTuple, TypeVar
from urllib.parse import quote

from ..contract.violation import Violation
from ..errors import InvalidOption, LookupFailed, Refused, listed, shown
from ..http.concurrency import AT_ONCE, side_by_side
from ..http.requester import Access, Document
from ..selection.records import Endpoint, Listing, Row, by_row, distinct, endpoint, has_strings
from ..settings import Query
from . import v2_deployments
from .v2_models import LIMIT, Found, Models, Resource, entries, pages

TYPES = {"ENDPOINT_TYPE_DEDICATED": "dedicated", "ENDPOINT_TYPE_RESERVED": "dedicated"}  # all others: serverless
USAGE_TYPES = {"on-demand": "ENDPOINT_TYPE_DEDICATED", "reserved": "ENDPOINT_TYPE_RESERVED"}
RENAMED = {"updatedAt": "updated_at", "trafficSplit": "traffic_split", "endpointType": "endpoint_type"}
TRANSLATED = ("id", "name", "createdAt", "deployments")
T = TypeVar("T")
CHECK_PROJECT = "check project_id or TOGETHER_PROJECT_ID"


class Sent(NamedTuple):
    """An endpoint as the API sent it, what it breaks of the contract, and the models it is matched by."""

    fields: dict[str, Any]
    violations: tuple[Violation, ...]
    resources: list[Resource]


def listing(access: Access, query: Query) -> Listing:
    """The endpoints of the project, with the models that a query asks for. Raises what Access.get_list raises."""
    project, slug, identity = _project(access)
    path = f"/v2/projects/{quote(project, safe='')}/endpoints"
    models = Models(access, project, query.ignore_case)
    documents: list[Document] = []
    wanted: dict[str, Found] = {}

    def read() -> None:
        documents.extend(_of_project(access, lambda: list(pages(access, path, {}, "v2-endpoints"))))

    def find(asked: str) -> None:
        wanted[asked] = models.find(asked, [slug] if slug else _slugs(access, path))

    work: list[Callable[[], None]] = [read]
    asked_for = list(dict.fromkeys(query.models or ()))
    side_by_side(work + [partial(find, asked) for asked in asked_for])

    sent = [one for document in documents for one in _sent(document) if _passes(one, query)]
    deployed = list(dict.fromkeys(found for one in sent for found in one.resources))
    answers = [wanted[asked] for asked in asked_for] if query.models else _named(models, deployed)
    missing = [asked for asked in asked_for if not any(map(wanted[asked].shown, deployed))]
    near = _near(access, project, deployed) if missing and query.on_missing == "fail" else []
    names = {one: name for one in deployed for found in near + answers for name in [found.shown(one)] if name}
    alike = [name for found in near for name in found.names.values()]
    alike += [other for found in answers for other in found.others]
    known = identity + documents + [document for found in answers for document in found.documents]
    rows = [_row(position, one, wanted, names) for position, one in enumerate(sent)]
    return Listing(lambda _asked: distinct(rows), _violations(known), tuple(alike))


def _project(access: Access) -> tuple[str, str | None, list[Document]]:
    """The project to ask for, its slug where that is known, and what told them."""
    if access.settings.project_id:
        return access.settings.project_id, None, []
    document = access.get("/v1/whoami", {}, "whoami", "whoami")
    identity = document.content if isinstance(document.content, dict) else {}
    project, slug = identity.get("project_id"), identity.get("project_slug")
    if isinstance(project, str) and project:
        return project, slug if isinstance(slug, str) else None, [document]
    organization = identity.get("organization_name") or identity.get("organization_id")
    whose = (
        f"to organization {shown(organization)}, not to a project" if organization else "to a project that is not told"
    )
    raise InvalidOption(
        "project_id",
        f"the API key belongs {whose}; set project_id or TOGETHER_PROJECT_ID{_visible_projects(access)}",
    )


def _visible_projects(access: Access) -> str:
    """The end of a sentence: the projects that a key can see, as far as it may list them."""
    hurried = access.hurried()
    try:
        found = hurried.run(lambda: entries(pages(hurried, "/v1/projects", {}, "projects")))
    except LookupFailed:
        return ""
    names = [f"{shown(entry.get('id'))} ({shown(entry.get('slug'))})".replace('"', "") for entry in found]
    return f" to one of the projects it can see: {listed(names)}" if names else ""


def _of_project(access: Access, ask: Callable[[], T]) -> T:
    """What is asked of the project; where it is refused, the error names the option."""
    refused = None
    try:
        return ask()
    except Refused as error:
        if error.status not in (403, 404) or not access.settings.project_id:
            raise
        refused = error
    raise refused.advising(CHECK_PROJECT)


def _slugs(access: Access, path: str) -> set[str]:
    """The project's slug, which begins the names of its endpoints."""
    page = _of_project(access, lambda: access.get_list(path, {"limit": LIMIT}, "v2-endpoints"))
    return {owner for owner in map(_owner, entries([page])) if owner}


def _owner(fields: dict[str, Any]) -> str | None:
    name = fields.get("name")
    return name.partition("/")[0] if isinstance(name, str) and "/" in name else None


def _sent(page: Document) -> Iterator[Sent]:
    broken = by_row(page.violations)
    for position, value in enumerate(page.content["data"]):
        fields = value if isinstance(value, dict) else {}
        yield Sent(fields, tuple(broken.get(position, ())), v2_deployments.resources(fields))


def _passes(sent: Sent, query: Query) -> bool:
    """The filters that v1 leaves to the API: all endpoints of a project are the caller's own."""
    usage = query.usage_type is None or sent.fields.get("endpointType") == USAGE_TYPES[query.usage_type]
    return usage and query.mine is not False


def _named(models: Models, deployed: list[Resource]) -> list[Found]:
    """Deployed models with their names."""
    told = side_by_side([partial(models.name, one) for one in deployed])
    return [Found({one: name}, [], documents) for one, (name, documents) in zip(deployed, told)]


def _near(access: Access, project: str, deployed: list[Resource]) -> list[Found]:
    """Some deployed models, for the error about a missing one: in a short time, and none where that fails."""
    hurried = access.hurried()
    models = Models(hurried, project, ignore_case=False)
    try:
        return hurried.run(lambda: _named(models, deployed[:AT_ONCE]))
    except LookupFailed:
        return []


def _violations(documents: Iterable[Document]) -> list[Violation]:
    """What some documents break of their contracts, each document once."""
    distinct = {id(document): document for document in documents}
    return [violation for document in distinct.values() for violation in document.violations]


def _row(position: int, sent: Sent, wanted: dict[str, Found], names: dict[Resource, str]) -> Row:
    own = {names[one]: names[one] for one in sent.resources if one in names}
    asked = {asked: name for asked, found in wanted.items() for name in map(found.shown, sent.resources[::-1]) if name}
    told = _endpoint(sent, names)
    return Row(
        position,
        told,
        models=asked if wanted else own,
        violations=sent.violations,
        usable=has_strings(told, "id", "name"),  # without a deployment there is no model, and nothing wrong with that
        readable=v2_deployments.are_readable(sent.fields),
    )


def _endpoint(sent: Sent, names: dict[Resource, str]) -> Endpoint:
    fields = sent.fields
    rest = {RENAMED.get(name, name): value for name, value in fields.items() if name not in TRANSLATED}
    deployments = [v2_deployments.facts(one, names) for one in v2_deployments.deployments(fields)]
    return endpoint(
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
