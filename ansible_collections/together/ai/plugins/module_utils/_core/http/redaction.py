# SPDX-License-Identifier: MIT
"""Removes the API key from what a server sends, before anything reads it."""

from __future__ import annotations

import re

PLACEHOLDER = "[API key]"


class Redactor:
    """Replaces one API key in texts and bodies."""

    def __init__(self, api_key: str) -> None:
        self._key = api_key

    def redact(self, text: str) -> str:
        """The text without the key."""
        return text.replace(self._key, PLACEHOLDER)

    def redact_body(self, body: bytearray) -> bytes | bytearray:
        """The body without the key, also where JSON escapes write its characters. Copied only if it has to be."""
        if b"\\" in body:
            return re.sub(b"".join(map(_spellings, self._key)), PLACEHOLDER.encode(), body)
        return body.replace(self._key.encode(), PLACEHOLDER.encode()) if self._key.encode() in body else body


def _spellings(character: str) -> bytes:
    """A pattern for every way in which JSON can write a character."""
    code = f"{ord(character):02x}"
    spellings = (re.escape(character), rf"\\u00{code}", rf"\\u00{code.upper()}", r"\\" + re.escape(character))
    return f"(?:{'|'.join(dict.fromkeys(spellings))})".encode()
