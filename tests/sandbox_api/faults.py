# SPDX-License-Identifier: MIT
"""Faults of a response on its way to the client: one function for each, and the table of all."""

from __future__ import annotations

import gzip as gz
import json
import time
import zlib
from collections.abc import Callable
from functools import lru_cache

from .connection import Connection
from .messages import REASONS, Response

Fault = Callable[[Connection, Response], None]

BOMB_MIB = 66
HTML_PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>{status} {reason}</title></head>\n'
    "<body><center><h1>{status} {reason}</h1></center><hr><center>cloudflare</center></body></html>\n"
)


def send_unchanged(connection: Connection, response: Response) -> None:
    """Send the response without a fault."""
    connection.send(response.head() + response.body)


def truncate(connection: Connection, response: Response) -> None:
    """Half the body with the Content-Length of the whole body, then FIN."""
    connection.send(response.head() + _halves(response.body)[0])
    connection.close()


def close(connection: Connection, _response: Response) -> None:
    """FIN before any byte."""
    connection.close()


def reset(connection: Connection, _response: Response) -> None:
    """RST before any byte."""
    connection.reset()


def reset_in_body(connection: Connection, response: Response) -> None:
    """Half the body, then RST."""
    connection.send(response.head() + _halves(response.body)[0])
    connection.reset()


def stall(connection: Connection, response: Response) -> None:
    """A pause of `seconds` (60) before the headers."""
    connection.pause(60)
    send_unchanged(connection, response)


def stall_in_body(connection: Connection, response: Response) -> None:
    """A pause of `seconds` (60) in the middle of the body."""
    first, second = _halves(response.body)
    connection.send(response.head() + first)
    connection.pause(60)
    connection.send(second)


def drip(connection: Connection, response: Response) -> None:
    """One byte of the body every `seconds` (0.05)."""
    connection.send(response.head())
    _send_slowly(connection, response.body)


def drip_headers(connection: Connection, response: Response) -> None:
    """One byte of the status line and headers every `seconds` (0.05), then the body."""
    _send_slowly(connection, response.head())
    connection.send(response.body)


def html(connection: Connection, response: Response) -> None:
    """An HTML page as the body, as proxies and captive portals send."""
    page = HTML_PAGE.format(status=response.status, reason=REASONS.get(response.status, "")).encode()
    send_unchanged(connection, response.with_body(page, content_type="text/html; charset=UTF-8"))


def gzip(connection: Connection, response: Response) -> None:
    """The body compressed, without a fault."""
    send_unchanged(connection, response.with_body(gz.compress(response.body), content_encoding="gzip"))


def gzip_truncated(connection: Connection, response: Response) -> None:
    """Half of the compressed body with the Content-Length of that half: only the gzip stream is incomplete."""
    send_unchanged(connection, response.with_body(_halves(gz.compress(response.body))[0], content_encoding="gzip"))


def double_gzip(connection: Connection, response: Response) -> None:
    """The body compressed twice, with `Content-Encoding: gzip, gzip`."""
    send_unchanged(
        connection, response.with_body(gz.compress(gz.compress(response.body)), content_encoding="gzip, gzip")
    )


def gzip_bomb(connection: Connection, response: Response) -> None:
    """The body after 66 MiB of white space, compressed to 0.3 MiB."""
    send_unchanged(connection, response.with_body(_bomb(response.body), content_encoding="gzip"))


def endless(connection: Connection, response: Response) -> None:
    """An endless chunked list of endpoints, as fast as the client reads. FIN after `seconds` (10)."""
    row = json.dumps({"object": "endpoint", "id": "endpoint-0", "model": "without/end"}).encode() + b","
    block = row * 1000
    connection.send(response.with_body(b"", content_length=None, transfer_encoding="chunked").head())
    connection.send(_chunk(b'{"object": "list", "data": ['))
    end = time.monotonic() + (10 if connection.seconds is None else connection.seconds)
    while time.monotonic() < end:
        connection.send(_chunk(block))
    connection.close()


def endless_headers(connection: Connection, response: Response) -> None:
    """1000 headers, then FIN instead of the end of the headers."""
    connection.send(response.head().removesuffix(b"\r\n"))
    for number in range(1000):
        connection.send(b"X-More-%d: and more\r\n" % number)
    connection.close()


def information_first(connection: Connection, response: Response) -> None:
    """HTTP 100 twice, then the response."""
    connection.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 2)
    send_unchanged(connection, response)


def early_hints(connection: Connection, response: Response) -> None:
    """HTTP 103 with a header, then the response."""
    connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
    send_unchanged(connection, response)


def endless_information(connection: Connection, _response: Response) -> None:
    """HTTP 100, as fast as the client reads. FIN after `seconds` (10)."""
    end = time.monotonic() + (10 if connection.seconds is None else connection.seconds)
    while time.monotonic() < end:
        connection.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
    connection.close()


def chunked(connection: Connection, response: Response) -> None:
    """The body in chunks, without a fault."""
    _send_chunked(connection, response, b"0\r\n\r\n")


def chunked_unended(connection: Connection, response: Response) -> None:
    """The body in chunks, then FIN instead of the last chunk."""
    _send_chunked(connection, response, b"")
    connection.close()


def chunked_badly(connection: Connection, response: Response) -> None:
    """The body in chunks, then a chunk with an invalid length."""
    _send_chunked(connection, response, b"many\r\n")
    connection.close()


def endless_trailer(connection: Connection, response: Response) -> None:
    """The body in chunks, then header fields as fast as the client reads. FIN after `seconds` (10)."""
    _send_chunked(connection, response, b"0\r\n")
    end = time.monotonic() + (10 if connection.seconds is None else connection.seconds)
    while time.monotonic() < end:
        connection.send(b"X-More: and more\r\n" * 1000)
    connection.close()


def not_http(connection: Connection, _response: Response) -> None:
    """The greeting of another protocol."""
    connection.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    connection.close()


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        truncate,
        close,
        reset,
        reset_in_body,
        stall,
        stall_in_body,
        drip,
        drip_headers,
        html,
        gzip,
        gzip_truncated,
        double_gzip,
        gzip_bomb,
        endless,
        endless_headers,
        information_first,
        early_hints,
        endless_information,
        chunked,
        chunked_unended,
        chunked_badly,
        endless_trailer,
        not_http,
    )
}


def _halves(data: bytes) -> tuple[bytes, bytes]:
    return data[: len(data) // 2], data[len(data) // 2 :]


def _send_slowly(connection: Connection, data: bytes) -> None:
    for byte in data:
        connection.send(bytes([byte]))
        connection.pause(0.05)


def _send_chunked(connection: Connection, response: Response, end: bytes) -> None:
    connection.send(response.with_body(b"", content_length=None, transfer_encoding="chunked").head())
    for part in _halves(response.body):
        connection.send(_chunk(part))
    connection.send(end)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@lru_cache(maxsize=1)
def _bomb(body: bytes) -> bytes:
    compressor = zlib.compressobj(level=1, wbits=31)
    mebibyte = b" " * 2**20
    return b"".join(
        [*(compressor.compress(mebibyte) for _ in range(BOMB_MIB)), compressor.compress(body), compressor.flush()]
    )
