# SPDX-License-Identifier: MIT
"""The second generation of the API: a project's endpoints, in pages, whose models have to be resolved to names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Callable, NamedTuple
from urllib.parse import quote

from . import v2_deployments
from .access import Access, Document
from .contract import Violation
from .errors import InvalidOption, listed
from .rows import Endpoint, Listing, Row, by_row, distinct, endpoint, has_strings
from .settings import Query
from .side_by_side import side_by_side
from .v2_models import LIMIT, Found, Models, Resource, entries, pages

TYPES = {"ENDPOINT_TYPE_DEDICATED": "dedicated", "ENDPOINT_TYPE_RESERVED": "dedicated"}  # all others: serverless
USAGE_TYPES = {"on-demand": "ENDPOINT_TYPE_DEDICATED", "reserved": "ENDPOINT_TYPE_RESERVED"}
RENAMED = {"updatedAt": "updated_at", "trafficSplit": "traffic_split", "endpointType": "endpoint_type"}
TRANSLATED = ("id", "name", "createdAt", "deployments")


class Sent(NamedTuple):
    """An endpoint as the API sent it, what it breaks of the contract, and the models it is matched by."""

    fields: dict[str, Any]
    violations: tuple[Violation, ...]
    resources: list[Resource]


def listing(access: Access, query: Query) -> Listing:
    """The endpoints of the project, with the models that a query asks for. Raises what Access.get_list raises."""
    project, slug, violations = _project(access)
    path = f"/v2/projects/{quote(project, safe='')}/endpoints"
    models = Models(access, project)
    documents: list[Document] = []
    wanted: dict[str, Found] = {}

    def read() -> None:
        documents.extend(pages(access, path, {}, "v2-endpoints"))

    def find(asked: str) -> None:
        own = slug or _slug(access.get_list(path, {"limit": LIMIT}, "v2-endpoints"))
        wanted[asked] = models.find(asked, own, query.ignore_case)

    work: list[Callable[[], None]] = [read]
    side_by_side(work + [partial(find, asked) for asked in dict.fromkeys(query.models or ())])

    sent = [one for document in documents for one in _sent(document) if _passes(one, query)]
    names = _names(models, wanted, sent, query)
    rows = [_row(position, one, wanted, names) for position, one in enumerate(sent)]
    paged = [violation for document in documents for violation in document.violations]
    return Listing(distinct(rows), violations + paged + models.violations, tuple(models.near))


def _project(access: Access) -> tuple[str, str | None, list[Violation]]:
    """The project to ask for, its slug where that is known, and what whoami broke of its contract."""
    if access.settings.project_id:
        return access.settings.project_id, None, []
    document = access.get("/v1/whoami", {}, "whoami")
    identity = document.content if isinstance(document.content, dict) else {}
    project, slug = identity.get("project_id"), identity.get("project_slug")
    if isinstance(project, str) and project:
        return project, slug if isinstance(slug, str) else None, document.violations
    raise InvalidOption("project_id", _which_project(access, identity))


def _which_project(access: Access, identity: dict[str, Any]) -> str:
    found = [entry for page in pages(access, "/v1/projects", {}, "projects") for entry in entries(page)]
    names = listed(f"{entry.get('id')} ({entry.get('slug')})" for entry in found) or "none"
    organization = identity.get("organization_name") or identity.get("organization_id")
    whose = f"the API key belongs to organization {organization}, not to a project"
    return f"{whose}; set project_id or TOGETHER_PROJECT_ID to one of the projects it can see: {names}"


def _slug(page: Document) -> str | None:
    """The project's slug, which begins the name of each of its endpoints."""
    return next((owner for owner in map(_owner, entries(page)) if owner), None)


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


def _names(models: Models, wanted: dict[str, Found], sent: list[Sent], query: Query) -> dict[Resource, str]:
    """The names of the deployed models: as the question had them resolved, and of the others those that are needed."""
    deployed = list(dict.fromkeys(found for one in sent for found in one.resources))
    names = {one: name for one in deployed for found in wanted.values() for name in _told(found, one) if name}
    asked_for = [one for one in deployed if any(_told(found, one) for found in wanted.values())]
    served = [asked for asked, found in wanted.items() if any(_told(found, one) for one in deployed)]
    # An error for a missing model offers near names: for that, all of them are needed.
    all_needed = query.models is None or (len(served) < len(wanted) and query.on_missing == "fail")
    unnamed = [one for one in (deployed if all_needed else asked_for) if one not in names]
    return {**names, **dict(zip(unnamed, side_by_side([partial(models.name, one) for one in unnamed])))}


def _told(found: Found, deployed: Resource) -> list[str | None]:
    """The names that a question's model has for a deployed one, empty where it is another."""
    return [name for resource, name in found.items() if resource.fits(deployed)]


def _row(position: int, sent: Sent, wanted: dict[str, Found], names: dict[Resource, str]) -> Row:
    told = _endpoint(sent, names)
    usable = has_strings(told, "id", "name")  # without a deployment there is no model, and nothing wrong with that
    return Row(position, told, _models(sent, wanted, names), sent.violations, usable)


def _models(sent: Sent, wanted: dict[str, Found], names: dict[Resource, str]) -> dict[str, str]:
    """What an endpoint answers for: its models by their names, and by what a question called them."""
    own = {names[one]: names[one] for one in sent.resources if one in names}
    called = {asked: names[one] for asked, found in wanted.items() for one in sent.resources if _told(found, one)}
    return {**own, **called}


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
