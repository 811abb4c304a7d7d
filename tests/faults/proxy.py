# SPDX-License-Identifier: MIT
"""An HTTP proxy on loopback (RFC 9110): absolute URLs for http, CONNECT for https, Basic authentication.

Every host that a client names leads to one port of this machine, so that tests need no name server.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from types import TracebackType

AUTHENTICATION_REQUIRED = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=proxy\r\n"
    b"Content-Type: text/html\r\nContent-Length: 46\r\nConnection: close\r\n\r\n"
    b"<html><title>407 Login required</title></html>"
)
FAULTS = {  # name -> the response to every request; empty: none at all
    "": None,
    "silent": b"",
    "forbidden": b"HTTP/1.1 403 Forbidden by a rule\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "bad gateway": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}


class Relay:
    """Forwards the bytes of each connection to a port of 127.0.0.1, and back."""

    def __init__(self, host: str, target_port: int) -> None:
        """Listen on a free port of host. Raises OSError if the address is not available."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._target_port = target_port
        self._sockets: list[socket.socket] = [self._listener]
        self._closed = False
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Relay:
        """Return the relay itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the listener and every open connection."""
        self._closed = True
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._closed:
                client, _address = self._listener.accept()
                self._sockets.append(client)
                threading.Thread(target=self._handle, args=(client,), daemon=True).start()

    def _handle(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        self._forward(client)

    def _forward(self, client: socket.socket, first: bytes = b"") -> None:
        with socket.create_connection(("127.0.0.1", self._target_port)) as server:
            self._sockets.append(server)
            server.sendall(first)
            back = threading.Thread(target=self._copy, args=(server, client), daemon=True)
            back.start()
            self._copy(client, server)
            back.join()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._inspect(data)
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _inspect(self, data: bytes) -> None:
        """Look at forwarded bytes."""


class Proxy(Relay):
    """The proxy. `seen` holds every byte that it received or forwarded."""

    def __init__(self, target_port: int, login: str = "", fault: str = "") -> None:
        """Require a login (`user:password`) unless it is empty, and show a fault named in FAULTS."""
        self.seen = b""
        self._credentials = f"basic {base64.b64encode(login.encode()).decode()}".lower() if login else ""
        self._fault = FAULTS[fault]
        super().__init__("127.0.0.1", target_port)

    def __enter__(self) -> Proxy:
        """Return the proxy itself."""
        return self

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = client.recv(65536)
            if not received:
                return
            head += received
        self._inspect(head)
        lines = head.decode("latin-1").lower().split("\r\n")
        if self._fault == b"":
            client.recv(1)  # blocks until the client closes the connection
        elif self._fault:
            client.sendall(self._fault)
        elif self._credentials and f"proxy-authorization: {self._credentials}" not in lines:
            client.sendall(AUTHENTICATION_REQUIRED)
        elif head.startswith(b"CONNECT "):
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._forward(client)
        else:
            self._forward(client, head)

    def _inspect(self, data: bytes) -> None:
        self.seen += data
