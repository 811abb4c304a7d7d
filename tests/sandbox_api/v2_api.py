# SPDX-License-Identifier: MIT
"""The v2 API: identity, projects, endpoints and models of projects, and the public catalogue."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote

from . import pagination
from .messages import Request, Response, error_response, json_response
from .routing import Parameter, check_access, check_parameters, one_of
from .v2_estate import Identity, V2Estate

ORDER = re.compile(r"(created_at|updated_at)(?: (asc|desc))?")
ORDER_FIELDS = {"created_at": "createdAt", "updated_at": "updatedAt"}
TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
SEARCHED_FIELDS = ("id", "name", "displayName", "description")
IDENTITY_PARTS: dict[Identity, tuple[str, ...]] = {
    "project_api_key": ("api_key", "organization", "project"),
    "org_api_key": ("api_key", "organization"),
    "user_jwt": ("user",),
    "user_org_jwt": ("organization", "user"),
    "user_org_project_jwt": ("organization", "project", "user"),
}


class Call(NamedTuple):
    """A request, the ids in its path, and the estate."""

    request: Request
    ids: dict[str, str]
    estate: V2Estate


class Route(NamedTuple):
    """A GET operation."""

    parameters: dict[str, Parameter]
    respond: Callable[[Call], Response]


def respond(request: Request, estate: V2Estate, api_key: str) -> Response | None:
    """The response of the API to a request. None: the path is not in the specification of v2."""
    for path, route in ROUTES.items():
        if call := _match(path, request, estate):
            return check_access(request, api_key) or check_parameters(request, route.parameters) or route.respond(call)
    return None


def success(request: Request, estate: V2Estate) -> Response | None:
    """A successful response for the path of a request, whatever is wrong with the request."""
    for path, route in ROUTES.items():
        if call := _match(path, request._replace(query={}), estate):
            response = route.respond(call)
            return response if response.status == 200 else _page(call, [])
    return None


def _match(path: str, request: Request, estate: V2Estate) -> Call | None:
    match = PATTERNS[path].fullmatch(request.path)
    if match is None:
        return None
    return Call(request, {name: unquote(value) for name, value in match.groupdict().items()}, estate)


# Operations


def whoami(call: Call) -> Response:
    """The identity of the caller, with an object for each part."""
    estate = call.estate
    parts = {
        "api_key": {"id": estate.api_key_id},
        "organization": estate.organization,
        "project": estate.project,
        "user": {"id": estate.user_id},
    }
    return json_response(
        200, {"type": estate.identity, **{name: parts[name] for name in IDENTITY_PARTS[estate.identity]}}
    )


def flat_whoami(call: Call) -> Response:
    """The identity of the caller in the older flat form."""
    estate, parts = call.estate, IDENTITY_PARTS[call.estate.identity]
    fields = {"api_key_id": estate.api_key_id} if "api_key" in parts else {"user_id": estate.user_id}
    if "organization" in parts:
        fields |= {f"organization_{name}": estate.organization[name] for name in ("id", "name")}
    if "project" in parts:
        fields |= {f"project_{name}": estate.project[name] for name in ("id", "name", "slug")}
    return json_response(200, fields)


def list_projects(call: Call) -> Response:
    """A page of the projects that the caller can access."""
    return _page(call, call.estate.projects)


def list_endpoints(call: Call) -> Response:
    """A page of a project's endpoints."""
    return _check_project(call) or _page(call, _ordered(call, _endpoints_of(call.estate, call.ids["projectId"])))


def list_organization_endpoints(call: Call) -> Response:
    """A page of the endpoints of all projects that are shared in the organization."""
    estate = call.estate
    rows = [*estate.endpoints, *(row for rows in estate.other_endpoints.values() for row in rows)]
    return _check_organization(call) or _page(call, _ordered(call, _shared(rows)))


def list_models(call: Call) -> Response:
    """A page of a project's own models and of those that other projects of the organization share."""
    estate, project_id = call.estate, call.ids["projectId"]
    everything = {str(estate.project["id"]): estate.models, **estate.other_models}
    shared = _shared(row for owner, rows in everything.items() if owner != project_id for row in rows)
    rows = [*everything.get(project_id, []), *shared]
    visibility = call.request.query.get("visibility")
    if visibility:
        rows = [row for row in rows if isinstance(row, dict) and row.get("visibility") == visibility]
    organization_id = call.request.query.get("organizationId", estate.organization["id"])
    if organization_id != estate.organization["id"]:
        return error_response(403, f"No access to organization {organization_id}", code="forbidden")
    return _check_project(call) or _page(call, rows)


def get_model(call: Call) -> Response:
    """A model by the ids of its resource name: a model of a project of the organization, or a public one."""
    estate, project_id, model_id = call.estate, call.ids["projectId"], call.ids["modelId"]
    own = str(estate.project["id"])
    name = f"projects/{project_id}/models/{model_id}"
    models = {own: estate.models, **estate.other_models}
    for model in (row for row in models.get(project_id, ()) if isinstance(row, dict) and row.get("id") == model_id):
        if project_id == own or estate.identity == "org_api_key" or _shared([model]):
            return json_response(200, model)
        return error_response(403, f"No access to model {name}", code="forbidden")
    if name not in estate.public_models:
        return error_response(404, f"Model {name} not found", code="not_found")
    if estate.public_models[name] is None:
        return error_response(403, f"No access to model {name}", code="forbidden")
    return json_response(200, estate.public_models[name])


def list_supported_models(call: Call) -> Response:
    """A page of the public catalogue: the entries that match `search`, `product` and `modality`."""
    query = call.request.query
    rows = call.estate.catalogue
    if search := query.get("search", "").casefold():
        rows = [row for row in rows if search in _searched_text(row)]
    for parameter, name in {"product": "products", "modality": "inputModalities"}.items():
        if parameter in query:
            rows = [row for row in rows if isinstance(row, dict) and query[parameter] in row.get(name, ())]
    return _page(call, rows)


def _is_order(_request: Request, value: str) -> bool:
    return ORDER.fullmatch(value) is not None


ORDER_AND_FILTER = {
    "orderBy": Parameter("created_at or updated_at, alone or followed by asc or desc", _is_order),
    "filter": Parameter("none, because the sandbox does not evaluate filters", lambda request, value: False),
}
MODEL_FILTERS = {
    "visibility": one_of("VISIBILITY_PRIVATE", "VISIBILITY_INTERNAL"),
    "organizationId": Parameter("any text", lambda request, value: True),
}
CATALOGUE_FILTERS = {
    "search": Parameter("any text", lambda request, value: True),
    "product": one_of("PRODUCT_SERVERLESS", "PRODUCT_DEDICATED", "PRODUCT_FINE_TUNING"),
    "modality": one_of("MODALITY_TEXT", "MODALITY_IMAGE", "MODALITY_AUDIO", "MODALITY_VIDEO"),
}
PAGE = pagination.PARAMETERS
ROUTES = {
    "/v3/whoami": Route({}, whoami),
    "/v1/whoami": Route({}, flat_whoami),
    "/v1/projects": Route(PAGE, list_projects),
    "/v2/projects/{projectId}/endpoints": Route(PAGE | ORDER_AND_FILTER, list_endpoints),
    "/v2/organizations/{organizationId}/endpoints": Route(PAGE | ORDER_AND_FILTER, list_organization_endpoints),
    "/v2/projects/{projectId}/models": Route(PAGE | MODEL_FILTERS, list_models),
    "/v2/projects/{projectId}/models/{modelId}": Route({}, get_model),
    "/v2/supported-models": Route(PAGE | CATALOGUE_FILTERS, list_supported_models),
}
PATTERNS = {path: re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)) for path in ROUTES}


def _page(call: Call, rows: list[Any]) -> Response:
    return json_response(200, pagination.page(call.request, call.estate, rows))


# Access


def _check_project(call: Call) -> Response | None:
    """The error response to a project that does not exist, or that the caller may not read."""
    project_id, estate = call.ids["projectId"], call.estate
    own = str(estate.project["id"])
    visible = {own, *(row.get("id") for row in estate.projects if isinstance(row, dict))}
    if project_id not in visible:
        return error_response(404, f"Project {project_id} not found", code="not_found")
    if "project" not in IDENTITY_PARTS[estate.identity] or project_id == own:
        return None
    return error_response(403, f"This credential has no access to project {project_id}", code="forbidden")


def _check_organization(call: Call) -> Response | None:
    """The error response to an organization that is not the caller's."""
    organization_id, estate = call.ids["organizationId"], call.estate
    if organization_id != estate.organization["id"]:
        return error_response(404, f"Organization {organization_id} not found", code="not_found")
    if "organization" in IDENTITY_PARTS[estate.identity]:
        return None
    return error_response(403, f"This credential has no access to organization {organization_id}", code="forbidden")


# Rows


def _endpoints_of(estate: V2Estate, project_id: str) -> list[Any]:
    return estate.endpoints if project_id == str(estate.project["id"]) else estate.other_endpoints.get(project_id, [])


def _shared(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, dict) and row.get("visibility") == "VISIBILITY_INTERNAL"]


def _searched_text(row: Any) -> str:
    """The text that a search looks at. It includes the model names of deployment profiles: the SDK relies on that."""
    if not isinstance(row, dict):
        return ""
    texts = [row.get(name) for name in SEARCHED_FIELDS]
    texts += [one.get("modelName") for one in row.get("deploymentProfiles") or () if isinstance(one, dict)]
    return "\n".join(text for text in texts if isinstance(text, str)).casefold()


def _ordered(call: Call, rows: list[Any]) -> list[Any]:
    order = ORDER.fullmatch(call.request.query.get("orderBy", ""))
    if not order:
        return rows
    field = ORDER_FIELDS[order[1]]
    return sorted(rows, key=lambda row: _seconds(row, field), reverse=order[2] == "desc")


def _seconds(row: Any, field: str) -> float:
    """A timestamp in seconds since the epoch. One that is missing or invalid sorts first."""
    text = row.get(field) if isinstance(row, dict) else None
    match = TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    try:
        whole, fraction, offset = match.groups() if match else ("", "", "")
        return datetime.datetime.fromisoformat(whole + offset.replace("Z", "+00:00")).timestamp() + float(fraction or 0)
    except ValueError:
        return float("-inf")
