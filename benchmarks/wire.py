# SPDX-License-Identifier: MIT
"""A server that is not what is measured: one prepared list of endpoints for every request, from a process of its own.

By hand: `python -m benchmarks.wire 1000` serves 1,000 endpoints until its standard input ends.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .measure import ROOT

NEWEST = "2026-06-01T10:00:00.000Z"


def model(number: int) -> str:
    """The model that an endpoint serves, and no other one does."""
    return f"maker-{number % 97}/Model-{number}-Instruct"


def endpoint_id(number: int) -> str:
    """The id of an endpoint."""
    return f"endpoint-{number:08x}-c163-c596-49d1-a25f-f209156f4972"


def wanted(count: int) -> int:
    """The endpoint in the middle, which is looked for. It is the newest: the official CLI shows no more than 20."""
    return count // 2


def body(count: int) -> bytes:
    """A list of so many endpoints, spaced and as long as what the sandbox of the API sends."""
    rows = [
        {
            "object": "endpoint",
            "id": endpoint_id(number),
            "name": f"acme/Model-{number}-Instruct-7c1d02ab",
            "model": model(number),
            "type": "dedicated",
            "owner": "acme",
            "state": "STARTED",
            "created_at": NEWEST if number == wanted(count) else "2026-04-14T13:26:09.582Z",
        }
        for number in range(count)
    ]
    return json.dumps({"object": "list", "data": rows}).encode()


@contextmanager
def serving(count: int) -> Iterator[str]:
    """The base URL, with /v1, of a server in its own process that has so many endpoints."""
    command = [sys.executable, "-m", "benchmarks.wire", str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        # Leaving closes its standard input, which ends it, also where this process is killed.


def serve(count: int) -> None:
    """Serve, and say on which port."""
    sent = body(count)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=_accept, args=(listener, head.encode() + sent), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


def _accept(listener: socket.socket, answer: bytes) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(connection, answer), daemon=True).start()


def _talk(connection: socket.socket, answer: bytes) -> None:
    """Answer one request after the other, each of which is a head and no more."""
    with connection:
        head = b""
        while received := _received(connection):
            head += received
            if head.endswith(b"\r\n\r\n"):
                connection.sendall(answer)
                if b"connection: close" in head.lower():
                    return
                head = b""


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


if __name__ == "__main__":
    serve(int(sys.argv[1]))
