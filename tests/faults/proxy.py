# SPDX-License-Identifier: MIT
"""A real proxy on loopback, as RFC 9110 has it: whole URLs for http, CONNECT for https, Basic authentication.

Whatever host a client names, it is taken to one port of this machine: names need no name server.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from types import TracebackType

REFUSAL = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=proxy\r\n"
    b"Content-Type: text/html\r\nContent-Length: 50\r\nConnection: close\r\n\r\n"
    b"<html><title>407 The proxy wants a login</title>\r\n"
)
FAULTS = {  # name -> what it answers whoever asks; nothing: never a word
    "": None,
    "mute": b"",
    "bad gateway": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}


class Relay:
    """Takes connections at one address and carries their bytes to a port of 127.0.0.1 and back."""

    def __init__(self, host: str, to_port: int) -> None:
        """Raises OSError where the address is not to be had."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._to_port = to_port
        self._open: list[socket.socket] = [self._listener]
        self._closed = False
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Relay:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, and cut what is open."""
        self._closed = True
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._closed:
                client, _address = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve_quietly, args=(client,), daemon=True).start()

    def _serve_quietly(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        self._carry(client)

    def _carry(self, client: socket.socket, first: bytes = b"") -> None:
        with socket.create_connection(("127.0.0.1", self._to_port)) as server:
            self._open.append(server)
            server.sendall(first)
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._pass(data)
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _pass(self, data: bytes) -> None:
        """See what goes by."""


class Proxy(Relay):
    """The proxy. overheard: all bytes that it could read."""

    def __init__(self, to_port: int, wants: str = "", fault: str = "") -> None:
        """wants: `user:password`; fault: a name in FAULTS."""
        self.overheard = b""
        self._wants = f"basic {base64.b64encode(wants.encode()).decode()}".lower() if wants else ""
        self._fault = FAULTS[fault]
        super().__init__("127.0.0.1", to_port)

    def __enter__(self) -> Proxy:
        """Itself."""
        return self

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = client.recv(65536)
            if not received:
                return
            head += received
        self._pass(head)
        lines = head.decode("latin-1").lower().split("\r\n")
        if self._fault == b"":
            client.recv(1)  # until the client gives up
        elif self._fault:
            client.sendall(self._fault)
        elif self._wants and f"proxy-authorization: {self._wants}" not in lines:
            client.sendall(REFUSAL)
        elif head.startswith(b"CONNECT "):
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._carry(client)
        else:
            self._carry(client, head)

    def _pass(self, data: bytes) -> None:
        self.overheard += data
