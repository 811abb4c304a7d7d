# SPDX-License-Identifier: MIT
"""Where a lookup is sent to: real sockets on loopback, with a server, a proxy or nothing behind them."""

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

LOOPBACK = "127.0.0.1"
PROXY_PASSWORD = "proxy-secret-71c2"
NETRC_PASSWORD = "netrc-secret-93ab"
URL_PASSWORD = "url-secret-5d0e"


class Scene(NamedTuple):
    """A place to ask at. options: of the lookup; environment: its variables; both beside those of every lookup."""

    options: dict[str, Any]
    asked: Callable[[], int] = lambda: 0  # requests that came to the API
    astray: Callable[[], int] = lambda: 0  # requests, or keys, that came where none should
    environment: Mapping[str, str] = {}
    files: Mapping[str, str] = {}  # variable -> text of the file that it names


Place = Callable[[], AbstractContextManager[Scene]]


def place(opened: Callable[..., AbstractContextManager[Scene]]) -> Callable[..., Place]:
    """Make of a function that opens a scene one that says how, for a table."""
    return lambda *arguments, **named: partial(opened, *arguments, **named)


@place
@contextlib.contextmanager
def api(*script: Mapping[str, Any], tls: str | bool = False, ca: str = "", suffix: str = "") -> Iterator[Scene]:
    """The API, answering as scripted. ca: `option` or the variable that names its authority; suffix: of base_url.

    In a header, `{url}` is the API's own address, `{elsewhere}` another server's, `{later}` and `{past}` are dates.
    """
    with Sandbox(tls=tls) as sandbox, Sandbox() as other:
        words = {"url": sandbox.url, "elsewhere": other.url, "later": _date(3600), "past": _date(-3600)}
        sandbox.replies(*(_filled(reply, words) for reply in script))
        trust = str(sandbox.ca_path)
        yield Scene(
            options={"base_url": sandbox.url + suffix, **({"ca_path": trust} if ca == "option" else {})},
            asked=lambda: len(sandbox.requests),
            astray=lambda: len(other.requests),
            environment={ca: trust} if ca.isupper() else {},
        )


@place
@contextlib.contextmanager
def wrong_scheme(tls: bool) -> Iterator[Scene]:
    """The API by the other of http and https."""
    with Sandbox(tls=tls) as sandbox:
        given, wanted = ("https:", "http:") if tls else ("http:", "https:")
        yield Scene({"base_url": sandbox.url.replace(given, wanted)}, asked=lambda: len(sandbox.requests))


@place
@contextlib.contextmanager
def with_netrc() -> Iterator[Scene]:
    """The API, and a netrc file that has a password for its host."""
    with Sandbox() as sandbox:
        netrc = f"machine {LOOPBACK} login someone password {NETRC_PASSWORD}\n"
        wrong = partial(_keyless, sandbox)
        yield Scene({"base_url": sandbox.url}, lambda: len(sandbox.requests), wrong, files={"NETRC": netrc})


@place
@contextlib.contextmanager
def base_url(url: str) -> Iterator[Scene]:
    """An address with nothing behind it."""
    yield Scene({"base_url": url})


@place
@contextlib.contextmanager
def edited_url(before: str, after: str) -> Iterator[Scene]:
    """The API, and a base_url with a part replaced."""
    with Sandbox() as sandbox:
        yield Scene({"base_url": sandbox.url.replace(before, after, 1)}, asked=lambda: len(sandbox.requests))


@place
@contextlib.contextmanager
def refusing() -> Iterator[Scene]:
    """A port that nobody listens at, kept so."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        yield Scene({"base_url": _url(taken)})


@place
@contextlib.contextmanager
def full(as_proxy: bool = False) -> Iterator[Scene]:
    """A listener that accepts nobody, and whose queue is full: the system leaves a new connection unanswered."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        for _number in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        if as_proxy:
            yield Scene({"base_url": "http://together.invalid"}, environment={"HTTP_PROXY": _url(listener)})
        else:
            yield Scene({"base_url": _url(listener)})


@place
@contextlib.contextmanager
def mute(scheme: str) -> Iterator[Scene]:
    """A listener that the system accepts connections for, and that never says a word: a TLS handshake hangs."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield Scene({"base_url": _url(listener).replace("http:", f"{scheme}:")})


def without_ipv6() -> str:
    """Why IPv6 cannot be tried here; empty where it can."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as missing:
        return f"no IPv6 on this machine's loopback: {missing.strerror}"
    return ""


@place
@contextlib.contextmanager
def over_ipv6() -> Iterator[Scene]:
    """The API at ::1."""
    with Sandbox() as sandbox, Relay("::1", _port(sandbox.url)) as relay:
        yield Scene({"base_url": f"http://[::1]:{relay.port}"}, asked=lambda: len(sandbox.requests))


@place
@contextlib.contextmanager
def by_proxy(
    url: str = "{url}",
    *,
    tls: bool = False,
    wants: str = "",
    given: str = "",
    fault: str = "",
    environment: Mapping[str, str] = {},
) -> Iterator[Scene]:
    """The API behind a proxy that the environment names.

    url: base_url; wants, given: `user:password` that the proxy asks for, and that it is given; fault: of the proxy.
    """
    with Sandbox(tls=tls) as sandbox, Proxy(_port(sandbox.url), wants, fault) as proxy:
        yield Scene(
            options={"base_url": url.format(url=sandbox.url), **({"ca_path": sandbox.ca_path} if tls else {})},
            asked=lambda: len(sandbox.requests),
            astray=lambda: proxy.overheard.count(sandbox.api_key.encode()) if tls else 0,
            environment={
                f"{'HTTPS' if tls else 'HTTP'}_PROXY": f"http://{given}{'@' if given else ''}{LOOPBACK}:{proxy.port}",
                **environment,
            },
        )


def _filled(reply: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    headers = {name: text and text.format(**words) for name, text in reply.get("headers", {}).items()}
    return {**reply, "headers": headers}


def _keyless(sandbox: Sandbox) -> int:
    """How many requests came with another authorization than the key."""
    return sum(request.headers.get("authorization") != f"Bearer {sandbox.api_key}" for request in sandbox.requests)


def _date(seconds: float) -> str:
    return formatdate(time.time() + seconds, usegmt=True)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _url(listener: socket.socket) -> str:
    return "http://{}:{}".format(*listener.getsockname())
