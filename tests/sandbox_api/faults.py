# SPDX-License-Identifier: MIT
"""How an answer can go wrong on its way: one function for each fault, and the table of them all."""

from __future__ import annotations

import gzip as gz
import json
import time
import zlib
from collections.abc import Callable
from functools import lru_cache

from .wire import PHRASES, Response, Wire

Fault = Callable[[Wire, Response], None]

BOMB_MIB = 66
PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>{status} {reason}</title></head>\n'
    "<body><center><h1>{status} {reason}</h1></center><hr><center>cloudflare</center></body></html>\n"
)


def plainly(wire: Wire, response: Response) -> None:
    """No fault."""
    wire.send(response.head() + response.body)


def truncate(wire: Wire, response: Response) -> None:
    """Half the body under the Content-Length of the whole, then FIN."""
    wire.send(response.head() + _halves(response.body)[0])
    wire.hang_up()


def close(wire: Wire, _response: Response) -> None:
    """FIN before any byte."""
    wire.hang_up()


def reset(wire: Wire, _response: Response) -> None:
    """RST before any byte."""
    wire.reset()


def reset_in_body(wire: Wire, response: Response) -> None:
    """Half the body, then RST."""
    wire.send(response.head() + _halves(response.body)[0])
    wire.reset()


def stall(wire: Wire, response: Response) -> None:
    """Silence for `seconds` (60) before the headers."""
    wire.pause(60)
    plainly(wire, response)


def stall_in_body(wire: Wire, response: Response) -> None:
    """Silence for `seconds` (60) in the middle of the body."""
    first, second = _halves(response.body)
    wire.send(response.head() + first)
    wire.pause(60)
    wire.send(second)


def drip(wire: Wire, response: Response) -> None:
    """A byte of the body each `seconds` (0.05)."""
    wire.send(response.head())
    _drip(wire, response.body)


def drip_headers(wire: Wire, response: Response) -> None:
    """A byte of status line and headers each `seconds` (0.05), then the body."""
    _drip(wire, response.head())
    wire.send(response.body)


def html(wire: Wire, response: Response) -> None:
    """A page of HTML for a body, as proxies and captive portals send."""
    page = PAGE.format(status=response.status, reason=PHRASES.get(response.status, "")).encode()
    plainly(wire, response.changed(page, content_type="text/html; charset=UTF-8"))


def gzip(wire: Wire, response: Response) -> None:
    """The body compressed, in order."""
    plainly(wire, response.changed(gz.compress(response.body), content_encoding="gzip"))


def gzip_truncated(wire: Wire, response: Response) -> None:
    """Half of the compressed body under the Content-Length of that half: only the gzip stream knows."""
    plainly(wire, response.changed(_halves(gz.compress(response.body))[0], content_encoding="gzip"))


def double_gzip(wire: Wire, response: Response) -> None:
    """The body compressed twice, and said so."""
    plainly(wire, response.changed(gz.compress(gz.compress(response.body)), content_encoding="gzip, gzip"))


def gzip_bomb(wire: Wire, response: Response) -> None:
    """The body after 66 MiB of white space, in 0.3 MiB of gzip."""
    plainly(wire, response.changed(_bomb(response.body), content_encoding="gzip"))


def endless(wire: Wire, response: Response) -> None:
    """A list of endpoints without end, chunked, as fast as it is read; after `seconds` (10) FIN."""
    row = json.dumps({"object": "endpoint", "id": "endpoint-0", "model": "without/end"}).encode() + b","
    block = row * 1000
    wire.send(response.changed(b"", content_length=None, transfer_encoding="chunked").head())
    wire.send(_chunk(b'{"object": "list", "data": ['))
    end = time.monotonic() + (10 if wire.seconds is None else wire.seconds)
    while time.monotonic() < end:
        wire.send(_chunk(block))
    wire.hang_up()


def endless_headers(wire: Wire, response: Response) -> None:
    """Headers without end; after 1000 of them FIN."""
    wire.send(response.head().removesuffix(b"\r\n"))
    for number in range(1000):
        wire.send(b"X-More-%d: and more\r\n" % number)
    wire.hang_up()


def information_first(wire: Wire, response: Response) -> None:
    """HTTP 100 twice, then the answer."""
    wire.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 2)
    plainly(wire, response)


def early_hints(wire: Wire, response: Response) -> None:
    """HTTP 103 with a header, then the answer."""
    wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
    plainly(wire, response)


def chunked(wire: Wire, response: Response) -> None:
    """The body in chunks, in order."""
    _in_chunks(wire, response, b"0\r\n\r\n")


def chunked_unended(wire: Wire, response: Response) -> None:
    """The body in chunks, then FIN in place of the last one."""
    _in_chunks(wire, response, b"")
    wire.hang_up()


def chunked_badly(wire: Wire, response: Response) -> None:
    """The body in chunks, then one whose length is no number."""
    _in_chunks(wire, response, b"many\r\n")
    wire.hang_up()


def not_http(wire: Wire, _response: Response) -> None:
    """The greeting of another protocol."""
    wire.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    wire.hang_up()


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
        chunked,
        chunked_unended,
        chunked_badly,
        not_http,
    )
}


def _halves(data: bytes) -> tuple[bytes, bytes]:
    return data[: len(data) // 2], data[len(data) // 2 :]


def _drip(wire: Wire, data: bytes) -> None:
    for byte in data:
        wire.send(bytes([byte]))
        wire.pause(0.05)


def _in_chunks(wire: Wire, response: Response, end: bytes) -> None:
    wire.send(response.changed(b"", content_length=None, transfer_encoding="chunked").head())
    for part in _halves(response.body):
        wire.send(_chunk(part))
    wire.send(end)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@lru_cache(maxsize=1)
def _bomb(body: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    mebibyte = b" " * 2**20
    return b"".join([*(packer.compress(mebibyte) for _ in range(BOMB_MIB)), packer.compress(body), packer.flush()])
