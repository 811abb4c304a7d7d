# SPDX-License-Identifier: MIT
"""The body of a response: read within bounds of size and time, and parsed."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any, NoReturn, Union

from .. import gc_control
from ..errors import InvalidResponseError
from ..formatting import format_value
from .deadline import Deadline

MAX_BODY = 64 * 1024 * 1024  # bytes, decoded
CHUNK = 128 * 1024  # bytes; larger chunks are not faster and cost memory
DESCRIBED = 4096  # characters of a body that are read to describe it
BYTE_ORDER_MARK = "\ufeff"
GZIP_WINDOW = 31  # zlib's window bits for a gzip stream
# An escaped backslash, a surrogate pair, or a surrogate without its other half (the group).
SURROGATE = re.compile(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})", re.IGNORECASE)
Body = Union[bytes, bytearray]


def read(url: str, raw: Any, encoding: str, deadline: Deadline) -> bytearray:
    """Read and inflate the body of urllib3's raw response, at most 64 MiB. encoding: its Content-Encoding.

    requests and urllib3 inflate without a limit, and nested encodings multiply, so the body is read raw. Data after
    the end of a gzip stream is not read. Raises InvalidResponseError, DeadlineExceededError, EOFError for a gzip
    stream without its end, or what the libraries raise for a broken connection.
    """
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise InvalidResponseError(url, f"the content encoding {format_value(encoding)}, which was not requested")
    gzip = zlib.decompressobj(GZIP_WINDOW) if encoding == "gzip" else None
    # read1 returns what has arrived, so that the deadline is checked often. urllib3 before 2.1 has only read.
    receive = getattr(raw, "read1", raw.read)
    body = bytearray()
    received = 0
    while not (gzip and gzip.eof) and (chunk := receive(CHUNK, decode_content=False)):
        received += len(chunk)
        body += _inflate(gzip, chunk, MAX_BODY + 1 - len(body), url) if gzip else chunk
        if len(body) > MAX_BODY:
            raise InvalidResponseError(url, f"more than {MAX_BODY >> 20} MiB")
        if not deadline.remaining():
            raise deadline.exceeded_error()
    if gzip and received and not gzip.eof:
        raise EOFError
    return body


def _inflate(gzip: Any, chunk: bytes, limit: int, url: str) -> bytes:
    try:
        inflated: bytes = gzip.decompress(chunk, limit)
        return inflated
    except zlib.error:
        pass
    raise InvalidResponseError(url, "a body that is not valid gzip")


def decode(url: str, body: Body) -> str:
    """The text of a body in UTF-8, the encoding of JSON (RFC 8259). Raises InvalidResponseError."""
    try:
        return body.decode().removeprefix(BYTE_ORDER_MARK)
    except ValueError:
        pass
    raise InvalidResponseError(url, f"HTTP 200 with {describe_body(body[:DESCRIBED].decode('utf-8', 'replace'))}")


def parse_json(url: str, text: str) -> Any:
    """The JSON document in a text. Raises InvalidResponseError.

    The last of equal keys counts. An unpaired surrogate, which cannot be encoded, becomes U+FFFD. NaN, Infinity and
    numbers beyond the range of a double are rejected.
    """
    if "\\" in text:
        text = SURROGATE.sub(lambda match: r"\ufffd" if match[1] else match[0], text)
    try:
        with gc_control.gc_paused():
            return json.loads(text, parse_constant=_reject_constant, parse_float=_float, parse_int=_int)
    except (ValueError, RecursionError):
        pass
    raise InvalidResponseError(url, f"HTTP 200 with {describe_body(text)}")


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _int(digits: str) -> int:
    _float(digits)
    return int(digits)


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(name)


def describe_body(text: str) -> str:
    """What a body is that is not the expected JSON, in a sentence."""
    text = " ".join(text[:DESCRIBED].split())
    if not text:
        return "an empty body"
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.IGNORECASE)
    if re.match(r"<(!doctype )?html", text, re.IGNORECASE):
        return f"an HTML page{f' titled {format_value(title[1].strip())}' if title else ''}"
    return f"{'invalid JSON: ' if text[0] in '{[' else 'the text '}{format_value(text)}"
