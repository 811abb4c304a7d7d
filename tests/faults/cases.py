# SPDX-License-Identifier: MIT
"""The table of faults. Every front end runs every row, and docs/reliability.md lists them.

To add a fault, add a `Fault` to one of the lists: a name, a scenario, and what the caller gets.
A response that no sandbox fault sends yet is one more function and row of FAULTS in tests/sandbox_api/faults.py, with a
test in tests/contract/test_sandbox_server.py. A server or proxy that no scenario sets up yet is one more `@scenario` in
scenarios.py.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any, NamedTuple

from .scenarios import (
    NETRC_PASSWORD,
    PROXY_PASSWORD,
    URL_PASSWORD,
    ScenarioFactory,
    api,
    base_url,
    closed_port,
    edited_url,
    full_backlog,
    ipv6_unavailable,
    over_ipv6,
    rate_limited,
    silent_listener,
    through_proxy,
    with_netrc,
    wrong_scheme,
)

# Times are in seconds. The defaults are long enough for a loaded machine; only the faults about them use shorter ones.
# With one generation of the API, the number of requests is the number of attempts.
DEFAULT_OPTIONS = {"api_version": "v1", "timeout": 30, "deadline": 60, "retries": 1}
SHORT_TIMEOUT = {"timeout": 1}
SHORT_DEADLINE = {"deadline": 12}
UNREAD_BODY = {"timeout": 5, "deadline": 10}  # a lookup that reads the body anyway fails with a timeout
ENDPOINT = {  # the one that every lookup here returns
    "object": "endpoint",
    "id": "endpoint-77caf163-c596-49d1-a25f-f209156f4972",
    "name": "acme/mistral-small",
    "model": "mistralai/Mistral-Small-24B-Instruct-2501",
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-04-14T13:26:09.582Z",
}
LIST = json.dumps({"object": "list", "data": [ENDPOINT]}).encode()
SECRETS = (PROXY_PASSWORD, NETRC_PASSWORD, URL_PASSWORD)
ANSWER = None
HOUR = 3600


class Fault(NamedTuple):
    """A fault and its expected result."""

    name: str
    scenario: ScenarioFactory
    error_type: str | None  # ANSWER: the lookup returns the endpoint
    requests: int  # that reach the API
    message: tuple[str, ...] = ()  # parts of the error message
    options: dict[str, Any] = {}  # override DEFAULT_OPTIONS
    unavailable: str = ""  # why this machine cannot provoke the fault

    @property
    def all_options(self) -> dict[str, Any]:
        """Return the options of the lookup, except those that the scenario adds."""
        return {**DEFAULT_OPTIONS, **self.options}


def always(**reply: Any) -> dict[str, Any]:
    """Return a reply that every attempt gets."""
    return {"status": 200, "times": 30, **reply}


def _encoded(content_encoding: str, *members: bytes, garbage: bytes = b"") -> ScenarioFactory:
    """Return a scenario whose responses have a gzip stream of these members, and bytes after it."""
    body = b"".join(map(gzip.compress, members)) + garbage
    headers = {"Content-Encoding": content_encoding}
    return api(always(bytes_base64=base64.b64encode(body).decode(), headers=headers))


def _nested(levels: int) -> dict[str, Any]:
    return {"in": _nested(levels - 1)} if levels else {}


def _status(status: int, **reply: Any) -> ScenarioFactory:
    return api(always(status=status, **reply))


def _retry_after(value: str | None) -> ScenarioFactory:
    return api({"status": 429, "headers": {"Retry-After": value}})


def _redirect(status: int, location: str, **reply: Any) -> ScenarioFactory:
    return _status(status, headers={"Location": location}, **reply)


CONNECTION = [
    Fault("no fault", api(), ANSWER, 1),
    Fault("connection refused", closed_port(), "connection", 0, ("connection refused", "base_url", "after 2 attempts")),
    Fault(
        "no response to connect",
        full_backlog(),
        "timeout",
        0,
        ("no connection within", "after 2 attempts"),
        SHORT_TIMEOUT,
    ),
    Fault(
        "reset before the response",
        api(always(fault="reset")),
        "connection",
        2,
        ("closed before the response was complete", "after 2 attempts"),
    ),
    Fault("reset before the response, once", api({"fault": "reset"}), ANSWER, 2),
    Fault(
        "closed before the response",
        api(always(fault="close")),
        "connection",
        2,
        ("closed before the response was complete", "after 2 attempts"),
    ),
    Fault(
        "reset in the body",
        api(always(fault="reset_in_body")),
        "connection",
        2,
        ("closed before the response was complete",),
    ),
    Fault("reset in the body, once", api({"fault": "reset_in_body"}), ANSWER, 2),
    Fault(
        "headers do not arrive",
        api(always(fault="stall", seconds=HOUR)),
        "timeout",
        2,
        ("sent nothing for longer than",),
        SHORT_TIMEOUT,
    ),
    Fault(
        "body stops halfway",
        api(always(fault="stall_in_body", seconds=HOUR)),
        "timeout",
        2,
        ("sent nothing for longer than",),
        SHORT_TIMEOUT,
    ),
    Fault(
        "headers at 1 byte per second",
        api(always(fault="drip_headers", seconds=1)),
        "timeout",
        1,
        ("deadline of 12 s",),
        SHORT_DEADLINE,
    ),
    Fault(
        "body at 1 byte per second",
        api(always(fault="drip", seconds=1)),
        "timeout",
        1,
        ("deadline of 12 s",),
        SHORT_DEADLINE,
    ),
    Fault(
        "headers at 5 bytes per second",
        api(always(fault="drip_headers", seconds=0.2)),
        "timeout",
        1,
        ("deadline of 12 s", "GET"),
        SHORT_DEADLINE,
    ),
    Fault(
        "headers do not arrive before the deadline",
        api(always(fault="stall", seconds=HOUR)),
        "timeout",
        1,
        ("deadline of 12 s",),
        SHORT_DEADLINE,
    ),
    Fault("response is not HTTP", api(always(fault="not_http")), "connection", 2, ("not HTTP", "base_url")),
]
BODIES = [
    Fault("endless body", api(always(fault="endless", seconds=HOUR)), "envelope", 1, ("more than 64 MiB",)),
    Fault("endless headers", api(always(fault="endless_headers")), "connection", 2, ("not HTTP",)),
    Fault(
        "Content-Length too large",
        api(always(fault="truncate")),
        "connection",
        2,
        ("ended before it was complete", "2 attempts"),
    ),
    Fault("Content-Length too small", api(always(headers={"Content-Length": "40"})), "envelope", 1, ("invalid JSON",)),
    Fault("Content-Length not a number", api(always(headers={"Content-Length": "many"})), ANSWER, 1),
    Fault(
        "two Content-Length values", api(always(headers={"Content-Length": "10, 20"})), "connection", 2, ("not HTTP",)
    ),
    Fault("chunked body", api(always(fault="chunked")), ANSWER, 1),
    Fault(
        "chunked body without its end",
        api(always(fault="chunked_unended")),
        "connection",
        2,
        ("ended before it was complete",),
    ),
    Fault(
        "invalid chunk length", api(always(fault="chunked_badly")), "connection", 2, ("ended before it was complete",)
    ),
    Fault("gzip", api(always(fault="gzip")), ANSWER, 1),
    *(
        Fault(f"Content-Encoding {name}", _encoded(name, LIST), ANSWER, 1)
        for name in ("x-gzip", "GZIP", "identity, gzip", "gzip, identity", ", x-gzip")
    ),
    Fault(
        "Content-Encoding identity, identity",
        api(always(headers={"Content-Encoding": "identity, identity"})),
        ANSWER,
        1,
    ),
    Fault("Content-Encoding x-gzip, gzip", _encoded("x-gzip, gzip", LIST), "envelope", 1, ("content encoding",)),
    Fault("gzip of several members", _encoded("gzip", LIST[:9], b"", LIST[9:]), ANSWER, 1),
    Fault("gzip of several members, then garbage", _encoded("gzip", LIST[:9], LIST[9:], garbage=b"{}"), ANSWER, 1),
    Fault(
        "gzip of several members, the last cut off",
        _encoded("gzip", LIST[:9], LIST[9:], garbage=gzip.compress(b" ")[:-4]),
        "connection",
        2,
        ("ended before it was complete",),
    ),
    Fault(
        "gzip of several members, the last invalid",
        _encoded("gzip", LIST, garbage=gzip.compress(b" ")[:2] + b"garbage"),
        "envelope",
        1,
        ("not valid gzip",),
    ),
    Fault("gzip bomb in many members", _encoded("gzip", *[b" " * 2**20] * 66), "envelope", 1, ("more than 64 MiB",)),
    Fault(
        "Content-Encoding gzip, plain body",
        api(always(headers={"Content-Encoding": "gzip"})),
        "envelope",
        1,
        ("not valid gzip",),
    ),
    Fault(
        "gzip stream cut off", api(always(fault="gzip_truncated")), "connection", 2, ("ended before it was complete",)
    ),
    Fault("gzip bomb", api(always(fault="gzip_bomb")), "envelope", 1, ("more than 64 MiB",)),
    Fault("gzip in gzip", api(always(fault="double_gzip")), "envelope", 1, ("content encoding", "gzip, gzip")),
    Fault("unsupported encoding", api(always(headers={"Content-Encoding": "br"})), "envelope", 1, ('"br"',)),
    Fault(
        "a field nested 90 levels deep",
        api({"json": {"object": "list", "data": [ENDPOINT | {"deep": _nested(90)}]}}),
        ANSWER,
        1,
    ),
    Fault(
        "a field nested 600 levels deep",
        api({"json": {"object": "list", "data": [ENDPOINT | {"deep": _nested(600)}]}}),
        "envelope",
        1,
        ("more than 100 levels",),
    ),
    Fault("a number of 400 digits", api({"text": f'{{"data": [{"9" * 400}]}}'}), "envelope", 1, ("invalid JSON",)),
    Fault("HTML", api(always(fault="html")), "envelope", 1, ("HTML page titled", "base_url")),
    Fault("plain text", api(always(text="It works!")), "envelope", 1, ("It works!",)),
    Fault("empty body", api(always(text="")), "envelope", 1, ("an empty body",)),
    Fault("JSON null", api(always(json=None)), "envelope", 1, ("null",)),
    Fault("JSON without the list", api(always(json={"object": "list"})), "envelope", 1, ("expected a list in data",)),
    Fault("JSON cut off", api(always(text='{"data": [')), "envelope", 1, ("invalid JSON",)),
]
STATUSES = [
    Fault("HTTP 100 before the response", api({"fault": "information_first"}), ANSWER, 1),
    Fault("HTTP 103 before the response", api(always(fault="early_hints")), "envelope", 1, ("HTTP 103",)),
    *(Fault(f"HTTP {status}", _status(status), "envelope", 1, (f"HTTP {status}",)) for status in (204, 206, 304)),
    Fault("HTTP 300 without a Location", _status(300), "envelope", 1, ("HTTP 300",)),
    Fault("HTTP 401", _status(401), "unauthorized", 1, ("HTTP 401", "TOGETHER_API_KEY")),
    Fault("HTTP 402", _status(402), "payment_required", 1, ("HTTP 402", "spending limit")),
    Fault("HTTP 403", _status(403), "forbidden", 1, ("HTTP 403", "Proxies and firewalls")),
    Fault("HTTP 403, HTML", _status(403, fault="html"), "forbidden", 1, ("HTTP 403", "HTML page titled")),
    Fault("HTTP 404", _status(404), "http_error", 1, ("HTTP 404", "base_url")),
    *(
        Fault(f"HTTP {code}", _status(code), "http_error", 2, (f"HTTP {code}", "after 2 attempts"))
        for code in (408, 409, 425)
    ),
    *(Fault(f"HTTP {code}", _status(code), "http_error", 1, (f"HTTP {code}",)) for code in (400, 418, 422)),
    # The API returns 501 for a generation that it does not have.
    Fault("HTTP 501", _status(501), "server_error", 1, ("HTTP 501",)),
    *(Fault(f"HTTP {code}", _status(code), "server_error", 2, (f"HTTP {code}",)) for code in (500, 502, 503, 504)),
    Fault(
        "HTTP 502, HTML",
        _status(502, fault="html"),
        "server_error",
        2,
        ("HTTP 502", "HTML page titled", "after 2 attempts"),
    ),
    Fault("HTTP 503, once", api({"status": 503}), ANSWER, 2),
    Fault("HTTP 503, error cut off", _status(503, fault="truncate"), "server_error", 2, ("an empty body",)),
]
REDIRECTS = [
    *(
        Fault(name, _redirect(status, location), "redirect", 1, (f"HTTP {status}", "base_url"))
        for name, status, location in (
            ("redirect to the same host", 308, "{url}/v2/other"),
            ("redirect without a host", 301, "/v1/other"),
            ("redirect to another host", 302, "{other}/v1/endpoints"),
            ("redirect to itself", 307, "{url}/v1/endpoints"),
            ("redirect to an invalid URL", 302, "http://["),
        )
    ),
    *(
        Fault(f"redirect, {name}", _redirect(302, "/v1/other", **reply), "redirect", 1, options=UNREAD_BODY)
        for name, reply in (
            ("endless body", {"fault": "endless", "seconds": HOUR}),
            ("body stops halfway", {"fault": "stall_in_body", "seconds": HOUR}),
            ("gzip bomb", {"fault": "gzip_bomb"}),
            ("gzip in gzip", {"fault": "double_gzip"}),
        )
    ),
    Fault(
        "redirect from https to http",
        api(always(status=303, headers={"Location": "{other}/v1/endpoints"}), tls=True, ca="option"),
        "redirect",
        1,
        ('to "http://',),
    ),
]
PAST_DEADLINE = ("next attempt would start after", f"deadline ({DEFAULT_OPTIONS['deadline']} s)")
RATE_LIMIT = [
    Fault("HTTP 429 to every attempt", _status(429), "rate_limited", 2, ("HTTP 429", "retries", "after 2 attempts")),
    # The server refuses an attempt that comes earlier, and a third attempt would not be made.
    Fault("HTTP 429, Retry-After in seconds", rate_limited(1), ANSWER, 2),
    *(
        Fault(f"HTTP 429, Retry-After {name}", _retry_after(value), ANSWER, 2)
        for name, value in (
            ("in the past", "{past}"),
            ("zero", "0"),
            ("negative", "-5"),
            ("in words", "in a while"),
            ("with a fraction", "0.5"),
            ("with an invalid date", "Thu, 99 Foo 99999 99:99:99 GMT"),
            ("empty", ""),
            ("missing", None),
        )
    ),
    Fault("HTTP 429, Retry-After date in an hour", _retry_after("{future}"), "rate_limited", 1, PAST_DEADLINE),
    Fault("HTTP 429, Retry-After 3600 seconds", _retry_after("3600"), "rate_limited", 1, PAST_DEADLINE),
    Fault("HTTP 429, Retry-After of 400 digits", _retry_after("9" * 400), "rate_limited", 1, PAST_DEADLINE),
    Fault(
        "HTTP 429, Retry-After in the year 9999",
        _retry_after("Fri, 31 Dec 9999 23:59:59 GMT"),
        "rate_limited",
        1,
        PAST_DEADLINE,
    ),
]
TLS = [
    Fault("TLS: trusted by ca_path", api(tls=True, ca="option"), ANSWER, 1),
    Fault("TLS: trusted by REQUESTS_CA_BUNDLE", api(tls=True, ca="REQUESTS_CA_BUNDLE"), ANSWER, 1),
    Fault("TLS: authority trusted by ca_path", api(tls="signed by an authority", ca="option"), ANSWER, 1),
    Fault("TLS: unknown authority", api(tls="signed by an authority"), "connection", 0, ("not trusted", "ca_path")),
    Fault("TLS: self-signed", api(tls=True), "connection", 0, ("not trusted", "signed certificate", "ca_path")),
    Fault("TLS: expired", api(tls="expired", ca="option"), "connection", 0, ("not trusted", "expired")),
    Fault("TLS: for another host", api(tls="for another host", ca="option"), "connection", 0, ("not trusted", "match")),
    Fault("TLS: https to an http port", wrong_scheme(tls=False), "connection", 0, ("TLS", "base_url")),
    Fault(
        "TLS: http to an https port",
        wrong_scheme(tls=True),
        "connection",
        0,
        ("closed before the response was complete",),
    ),
    Fault(
        "TLS: handshake hangs",
        silent_listener("https"),
        "timeout",
        0,
        ("sent nothing for longer than", "after 2 attempts"),
        SHORT_TIMEOUT,
    ),
]
LOGIN = f"someone:{PROXY_PASSWORD}"
WRONG_LOGIN = "someone:else"
REFUSED_BY_PROXY = ("HTTP 407", "proxy", "HTTP_PROXY")
LOGIN_REQUIRED = ("the proxy requires a login (HTTP 407 to CONNECT)", "user and password", "HTTPS_PROXY")
UNRESOLVED = ("the host name of the proxy could not be resolved", "HTTPS_PROXY")
SOCKS = ("SOCKS proxy", "PySocks is not installed", "-m pip install pysocks")
UNREACHABLE_PROXY = {"HTTP_PROXY": f"http://{LOGIN}@127.0.0.1:1"}
SOCKS_PROXY = {"HTTP_PROXY": f"socks5h://{LOGIN}@127.0.0.1:1"}
INVALID_PROXY = {"HTTP_PROXY": "http://["}
NO_PROXY = {"NO_PROXY": "127.0.0.1"}
PROXIES = [
    Fault("proxy: http", through_proxy("http://together.invalid"), ANSWER, 1),
    Fault("proxy: https", through_proxy(tls=True), ANSWER, 1),
    Fault("proxy: http, login", through_proxy(required_login=LOGIN, login=LOGIN), ANSWER, 1),
    Fault("proxy: https, login", through_proxy(tls=True, required_login=LOGIN, login=LOGIN), ANSWER, 1),
    Fault("proxy: http, no login", through_proxy(required_login=LOGIN), "http_error", 0, REFUSED_BY_PROXY),
    Fault("proxy: https, no login", through_proxy(tls=True, required_login=LOGIN), "connection", 0, LOGIN_REQUIRED),
    Fault(
        "proxy: http, wrong login",
        through_proxy(required_login=WRONG_LOGIN, login=LOGIN),
        "http_error",
        0,
        REFUSED_BY_PROXY,
    ),
    Fault(
        "proxy: https, wrong login",
        through_proxy(tls=True, required_login=WRONG_LOGIN, login=LOGIN),
        "connection",
        0,
        LOGIN_REQUIRED,
    ),
    Fault("proxy: http, 502", through_proxy(fault="bad gateway"), "server_error", 0, ("HTTP 502", "after 2 attempts")),
    Fault(
        "proxy: https, 502",
        through_proxy(tls=True, fault="bad gateway"),
        "connection",
        0,
        ("the proxy could not connect to the API (HTTP 502 to CONNECT)", "after 2 attempts", "HTTPS_PROXY"),
    ),
    Fault("proxy: http, 403", through_proxy(fault="forbidden"), "forbidden", 0, ("HTTP 403", "Proxies and firewalls")),
    Fault(
        "proxy: https, 403",
        through_proxy(tls=True, fault="forbidden"),
        "connection",
        0,
        ("failed: the proxy refused to connect to the API (HTTP 403 to CONNECT)", "rules of the proxy", "NO_PROXY"),
    ),
    *(
        Fault(
            f"proxy: {scheme}, host does not exist",
            through_proxy(environment={variable: url}, tls=tls),
            "connection",
            0,
            UNRESOLVED,
        )
        for scheme, variable, url, tls in (
            ("http", "HTTP_PROXY", "http://proxy.invalid:3128", False),
            ("https", "HTTPS_PROXY", "http://proxy.invalid:3128", True),
        )
    ),
    Fault("proxy: SOCKS without PySocks", through_proxy(environment=SOCKS_PROXY), "connection", 0, SOCKS),
    Fault("proxy: http, silent", through_proxy(fault="silent"), "timeout", 0, ("timeout",), SHORT_TIMEOUT),
    Fault("proxy: https, silent", through_proxy(tls=True, fault="silent"), "timeout", 0, ("timeout",), SHORT_TIMEOUT),
    Fault(
        "proxy: no response to connect",
        full_backlog(as_proxy=True),
        "timeout",
        0,
        ("timeout", "proxy"),
        SHORT_TIMEOUT,
    ),
    Fault(
        "proxy: refused", through_proxy(environment=UNREACHABLE_PROXY), "connection", 0, ("the proxy is not reachable",)
    ),
    Fault("proxy: invalid URL", through_proxy(environment=INVALID_PROXY), "connection", 0, ("proxies",)),
    Fault("proxy: host in NO_PROXY", through_proxy(fault="silent", environment=NO_PROXY), ANSWER, 1),
]
ADDRESSES = [
    Fault("netrc has a password for the host", with_netrc(), ANSWER, 1),
    Fault("IPv6", over_ipv6(), ANSWER, 1, unavailable=ipv6_unavailable()),
    Fault("host does not exist", base_url("http://together.invalid"), "connection", 0, ("could not be resolved",)),
    Fault("IDN", through_proxy("http://bücher.invalid/v1"), ANSWER, 1),
    Fault("IDN does not exist", base_url("http://bücher.invalid"), "connection", 0, ("could not be resolved",)),
    Fault("host name too long", base_url(f"http://{'a' * 64}.invalid"), "connection", 0, ("host name",)),
    Fault(
        "base_url with a password", edited_url("//", f"//someone:{URL_PASSWORD}@"), "invalid_option", 0, ("password",)
    ),
    Fault("base_url with a query", api(suffix=f"/v1?key={URL_PASSWORD}"), "invalid_option", 0, ("base_url", "query")),
    Fault("base_url with a path", api({"status": 200, "path": "/ai/v1/endpoints"}, suffix="/ai/v1"), ANSWER, 1),
    Fault("base_url with a wrong path", api(suffix="/nowhere"), "http_error", 1, ("HTTP 404", "base_url")),
]
GROUPS = {
    "Connection": CONNECTION,
    "Response body": BODIES,
    "HTTP status": STATUSES,
    "Redirects": REDIRECTS,
    "Rate limit": RATE_LIMIT,
    "TLS": TLS,
    "Proxies": PROXIES,
    "Host names and addresses": ADDRESSES,
}
CASES = [case for group in GROUPS.values() for case in group]
