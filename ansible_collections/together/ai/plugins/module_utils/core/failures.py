# SPDX-License-Identifier: MIT
"""Why a request failed, told from the kinds of the libraries' exceptions and never from their text.

The text of such an exception, and what hangs on it, may hold the API key (requests keeps the request with its headers).
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
from collections.abc import Iterator
from typing import Callable, NamedTuple

import requests
import urllib3

from .errors import ConnectionFailed, TimedOut


class Kind(NamedTuple):
    """A kind of failure: the exceptions that tell it, what to say of them, and whether another try makes sense."""

    exceptions: tuple[type[BaseException], ...]
    reason: Callable[[BaseException], str]
    transient: bool
    error: type[ConnectionFailed] = ConnectionFailed


def _says(text: str) -> Callable[[BaseException], str]:
    return lambda _error: text


def _untrusted(error: BaseException) -> str:
    found = getattr(error, "verify_message", "") or "verification failed"
    return f"the server's TLS certificate is not trusted ({found}); name its authority with ca_path"


def _tls(error: BaseException) -> str:
    return f"no TLS connection ({getattr(error, 'reason', None) or 'handshake failed'}); check base_url and ca_path"


def _system(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else type(error).__name__


KINDS = (  # the first that fits tells
    Kind((ssl.SSLCertVerificationError,), _untrusted, transient=False),
    Kind((ssl.SSLEOFError, ssl.SSLZeroReturnError), _says("the connection was closed during the TLS handshake"), True),
    Kind((ssl.SSLError, requests.exceptions.SSLError), _tls, transient=False),
    Kind(
        (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
        _says("the proxy named in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) did not let it through"),
        transient=True,
    ),
    Kind((socket.gaierror,), _says("the host name of base_url could not be resolved"), transient=True),
    Kind((ConnectionRefusedError,), _says("connection refused; check base_url"), transient=True),
    Kind(
        (requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError),
        _says("no connection within timeout; raise timeout, or look at the network and base_url"),
        transient=True,
        error=TimedOut,
    ),
    Kind(
        (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError, socket.timeout),
        _says("the server was silent for longer than timeout; raise timeout, or try later"),
        transient=True,
        error=TimedOut,
    ),
    Kind(
        (http.client.IncompleteRead, urllib3.exceptions.IncompleteRead, EOFError),
        _says("the answer broke off before its end"),
        transient=True,
    ),
    Kind(
        (ConnectionError,),  # http.client.RemoteDisconnected is one as well
        _says("the connection was closed before the answer was complete"),
        transient=True,
    ),
    Kind(
        (UnicodeError, urllib3.exceptions.LocationValueError, requests.exceptions.InvalidURL),
        _says(
            "the host name or the proxy's URL is not usable; check base_url and the proxy settings in the environment"
        ),
        transient=False,
    ),
    Kind((http.client.HTTPException,), _says("the answer is not HTTP; check base_url"), transient=True),
    Kind((OSError,), _system, transient=False),
)


def failure(url: str, error: BaseException, tries: int) -> tuple[ConnectionFailed, bool]:
    """The error to raise for a library's exception, and whether another try makes sense."""
    chain = list(_chain(error))
    for kind in KINDS:
        for cause in reversed(chain):  # the innermost knows best
            if isinstance(cause, kind.exceptions):
                return kind.error(url, kind.reason(cause), tries), kind.transient
    return ConnectionFailed(url, type(error).__name__, tries), False


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps; the libraries wrap as cause, as context, as argument and as `reason`."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [found.__cause__, found.__context__, *found.args, getattr(found, "reason", None)]
