# SPDX-License-Identifier: MIT
"""Suggests names that resemble an unknown one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

MAX_SUGGESTIONS = 3
MIN_SIMILARITY = 0.6  # share of the words that match, or of the characters
MAX_COMPARED = 2000  # names whose characters are compared, which is slow
MAX_NAME = 200  # characters of a name that is suggested


def suggest(unknown: Sequence[str], names: Iterable[str]) -> dict[str, list[str]]:
    """For each unknown name at most three similar ones, the most similar first, without regard to case.

    Names are compared by words, so that `llama 3.1 8b` yields `meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo`, and by
    characters, to catch misspellings.
    """
    short = {name for name in names if len(name) <= MAX_NAME}
    known = [(name, _words(name)) for name in sorted(short, key=lambda name: (len(name), name))]
    return {name: _most_similar(name, known) for name in unknown}


def _most_similar(unknown: str, known: Sequence[tuple[str, list[str]]]) -> list[str]:
    words = _words(unknown)
    matcher = SequenceMatcher(b=unknown.casefold())
    scores = []
    for number, (name, name_words) in enumerate(known):
        by_words = sum(_has_word(name_words, word) for word in words) / max(1, len(words))
        by_characters = _similarity(matcher, name) if number < MAX_COMPARED else 0.0
        if max(by_words, by_characters) >= MIN_SIMILARITY:
            scores.append((-max(by_words, by_characters), -by_characters, number))
    return [known[score[-1]][0] for score in sorted(scores)[:MAX_SUGGESTIONS]]


def _words(name: str) -> list[str]:
    """Runs of letters and numbers: `llama3.1-8b` has llama, 3.1, 8 and b."""
    return re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", name.casefold())


def _has_word(words: list[str], word: str) -> bool:
    return word in words or (len(word) > 2 and any(word in other for other in words))


def _similarity(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name.casefold())
    if matcher.real_quick_ratio() < MIN_SIMILARITY or matcher.quick_ratio() < MIN_SIMILARITY:
        return 0.0
    return matcher.ratio()
