# SPDX-License-Identifier: MIT
"""What the API answers in v2: a project's endpoints and models, the public catalogue, whose key it is; in pages."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from .estate_v2 import V2Estate
from .service import Request, as_json, error, misused_parameter, refused
from .wire import Response

LIMIT, DEFAULT_LIMIT = 500, 50
ORDERS = re.compile(r"(created_at|updated_at)(?: (asc|desc))?")
ORDER_FIELDS = {"created_at": "createdAt", "updated_at": "updatedAt"}
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
SEARCHED = ("id", "name", "displayName", "description")


class Asked(NamedTuple):
    """A request, what stood in its path, and the estate it asks about."""

    request: Request
    ids: dict[str, str]
    estate: V2Estate


class Route(NamedTuple):
    """A GET operation: its query parameters, and what it answers."""

    parameters: tuple[str, ...]
    answer: Callable[[Asked], Response]


def endpoints(asked: Asked) -> Response:
    """A page of the project's endpoints. Another project that the key can see has none."""
    return _foreign(asked) or _page(asked, _ordered(asked) if _is_own(asked) else [])


def models(asked: Asked) -> Response:
    """A page of the project's own models."""
    return _foreign(asked) or _page(asked, asked.estate.models if _is_own(asked) else [])


def model(asked: Asked) -> Response:
    """A model by the ids of its resource name: one of the project's own, or a public one."""
    estate, project_id, model_id = asked.estate, asked.ids["projectId"], asked.ids["modelId"]
    name = f"projects/{project_id}/models/{model_id}"
    own = [each for each in estate.models if isinstance(each, dict)]
    known = {f"projects/{estate.project['id']}/models/{each.get('id')}": each for each in own} | estate.public_models
    if name not in known:
        return error(404, f"Model {name} not found", code="not_found")
    if known[name] is None:
        return error(403, f"This API key has no access to model {name}", code="forbidden")
    return as_json(200, known[name])


def supported_models(asked: Asked) -> Response:
    """A page of the public catalogue: the entries in which `search` is found."""
    wanted = asked.request.query.get("search", "").casefold()
    return _page(asked, [entry for entry in asked.estate.catalogue if not wanted or wanted in _searched(entry)])


def whoami(asked: Asked) -> Response:
    """Whose key it is."""
    estate = asked.estate
    identity = {
        "api_key_id": estate.api_key_id,
        "organization_id": estate.organization["id"],
        "organization_name": estate.organization["name"],
    }
    project = {f"project_{name}": estate.project[name] for name in ("id", "name", "slug")}
    return as_json(200, {**identity, **(project if estate.key_belongs_to == "project" else {})})


def projects(asked: Asked) -> Response:
    """A page of the projects the key can see."""
    return _page(asked, asked.estate.projects)


ROUTES = {
    "/v2/projects/{projectId}/endpoints": Route(("limit", "after", "orderBy", "filter"), endpoints),
    "/v2/projects/{projectId}/models": Route(("limit", "after"), models),
    "/v2/projects/{projectId}/models/{modelId}": Route((), model),
    "/v2/supported-models": Route(("limit", "after", "search"), supported_models),
    "/v1/whoami": Route((), whoami),
    "/v1/projects": Route(("limit", "after"), projects),
}
PATTERNS = {path: re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)) for path in ROUTES}

VALUES: dict[str, tuple[str, Callable[[Request, str], bool]]] = {  # parameter -> what is allowed, and is it that?
    "limit": (
        f"an integer from 1 to {LIMIT}",
        lambda request, value: re.fullmatch("[0-9]{1,9}", value) is not None and 1 <= int(value) <= LIMIT,
    ),
    "after": ("the next_cursor of the page before", lambda request, value: _offset(request, value) is not None),
    "orderBy": (
        "created_at or updated_at, alone or followed by asc or desc",
        lambda request, value: ORDERS.fullmatch(value) is not None,
    ),
    "filter": ("none, for the sandbox does not evaluate filters", lambda request, value: False),
    "search": ("any text", lambda request, value: True),
}


def answer(request: Request, estate: V2Estate, api_key: str) -> Response | None:
    """What the API answers to a request; None where the path is not one of these."""
    for path, route in ROUTES.items():
        if asked := _asked(path, request, estate):
            return refused(request, api_key) or _refused_value(request, route) or route.answer(asked)
    return None


def listing(request: Request, estate: V2Estate) -> Response | None:
    """What a success looks like at the path of a request, whatever is wrong with the request."""
    for path, route in ROUTES.items():
        if asked := _asked(path, request._replace(query={}), estate):
            success = route.answer(asked)
            return success if success.status == 200 else _page(asked, [])
    return None


def _asked(path: str, request: Request, estate: V2Estate) -> Asked | None:
    match = PATTERNS[path].fullmatch(request.path)
    if match is None:
        return None
    return Asked(request, {name: unquote(value) for name, value in match.groupdict().items()}, estate)


def _refused_value(request: Request, route: Route) -> Response | None:
    def allowed(name: str, value: str) -> str | None:
        expected, holds = VALUES[name]
        return None if holds(request, value) else expected

    return misused_parameter(request, route.parameters, allowed)


def _is_own(asked: Asked) -> bool:
    return asked.ids["projectId"] == str(asked.estate.project["id"])


def _foreign(asked: Asked) -> Response | None:
    """The refusal of a project that does not exist, or is not for a key that belongs to another one."""
    project_id, estate = asked.ids["projectId"], asked.estate
    seen = [each.get("id") for each in estate.projects if isinstance(each, dict)]
    if _is_own(asked) or (project_id in seen and estate.key_belongs_to == "organization"):
        return None
    if project_id in seen:
        return error(403, f"This API key belongs to another project than {project_id}", code="forbidden")
    return error(404, f"Project {project_id} not found", code="not_found")


def _searched(entry: Any) -> str:
    """What a search looks at; the names of deployment profiles too, since the official client finds these by it."""
    texts = [entry.get(name) for name in SEARCHED] if isinstance(entry, dict) else []
    profiles = entry.get("deploymentProfiles") if isinstance(entry, dict) else None
    texts += [profile.get("modelName") for profile in profiles or () if isinstance(profile, dict)]
    return "\n".join(text for text in texts if isinstance(text, str)).casefold()


def _ordered(asked: Asked) -> list[Any]:
    order = ORDERS.fullmatch(asked.request.query.get("orderBy", ""))
    if not order:
        return asked.estate.endpoints
    field = ORDER_FIELDS[order[1]]
    return sorted(asked.estate.endpoints, key=lambda row: _instant(row, field), reverse=order[2] == "desc")


def _instant(row: Any, field: str) -> float:
    """Seconds since the epoch, below all others where there are none to be read."""
    text = row.get(field) if isinstance(row, dict) else None
    match = INSTANT.fullmatch(text) if isinstance(text, str) else None
    try:
        whole, fraction, offset = match.groups() if match else ("", "", "")
        return datetime.datetime.fromisoformat(whole + offset.replace("Z", "+00:00")).timestamp() + float(fraction or 0)
    except ValueError:
        return float("-inf")


def _page(asked: Asked, items: list[Any]) -> Response:
    query, fault = asked.request.query, asked.estate.cursor_fault
    limit = int(query.get("limit", DEFAULT_LIMIT))
    start = _offset(asked.request, query["after"]) or 0 if "after" in query else 0
    end = start + limit
    if fault == "repeat":
        start, end = 0, 0
    elif fault == "endless" and items:
        start %= len(items)
    more = fault is not None or end < len(items)
    cursor = _cursor(asked.request, end) if more else None
    return as_json(200, {"object": "list", "data": items[start : start + limit], "next_cursor": cursor})


def _cursor(request: Request, offset: int) -> str:
    """A cursor that is good for the same list only: same path, same order, same search."""
    same = {name: value for name, value in request.query.items() if name not in ("limit", "after")}
    mark = hashlib.sha256(json.dumps([request.path, same], sort_keys=True).encode()).hexdigest()[:12]
    return base64.urlsafe_b64encode(f"{mark}:{offset}".encode()).decode().rstrip("=")


def _offset(request: Request, cursor: str) -> int | None:
    """Where the page of a cursor starts; None: no cursor of this list."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
        offset = int(text.partition(":")[2])
    except ValueError:
        return None
    return offset if _cursor(request, offset) == cursor else None
