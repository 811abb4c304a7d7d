# SPDX-License-Identifier: MIT
"""Scenarios: where a lookup is sent. Real sockets on loopback, with a server, a proxy or nothing listening.

A scenario is a generator that sets up its servers and yields one `Scenario`. `@scenario` makes it a factory for the
fault table: `api(tls=True)` stores the arguments, and calling the result opens the scenario as a context manager.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from email.utils import formatdate
from functools import partial
from typing import Any, NamedTuple

from sandbox_api import Sandbox

from .proxy import Proxy, Relay
from .rate_limit import RateLimitedSandbox

LOOPBACK = "127.0.0.1"
PROXY_PASSWORD = "proxy-secret-71c2"
NETRC_PASSWORD = "netrc-secret-93ab"
URL_PASSWORD = "url-secret-5d0e"


def _zero() -> int:
    return 0


class Scenario(NamedTuple):
    """An open scenario: what to pass to a lookup, and what its servers have received."""

    options: dict[str, Any]
    request_count: Callable[[], int] = _zero  # requests that reached the API
    leak_count: Callable[[], int] = _zero  # requests or credentials that reached a place where they must not be
    environment: Mapping[str, str] = {}
    files: Mapping[str, str] = {}  # variable -> content of the file whose path it holds


ScenarioFactory = Callable[[], AbstractContextManager[Scenario]]


def scenario(generator: Callable[..., Iterator[Scenario]]) -> Callable[..., ScenarioFactory]:
    """Make a scenario a factory for the fault table."""
    return lambda *arguments, **options: partial(contextlib.contextmanager(generator), *arguments, **options)


@scenario
def api(*replies: Mapping[str, Any], tls: str | bool = False, ca: str = "", suffix: str = "") -> Iterator[Scenario]:
    """The API with scripted replies.

    ca: where the certificate authority is named, "option" for `ca_path` or the name of a variable; suffix: appended to
    base_url. Headers of a reply may contain `{url}` (the API's own URL), `{other}` (another server's URL), `{future}`
    and `{past}` (HTTP dates).
    """
    with Sandbox(tls=tls) as sandbox, Sandbox() as other:
        values = {"url": sandbox.url, "other": other.url, "future": _http_date(3600), "past": _http_date(-3600)}
        sandbox.replies(*(_with_headers_filled(reply, values) for reply in replies))
        ca_path = str(sandbox.ca_path)
        yield Scenario(
            options={"base_url": sandbox.url + suffix, **({"ca_path": ca_path} if ca == "option" else {})},
            request_count=lambda: len(sandbox.requests),
            leak_count=lambda: len(other.requests),
            environment={ca: ca_path} if ca.isupper() else {},
        )


@scenario
def rate_limited(requests_per_second: int) -> Iterator[Scenario]:
    """The API with a rate limit. It refuses the first request, and each later one that does not wait for its turn."""
    with RateLimitedSandbox(requests_per_second) as sandbox:
        yield Scenario({"base_url": sandbox.url}, lambda: len(sandbox.requests))


@scenario
def wrong_scheme(tls: bool) -> Iterator[Scenario]:
    """The API, requested by http where it speaks https, or the reverse."""
    with Sandbox(tls=tls) as sandbox:
        right, wrong = ("https:", "http:") if tls else ("http:", "https:")
        yield Scenario({"base_url": sandbox.url.replace(right, wrong)}, lambda: len(sandbox.requests))


@scenario
def with_netrc() -> Iterator[Scenario]:
    """The API, and a netrc file with a password for its host."""
    with Sandbox() as sandbox:
        netrc = f"machine {LOOPBACK} login someone password {NETRC_PASSWORD}\n"
        yield Scenario(
            options={"base_url": sandbox.url},
            request_count=lambda: len(sandbox.requests),
            leak_count=lambda: sum(
                request.headers.get("authorization") != f"Bearer {sandbox.api_key}" for request in sandbox.requests
            ),
            files={"NETRC": netrc},
        )


@scenario
def base_url(url: str) -> Iterator[Scenario]:
    """A base_url without a server."""
    yield Scenario({"base_url": url})


@scenario
def edited_url(old: str, new: str) -> Iterator[Scenario]:
    """The API, and a base_url in which a part is replaced."""
    with Sandbox() as sandbox:
        yield Scenario({"base_url": sandbox.url.replace(old, new, 1)}, lambda: len(sandbox.requests))


@scenario
def closed_port() -> Iterator[Scenario]:
    """A port that is bound, so that nobody else takes it, and does not listen."""
    with socket.socket() as bound:
        bound.bind((LOOPBACK, 0))
        yield Scenario({"base_url": _url(bound)})


@scenario
def full_backlog(as_proxy: bool = False) -> Iterator[Scenario]:
    """A listener with a full backlog that accepts no connection: the kernel does not answer a new one."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        for _number in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        if as_proxy:
            yield Scenario({"base_url": "http://together.invalid"}, environment={"HTTP_PROXY": _url(listener)})
        else:
            yield Scenario({"base_url": _url(listener)})


@scenario
def silent_listener(scheme: str) -> Iterator[Scenario]:
    """A listener whose connections are established and that never sends a byte: a TLS handshake hangs."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield Scenario({"base_url": _url(listener).replace("http:", f"{scheme}:")})


def ipv6_unavailable() -> str:
    """Return why IPv6 cannot be tested here, or an empty string."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        return f"no IPv6 on this machine's loopback: {error.strerror}"
    return ""


@scenario
def over_ipv6() -> Iterator[Scenario]:
    """The API at ::1."""
    with Sandbox() as sandbox, Relay("::1", _port(sandbox.url)) as relay:
        yield Scenario({"base_url": f"http://[::1]:{relay.port}"}, lambda: len(sandbox.requests))


@scenario
def through_proxy(
    url: str = "{url}",
    *,
    tls: bool = False,
    required_login: str = "",
    login: str = "",
    fault: str = "",
    environment: Mapping[str, str] = {},
) -> Iterator[Scenario]:
    """The API behind a proxy that the environment names.

    url: the base_url; required_login, login: the `user:password` that the proxy requires and that it gets; fault: a
    name in proxy.FAULTS; environment: variables to set besides the proxy's.
    """
    with Sandbox(tls=tls) as sandbox, Proxy(_port(sandbox.url), required_login, fault) as proxy:
        variable = "HTTPS_PROXY" if tls else "HTTP_PROXY"
        yield Scenario(
            options={"base_url": url.format(url=sandbox.url), **({"ca_path": sandbox.ca_path} if tls else {})},
            request_count=lambda: len(sandbox.requests),
            leak_count=lambda: proxy.seen.count(sandbox.api_key.encode()) if tls else 0,
            environment={
                variable: f"http://{login}{'@' if login else ''}{LOOPBACK}:{proxy.port}",
                **environment,
            },
        )


def _with_headers_filled(reply: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    headers = {name: text and text.format(**values) for name, text in reply.get("headers", {}).items()}
    return {**reply, "headers": headers}


def _http_date(seconds_from_now: float) -> str:
    return formatdate(time.time() + seconds_from_now, usegmt=True)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _url(listener: socket.socket) -> str:
    return "http://{}:{}".format(*listener.getsockname())
