# SPDX-License-Identifier: MIT
"""A server whose responses are as large as they can be, in a process of its own: `python -m benchmarks.hostile_server`.

Its standard input has the name of a response in RESPONSES, a line for each change. It ends with its standard input.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .measure import API_KEY, ROOT

MIB = 2**20
SIZE = 64 * MIB - 4096  # bytes of a response that is almost as large as it may be
VALUES = 1_990_000  # JSON values of such a response
ENTRIES = 199_000  # entries of such a list
PAGES = 40
MODEL = "m"


class Response(NamedTuple):
    """A response to every request for endpoints. pages: how often it is repeated in v2, 0 for a response of v1."""

    body: Callable[[], bytes]
    status: int = 200
    pages: int = 0


def row(number: int = 0, more: bytes = b"") -> bytes:
    """An endpoint of v1. more: further properties, each after a comma."""
    return (
        b'{"object":"endpoint","id":"e%d","name":"n%d","model":"m","type":"dedicated","owner":"o","state":"STARTED",'
        b'"created_at":"2026-05-01T00:00:00Z"%s}' % (number, number, more)
    )


def _list(data: bytes, more: bytes = b"") -> bytes:
    return b'{"object":"list","data":[' + data + b"]" + more + b"}"


def _field(value: bytes) -> bytes:
    """A list with an endpoint that has a field of its own."""
    return _list(row(more=b',"x":' + value))


def _ignored(value: bytes) -> bytes:
    """A list that has a field of its own."""
    return _list(row(), b',"x":' + value)


def _many(unit: bytes, size: int = 0, count: int = 0) -> bytes:
    """The JSON list of a repeated value, of about a size in bytes or with a number of entries."""
    return b"[" + b",".join([unit] * (count or size // (len(unit) + 1))) + b"]"


def _numbered(unit: bytes, count: int) -> bytes:
    return b",".join(unit % number for number in range(count))


def _text(unit: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A JSON string of a repeated text."""
    return b'"' + before + unit * ((SIZE - len(before) - len(after)) // len(unit)) + after + b'"'


def _v2_page() -> bytes:
    """One of PAGES pages with endpoints of v2, which have deployments."""
    deployment = b'{"id":"d","model":"projects/p/models/m","trafficMode":"TRAFFIC_MODE_LIVE","state":"X"}'
    endpoint = (
        b'{"id":"PAGE-%d","name":"n/PAGE-%d","endpointType":"ENDPOINT_TYPE_DEDICATED","projectId":"p",'
        b'"createdAt":"2026-05-01T00:00:00Z","trafficSplit":[{"deploymentId":"d","weight":1}],"deployments":'
        + _many(deployment, count=5)
        + b"}"
    )
    return b'{"data":[' + b",".join(endpoint % (number, number) for number in range(700)) + b'],"next_cursor":"CURSOR"}'


def _v2_deployments(count: int, split: int = 0) -> bytes:
    """A page with one endpoint of v2, which has many deployments and parts of a traffic split, if not as many."""
    deployment = b'{"id":"d%d","model":"projects/p/models/m%d","trafficMode":"TRAFFIC_MODE_LIVE","state":"X"}'
    return (
        b'{"data":[{"id":"e","name":"n/e","endpointType":"ENDPOINT_TYPE_DEDICATED","projectId":"p",'
        b'"createdAt":"2026-05-01T00:00:00Z","trafficSplit":['
        + _numbered(b'{"deploymentId":"d%d","weight":1}', split or count)
        + b'],"deployments":['
        + b",".join(deployment % (number, number) for number in range(count))
        + b"]}]}"
    )


RESPONSES = {
    "100,000 endpoints": Response(lambda: _list(b",".join(map(row, range(100_000))))),
    "199,000 endpoints": Response(lambda: _list(b",".join(map(row, range(ENTRIES))))),
    "199,000 endpoints in an unknown state": Response(
        lambda: _list(b",".join(row(number).replace(b"STARTED", b"X%d" % number) for number in range(ENTRIES)))
    ),
    "199,000 endpoints with one id": Response(
        lambda: _list(b",".join(row(1, b',"x":%d' % number) for number in range(ENTRIES)))
    ),
    "199,000 endpoints without fields": Response(lambda: _list(_many(b"{}", count=ENTRIES)[1:-1])),
    "1 MiB of endpoints without fields": Response(lambda: _list(_many(b"{}", size=MIB)[1:-1])),
    "64 MiB of endpoints without fields": Response(lambda: _list(_many(b"{}", size=SIZE)[1:-1])),
    "64 MiB of empty lists in an ignored field": Response(lambda: _ignored(_many(b"[]", size=SIZE))),
    "64 MiB of empty lists in an endpoint": Response(lambda: _field(_many(b"[]", size=SIZE))),
    "empty objects in an endpoint": Response(lambda: _field(_many(b"{}", count=VALUES // 2))),
    "objects with one key each": Response(
        lambda: _field(b"[" + _numbered(b'{"key%07d":"v"}', VALUES // 2) + b"]"),
    ),
    "one object with all keys": Response(lambda: _field(b"{" + _numbered(b'"key%07d":"value"', VALUES) + b"}")),
    "strings": Response(lambda: _field(b"[" + _numbered(b'"value %012d"', VALUES) + b"]")),
    "numbers": Response(lambda: _field(_many(b"1.5e300", count=VALUES))),
    "64 MiB of numbers of 300 digits": Response(lambda: _field(_many(b"9" * 300, size=SIZE))),
    "90 levels": Response(lambda: _field(_many(b"[" * 90 + b"]" * 90, count=VALUES // 91))),
    "64 MiB of opening brackets": Response(lambda: b"[" * SIZE),
    "64 MiB of brackets in a string": Response(lambda: _field(_text(b"["))),
    "64 MiB of escaped backslashes": Response(lambda: _field(_text(rb"\\"))),
    "64 MiB of escaped quotes": Response(lambda: _field(_text(rb"\""))),
    "64 MiB of escaped control characters": Response(lambda: _field(_text(rb"\u0001"))),
    "64 MiB of lone surrogates": Response(lambda: _field(_text(rb"\ud800"))),
    "64 MiB of letters and an emoji": Response(lambda: _field(_text(b"a", after="\U0001f600".encode()))),
    "64 MiB of letters and an escaped emoji": Response(lambda: _field(_text(b"a", after=rb"\ud83d\ude00"))),
    "64 MiB of percent escapes": Response(lambda: _field(_text(b"%41"))),
    "64 MiB of the key": Response(lambda: _field(_text(API_KEY.encode()))),
    "64 MiB of three fifths of the key": Response(lambda: _field(_text(API_KEY.encode()[: len(API_KEY) * 3 // 5]))),
    "strings with an escape each": Response(lambda: _field(b"[" + _numbered(rb'"\u0041%07d"', VALUES) + b"]")),
    "names with an escape each": Response(lambda: _field(b"{" + _numbered(rb'"%%41%07d":1', VALUES) + b"}")),
    "strings with half of the key each": Response(
        lambda: _field(_many(b'"%s"' % API_KEY.encode()[: len(API_KEY) // 2], count=VALUES))
    ),
    "199,000 other models": Response(
        lambda: _list(b",".join(row(number).replace(b'"m"', b'"mm%d"' % number) for number in range(ENTRIES)))
    ),
    "300 other models of 200 KiB": Response(
        lambda: _list(
            b",".join(row(number).replace(b'"m"', b'"%d%s"' % (number, b"m" * 200_000)) for number in range(300))
        )
    ),
    "64 MiB as a model": Response(lambda: _list(row().replace(b'"m"', _text(b"m")))),
    "64 MiB as a state": Response(lambda: _list(row().replace(b'"STARTED"', _text(b"m")))),
    "64 MiB as an HTTP error": Response(lambda: _many(b"[]", size=SIZE), status=400),
    "64 MiB as the message of an HTTP error": Response(
        lambda: b'{"error":{"type":"t","message":' + _text(b"a") + b"}}", status=400
    ),
    "pages of v2": Response(_v2_page, pages=PAGES),
    "an endpoint of v2 with 99,000 deployments": Response(lambda: _v2_deployments(99_000), pages=1),
    "an endpoint of v2 with 199,000 deployments": Response(lambda: _v2_deployments(ENTRIES, split=1), pages=1),
    "an endpoint of v2 with 240,000 deployments": Response(lambda: _v2_deployments(240_000), pages=1),
    "pages of v2 of 16 MiB": Response(
        lambda: b'{"data":[],"next_cursor":"CURSOR","x":"' + b"a" * (16 * MIB) + b'"}', pages=PAGES
    ),
    "a cursor of 30 MiB": Response(lambda: b'{"data":[],"next_cursor":"' + b"c" * (30 * MIB) + b'"}', pages=1),
}
IDENTITY = json.dumps(
    {"id": "u", "type": "user", "organization": {"id": "o"}, "project": {"id": "p", "slug": "n"}}
).encode()


@contextlib.contextmanager
def serve() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Start the server, and yield its URL and a function that chooses the response."""
    command = [sys.executable, "-m", "benchmarks.hostile_server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin
        assert server.stdout
        stdin, stdout = server.stdin, server.stdout

        def choose(name: str) -> None:
            stdin.write(f"{name}\n")
            stdin.flush()
            stdout.readline()

        yield f"http://127.0.0.1:{int(stdout.readline())}", choose


def main() -> None:
    """Serve on a free port, and print it; then print a line when each response is ready."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    current = [Response(bytes), b""]
    threading.Thread(target=_accept, args=(listener, current), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    for line in sys.stdin:
        response = RESPONSES[line.strip()]
        current[:] = [response, response.body()]
        print("ready", flush=True)


def _accept(listener: socket.socket, current: list[object]) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_respond, args=(connection, current), daemon=True).start()


def _respond(connection: socket.socket, current: list[object]) -> None:
    # A client that has ended its lookup closes or resets the connection.
    with contextlib.suppress(OSError), connection, connection.makefile("rb") as received:
        while line := received.readline():
            while received.readline() not in (b"\r\n", b""):
                pass
            _send(connection, line.split()[1].decode(), current)


def _send(connection: socket.socket, target: str, current: list[object]) -> None:
    response, body = current
    assert isinstance(response, Response)
    assert isinstance(body, bytes)
    status = response.status
    if response.pages:
        page = int(target.rpartition("after=")[2]) if "after=" in target else 1
        if "whoami" in target:
            body = IDENTITY
        elif "/projects/p/endpoints" in target:
            body = body.replace(b"PAGE-", b"%d-" % page)
            body = body.replace(b'"CURSOR"', b'"%d"' % (page + 1) if page < response.pages else b'""')
        else:
            body = b'{"data":[]}'
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


if __name__ == "__main__":
    main()
