# SPDX-License-Identifier: MIT
"""What travels: a response before it is sent, and the connection as a fault sees it."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, NamedTuple

PHRASES = {status.value: status.phrase for status in HTTPStatus}


def json_bytes(document: Any) -> bytes:
    """JSON in UTF-8; what UTF-8 cannot hold (half a surrogate pair) as its JSON escape."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


class Response(NamedTuple):
    """An answer. `headers` go over the usual ones; None takes a usual one away."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str | None] = {}
    reason: str | None = None

    def changed(self, body: bytes, **headers: str | None) -> Response:
        """The same answer with another body, and headers added (`content_encoding="gzip"`)."""
        added = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._replace(body=body, headers={**self.headers, **added})

    def all_headers(self) -> dict[str, str]:
        """The headers that go out, in Title-Case."""
        usual = {
            "Date": formatdate(usegmt=True),
            "Server": "together-sandbox",
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(self.body)),
        }
        given = {name.title(): value for name, value in self.headers.items()}
        return {name: value for name, value in {**usual, **given}.items() if value is not None}

    def head(self) -> bytes:
        """Status line and headers, as bytes."""
        reason = PHRASES.get(self.status, "") if self.reason is None else self.reason
        lines = [
            f"HTTP/1.1 {self.status} {reason}",
            *(f"{name}: {value}" for name, value in self.all_headers().items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def leaves_the_connection_open(self) -> bool:
        """Tell whether a client knows where this answer ends and may ask again on the same connection."""
        headers = self.all_headers()
        return headers.get("Content-Length") == str(len(self.body)) and headers.get("Connection", "").lower() != "close"


class Wire:
    """One connection while one answer is sent. `seconds` is what the reply asked for, if it did."""

    def __init__(self, handler: BaseHTTPRequestHandler, closing: Event, seconds: float | None) -> None:
        """`closing`: set when the sandbox closes, and ends every pause."""
        self.seconds = seconds
        self._handler = handler
        self._closing = closing

    def send(self, data: bytes) -> None:
        """Send at once. Raises OSError when the client has gone."""
        self._handler.wfile.write(data)

    def pause(self, default: float) -> None:
        """Wait the reply's `seconds`, or the default. Raises ConnectionAbortedError when the sandbox closes."""
        if self._closing.wait(default if self.seconds is None else self.seconds):
            raise ConnectionAbortedError("the sandbox closes")

    def hang_up(self) -> None:
        """Close in order (FIN) after what was sent."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Close with RST."""
        self._handler.close_connection = True
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # A socket closes when its last file does, and only a close without a shutdown before it sends RST.
        self._handler.rfile.close()
        self._handler.connection.close()
