# SPDX-License-Identifier: MIT
"""The body of an answer: read within bounds of size and time, and parsed."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any, NoReturn

from .deadline import Deadline
from .errors import EnvelopeBroken, shown

LARGEST = 64 * 1024 * 1024  # bytes, decoded
CHUNK = 65536
LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}", re.IGNORECASE
)
GZIP = 31  # zlib's window bits for a gzip stream


def read(url: str, raw: Any, encoding: str, deadline: Deadline) -> bytes:
    """The decoded body of urllib3's raw response, at most 64 MiB. encoding: its Content-Encoding, empty for none.

    Read raw and inflated here, chunk by chunk: requests and urllib3 decode without a limit, and nested encodings
    multiply. Raises EnvelopeBroken, DeadlinePassed, EOFError for a gzip stream without its end, or what the libraries
    raise for a broken connection.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise EnvelopeBroken(url, f"with the content encoding {shown(encoding)}, which was not asked for")
    gzip = zlib.decompressobj(GZIP) if encoding == "gzip" else None
    # read1 gives what is there, so that the deadline is looked at; urllib3 before 2.1 has only read.
    receive = getattr(raw, "read1", raw.read)
    body = bytearray()
    while chunk := receive(CHUNK, decode_content=False):
        body += _inflated(gzip, chunk, LARGEST + 1 - len(body), url) if gzip else chunk
        if len(body) > LARGEST:
            raise EnvelopeBroken(url, f"more than {LARGEST >> 20} MiB")
        if not deadline.remaining():
            raise deadline.passed()
    if gzip and body and not gzip.eof:
        raise EOFError
    return bytes(body)


def _inflated(gzip: Any, chunk: bytes, at_most: int, url: str) -> bytes:
    try:
        inflated: bytes = gzip.decompress(chunk, at_most)
        return inflated
    except zlib.error:
        pass
    raise EnvelopeBroken(url, "a body that is not the gzip it claims to be")


def document(url: str, body: bytes) -> Any:
    """The JSON document that a body is; UTF-8, as RFC 8259 has it. Raises EnvelopeBroken."""
    try:
        text = body.decode("utf-8-sig")
        if "\\ud" in text.lower():
            text = LONE_SURROGATE.sub(r"\\ufffd", text)  # which no program downstream could write
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        pass
    raise EnvelopeBroken(url, f"HTTP 200 with {described(body)}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON


def described(body: bytes) -> str:
    """A body that is not the JSON one hoped for, in a sentence."""
    text = " ".join(body[:4096].decode("utf-8", "replace").split())
    if not text:
        return "an empty body"
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.IGNORECASE)
    if re.match(r"<(!doctype )?html", text, re.IGNORECASE):
        return f"an HTML page{f' titled {shown(title[1].strip())}' if title else ''}"
    return f"{'what is not valid JSON: ' if text[0] in '{[' else 'the text '}{shown(text)}"
