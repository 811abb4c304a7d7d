# SPDX-License-Identifier: MIT
"""The requests session: how every request is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Callable

from .. import dependencies
from ..settings import Settings
from ..version import VERSION
from .concurrency import MAX_CONCURRENCY

if TYPE_CHECKING:
    import requests

HEADERS = {
    "User-Agent": f"together-ai-endpoint-lookup/{VERSION}",  # the libraries' own names get a 403
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
}


class Session:
    """GET requests with the settings' key and TLS options, over kept connections."""

    def __init__(self, settings: Settings) -> None:
        """Raises MissingDependencyError."""
        dependencies.load("requests")
        import requests

        self._timeout = settings.timeout
        self._verify = settings.validate_certs and (settings.ca_path or True)
        # As `auth`: a header set by hand is replaced by what a netrc file has for the host.
        self._auth = _bearer(settings.api_key)
        self._session = requests.Session()
        # requests reads the body of a redirect, whole and without a limit, even if it does not follow it.
        self._session.get_redirect_target = _no_redirect_target  # type: ignore[method-assign,assignment]
        # urllib3 writes a warning to stderr for each connection beyond the size of its pool.
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=MAX_CONCURRENCY)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def get(self, url: str, parameters: Mapping[str, str], seconds: float) -> requests.Response:
        """Send a request and read the headers of its response. seconds: upper bound for each wait of the socket."""
        return self._session.get(
            url,
            params=parameters,
            headers=HEADERS,
            auth=self._auth,
            timeout=max(0.001, min(self._timeout, seconds)),
            verify=self._verify,  # per request: REQUESTS_CA_BUNDLE overrides what a session has
            allow_redirects=False,  # following one would send the user's netrc credentials to another host
            stream=True,
        )

    def close(self) -> None:
        """Close the kept connections."""
        self._session.close()


def _bearer(api_key: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    def authorize(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {api_key}"
        return request

    return authorize


def _no_redirect_target(response: requests.Response) -> None:
    """Tell requests that no response is a redirect."""
