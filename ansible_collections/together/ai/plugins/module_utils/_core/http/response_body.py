# SPDX-License-Identifier: MIT
"""The body of an answer: read within bounds of size and time, and parsed."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any, NoReturn, Union

from .. import gc_control as collector
from ..errors import EnvelopeBroken, shown
from .deadline import Deadline

LARGEST = 64 * 1024 * 1024  # bytes, decoded
Bytes = Union[bytes, bytearray]
CHUNK = 128 * 1024  # larger is no faster, and its memory stays the process's
BYTE_ORDER_MARK = "\ufeff"
SHOWN = 4096  # the beginning of a body that tells what it is
# A backslash that is escaped, a pair of surrogates, or one without its other half, which is the group.
SURROGATE = re.compile(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})", re.IGNORECASE)
GZIP = 31  # zlib's window bits for a gzip stream


def read(url: str, raw: Any, encoding: str, deadline: Deadline) -> bytearray:
    """The inflated body of urllib3's raw response, at most 64 MiB. encoding: its Content-Encoding, empty for none.

    Read raw and inflated here, chunk by chunk: requests and urllib3 decode without a limit, and nested encodings
    multiply. What follows a gzip stream is left unread. Raises EnvelopeBroken, DeadlinePassed, EOFError for a stream
    without its end, or what the libraries raise for a broken connection.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise EnvelopeBroken(url, f"with the content encoding {shown(encoding)}, which was not asked for")
    gzip = zlib.decompressobj(GZIP) if encoding == "gzip" else None
    # read1 gives what is there, so that the deadline is looked at; urllib3 before 2.1 has only read.
    receive = getattr(raw, "read1", raw.read)
    body = bytearray()
    received = 0
    while not (gzip and gzip.eof) and (chunk := receive(CHUNK, decode_content=False)):
        received += len(chunk)
        body += _inflated(gzip, chunk, LARGEST + 1 - len(body), url) if gzip else chunk
        if len(body) > LARGEST:
            raise EnvelopeBroken(url, f"more than {LARGEST >> 20} MiB")
        if not deadline.remaining():
            raise deadline.passed()
    if gzip and received and not gzip.eof:
        raise EOFError
    return body


def _inflated(gzip: Any, chunk: bytes, at_most: int, url: str) -> bytes:
    try:
        inflated: bytes = gzip.decompress(chunk, at_most)
        return inflated
    except zlib.error:
        pass
    raise EnvelopeBroken(url, "a body that is not the gzip it claims to be")


def text(url: str, body: Bytes) -> str:
    """The text of a body; UTF-8, as RFC 8259 has it. Raises EnvelopeBroken."""
    try:
        return body.decode().removeprefix(BYTE_ORDER_MARK)
    except ValueError:
        pass
    raise EnvelopeBroken(url, f"HTTP 200 with {described(body[:SHOWN].decode('utf-8', 'replace'))}")


def document(url: str, text: str) -> Any:
    """The JSON document that a text is. Raises EnvelopeBroken.

    Of equal keys the last counts, as in Python; a surrogate alone, which no program downstream could write, becomes
    U+FFFD; NaN, Infinity and numbers too large for a double (or of more digits than Python takes) are no JSON.
    """
    if "\\" in text:
        text = SURROGATE.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    try:
        with collector.paused():
            return json.loads(text, parse_constant=_no_constant, parse_float=_finite, parse_int=_in_a_double)
    except (ValueError, RecursionError):
        pass
    raise EnvelopeBroken(url, f"HTTP 200 with {described(text)}")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _in_a_double(digits: str) -> int:
    _finite(digits)
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON


def described(text: str) -> str:
    """A body that is not the JSON one hoped for, in a sentence."""
    text = " ".join(text[:SHOWN].split())
    if not text:
        return "an empty body"
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.IGNORECASE)
    if re.match(r"<(!doctype )?html", text, re.IGNORECASE):
        return f"an HTML page{f' titled {shown(title[1].strip())}' if title else ''}"
    return f"{'what is not valid JSON: ' if text[0] in '{[' else 'the text '}{shown(text)}"
