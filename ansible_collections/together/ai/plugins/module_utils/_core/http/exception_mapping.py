# SPDX-License-Identifier: MIT
"""Turns exceptions of the libraries into errors of the core, by their classes and never by their texts.

The text of such an exception, and the objects it refers to, may contain the API key.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Callable, NamedTuple, Union

from ..errors import CHECK_BASE_URL, CHECK_NETWORK, RequestTimeoutError, TransportError, causes
from ..formatting import Hint, printable

Hints = Sequence[Hint]


class ExceptionRule(NamedTuple):
    """What an exception means.

    classes: names of exception classes of Python, requests or urllib3; subclasses count. reason: a text, or a function
    that makes it from the exception. hints: the same for what to do.
    """

    classes: tuple[str, ...]
    reason: Union[str, Callable[[BaseException], str]]  # noqa: UP007 - evaluated at run time on Python 3.9
    retryable: bool
    hints: Union[Hints, Callable[[BaseException], Hints]] = ()  # noqa: UP007
    error: type[TransportError] = TransportError


RAISE_TIMEOUT = Hint("raise_timeout", "Raise {timeout}, or check the network, {base_url} and any proxy")
TRY_LATER = Hint("raise_timeout", "Raise {timeout}, or try again later")
CHECK_PROXIES = Hint("check_proxies", "Check {base_url} and the proxies in the environment")
CHECK_PROXY_VARIABLES = Hint("check_proxies", "Check the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY")
CHECK_TLS = Hint("check_tls", "Check {base_url} and {ca_path}")
CHECK_BUNDLE = Hint("check_bundle", "Check {ca_path}, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE")
CHECK_CERTIFICATE = Hint("check_certificate", "Check {base_url} and the certificate of the server")
SET_CA_PATH = Hint("set_ca_path", "Set {ca_path} to its authority: a file, or a directory from `openssl rehash`")
UNKNOWN_AUTHORITY = (2, 18, 19, 20, 21)  # OpenSSL's verify codes for an authority that is not known
UNUSABLE_URL = "the host name or the proxy's URL is invalid"


def _untrusted(error: BaseException) -> str:
    # There is no verify_message where Python or urllib3 compare the host names themselves, as urllib3 1.26 does.
    message = getattr(error, "verify_message", "") or "host name mismatch"
    return f"the server's TLS certificate is not trusted ({printable(str(message))})"


def _untrusted_hints(error: BaseException) -> Hints:
    return [SET_CA_PATH if getattr(error, "verify_code", 0) in UNKNOWN_AUTHORITY else CHECK_CERTIFICATE]


def _tls(error: BaseException) -> str:
    reason = getattr(error, "reason", None)
    return f"the TLS handshake failed ({reason})" if isinstance(reason, str) else "the TLS handshake failed"


def _os_error(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else "the CA bundle cannot be read"


def _os_error_hints(error: BaseException) -> Hints:
    return [CHECK_NETWORK if isinstance(getattr(error, "errno", None), int) else CHECK_BUNDLE]


RULES = (  # the first rule that matches counts
    ExceptionRule(("SSLCertVerificationError", "CertificateError"), _untrusted, False, _untrusted_hints),
    ExceptionRule(
        ("SSLEOFError", "SSLZeroReturnError"),
        "the connection was closed during the TLS handshake",
        True,
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
        [TRY_LATER],
        RequestTimeoutError,
    ),
    ExceptionRule(("ProxyError",), "the proxy did not forward the request", True, [CHECK_PROXY_VARIABLES]),
    ExceptionRule(("gaierror",), "the host name could not be resolved", True, [CHECK_BASE_URL]),
    ExceptionRule(("ConnectionRefusedError",), "connection refused", True, [CHECK_BASE_URL]),
    ExceptionRule(("IncompleteRead", "EOFError"), "the response ended before it was complete", True),
    ExceptionRule(
        ("ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError"),
        "the connection was closed before the response was complete",
        True,
    ),
    ExceptionRule(
        ("UnicodeError", "LocationValueError", "InvalidURL", "InvalidSchema", "MissingSchema"),
        UNUSABLE_URL,
        False,
        [CHECK_PROXIES],
    ),
    ExceptionRule(("HTTPException", "InvalidHeader"), "the response is not HTTP", True, [CHECK_BASE_URL]),
    ExceptionRule(("OSError",), _os_error, False, _os_error_hints),
    ExceptionRule(("ValueError",), UNUSABLE_URL, False, [CHECK_PROXIES]),  # from urllib.parse, before a request is sent
)


def classify_exception(url: str, error: BaseException, attempts: int) -> TransportError:
    """The error to raise for an exception of a library."""
    wrapped = [(cause, _class_names(cause)) for cause in causes(error)]
    for rule in RULES:
        for cause, names in reversed(wrapped):  # the innermost cause is the most specific
            if not names.isdisjoint(rule.classes):
                reason = rule.reason(cause) if callable(rule.reason) else rule.reason
                hints = rule.hints(cause) if callable(rule.hints) else rule.hints
                return rule.error(url, reason, attempts, hints, rule.retryable)
    return TransportError(url, type(error).__name__, attempts)


def _class_names(error: BaseException) -> set[str]:
    names = {kind.__name__ for kind in type(error).__mro__}
    # urllib3 1.26 derives its error for a failed connection from its timeout error.
    return names - {"ConnectTimeoutError", "TimeoutError"} if "NewConnectionError" in names else names
