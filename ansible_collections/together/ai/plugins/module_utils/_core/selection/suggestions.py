# SPDX-License-Identifier: MIT
"""Names that resemble one that was not found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

OFFERED = 3
ENOUGH = 0.6  # of the words found, or of the characters alike
COMPARED = 2000  # names: comparing characters is slow


def near(wanted: Sequence[str], names: Iterable[str]) -> dict[str, list[str]]:
    """For each wanted name at most three of the names that resemble it, the nearest first, whatever their case.

    By words, so that `llama 3.1 8b` finds `meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo`, and by characters, for typos.
    """
    known = [(name, _words(name)) for name in sorted(set(names), key=lambda name: (len(name), name))]
    return {name: _nearest(name, known) for name in wanted}


def _nearest(wanted: str, known: Sequence[tuple[str, list[str]]]) -> list[str]:
    words = _words(wanted)
    matcher = SequenceMatcher(b=wanted.casefold())
    scored = []
    for number, (name, others) in enumerate(known):
        found = sum(_stands_in(word, others) for word in words) / max(1, len(words))
        alike = _alike(matcher, name) if number < COMPARED else 0.0
        if max(found, alike) >= ENOUGH:
            scored.append((-max(found, alike), -alike, number))
    return [known[score[-1]][0] for score in sorted(scored)[:OFFERED]]


def _words(name: str) -> list[str]:
    """Runs of letters and numbers: `llama3.1-8b` has llama, 3.1, 8 and b."""
    return re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", name.casefold())


def _stands_in(word: str, others: list[str]) -> bool:
    return word in others or (len(word) > 2 and any(word in other for other in others))


def _alike(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name.casefold())
    if matcher.real_quick_ratio() < ENOUGH or matcher.quick_ratio() < ENOUGH:
        return 0.0
    return matcher.ratio()
