# SPDX-License-Identifier: MIT
"""Every fault, once, for all front ends: what goes wrong, and what a user then gets. A new fault is a new line."""

from __future__ import annotations

from typing import Any, NamedTuple

from .scenes import (
    NETRC_PASSWORD,
    PROXY_PASSWORD,
    URL_PASSWORD,
    Place,
    api,
    base_url,
    by_proxy,
    edited_url,
    full,
    mute,
    over_ipv6,
    refusing,
    with_netrc,
    without_ipv6,
    wrong_scheme,
)

USUAL = {"timeout": 0.6, "deadline": 4, "retries": 1}  # options of every lookup here, in seconds and tries
SECOND = 1.0  # that a lookup may take beyond its deadline
HASTE = {"timeout": 3, "deadline": 1}  # where only the deadline ends it
PATIENCE = {"timeout": 5, "deadline": 10, "retries": 0}  # where the machine needs time for 64 MiB
ROW = {  # the endpoint that every lookup here asks for
    "object": "endpoint",
    "id": "endpoint-77caf163-c596-49d1-a25f-f209156f4972",
    "name": "acme/Mistral-Small-24B-Instruct-2501-7c1d02ab",
    "model": "mistralai/Mistral-Small-24B-Instruct-2501",
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-04-14T13:26:09.582Z",
}
SECRETS = (PROXY_PASSWORD, NETRC_PASSWORD, URL_PASSWORD)
ANSWER = None


class Case(NamedTuple):
    """A fault and what it comes to."""

    name: str
    place: Place
    error: str | None  # its documented type; None: the lookup is answered
    requests: int  # that reach the API
    says: tuple[str, ...] = ()  # what the sentence holds
    options: dict[str, Any] = {}  # over the usual ones
    at_least: float = 0  # seconds
    lacking: str = ""  # what this machine has not, if it cannot be brought about

    @property
    def all_options(self) -> dict[str, Any]:
        """The options of its lookup but for those of its place."""
        return {**USUAL, **self.options}


def ever(**reply: Any) -> dict[str, Any]:
    """A reply that every try meets."""
    return {"status": 200, "times": 30, **reply}


def _nested(levels: int) -> dict[str, Any]:
    """A value so many levels deep."""
    return {"in": _nested(levels - 1)} if levels else {}


def _limited(retry_after: str | None) -> Place:
    return api({"status": 429, "headers": {"Retry-After": retry_after}})


def _page(status: int) -> Place:
    return api({"status": status, "fault": "html", "times": 30})


CONNECTION = [
    Case("no fault", api(), ANSWER, 1),
    Case("connection refused", refusing(), "connection", 0, ("connection refused", "base_url", "after 2 tries")),
    Case("connect: silence", full(), "timeout", 0, ("no connection within timeout", "after 2 tries")),
    Case("reset before the answer", api(ever(fault="reset")), "connection", 2, ("closed before", "after 2 tries")),
    Case("reset before the answer, once", api({"fault": "reset"}), ANSWER, 2),
    Case("closed before the answer", api(ever(fault="close")), "connection", 2, ("closed before", "after 2 tries")),
    Case("reset in the body", api(ever(fault="reset_in_body")), "connection", 2, ("before the answer was complete",)),
    Case("reset in the body, once", api({"fault": "reset_in_body"}), ANSWER, 2),
    Case("headers: silence", api(ever(fault="stall", seconds=30)), "timeout", 2, ("silent for longer than timeout",)),
    Case("body: silence", api(ever(fault="stall_in_body", seconds=30)), "timeout", 2, ("silent for longer",)),
    Case("headers: a byte a second", api(ever(fault="drip_headers", seconds=1)), "timeout", 1, ("1 s",), HASTE),
    Case("body: a byte a second", api(ever(fault="drip", seconds=1)), "timeout", 1, ("deadline of 1 s",), HASTE),
    Case("headers: slow bytes", api(ever(fault="drip_headers")), "timeout", 1, ("deadline of 1 s", "GET"), HASTE),
    Case("headers: silence until the deadline", api(ever(fault="stall")), "timeout", 1, ("deadline",), HASTE),
    Case("not HTTP", api(ever(fault="not_http")), "connection", 2, ("not HTTP", "base_url")),
]
BODIES = [
    Case("body without end", api(ever(fault="endless", seconds=20)), "envelope", 1, ("more than 64 MiB",), PATIENCE),
    Case("headers without end", api(ever(fault="endless_headers")), "connection", 2, ("not HTTP",)),
    Case("Content-Length too long", api(ever(fault="truncate")), "connection", 2, ("broke off", "after 2 tries")),
    Case("Content-Length too short", api(ever(headers={"Content-Length": "40"})), "envelope", 1, ("not valid JSON",)),
    Case("Content-Length no number", api(ever(headers={"Content-Length": "many"})), ANSWER, 1),
    Case("Content-Length twice", api(ever(headers={"Content-Length": "10, 20"})), "connection", 2, ("not HTTP",)),
    Case("chunks", api(ever(fault="chunked")), ANSWER, 1),
    Case("chunks that break off", api(ever(fault="chunked_unended")), "connection", 2, ("broke off",)),
    Case("chunk without a length", api(ever(fault="chunked_badly")), "connection", 2, ("broke off",)),
    Case("gzip", api(ever(fault="gzip")), ANSWER, 1),
    Case("gzip that is none", api(ever(headers={"Content-Encoding": "gzip"})), "envelope", 1, ("not the gzip",)),
    Case("gzip that breaks off", api(ever(fault="gzip_truncated")), "connection", 2, ("broke off",)),
    Case("gzip bomb", api(ever(fault="gzip_bomb")), "envelope", 1, ("more than 64 MiB",), PATIENCE),
    Case("gzip in gzip", api(ever(fault="double_gzip")), "envelope", 1, ("content encoding", "gzip, gzip")),
    Case("encoding not asked for", api(ever(headers={"Content-Encoding": "br"})), "envelope", 1, ('"br"',)),
    Case("a field of 600 levels", api({"json": {"object": "list", "data": [ROW | {"deep": _nested(600)}]}}), ANSWER, 1),
    Case("a number of 400 digits", api({"text": f'{{"data": [{"9" * 400}]}}'}), "envelope", 1, ("not valid JSON",)),
    Case("HTML", api(ever(fault="html")), "envelope", 1, ("HTML page titled", "base_url")),
    Case("text", api(ever(text="It works!")), "envelope", 1, ("It works!",)),
    Case("empty body", api(ever(text="")), "envelope", 1, ("an empty body",)),
    Case("JSON, but null", api(ever(json=None)), "envelope", 1, ("null",)),
    Case("JSON, but no list", api(ever(json={"object": "list"})), "envelope", 1, ("expected the API's JSON",)),
    Case("JSON that is cut", api(ever(text='{"data": [')), "envelope", 1, ("not valid JSON",)),
]
STATUSES = [
    Case("HTTP 100 before the answer", api({"fault": "information_first"}), ANSWER, 1),
    Case("HTTP 103 before the answer", api(ever(fault="early_hints")), "envelope", 1, ("HTTP 103",)),
    Case("HTTP 204", api(ever(status=204)), "envelope", 1, ("HTTP 204",)),
    Case("HTTP 206", api(ever(status=206)), "envelope", 1, ("HTTP 206",)),
    Case("HTTP 304", api(ever(status=304)), "envelope", 1, ("HTTP 304",)),
    Case("HTTP 300 without a Location", api(ever(status=300)), "envelope", 1, ("HTTP 300",)),
    Case("HTTP 401", api(ever(status=401)), "unauthorized", 1, ("HTTP 401", "TOGETHER_API_KEY")),
    Case("HTTP 402", api(ever(status=402)), "payment_required", 1, ("HTTP 402", "spending limit")),
    Case("HTTP 403", api(ever(status=403)), "forbidden", 1, ("HTTP 403", "proxy or firewall")),
    Case("HTTP 403, HTML", _page(403), "forbidden", 1, ("HTTP 403", "HTML page titled")),
    Case("HTTP 404", api(ever(status=404)), "http_error", 1, ("HTTP 404", "base_url")),
    Case("HTTP 408", api(ever(status=408)), "http_error", 1, ("HTTP 408",)),
    Case("HTTP 409", api(ever(status=409)), "http_error", 1, ("HTTP 409",)),
    *(Case(f"HTTP {code}", api(ever(status=code)), "server_error", 2, (f"HTTP {code}",)) for code in range(500, 505)),
    Case("HTTP 502, HTML", _page(502), "server_error", 2, ("HTTP 502", "HTML page titled", "after 2 tries")),
    Case("HTTP 503, once", api({"status": 503}), ANSWER, 2),
    Case("HTTP 503, the error cut", api(ever(status=503, fault="truncate")), "server_error", 2, ("an empty body",)),
]
REDIRECTED_WITH: dict[str, dict[str, Any]] = {  # what nobody should read
    "body without end": {"fault": "endless", "seconds": 20},
    "body: silence": {"fault": "stall_in_body", "seconds": 30},
    "gzip bomb": {"fault": "gzip_bomb"},
    "gzip in gzip": {"fault": "double_gzip"},
}
REDIRECTS = (
    [
        Case(
            f"{name}", api(ever(status=status, headers={"Location": to})), "redirect", 1, (f"HTTP {status}", "base_url")
        )
        for name, status, to in (
            ("redirect to the same host", 308, "{url}/v2/other"),
            ("redirect without a host", 301, "/v1/other"),
            ("redirect to another host", 302, "{elsewhere}/v1/endpoints"),
            ("redirect to itself", 307, "{url}/v1/endpoints"),
            ("redirect to what is no URL", 302, "http://["),
        )
    ]
    + [
        Case(f"redirect, {name}", api(ever(status=302, headers={"Location": "/v1/other"}, **reply)), "redirect", 1)
        for name, reply in REDIRECTED_WITH.items()
    ]
    + [
        Case(
            "redirect from https to http",
            api(ever(status=303, headers={"Location": "{elsewhere}/v1/endpoints"}), tls=True, ca="option"),
            "redirect",
            1,
            ('to "http://',),
        )
    ]
)
OVERDUE = ("after the deadline of 4 s",)
LIMITS = [
    Case("HTTP 429, ever", api(ever(status=429)), "rate_limited", 2, ("HTTP 429", "retries", "after 2 tries")),
    Case("HTTP 429, Retry-After 1 second", _limited("1"), ANSWER, 2, at_least=1),
    Case("HTTP 429, Retry-After a date in an hour", _limited("{later}"), "rate_limited", 1, OVERDUE),
    Case("HTTP 429, Retry-After a date that is over", _limited("{past}"), ANSWER, 2),
    Case("HTTP 429, Retry-After zero", _limited("0"), ANSWER, 2),
    Case("HTTP 429, Retry-After negative", _limited("-5"), ANSWER, 2),
    Case("HTTP 429, Retry-After words", _limited("in a while"), ANSWER, 2),
    Case("HTTP 429, Retry-After a fraction", _limited("0.5"), ANSWER, 2),
    Case("HTTP 429, Retry-After no date at all", _limited("Thu, 99 Foo 99999 99:99:99 GMT"), ANSWER, 2),
    Case("HTTP 429, Retry-After empty", _limited(""), ANSWER, 2),
    Case("HTTP 429, no Retry-After", _limited(None), ANSWER, 2),
    Case("HTTP 429, Retry-After an hour", _limited("3600"), "rate_limited", 1, OVERDUE),
    Case("HTTP 429, Retry-After 400 digits", _limited("9" * 400), "rate_limited", 1, OVERDUE),
    Case("HTTP 429, Retry-After the year 9999", _limited("Fri, 31 Dec 9999 23:59:59 GMT"), "rate_limited", 1, ("due",)),
]
TLS = [
    Case("TLS: good with ca_path", api(tls=True, ca="option"), ANSWER, 1),
    Case("TLS: good with REQUESTS_CA_BUNDLE", api(tls=True, ca="REQUESTS_CA_BUNDLE"), ANSWER, 1),
    Case("TLS: good, an authority's, with ca_path", api(tls="signed by an authority", ca="option"), ANSWER, 1),
    Case("TLS: unknown authority", api(tls="signed by an authority"), "connection", 0, ("not trusted", "ca_path")),
    Case("TLS: self-signed", api(tls=True), "connection", 0, ("not trusted", "signed certificate", "ca_path")),
    Case("TLS: expired", api(tls="expired", ca="option"), "connection", 0, ("not trusted", "expired")),
    Case("TLS: for another host", api(tls="for another host", ca="option"), "connection", 0, ("not trusted", "match")),
    Case("TLS: https where http is spoken", wrong_scheme(tls=False), "connection", 0, ("TLS", "base_url")),
    Case("TLS: http where https is spoken", wrong_scheme(tls=True), "connection", 0, ("closed before",)),
    Case("TLS: silence in the handshake", mute("https"), "timeout", 0, ("timeout", "after 2 tries")),
]
LOGIN = f"someone:{PROXY_PASSWORD}"
NOBODY = f"http://{LOGIN}@127.0.0.1:1"
NO_ENTRY = ("proxy", "HTTP_PROXY")
PROXIES = [
    Case("proxy: http", by_proxy("http://together.invalid"), ANSWER, 1),
    Case("proxy: https", by_proxy(tls=True), ANSWER, 1),
    Case("proxy: http, login", by_proxy(wants=LOGIN, given=LOGIN), ANSWER, 1),
    Case("proxy: https, login", by_proxy(tls=True, wants=LOGIN, given=LOGIN), ANSWER, 1),
    Case("proxy: http, no login", by_proxy(wants=LOGIN), "http_error", 0, ("HTTP 407", *NO_ENTRY)),
    Case("proxy: https, no login", by_proxy(tls=True, wants=LOGIN), "connection", 0, NO_ENTRY),
    Case("proxy: http, wrong login", by_proxy(wants="a:b", given=LOGIN), "http_error", 0, ("HTTP 407", *NO_ENTRY)),
    Case("proxy: https, wrong login", by_proxy(tls=True, wants="a:b", given=LOGIN), "connection", 0, NO_ENTRY),
    Case("proxy: http, 502", by_proxy(fault="bad gateway"), "server_error", 0, ("HTTP 502", "after 2 tries")),
    Case("proxy: https, 502", by_proxy(tls=True, fault="bad gateway"), "connection", 0, NO_ENTRY),
    Case("proxy: http, silence", by_proxy(fault="mute"), "timeout", 0, ("timeout",)),
    Case("proxy: https, silence", by_proxy(tls=True, fault="mute"), "timeout", 0, ("timeout",)),
    Case("proxy: silence in connect", full(as_proxy=True), "timeout", 0, ("timeout", "proxy")),
    Case("proxy: refused", by_proxy(environment={"HTTP_PROXY": NOBODY}), "connection", 0, ("proxy",)),
    Case("proxy: no URL", by_proxy(environment={"HTTP_PROXY": "http://["}), "connection", 0, ("proxies",)),
    Case("proxy: not for this host", by_proxy(fault="mute", environment={"NO_PROXY": "127.0.0.1"}), ANSWER, 1),
]
NAMES = [
    Case("netrc has a password for the host", with_netrc(), ANSWER, 1),
    Case("IPv6", over_ipv6(), ANSWER, 1, lacking=without_ipv6()),
    Case("DNS: no such host", base_url("http://together.invalid"), "connection", 0, ("could not be resolved",)),
    Case("IDN", by_proxy("http://bücher.invalid/v1"), ANSWER, 1),
    Case("IDN: no such host", base_url("http://bücher.invalid"), "connection", 0, ("could not be resolved",)),
    Case("host name too long", base_url(f"http://{'a' * 64}.invalid"), "connection", 0, ("host name",)),
    Case(
        "base_url with a password", edited_url("//", f"//someone:{URL_PASSWORD}@"), "invalid_option", 0, ("password",)
    ),
    Case("base_url with a query", api(suffix=f"/v1?key={URL_PASSWORD}"), "invalid_option", 0, ("base_url", "query")),
    Case("base_url with a path", api({"status": 200, "path": "/ai/v1/endpoints"}, suffix="/ai/v1"), ANSWER, 1),
    Case("base_url with a wrong path", api(suffix="/nowhere"), "http_error", 1, ("HTTP 404", "check base_url")),
]
GROUPS = {
    "Connection": CONNECTION,
    "Body of the answer": BODIES,
    "HTTP status": STATUSES,
    "Redirects": REDIRECTS,
    "Rate limit": LIMITS,
    "TLS": TLS,
    "Proxies": PROXIES,
    "Names and addresses": NAMES,
}
CASES = [case for group in GROUPS.values() for case in group]
