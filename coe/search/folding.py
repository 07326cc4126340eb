"""One form of a text for finding it again, in Chinese and English alike, and showing where the words stand.

Case, accents, width, traditional or simplified signs and invisible signs do not matter to somebody who searches.
Signs are folded one by one, so that a text and a word always fold alike, and a place in the folded text leads back.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence

from django.db.models import Q
from opencc import OpenCC

MOST_WORDS = 8
MOST_LENGTH = 100

Pieces = list[tuple[str, bool]]
"""A text in pieces: (piece, whether it was searched for)."""


@functools.lru_cache(maxsize=2)
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


@functools.lru_cache(maxsize=65536)
def _fold_sign(sign: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    folded = "".join(one for one in apart if unicodedata.category(one) not in {"Cf", "Mn"})
    if sign > "\u2e7f":
        folded = _converter("t2s").convert(folded)
    return folded


def fold(text: str) -> str:
    """TEXT in its one form: small letters without accents, half width, simplified signs, nothing invisible."""
    return text.lower() if text.isascii() else "".join(map(_fold_sign, text))


def words_of(query: str) -> list[str]:
    """The words of a search as typed, at most eight. Chinese needs no spaces: a run of signs is one word."""
    return [word for word in query.replace("\x00", "")[:MOST_LENGTH].split()[:MOST_WORDS] if fold(word)]


def spellings(word: str) -> list[str]:
    """WORD as it may be written in a column that is not folded: as typed, half width, simplified, traditional."""
    plain = unicodedata.normalize("NFKC", word)
    ways = [word, plain, _converter("t2s").convert(plain), _converter("s2t").convert(plain)]
    return [one for one in dict.fromkeys(ways) if one]


def says(words: Sequence[str], *columns: str) -> Q:
    """A filter for small tables without a folded column: every word in one of the columns, however written."""
    wanted = Q()
    for word in words:
        said = Q()
        for one in spellings(word):
            for column in columns:
                said |= Q(**{f"{column}__icontains": one})
        wanted &= said
    return wanted


def holds(words: Sequence[str], column: str = "folded") -> Q:
    """A filter for a folded column: every word in it."""
    wanted = Q()
    for word in words:
        wanted &= Q(**{f"{column}__contains": fold(word)})
    return wanted


def all_in(words: Sequence[str], folded: str) -> bool:
    return all(fold(word) in folded for word in words)


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in TEXT, in order, without overlaps."""
    wanted = sorted({re.escape(fold(word)) for word in words} - {""}, key=len, reverse=True)
    if not wanted or not text:
        return []
    folded, came_from = [], []
    for at, sign in enumerate(text):
        one = _fold_sign(sign)
        folded.append(one)
        came_from += [at] * len(one)
    found = re.finditer("|".join(wanted), "".join(folded))
    return [(came_from[hit.start()], came_from[hit.end() - 1] + 1) for hit in found]


def parts(text: str, words: Sequence[str]) -> Pieces:
    """TEXT in pieces, those that were searched for marked."""
    pieces: Pieces = []
    at = 0
    for start, end in _places(text, words):
        if start < at:
            continue
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def excerpt(text: str, words: Sequence[str], length: int) -> str:
    """The part of a long TEXT to show: its beginning, or the surroundings of the first word searched for."""
    if len(text) <= length:
        return text
    places = _places(text, words)
    start = max(0, places[0][0] - length // 3) if places and places[0][1] > length else 0
    cut = text[start : start + length].strip()
    return f"{'… ' if start else ''}{cut}{' …' if start + length < len(text) else ''}"
