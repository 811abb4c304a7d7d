# SPDX-License-Identifier: MIT
"""Keeps the API key out of what a server sends back, before anything reads it."""

from __future__ import annotations

import re

MASK = "[API key]"


class Mask:
    """Replaces one API key wherever it stands."""

    def __init__(self, api_key: str) -> None:
        self._key = api_key

    def text(self, text: str) -> str:
        """A text without the key."""
        return text.replace(self._key, MASK)

    def body(self, body: bytearray) -> bytes | bytearray:
        """A body without the key, also where JSON spells its letters with escapes; copied only where it has to be."""
        if b"\\" in body:
            return re.sub(b"".join(map(_spellings, self._key)), MASK.encode(), body)
        return body.replace(self._key.encode(), MASK.encode()) if self._key.encode() in body else body


def _spellings(letter: str) -> bytes:
    code = f"{ord(letter):02x}"
    spellings = (re.escape(letter), rf"\\u00{code}", rf"\\u00{code.upper()}", r"\\" + re.escape(letter))
    return f"(?:{'|'.join(dict.fromkeys(spellings))})".encode()
