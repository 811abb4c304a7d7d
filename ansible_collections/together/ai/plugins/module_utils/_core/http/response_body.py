# SPDX-License-Identifier: MIT
"""The body of a response: read within bounds of size and time, and parsed."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from ..errors import InvalidResponseError
from ..formatting import format_value
from ..limits import MAX_BYTES, MAX_NESTING, MAX_VALUES, Budget
from .deadline import Deadline
from .redaction import Redactor

CHUNK = 128 * 1024  # bytes; larger chunks are not faster and cost memory
INFLATED = 1024 * 1024  # bytes that are inflated at a time
DESCRIBED = 4096  # characters of a body that are read to describe it
CHECK_INTERVAL = 4096  # replacements, or numbers, between two looks at the deadline
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_WINDOW = 31  # zlib's window bits for a gzip stream
GZIP_MAGIC = b"\x1f\x8b"  # the first bytes of each member
ESCAPED_SURROGATE = rb"\\u[dD][89a-fA-F]"
# A surrogate pair, or a surrogate without its other half (the group), where no backslash is escaped.
SURROGATES = rb"(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})"
REPLACEMENT_CHARACTER = rb"\ufffd"
SAFE_DIGITS = 300  # an integer of so many digits is in the range of a double
NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{},'))
BRACKETS = bytes.maketrans(b"{}", b"[]")


def read(url: str, raw: Any, encoding: str, deadline: Deadline, budget: Budget) -> bytearray:
    """Read and inflate the body of urllib3's raw response. encoding: its Content-Encoding.

    Raises InvalidResponseError, also if the budget is used up, DeadlineExceededError, EOFError for a gzip stream
    without its end, or what the libraries raise for a broken connection.
    """
    body = bytearray()
    for chunk in _chunks(url, raw, encoding, deadline):
        if not budget.take("bytes", len(chunk)):
            raise InvalidResponseError(url, f"more than {MAX_BYTES >> 20} MiB (in all responses of the lookup)")
        body += chunk
    return body


def read_beginning(url: str, raw: Any, encoding: str, deadline: Deadline, size: int) -> bytearray:
    """The first bytes of a body, at most `size`. The rest is not read. Raises what `read` raises."""
    body = bytearray()
    for chunk in _chunks(url, raw, encoding, deadline):
        body += chunk
        if len(body) >= size:
            break
    return body[:size]


def _chunks(url: str, raw: Any, content_encoding: str, deadline: Deadline) -> Iterator[bytes]:
    """The parts of a body, inflated.

    requests and urllib3 inflate without a limit, and nested encodings multiply, so the body is read raw.
    """
    encodings = [name.strip() for name in content_encoding.lower().split(",")]
    applied = [name for name in encodings if name not in ("", "identity")]
    if applied not in ([], ["gzip"], ["x-gzip"]):  # x-gzip is gzip (RFC 9110, 8.4.1.3)
        found = format_value(content_encoding.strip().lower())
        raise InvalidResponseError(url, f"the content encoding {found}, which was not requested")
    # read1 returns what has arrived, so that the deadline is checked often. urllib3 before 2.1 has only read.
    receive = getattr(raw, "read1", raw.read)
    received = iter(lambda: receive(CHUNK, decode_content=False), b"")
    for chunk in _inflate(url, received) if applied else received:
        yield chunk
        deadline.check()


def _inflate(url: str, received: Iterable[bytes]) -> Iterator[bytes]:
    """Inflate a gzip stream, which has one or more members (RFC 1952). Data after the last one is not read."""
    gzip: Any = None
    for data in received:
        while data:
            if gzip is None or gzip.eof:
                if gzip and not GZIP_MAGIC.startswith(data[: len(GZIP_MAGIC)]):
                    return
                gzip = zlib.decompressobj(GZIP_WINDOW)
            inflated = _decompress(gzip, data)
            if inflated is None:
                raise InvalidResponseError(url, "a body that is not valid gzip")
            yield inflated
            data = gzip.unconsumed_tail or gzip.unused_data
    if gzip and not gzip.eof:
        raise EOFError


def _decompress(gzip: Any, data: bytes) -> bytes | None:
    try:
        inflated: bytes = gzip.decompress(data, INFLATED)
        return inflated
    except zlib.error:
        return None


def parse(url: str, body: bytearray, deadline: Deadline, budget: Budget, redactor: Redactor) -> Any:
    """The JSON document in a body in UTF-8, the encoding of JSON (RFC 8259), without the API key.

    The body is empty afterwards, to save memory. The last of equal keys counts. An unpaired surrogate, which cannot be
    encoded, becomes U+FFFD. NaN, Infinity and numbers beyond the range of a double are rejected. Raises
    InvalidResponseError or DeadlineExceededError.
    """
    beginning = body[:DESCRIBED].decode("utf-8", "replace").removeprefix("\ufeff")
    structure = _structure(body, deadline)
    if not budget.take("values", 1 + structure.count(b",") + structure.count(b"[")):
        raise InvalidResponseError(url, f"more than {MAX_VALUES:,} JSON values (in all responses of the lookup)")
    if _is_nested_deeply(structure.translate(None, b",")):
        raise InvalidResponseError(url, f"JSON of more than {MAX_NESTING} levels")
    may_contain_key = redactor.may_contain_key(body)
    _replace_unpaired_surrogates(body, deadline)
    deadline.check()
    try:
        document = _load(body, deadline)
        return redactor.redact_document(document, deadline.check) if may_contain_key else document
    except (ValueError, RecursionError):
        pass
    raise InvalidResponseError(url, f"HTTP 200 with {describe_body(redactor.redact(beginning))}")


def _load(body: bytearray, deadline: Deadline) -> Any:
    if body.startswith(BYTE_ORDER_MARK):
        del body[: len(BYTE_ORDER_MARK)]
    text = body.decode()
    body.clear()  # the text may be four times as large
    numbers = _Numbers(deadline)
    return json.loads(
        text, parse_constant=_reject_constant, parse_float=numbers.parse_float, parse_int=numbers.parse_int
    )


def _structure(body: bytearray, deadline: Deadline) -> bytes:
    """The commas and brackets of JSON that are not in strings. Braces become brackets."""
    parts = _without_escapes(body, deadline) if b"\\" in body else _parts(body)
    # Most strings are a pair of quotes, once only structure is left. Few others have to be searched.
    structure = b"".join(part.translate(BRACKETS, NOT_STRUCTURE).replace(b'""', b"") for part in parts)
    return re.sub(rb'"[^"]*"', b"", structure)


def _parts(body: bytearray) -> Iterator[bytes]:
    """A body in parts that fit the processor's cache, where all that follows is several times as fast."""
    return (bytes(body[start : start + CHUNK]) for start in range(0, len(body), CHUNK))


def _without_escapes(body: bytearray, deadline: Deadline) -> Iterator[bytes]:
    """The parts without escaped backslashes and quotes. An escape is never in two parts."""
    start = 0
    while start < len(body):
        deadline.check()
        part = bytes(body[start : start + CHUNK])
        if (len(part) - len(part.rstrip(b"\\"))) % 2:
            part += body[start + CHUNK : start + CHUNK + 1]
        start += len(part)
        yield part.replace(b"\\\\", b"").replace(b'\\"', b"")


def _is_nested_deeply(brackets: bytes) -> bool:
    """Whether lists and objects are nested beyond the limit. A parser recurses, and can end the process."""
    for _level in range(MAX_NESTING):  # each pass removes the innermost lists and objects
        outer = brackets.replace(b"[]", b"")
        if outer == brackets:  # nothing is left, or what is not JSON
            return outer.count(b"[") > MAX_NESTING
        brackets = outer
    return bool(brackets)


def _replace_unpaired_surrogates(body: bytearray, deadline: Deadline) -> None:
    if b"\\" not in body or not re.search(ESCAPED_SURROGATE, body):
        return
    searched = bytes(body.replace(b"\\\\", b".."))  # an escaped backslash does not begin another escape
    for number, match in enumerate(re.finditer(SURROGATES, searched)):
        if match[1]:
            body[match.start() : match.end()] = REPLACEMENT_CHARACTER
        if number % CHECK_INTERVAL == 0:
            deadline.check()


class _Numbers:
    """Parses numbers, and checks the deadline meanwhile. Raises ValueError beyond the range of a double."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._count = 0

    def parse_float(self, digits: str) -> float:
        """A number with a fraction or an exponent."""
        self._count += 1
        if self._count % CHECK_INTERVAL == 0:
            self._deadline.check()
        number = float(digits)
        if number in (float("inf"), float("-inf")):
            raise ValueError(digits)
        return number

    def parse_int(self, digits: str) -> int:
        """An integer."""
        self._count += 1
        if self._count % CHECK_INTERVAL == 0:
            self._deadline.check()
        if len(digits) > SAFE_DIGITS:
            self.parse_float(digits)
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
