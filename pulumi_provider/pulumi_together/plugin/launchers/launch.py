# SPDX-License-Identifier: MIT
"""Runs the plugin in the Python that runs this file, or tells the engine why this Python cannot run it.

The engine reports a plugin that exits as a bug in the provider. So a plugin that cannot run stays, and answers every
call with the reason. It speaks gRPC over HTTP/2 (RFC 9113) itself, because this Python may have no library for it.
Python 3.6 and later have to be able to read this file.
"""

import socket
import sys
from urllib.parse import quote

REMEDY = "Install the package pulumi_together for it, or name a Python that has it in PULUMI_TOGETHER_PYTHON."
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6  # types of frames
ACK, END_STREAM, END_HEADERS = 1, 1, 4  # flags of frames
UNIMPLEMENTED = "12"  # the status of gRPC with which the engine goes on to a call whose error it shows


def main() -> None:
    """Run the plugin. With the arguments `--refuse REASON`, only tell the engine the reason."""
    if sys.argv[1:2] == ["--refuse"]:
        refuse(sys.argv[2])
        return
    try:
        from pulumi_together.plugin.__main__ import main as run
    except (ImportError, SyntaxError) as error:
        refuse(f"pulumi-resource-together: {sys.executable} cannot run the plugin: {error}. {REMEDY}")
    else:
        run()


def refuse(reason: str) -> None:
    """Answer each call with the reason, until the engine closes the connection."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(1)
    print(server.getsockname()[1], flush=True)
    connection, _address = server.accept()
    with server, connection, connection.makefile("rb") as received:
        received.read(len(PREFACE))
        connection.sendall(frame(SETTINGS, 0, 0, b""))
        head = received.read(9)
        while len(head) == 9:
            kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
            payload = received.read(int.from_bytes(head[:3], "big"))
            if kind in (SETTINGS, PING) and not flags & ACK:
                connection.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            elif kind in (DATA, HEADERS) and flags & END_STREAM:
                connection.sendall(frame(HEADERS, END_STREAM | END_HEADERS, stream, failed_call(reason)))
            head = received.read(9)


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """An HTTP/2 frame."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def failed_call(reason: str) -> bytes:
    """The header block (RFC 7541) of a failed call: `:status: 200` by its index, the other fields as literals."""
    fields = {"content-type": "application/grpc", "grpc-status": UNIMPLEMENTED, "grpc-message": quote(reason, " ")}
    return b"\x88" + b"".join(b"\x00" + literal(name) + literal(value) for name, value in fields.items())


def literal(text: str) -> bytes:
    """A string of a header block: its length, as an integer with a prefix of 7 bits, and its bytes."""
    length = bytes([min(len(text), 127)])
    rest = len(text) - 127
    while rest >= 0:
        length += bytes([rest % 128 + (128 if rest >= 128 else 0)])
        rest = rest // 128 if rest >= 128 else -1
    return length + text.encode("ascii")


if __name__ == "__main__":
    main()
