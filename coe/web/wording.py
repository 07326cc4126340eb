"""Text with marks in it: what a rule found, and what changed since somebody last looked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A Han sign, a word with its inner apostrophes, a run of space, or any other single sign.
_WORDS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’-][^\W_]+)*|\s+|.", re.S)
_WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Span:
    """Characters START to END (exclusive) of a text belong to finding NUMBER of state family KIND."""

    start: int
    end: int
    number: int
    kind: str = "wait"


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))


def marked(text: str, spans: Iterable[Span]) -> SafeString:
    """TEXT as HTML with each span in a <mark> carrying its number. Of overlapping spans the first wins."""
    out, at = [], 0
    for span in sorted(spans, key=lambda one: (one.start, one.number)):
        if span.start < at or span.end <= span.start or span.end > len(text):
            continue
        out.append(_lines(text[at : span.start]))
        # The joiner keeps the number on the line of the word it belongs to.
        out.append(
            format_html(
                '<mark class="find is-{}">{}{}<sup>{}</sup></mark>',
                span.kind,
                _lines(text[span.start : span.end]),
                _WORD_JOINER,
                span.number,
            )
        )
        at = span.end
    out.append(_lines(text[at:]))
    return format_html_join("", "{}", ((part,) for part in out))


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Word by word (sign by sign in Chinese): [("same" | "out" | "in", text), …]."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(after[k:m])))
            continue
        if j > i:
            found.append(("out", "".join(before[i:j])))
        if m > k:
            found.append(("in", "".join(after[k:m])))
    return _without_islands(found)


def _without_islands(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A single space kept between two changed words only makes the change harder to read."""
    merged: list[tuple[str, str]] = []
    gone, come = "", ""
    for kind, text in found:
        if kind == "out":
            gone += text
        elif kind == "in":
            come += text
        elif gone and come and text == " ":
            gone, come = gone + text, come + text
        else:
            merged += [(what, words) for what, words in (("out", gone), ("in", come)) if words]
            merged.append((kind, text))
            gone, come = "", ""
    return merged + [(what, words) for what, words in (("out", gone), ("in", come)) if words]


def diff(old: str, new: str, spans: Iterable[Span] = ()) -> SafeString:
    """What changed from OLD to NEW, as HTML with <del> and <ins>; SPANS of NEW stay marked in what stands now."""
    tags = {"same": "{}", "out": "<del>{}</del>", "in": "<ins>{}</ins>"}
    found, at, out = list(spans), 0, []
    for kind, text in changes(old, new):
        if kind == "out":
            out.append(format_html(tags[kind], _lines(text)))
            continue
        out.append(format_html(tags[kind], marked(text, _within(found, at, at + len(text)))))
        at += len(text)
    return format_html_join("", "{}", ((part,) for part in out))


def _within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of SPANS between START and END, counted from START."""
    return [
        Span(max(one.start, start) - start, min(one.end, end) - start, one.number, one.kind)
        for one in spans
        if one.start < end and one.end > start
    ]
