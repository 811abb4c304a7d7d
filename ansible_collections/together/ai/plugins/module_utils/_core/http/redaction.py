# SPDX-License-Identifier: MIT
"""Removes the API key from what a server sends.

These forms of the key are found, without regard to case: the key itself, with or without escapes (of JSON, URLs, HTML
or string literals), at least two thirds of it, its base64, and its hexadecimal form. This is for servers, proxies and
gateways that echo what they received. A hostile server can encode the key in a form that is not found.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from typing import Any, Callable, NamedTuple, Union

PLACEHOLDER = "[API key]"
MIN_LENGTH = 8  # characters of a part that is redacted; shorter ones are in ordinary texts
# A character that is written as an escape: %41, \u0041 or \x41, &#x41;, &#65;, and \/.
ESCAPE = r"(?i)%([0-9a-f]{2})|\\(?:u00|x)([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{2,3});|\\(/)"
# The same in a body of JSON, for printable ASCII characters, by the byte that they begin with.
BODY_ESCAPES = {b"%": rb"%[2-7][0-9a-fA-F]", b"\\": rb"\\u00[2-7]|\\\\[ux/]|\\/", b"&": rb"&#"}
WINDOW = 128 * 1024  # characters of a text, or bytes of a body, that are searched at a time
OVERLAP = 4 * 1024  # characters that are searched again with the next window; the key with all escapes is shorter
MAX_RUNS = 1000  # in a text; one with more of them is replaced as a whole
Body = Union[bytes, bytearray]
Run = tuple[int, int]  # start and end


class Secret(NamedTuple):
    """The key in one encoding, in lower case.

    min_length: how many consecutive characters of it are redacted. probes: parts of it; every run of this length
    contains one of them.
    """

    text: str
    min_length: int
    probes: dict[str, int]  # part -> where it is in the text


class Redactor:
    """Replaces one API key in texts and documents."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key
        key = api_key.lower()
        self._secrets = [_secret(key), *(_secret(text, only_whole=True) for text in _encodings(api_key) if text != key)]
        self._probes = list(dict.fromkeys(probe for secret in self._secrets for probe in secret.probes))
        self._byte_probes = [probe.encode() for probe in self._probes]

    def redact(self, text: str, check: Callable[[], None] | None = None) -> str:
        """The text without the key. check: called for each part of a long text."""
        text = text.replace(self._api_key, PLACEHOLDER)
        runs: list[Run] = []
        for begin in range(0, max(1, len(text)), WINDOW):
            if check:
                check()
            runs += self._runs_in_window(text, begin)
            if len(runs) > MAX_RUNS:
                return PLACEHOLDER
        return _replace(text, sorted(runs)) if runs else text

    def may_contain_key(self, body: Body) -> bool:
        """Whether the document in a body of JSON has to be searched for the key."""
        if any(byte in body and re.search(escape, body) for byte, escape in BODY_ESCAPES.items()):
            return True
        windows = (body[begin : begin + WINDOW + OVERLAP].lower() for begin in range(0, len(body), WINDOW))
        return any(probe in window for window in windows for probe in self._byte_probes)

    def redact_document(self, value: Any, check: Callable[[], None]) -> Any:
        """The JSON value without the key in its strings and names. check: called often."""
        if isinstance(value, str):
            return self.redact(value, check)
        if isinstance(value, list):
            check()
            return [self.redact_document(entry, check) for entry in value]
        if isinstance(value, dict):
            check()
            return {self.redact(name, check): self.redact_document(entry, check) for name, entry in value.items()}
        return value

    def _runs_in_window(self, text: str, begin: int) -> list[Run]:
        part = text[begin : begin + WINDOW + OVERLAP] if len(text) > WINDOW else text
        runs = self._runs(part)
        if re.search(ESCAPE, part):
            plain, positions = _unescape(part)
            runs += [(positions[start], positions[end]) for start, end in self._runs(plain)]
        return [(begin + start, begin + end) for start, end in runs]

    def _runs(self, text: str) -> list[Run]:
        lower = text.lower()
        if len(lower) != len(text):  # some characters have several in lower case
            lower = "".join(map(_lower, text))
        if not any(probe in lower for probe in self._probes):
            return []
        return [run for secret in self._secrets for run in _runs_of(secret, lower)]


def _encodings(key: str) -> list[str]:
    """The key in hexadecimal, and the parts of its base64 that do not depend on the text before and after it."""
    encoded = [key.encode().hex()]
    for shift in range(3):
        text = b2a_base64(b"\0" * shift + key.encode(), newline=False).decode()
        part = text[-(-8 * shift // 6) : 8 * (shift + len(key)) // 6]
        encoded += [part, part.translate(str.maketrans("+/", "-_"))]
    return list(dict.fromkeys(text.lower() for text in encoded))


def _secret(text: str, only_whole: bool = False) -> Secret:
    min_length = max(MIN_LENGTH, -(-2 * len(text) // 3))
    length = (min_length + 1) // 2  # every run of `min_length` characters contains one of the parts of this length
    starts = range(0, 1 if only_whole else len(text) - length + 1, length)
    return Secret(text, min_length, {text[start : start + length]: start for start in starts})


def _runs_of(secret: Secret, text: str) -> Iterator[Run]:
    for probe, offset in secret.probes.items():
        position = text.find(probe)
        while position >= 0:
            start, end = _extend(secret.text, offset, text, position)
            if end - start >= secret.min_length:
                yield start, end
            position = text.find(probe, max(end, position + 1))


def _extend(secret: str, offset: int, text: str, position: int) -> Run:
    """The longest common run of both texts around these places."""
    before, after = 0, 0
    while before < min(offset, position) and secret[offset - before - 1] == text[position - before - 1]:
        before += 1
    while offset + after < len(secret) and secret[offset + after] == text[position + after : position + after + 1]:
        after += 1
    return position - before, position + after


def _replace(text: str, runs: Sequence[Run]) -> str:
    """The text with a placeholder for each run. Runs that overlap are one."""
    parts: list[str] = []
    done = 0
    for start, end in runs:
        if start >= done:
            parts += [text[done:start], PLACEHOLDER]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _unescape(text: str) -> tuple[str, list[int]]:
    """The text without escapes, and where each of its characters begins in the original, with the end at the end."""
    characters: list[str] = []
    positions: list[int] = []
    done = 0
    for match in re.finditer(ESCAPE, text):
        characters += text[done : match.start()]
        positions += range(done, match.start())
        characters.append(match[5] or chr(int(match[4]) if match[4] else int(match[1] or match[2] or match[3], 16)))
        positions.append(match.start())
        done = match.end()
    return "".join(characters) + text[done:], [*positions, *range(done, len(text) + 1)]


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character
