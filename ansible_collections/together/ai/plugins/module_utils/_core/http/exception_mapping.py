# SPDX-License-Identifier: MIT
"""Why a request failed, told from the kinds of the libraries' exceptions and never from their text.

The text of such an exception, and what hangs on it, may hold the API key (requests keeps the request with its headers).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Callable, NamedTuple

from ..errors import ConnectionFailed, TimedOut


class Kind(NamedTuple):
    """A kind of failure: the exceptions that tell it, what to say of them, and whether another try makes sense."""

    exceptions: tuple[str, ...]  # class names, of Python, requests or urllib3; their subclasses count
    reason: Callable[[BaseException], str]
    again: bool
    error: type[ConnectionFailed] = ConnectionFailed


NAME_AUTHORITY = "name its authority with ca_path, a file or a directory prepared by `openssl rehash`"
URL = "the host name or the proxy's URL is not usable; check base_url and the proxies in the environment"
ADVICE = dict.fromkeys((2, 18, 19, 20, 21), NAME_AUTHORITY)  # OpenSSL's codes for an authority that is not known


def _says(text: str) -> Callable[[BaseException], str]:
    return lambda _error: text


def _untrusted(error: BaseException) -> str:
    # OpenSSL gives no message where Python or urllib3 compared the names themselves, as urllib3 before 2 does.
    found = getattr(error, "verify_message", "") or "host name mismatch"
    advice = ADVICE.get(getattr(error, "verify_code", 0), "check base_url, and the certificate at the server")
    return f"the server's TLS certificate is not trusted ({found}); {advice}"


def _tls(error: BaseException) -> str:
    found = getattr(error, "reason", None)
    return f"no TLS connection ({found if isinstance(found, str) else 'handshake failed'}); check base_url and ca_path"


def _system(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if isinstance(number, int):
        return f"{os.strerror(number)}; look at the network and base_url"
    return "the CA bundle cannot be read; check ca_path, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE"


KINDS = (  # the first that fits tells
    Kind(("SSLCertVerificationError", "CertificateError"), _untrusted, again=False),
    Kind(
        ("SSLEOFError", "SSLZeroReturnError"),
        _says("the connection was closed during the TLS handshake"),
        again=True,
    ),
    Kind(("SSLError",), _tls, again=False),
    Kind(
        ("ConnectTimeout", "ConnectTimeoutError"),
        _says("no connection within timeout; raise timeout, or look at the network, base_url and any proxy"),
        again=True,
        error=TimedOut,
    ),
    Kind(
        ("ReadTimeout", "ReadTimeoutError", "TimeoutError", "timeout"),
        _says("the server was silent for longer than timeout; raise timeout, or try later"),
        again=True,
        error=TimedOut,
    ),
    Kind(
        ("ProxyError",),
        _says("the proxy named in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) did not let it through"),
        again=True,
    ),
    Kind(("gaierror",), _says("the host name of base_url could not be resolved"), again=True),
    Kind(("ConnectionRefusedError",), _says("connection refused; check base_url"), again=True),
    Kind(("IncompleteRead", "EOFError"), _says("the answer broke off before its end"), again=True),
    Kind(
        ("ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError"),
        _says("the connection was closed before the answer was complete"),
        again=True,
    ),
    Kind(
        ("UnicodeError", "LocationValueError", "InvalidURL", "InvalidSchema", "MissingSchema"),
        _says(URL),
        again=False,
    ),
    Kind(("HTTPException", "InvalidHeader"), _says("the answer is not HTTP; check base_url"), again=True),
    Kind(("OSError",), _system, again=False),
    Kind(("ValueError",), _says(URL), again=False),  # urllib.parse's, from the libraries before they send
)


def failure(url: str, error: BaseException, tries: int) -> tuple[ConnectionFailed, bool]:
    """The error to raise for a library's exception, and whether another try makes sense."""
    causes = [(cause, _names(cause)) for cause in _chain(error)]
    for kind in KINDS:
        for cause, names in reversed(causes):  # the innermost knows best
            if not names.isdisjoint(kind.exceptions):
                return kind.error(url, kind.reason(cause), tries), kind.again
    return ConnectionFailed(url, type(error).__name__, tries), False


def _names(error: BaseException) -> set[str]:
    """The classes of an exception, by name."""
    names = {kind.__name__ for kind in type(error).__mro__}
    # urllib3 before 2 takes each failure to connect for a time-out
    return names - {"ConnectTimeoutError", "TimeoutError"} if "NewConnectionError" in names else names


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
