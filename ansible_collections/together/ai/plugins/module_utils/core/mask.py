# SPDX-License-Identifier: MIT
"""Keeps the API key out of what a server sends back, before anything reads it."""

from __future__ import annotations

import re

MASK = "[API key]"


class Mask:
    """Replaces one API key wherever it stands."""

    def __init__(self, api_key: str) -> None:
        self._key = api_key
        self._spelled = re.compile(b"".join(_spellings(letter) for letter in api_key))

    def text(self, text: str) -> str:
        """A text without the key."""
        return text.replace(self._key, MASK)

    def body(self, body: bytes) -> bytes:
        """A body without the key, also where JSON spells its letters with escapes."""
        if b"\\" in body:
            return self._spelled.sub(MASK.encode(), body)
        return body.replace(self._key.encode(), MASK.encode())


def _spellings(letter: str) -> bytes:
    code = f"{ord(letter):02x}"
    spellings = (re.escape(letter), rf"\\u00{code}", rf"\\u00{code.upper()}", r"\\" + re.escape(letter))
    return f"(?:{'|'.join(dict.fromkeys(spellings))})".encode()
