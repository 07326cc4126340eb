"""Finding words in what was heard, in Chinese and English alike, and showing where they stand."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

MOST_WORDS = 8
MOST_LENGTH = 100


@lru_cache(maxsize=2)
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def words_of(query: str) -> list[str]:
    """The words of a search, at most eight. Chinese needs no spaces: a run of signs is one word."""
    return query.replace("\x00", "")[:MOST_LENGTH].split()[:MOST_WORDS]


def spellings(word: str) -> list[str]:
    """WORD as it may be written: as typed, in half-width signs, in simplified and in traditional signs."""
    plain = unicodedata.normalize("NFKC", word)
    ways = [word, plain, _converter("t2s").convert(plain), _converter("s2t").convert(plain)]
    return [one for one in dict.fromkeys(ways) if one]


def parts(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """TEXT in pieces: (piece, whether it was searched for)."""
    wanted = [re.escape(one) for word in words for one in spellings(word)]
    if not wanted or not text:
        return [(text, False)] if text else []
    pattern = re.compile("|".join(sorted(wanted, key=len, reverse=True)), re.I)
    found, at = [], 0
    for hit in pattern.finditer(text):
        if hit.start() > at:
            found.append((text[at : hit.start()], False))
        found.append((hit.group(), True))
        at = hit.end()
    if at < len(text):
        found.append((text[at:], False))
    return found


def excerpt(text: str, words: list[str], length: int) -> str:
    """The part of a long TEXT to show: its beginning, or the surroundings of the first word searched for."""
    if len(text) <= length:
        return text
    start = 0
    wanted = [re.escape(one) for word in words for one in spellings(word)]
    if wanted and (hit := re.search("|".join(wanted), text, re.I)) and hit.end() > length:
        start = max(0, hit.start() - length // 3)
    cut = text[start : start + length].strip()
    return f"{'… ' if start else ''}{cut}{' …' if start + length < len(text) else ''}"
