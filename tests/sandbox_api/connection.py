# SPDX-License-Identifier: MIT
"""A client's connection while a response is sent: what a fault can do to it."""

from __future__ import annotations

import socket
import struct
from http.server import BaseHTTPRequestHandler
from threading import Event


class Connection:
    """One connection while one response is sent. `seconds` comes from the scripted reply, or is None."""

    def __init__(self, handler: BaseHTTPRequestHandler, closing: Event, seconds: float | None) -> None:
        """`closing`: set when the sandbox closes; it ends every pause."""
        self.seconds = seconds
        self._handler = handler
        self._closing = closing

    def send(self, data: bytes) -> None:
        """Send immediately. Raises OSError when the client has disconnected."""
        self._handler.wfile.write(data)

    def pause(self, default: float) -> None:
        """Wait `seconds`, or the default. Raises ConnectionAbortedError when the sandbox closes."""
        if self._closing.wait(default if self.seconds is None else self.seconds):
            raise ConnectionAbortedError("the sandbox closes")

    def close(self) -> None:
        """Close with FIN after what was sent."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Close with RST."""
        self._handler.close_connection = True
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # A socket closes when its last file does, and only a close without a shutdown before it sends RST.
        self._handler.rfile.close()
        self._handler.connection.close()
