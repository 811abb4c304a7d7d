# SPDX-License-Identifier: MIT
"""Names that resemble one that was not found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

OFFERED = 3
ENOUGH = 0.6  # of the words found, or of the characters alike
COMPARED = 2000  # names: comparing characters is slow


def near(wanted: str, names: Iterable[str]) -> list[str]:
    """At most three of the names that resemble the wanted one, the nearest first, whatever their case.

    By words, so that `llama 3.1 8b` finds `meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo`, and by characters, for typos.
    """
    words = _words(wanted)
    matcher = SequenceMatcher(b=wanted.casefold())
    scored = []
    for number, name in enumerate(sorted(set(names))):
        found = sum(_stands_in(word, _words(name)) for word in words) / max(1, len(words))
        alike = _alike(matcher, name) if number < COMPARED else 0.0
        if max(found, alike) >= ENOUGH:
            scored.append((-max(found, alike), -alike, name))
    return [entry[-1] for entry in sorted(scored)[:OFFERED]]


def _stands_in(word: str, others: list[str]) -> bool:
    return word in others or (len(word) > 1 and any(word in other for other in others))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:\.\d+)*", name.casefold())


def _alike(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name.casefold())
    if matcher.real_quick_ratio() < ENOUGH or matcher.quick_ratio() < ENOUGH:
        return 0.0
    return matcher.ratio()
