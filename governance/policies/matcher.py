"""Finds terms in folded texts: words in scripts with spaces at word boundaries, Chinese by the longest match.

Terms are looked up by hash, longest first, and only at signs that begin a term, so thousands of terms cost about as
much as one.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from governance.policies.fold import Folded, fold_term, spelled


@dataclass(frozen=True)
class Hit:
    """Code points `start` to `end` (exclusive) of the source say term number `term`."""

    start: int
    end: int
    term: int


class Matcher:
    """A compiled list of terms, with words around them that make a term harmless (最 inside 最近)."""

    def __init__(self, terms: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self._terms: dict[str, int] = {}
        for number, term in enumerate(terms):
            self._terms.setdefault(fold_term(term), number)
        self._terms.pop("", None)
        self._lengths = _lengths(self._terms)
        self._begins = _one_of(self._lengths)
        self._allowed = Matcher(allowed) if allowed else None

    def find(self, folded: Folded) -> list[Hit]:
        """Every hit from left to right; of overlapping ones the first, of those the longest."""
        if not self._terms:
            return []
        covers = _Covers(self._allowed._everywhere(folded.text)) if self._allowed else None
        hits = []
        at = 0
        while begin := self._begins.search(folded.text, at):
            i = begin.start()
            at = i + 1
            for j in self._ends(folded.text, i):
                if covers is None or not covers.contain(i, j):
                    hits.append(Hit(*folded.span(i, j), self._terms[folded.text[i:j]]))
                    at = j
                    break
        return hits

    def _everywhere(self, text: str) -> Iterator[tuple[int, int]]:
        """The longest term at every place where one begins, overlapping or not."""
        for begin in self._begins.finditer(text) if self._terms else ():
            for j in self._ends(text, begin.start()):
                yield begin.start(), j
                break

    def _ends(self, text: str, i: int) -> Iterator[int]:
        """Where terms beginning at `i` end, longest first."""
        if i and spelled(text[i]) and spelled(text[i - 1]):
            return
        for length in self._lengths[text[i]]:
            j = i + length
            if j > len(text) or text[i:j] not in self._terms:
                continue
            if j == len(text) or not (spelled(text[j - 1]) and spelled(text[j])):
                yield j


def _lengths(terms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for term in terms:
        found[term[0]].add(len(term))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _one_of(signs: Iterable[str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(sign) for sign in signs) + "]" if signs else r"(?!)")


class _Covers:
    """Which places lie inside an allowed word."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._reach: list[int] = []
        for start, end in spans:
            self._starts.append(start)
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def contain(self, start: int, end: int) -> bool:
        before = bisect_right(self._starts, start)
        return before > 0 and self._reach[before - 1] >= end
