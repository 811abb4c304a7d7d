# SPDX-License-Identifier: MIT
"""Turns exceptions of the libraries into errors of the core, by their classes.

The text of such an exception, and the objects it refers to, may contain the API key. Of a text, only the HTTP status in
the answer of a proxy is read.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Callable, NamedTuple, Union

from ..errors import CHECK_BASE_URL, CHECK_NETWORK, RequestTimeoutError, TransportError, causes
from ..formatting import Hint, printable

Hints = Sequence[Hint]


class ExceptionRule(NamedTuple):
    """What an exception means.

    classes: names of exception classes of Python, requests, urllib3 or PySocks; subclasses count. reason: a text, or a
    function that makes it from the exception. retryable, hints: the same for whether it may pass, and for what to do.
    """

    classes: tuple[str, ...]
    reason: Union[str, Callable[[BaseException], str]]  # noqa: UP007 - evaluated at run time on Python 3.9
    retryable: Union[bool, Callable[[BaseException], bool]]  # noqa: UP007
    hints: Union[Hints, Callable[[BaseException], Hints]] = ()  # noqa: UP007
    error: type[TransportError] = TransportError


RAISE_TIMEOUT = Hint("raise_timeout", "Raise {timeout}, or check the network, {base_url} and any proxy")
RAISE_READ_TIMEOUT = Hint("raise_read_timeout", "Raise {timeout}, or try again later")
TRY_LATER = Hint("try_later", "Try again later, or check the network, {base_url} and any proxy")
CHECK_PROXIES = Hint("check_proxies", "Check {base_url} and the proxies in the environment")
CHECK_PROXY_VARIABLES = Hint("check_proxy_variables", "Check the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY")
PROXY_LOGIN = Hint(
    "proxy_login", "Put the proxy's user and password into its URL in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"
)
PROXY_ACCESS = Hint(
    "proxy_access",
    "Allow the host of {base_url} in the rules of the proxy, or add it to NO_PROXY to connect without the proxy",
)
CHECK_TLS = Hint("check_tls", "Check {base_url} and {ca_path}")
CHECK_BUNDLE = Hint("check_bundle", "Check {ca_path}, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE")
CHECK_CERTIFICATE = Hint("check_certificate", "Check {base_url} and the certificate of the server")
SET_CA_PATH = Hint("set_ca_path", "Set {ca_path} to its authority: a file, or a directory from `openssl rehash`")
USE_CA_BUNDLE = Hint(
    "use_ca_bundle",
    "SSL_CERT_FILE is set, but requests does not read it: set REQUESTS_CA_BUNDLE or {ca_path} to that file",
)
UNKNOWN_AUTHORITY = (2, 18, 19, 20, 21)  # OpenSSL's verify codes for an authority that is not known
UNUSABLE_URL = "the host name or the proxy's URL is invalid"
PROXY_VARIABLES = ("https_proxy", "http_proxy", "all_proxy")
TUNNEL_STATUS = r"Tunnel connection failed: (\d{3})\b"  # how Python and urllib3 begin the text of this OSError
TUNNEL = "a proxy's answer to CONNECT"  # the class of such an OSError, which has none of its own


def _untrusted(error: BaseException) -> str:
    # There is no verify_message where Python or urllib3 compare the host names themselves, as urllib3 1.26 does.
    message = getattr(error, "verify_message", "") or "host name mismatch"
    return f"the server's TLS certificate is not trusted ({printable(str(message))})"


def _untrusted_hints(error: BaseException) -> Hints:
    if getattr(error, "verify_code", 0) not in UNKNOWN_AUTHORITY:
        return [CHECK_CERTIFICATE]
    return [SET_CA_PATH, *([USE_CA_BUNDLE] if os.environ.get("SSL_CERT_FILE") else [])]


def _tls(error: BaseException) -> str:
    reason = getattr(error, "reason", None)
    return f"the TLS handshake failed ({reason})" if isinstance(reason, str) else "the TLS handshake failed"


def _os_error(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else "the CA bundle cannot be read"


def _os_error_hints(error: BaseException) -> Hints:
    return [CHECK_NETWORK if isinstance(getattr(error, "errno", None), int) else CHECK_BUNDLE]


def _tunnel_status(error: BaseException) -> int:
    """The HTTP status with which a proxy refused a CONNECT, 0 if the exception is another one."""
    match = re.match(TUNNEL_STATUS, str(error)) if isinstance(error, OSError) else None
    return int(match[1]) if match else 0


def _tunnel(error: BaseException) -> str:
    status = _tunnel_status(error)
    problem = "could not connect to the API" if status >= 500 else "refused to connect to the API"
    if status == 407:
        problem = "requires a login"
    return f"the proxy {problem} (HTTP {status} to CONNECT)"


def _tunnel_hints(error: BaseException) -> Hints:
    status = _tunnel_status(error)
    if status == 407:
        return [PROXY_LOGIN]
    return [CHECK_PROXY_VARIABLES if status >= 500 else PROXY_ACCESS]


def _resolution_hints(_error: BaseException) -> Hints:
    # PySocks does not say whether it is the name of the proxy.
    proxies = (value for name, value in os.environ.items() if name.lower() in PROXY_VARIABLES)
    return [CHECK_BASE_URL, *([CHECK_PROXY_VARIABLES] if any(url.startswith("socks") for url in proxies) else [])]


def _pysocks_hints(_error: BaseException) -> Hints:
    from shlex import quote

    install = f"Run: {quote(sys.executable or 'python3')} -m pip install pysocks, or use an HTTP proxy"
    return [Hint("install_pysocks", install)]


PROXY_RULES = (  # before RULES, for an exception that is about a proxy
    ExceptionRule((TUNNEL,), _tunnel, lambda error: _tunnel_status(error) >= 500, _tunnel_hints),
    ExceptionRule(("SOCKS5AuthError",), "the proxy rejected the login", False, [PROXY_LOGIN]),
    ExceptionRule(
        ("SOCKS4Error", "SOCKS5Error"), "the proxy could not connect to the API", True, [CHECK_PROXY_VARIABLES]
    ),
    ExceptionRule(("gaierror",), "the host name of the proxy could not be resolved", True, [CHECK_PROXY_VARIABLES]),
    ExceptionRule(("ConnectionRefusedError",), "the proxy is not reachable", True, [CHECK_PROXY_VARIABLES]),
)
RULES = (  # the first rule that matches counts
    ExceptionRule(("SSLCertVerificationError", "CertificateError"), _untrusted, False, _untrusted_hints),
    ExceptionRule(
        ("SSLEOFError", "SSLZeroReturnError"),
        "the connection was closed during the TLS handshake",
        True,
        [TRY_LATER],
    ),
    ExceptionRule(("SSLError",), _tls, False, [CHECK_TLS]),
    ExceptionRule(
        ("ConnectTimeout", "ConnectTimeoutError"),
        "no connection within timeout",
        True,
        [RAISE_TIMEOUT],
        RequestTimeoutError,
    ),
    ExceptionRule(
        ("ReadTimeout", "ReadTimeoutError", "TimeoutError", "timeout"),
        "the server sent nothing for longer than timeout",
        True,
        [RAISE_READ_TIMEOUT],
        RequestTimeoutError,
    ),
    ExceptionRule(("gaierror",), "the host name could not be resolved", True, _resolution_hints),
    ExceptionRule(("ConnectionRefusedError",), "connection refused", True, [CHECK_BASE_URL]),
    ExceptionRule(("ProxyError",), "the proxy did not forward the request", True, [CHECK_PROXY_VARIABLES]),
    ExceptionRule(("IncompleteRead", "EOFError"), "the response ended before it was complete", True, [TRY_LATER]),
    ExceptionRule(
        ("ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError"),
        "the connection was closed before the response was complete",
        True,
        [TRY_LATER],
    ),
    ExceptionRule(
        ("UnicodeError", "LocationValueError", "InvalidURL", "MissingSchema"),
        UNUSABLE_URL,
        False,
        [CHECK_PROXIES],
    ),
    ExceptionRule(
        ("InvalidSchema",),
        "the proxy in the environment is a SOCKS proxy, and the Python library PySocks is not installed",
        False,
        _pysocks_hints,
    ),
    ExceptionRule(("HTTPException", "InvalidHeader"), "the response is not HTTP", True, [CHECK_BASE_URL]),
    ExceptionRule(("OSError",), _os_error, False, _os_error_hints),
    ExceptionRule(("ValueError",), UNUSABLE_URL, False, [CHECK_PROXIES]),  # from urllib.parse, before a request is sent
)


def classify_exception(url: str, error: BaseException, attempts: int) -> TransportError:
    """The error to raise for an exception of a library."""
    wrapped = [(cause, _class_names(cause)) for cause in causes(error)]
    is_about_proxy = any("ProxyError" in names and "GeneralProxyError" not in names for _cause, names in wrapped)
    for rule in (*PROXY_RULES, *RULES) if is_about_proxy else RULES:
        for cause, names in reversed(wrapped):  # the innermost cause is the most specific
            if not names.isdisjoint(rule.classes):
                reason = rule.reason(cause) if callable(rule.reason) else rule.reason
                hints = rule.hints(cause) if callable(rule.hints) else rule.hints
                retryable = rule.retryable(cause) if callable(rule.retryable) else rule.retryable
                return rule.error(url, reason, attempts, hints, retryable)
    return TransportError(url, type(error).__name__, attempts)


def _class_names(error: BaseException) -> set[str]:
    names = {kind.__name__ for kind in type(error).__mro__}
    if _tunnel_status(error):
        names.add(TUNNEL)
    # urllib3 1.26 derives its error for a failed connection from its timeout error.
    return names - {"ConnectTimeoutError", "TimeoutError"} if "NewConnectionError" in names else names
