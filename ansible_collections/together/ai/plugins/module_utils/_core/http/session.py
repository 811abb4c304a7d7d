# SPDX-License-Identifier: MIT
"""The requests session: how every request is sent, and how it is interrupted.

Import this only after `dependencies.load("requests")`.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from collections.abc import Mapping
from functools import partial
from typing import Any, Callable
from urllib.parse import urlsplit

from ..limits import MAX_CONCURRENCY
from ..settings import Settings, is_loopback
from ..version import VERSION
from .deadline import Deadline

try:
    import requests
    from requests.adapters import HTTPAdapter
except ImportError:  # Ansible's sanity tests import every file without third-party libraries
    HTTPAdapter = object  # type: ignore[assignment,misc]

HEADERS = {
    "User-Agent": f"together-ai-endpoint-lookup/{VERSION}",  # that of Python's libraries gets HTTP 403
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
}


class Exchange:
    """One request and its response. `interrupt` ends them from another thread."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._connection: Any = None
        self._sockets: list[Any] = []

    def use(self, connection: Any) -> None:
        """Take the connection for the request; it may be connected already. Raises DeadlineExceededError."""
        self._connection = connection
        self._sockets.append(connection.sock)
        self._deadline.check()

    def interrupt(self) -> None:
        """Shut the sockets down, so that a thread that reads from them continues at once, with an error."""
        # The connection may have a socket that `use` did not see: it gets one for CONNECT to a proxy.
        for sock in [*self._sockets, getattr(self._connection, "sock", None)]:
            with contextlib.suppress(OSError, TypeError):
                # Not `sock.shutdown`: only the thread that reads from a TLS socket may call that. The transport of TLS
                # within TLS is not a socket; its attribute `socket` is.
                socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)


_current = threading.local()  # .exchange: the Exchange of this thread


class _Adapter(HTTPAdapter):
    """Gives the current exchange its connection, and keeps no cookies."""

    def get_connection(self, *arguments: Any, **options: Any) -> Any:
        """The pool of connections for a URL. Called by requests before 2.32."""
        return _watched(super().get_connection(*arguments, **options))

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        """The pool of connections for a URL."""
        return _watched(super().get_connection_with_tls_context(*arguments, **options))

    def build_response(self, request: Any, response: Any) -> Any:
        """The response without the part from which cookies are read.

        Cookies would go back to the server, and Python's parser prints a traceback for some invalid ones.
        """
        response._original_response = None
        return super().build_response(request, response)


def _watched(pool: Any) -> Any:
    """The pool, whose connections are known to the exchanges that use them."""
    # By weak references: a cycle would keep sockets open until the garbage collector runs.
    pool._get_conn = partial(_get_connection, weakref.ref(pool))
    return pool


def _get_connection(reference: Callable[[], Any], *arguments: Any, **options: Any) -> Any:
    pool = reference()
    connection = type(pool)._get_conn(pool, *arguments, **options)
    connection.connect = partial(_connect, weakref.ref(connection))
    _current.exchange.use(connection)
    return connection


def _connect(reference: Callable[[], Any]) -> None:
    connection = reference()
    type(connection).connect(connection)
    _current.exchange.use(connection)  # again, with the socket, which after a TLS handshake is a new one


class Session:
    """GET requests with the settings' key and TLS options, over kept connections."""

    def __init__(self, settings: Settings) -> None:
        self._timeout = settings.timeout
        self._verify = settings.validate_certs and (settings.ca_path or True)
        # As `auth`: a header set by hand is replaced by what a netrc file has for the host.
        self._auth = _bearer(settings.api_key)
        self._session = requests.Session()
        # requests reads the body of a redirect, whole and without a limit, even if it does not follow it.
        self._session.get_redirect_target = _no_redirect_target  # type: ignore[method-assign,assignment]
        # urllib3 writes a warning to stderr for each connection beyond the size of its pool.
        adapter = _Adapter(pool_maxsize=MAX_CONCURRENCY)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def get(self, url: str, parameters: Mapping[str, str], seconds: float, exchange: Exchange) -> requests.Response:
        """Send a request and read the headers of its response. seconds: upper bound for each wait of the socket."""
        _current.exchange = exchange
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

    def plain_text_proxy(self, url: str) -> str:
        """The host of a proxy that gets requests to this URL in plain text, "" if none or one on this machine does."""
        if not url.startswith("http://"):
            return ""
        proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
        host = urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname if proxy else ""
        return "" if is_loopback(host or "localhost") else str(host)

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
