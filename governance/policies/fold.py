"""Brings texts to one form before they are compared, and remembers where every sign came from.

Half and full width, ligatures, case, traditional and simplified signs, zero-width signs and decoration are the ways
one word is written differently; a reader does not see a difference, so a rule must not either. Signs are folded by
themselves, without looking at neighbours, so that terms and texts always fold alike.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import regex
from opencc import OpenCC

# Signs a reader takes for one: a letter with its marks, a flag, a syllable of Hangul.
_CLUSTER = regex.compile(r"\X")
_JOINS = regex.compile(
    "[" + "".join(rf"\p{{GCB={kind}}}" for kind in ["EX", "ZWJ", "SM", "PP", "RI", "L", "V", "T", "LV", "LVT"]) + "]"
)
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
# Written without spaces between words: a match needs no word boundary there.
_UNSPACED = re.compile(f"[{HAN}\u3040-\u30ff\u31f0-\u31ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7af]")
# Whatever is not a letter or digit between two Han signs, on one line; or a run of white space.
_LOOSE = re.compile(rf"(?<=[{HAN}])(?:[^\w\n\r]|_)+(?=[{HAN}])|\s+")
# Marks drawn across a letter: they decorate, they do not spell.
_OVERLAYS = re.compile("[\u0334-\u0338\u20d0-\u20f0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Folded:
    """A folded text. Its sign `i` stands for code points `starts[i]` to `ends[i]` (exclusive) of the source."""

    source: str
    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty piece of the folded text stands in the source, in code points."""
        return self.starts[start], self.ends[end - 1]


@functools.lru_cache(maxsize=1)
def _simplifier() -> Any:
    return OpenCC("t2s")


@functools.lru_cache(maxsize=65536)
def fold_sign(cluster: str) -> str:
    """One sign as a reader takes it in, folded; empty when it cannot be seen."""
    if cluster.isascii():
        return cluster.lower()
    kept = "".join(char for char in cluster if unicodedata.category(char) != "Cf")
    kept = _OVERLAYS.sub("", unicodedata.normalize("NFKC", kept))
    if _HAN.match(kept):
        kept = "".join(char for char in kept if not unicodedata.combining(char))
        kept = _simplifier().convert(kept)
    return unicodedata.normalize("NFKC", kept.casefold())


def fold(source: str) -> Folded:
    """Folds a text. Linear in its length."""
    # Most texts hold nothing that joins with a neighbour; then every code point is a sign.
    clusters: Iterable[str] = _CLUSTER.findall(source) if _JOINS.search(source) else source
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for cluster in clusters:
        end = at + len(cluster)
        # A letter under a thousand marks is not worth remembering.
        folded = fold_sign(cluster) if len(cluster) < 32 else fold_sign.__wrapped__(cluster)
        signs.append(folded)
        if len(folded) == 1:
            starts.append(at)
            ends.append(end)
        else:
            starts += [at] * len(folded)
            ends += [end] * len(folded)
        at = end
    return _tightened(source, "".join(signs), starts, ends)


def _tightened(source: str, text: str, starts: list[int], ends: list[int]) -> Folded:
    """Drops what is only put between Han signs, and makes every run of white space one space."""
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for loose in _LOOSE.finditer(text):
        i, j = loose.span()
        out.append(text[at:i])
        new_starts += starts[at:i]
        new_ends += ends[at:i]
        between_han = i > 0 and j < len(text) and _HAN.match(text[i - 1]) and _HAN.match(text[j])
        if not between_han or "\n" in loose[0] or "\r" in loose[0]:
            out.append(" ")
            new_starts.append(starts[i])
            new_ends.append(ends[j - 1])
        at = j
    out.append(text[at:])
    return Folded(source, "".join(out), new_starts + starts[at:], new_ends + ends[at:])


def fold_term(term: str) -> str:
    return fold(term).text.strip()


def spelled(char: str) -> bool:
    """Whether a folded sign is part of a word that ends at spaces."""
    return char.isalnum() and not _UNSPACED.match(char)
