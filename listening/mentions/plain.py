"""What others wrote, made safe to keep: plain text, addresses that can be followed, a language.

Unlike what our own people type, nothing is refused here: what cannot stay is taken out.
"""

import re
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.utils import timezone

MOST_TEXT = 20_000
"""Code points kept of one text."""

# Controls other than tab and newline, halves of surrogate pairs, and what reverses the reading direction.
_GONE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_GAPS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[a-z]", re.I)
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"})
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title"})


def plain(text: str, limit: int = MOST_TEXT) -> str:
    """TEXT of several lines without control characters, at most `limit` code points."""
    text = text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n")
    lines = (_GAPS.sub(" ", line).strip() for line in _GONE.sub("", text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()[:limit]


def line(text: str, limit: int) -> str:
    """TEXT as one line."""
    return " ".join(plain(text, limit * 2).split())[:limit]


def without_tags(html: str, limit: int = MOST_TEXT) -> str:
    """The readable text of HTML; scripts, styles and pictures are gone, with everything in them.

    Each sign is looked at once: strangers write this, and parsers that look back can be kept busy for minutes.
    """
    html = html[: limit * 10]
    small, parts, at = html.lower(), [], 0
    while (opened := html.find("<", at)) >= 0:
        parts.append(html[at:opened])
        found = _TAG.match(small, opened)
        if found is None:  # a sign between words, as in 1 < 2
            parts.append("<")
            at = opened + 1
            continue
        name = found.group(1)
        ends = "-->" if name == "!--" else ">"
        at = _after(small, ends, opened)
        if name in _SILENT:
            at = _after(small, ">", _after(small, f"</{name}", at))
        elif name.lstrip("/") in _BREAKS:
            parts.append("\n")
    parts.append(html[at:])
    return plain(unescape("".join(parts)), limit)


_TAG = re.compile(r"<(!--|[/!?]?[a-z][a-z0-9]{0,15}|[!?/])")


def _after(text: str, what: str, start: int) -> int:
    """Where the text goes on after WHAT; its end when that never comes."""
    found = text.find(what, start)
    return found + len(what) if found >= 0 else len(text)


def address(url: str, limit: int = 500) -> str:
    """URL when it is an http or https address short enough to keep, else nothing."""
    url = _GONE.sub("", url).strip()
    try:
        parts = urlsplit(url)
        wrong = parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc
    except ValueError:
        return ""
    return "" if wrong or len(url) > limit or any(sign in url for sign in ' <>"\n\t') else url


def language_of(text: str, said: str = "") -> str:
    """`said` by the network when it is a language we know, else a guess: zh, en or nothing."""
    known = said.strip().replace("_", "-").lower()
    if known.split("-")[0] in {"zh", "en"}:
        return known.split("-")[0]
    if known and known != "und":
        return known[:10]
    letters = len(_LETTER.findall(text))
    if not letters or _KANA_OR_HANGUL.search(text):
        return ""
    # A Chinese word has two signs where an English one has five, so Han counts more than its share.
    if len(_HAN.findall(text)) * 2.5 >= letters * 0.5:
        return "zh"
    return "en" if len(_LATIN.findall(text)) > letters * 0.9 else ""


def moment(said: datetime | None) -> datetime:
    """When it was said; never in the future, where it would stand on top of every list."""
    now = timezone.now()
    return min(said, now) if said else now
