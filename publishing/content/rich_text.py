"""A text as HTML the way each network sets it: what it makes links of, how it shortens an address, where it folds.

Sources: the networks' own open clients (atproto's rich text, Mastodon's text formatter and status view).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from coe.web.wording import Span, marked
from publishing.channels.bluesky.record import facets
from publishing.channels.counting import links

_TAG = regex.compile(r"(?<![\w/=&])[#＃](?=[\w·]*[\p{L}\p{M}])[\w·]+")
_MENTION = regex.compile(r"(?<![\w/=])@(\w+(?:[\w.-]*\w)?)(?:@[A-Za-z0-9.-]+[A-Za-z0-9](?::\d+)?)?")
_SHOWN = 30
"""Signs of an address that Mastodon shows."""
_TAIL = 13
"""Signs of a path that Bluesky shows when it is longer than fifteen."""
FOLDS = {"mastodon": 32, "bluesky": 25}
"""Lines a network shows before it folds a post: Mastodon those it draws, Bluesky those that were typed."""
_WIDTH = 74
"""Half-width signs in a line of Mastodon's column."""


@dataclass(frozen=True)
class Piece:
    """A range of the text that the network makes a link of, and the words it shows there."""

    start: int
    end: int
    shown: str


def pieces(text: str, network: str) -> list[Piece]:
    if network == "bluesky":
        return _bluesky(text)
    found = [Piece(start, end, _address(address, network)) for start, end, address in links(text)]
    if network == "mastodon":
        taken = [(piece.start, piece.end) for piece in found]
        words = [Piece(tag.start(), tag.end(), tag.group()) for tag in _TAG.finditer(text)]
        words += [Piece(one.start(), one.end(), f"@{one.group(1)}") for one in _MENTION.finditer(text)]
        found += [one for one in words if not any(start <= one.start < end for start, end in taken)]
    return sorted(found, key=lambda piece: piece.start)


def _bluesky(text: str) -> list[Piece]:
    """The very ranges that will be sent; they count bytes, and a mention is none of them."""
    raw, found = text.encode(), []
    for facet in facets(text):
        start = len(raw[: facet["index"]["byteStart"]].decode())
        end = len(raw[: facet["index"]["byteEnd"]].decode())
        words, feature = text[start:end], facet["features"][0]
        found.append(Piece(start, end, _address(words, "bluesky") if "uri" in feature else words))
    return found


def _address(address: str, network: str) -> str:
    """An address in the network's short form."""
    parts = urlsplit(address)
    rest = (parts.path if parts.path != "/" else "") + (f"?{parts.query}" if parts.query else "")
    rest += f"#{parts.fragment}" if parts.fragment else ""
    if network == "bluesky":
        return parts.netloc + (rest if len(rest) <= _TAIL + 2 else f"{rest[:_TAIL]}...")
    if network == "mastodon":
        whole = parts.netloc.removeprefix("www.") + rest
        return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}…"
    return address.split("//", 1)[-1]


def dressed(text: str, network: str, spans: Iterable[Span] = ()) -> SafeString:
    """A text as HTML: line breaks kept, links, tags and mentions set apart, and the words that rules found marked."""
    spans, out, at = list(spans), [], 0
    for piece in pieces(text, network):
        if piece.start < at:
            continue
        out.append(_plain(text, at, piece.start, spans))
        inside = any(span.start < piece.end and span.end > piece.start for span in spans)
        words = _plain(text, piece.start, piece.end, spans) if inside else piece.shown
        out.append(format_html('<span class="a">{}</span>', words))
        at = piece.end
    out.append(_plain(text, at, len(text), spans))
    return mark_safe("".join(out))  # noqa: S308  (every part was escaped)


def _plain(text: str, start: int, end: int, spans: list[Span]) -> SafeString:
    """Part of a text with the marks that fall into it, each where it begins."""
    cut = [
        Span(max(span.start, start) - start, min(span.end, end) - start, span.number, span.kind)
        for span in spans
        if span.start < end and span.end > start
    ]
    return marked(text[start:end], cut)


def folds(text: str, network: str) -> int:
    """After how many lines the network folds this text; 0 when it shows all of it."""
    limit = FOLDS.get(network, 0)
    typed = text.split("\n")
    drawn = len(typed) if network == "bluesky" else sum(max(1, -(-_width(line) // _WIDTH)) for line in typed)
    return limit if limit and drawn > limit else 0


def _width(line: str) -> int:
    """Signs of a line, where a Han sign takes the room of two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
