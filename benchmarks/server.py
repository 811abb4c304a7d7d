# SPDX-License-Identifier: MIT
"""A server that costs as little as possible: one prepared response to every request, from a process of its own.

By hand, `python -m benchmarks.server 1000` serves 1,000 endpoints until its standard input ends.
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
    """Return the model of an endpoint. No other endpoint has it."""
    return f"maker-{number % 97}/Model-{number}-Instruct"


def endpoint_id(number: int) -> str:
    """Return the id of an endpoint."""
    return f"endpoint-{number:08x}-c163-c596-49d1-a25f-f209156f4972"


def target(count: int) -> int:
    """Return the number of the endpoint to look up. It is the newest, because the official CLI shows only 20."""
    return count // 2


def body(count: int) -> bytes:
    """Return a list of endpoints, formatted and as long as those of the sandbox."""
    rows = [
        {
            "object": "endpoint",
            "id": endpoint_id(number),
            "name": f"acme/Model-{number}-Instruct-7c1d02ab",
            "model": model(number),
            "type": "dedicated",
            "owner": "acme",
            "state": "STARTED",
            "created_at": NEWEST if number == target(count) else "2026-04-14T13:26:09.582Z",
        }
        for number in range(count)
    ]
    return json.dumps({"object": "list", "data": rows}).encode()


@contextmanager
def serve_endpoints(count: int) -> Iterator[str]:
    """Start a server with a number of endpoints in a process of its own, and yield its base URL with /v1."""
    command = [sys.executable, "-m", "benchmarks.server", str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        # The exit closes the server's standard input, which ends it. So does the death of this process.


def main(count: int) -> None:
    """Serve on a free port, and print it."""
    content = body(count)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=_accept, args=(listener, head.encode() + content), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


def _accept(listener: socket.socket, response: bytes) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_respond, args=(connection, response), daemon=True).start()


def _respond(connection: socket.socket, response: bytes) -> None:
    """Respond to the requests of a connection. They have no body."""
    with connection:
        head = b""
        while received := _receive(connection):
            head += received
            if head.endswith(b"\r\n\r\n"):
                connection.sendall(response)
                if b"connection: close" in head.lower():
                    return
                head = b""


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


if __name__ == "__main__":
    main(int(sys.argv[1]))
