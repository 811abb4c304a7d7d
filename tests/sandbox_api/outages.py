# SPDX-License-Identifier: MIT
"""Parts of the API that are unavailable, by name: what happens when a generation ends or does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from .messages import Request, Response, error_response
from .routing import check_access, unknown_url


class Outage(NamedTuple):
    """Paths (`*` matches any part) and the error response to all requests to them."""

    paths: tuple[str, ...]
    status: int
    message: str = ""
    code: str | None = None


V1 = ("/v1/endpoints",)
V2 = ("/v2/*",)
IDENTITY = ("/v3/whoami", "/v1/whoami")
DISABLED = "Access to v1 endpoints is disabled. Use dedicated model inference instead."
OUTAGES = {
    "v1-gone": Outage(V1, 410, "The v1 endpoints API has been removed", "endpoint_removed"),
    "v1-disabled": Outage(V1, 403, DISABLED, "endpoints_v1_access_disabled"),
    "v1-503": Outage(V1, 503),
    "v2-absent": Outage(V2, 404),
    "v2-500": Outage(V2, 500),
    "v2-503": Outage(V2, 503),
    "v3-whoami-absent": Outage(("/v3/whoami",), 404),
    "only-v1-endpoints": Outage((*V2, *IDENTITY, "/v1/projects"), 404),
    "organization-absent": Outage(("/v2/organizations/*",), 404),
    "organization-forbidden": Outage(("/v2/organizations/*",), 403, "No access to the organization", "forbidden"),
}


def check_names(names: Iterable[str]) -> frozenset[str]:
    """The names of outages as a set. Raises ValueError for one that does not exist."""
    known = frozenset(names)
    if unknown := sorted(known - OUTAGES.keys()):
        raise ValueError(f"unknown outages {', '.join(unknown)}; known: {', '.join(OUTAGES)}")
    return known


def respond(request: Request, names: Iterable[str], api_key: str) -> Response | None:
    """The error response where an outage concerns the path of a request, else None."""
    for outage in (OUTAGES[name] for name in sorted(names)):
        if any(fnmatchcase(request.path, pattern) for pattern in outage.paths):
            if outage.status == 404:
                return unknown_url(request)
            refusal = check_access(request, api_key) if outage.status == 403 else None
            return refusal or error_response(outage.status, outage.message, code=outage.code)
    return None
