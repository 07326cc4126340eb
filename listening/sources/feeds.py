"""Reading RSS and Atom: one request through the guarded client, a size limit, and nothing kept but plain text.

Call `read` outside any transaction. It raises nothing: a feed that cannot be read is a `NoFeed` with a key of
listening.sources.words.PROBLEMS.
"""

import calendar
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError, ParserCreate

import feedparser

from coe.web.http import Answer, Failure, Http
from listening.mentions import plain
from listening.mentions.intake import Item

MOST_BYTES = 2 * 1024 * 1024
# The library's time grows with the square of depth, and more steeply still for what is not well-formed.
MOST_DEPTH = 100
MOST_ELEMENTS = 20_000
MOST_BROKEN_BYTES = 256 * 1024
MOST_BROKEN_TAGS = 8_000
MOST_ITEMS = 200
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_PAGE_HEAD = re.compile(r"<link\b[^>]{0,1000}>", re.I)
_FAILURES = {
    "never_sent": "unreachable",
    "answer_lost": "no_answer",
    "too_large": "too_large",
    "forbidden": "forbidden",
}


@dataclass(frozen=True)
class NoFeed:
    """Why there is nothing. `after`: seconds the server asked to wait. `instead`: a feed that a page names."""

    problem: str
    after: float = 0
    instead: str = ""


@dataclass(frozen=True)
class Feed:
    """What a feed says now. `fresh` is False when the server answered that nothing changed."""

    title: str = ""
    language: str = ""
    items: tuple[Item, ...] = ()
    validators: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = True


def read(http: Http, url: str, validators: Mapping[str, str]) -> Feed | NoFeed:
    """`validators` are those of the last answer: etag and modified, as the server wrote them."""
    asked = {"accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
    if validators.get("etag"):
        asked["if-none-match"] = validators["etag"]
    if validators.get("modified"):
        asked["if-modified-since"] = validators["modified"]
    answer = http.request("GET", url, headers=asked, follow_redirects=True, max_bytes=MOST_BYTES, timeout=20)
    if isinstance(answer, Failure):
        return NoFeed(_FAILURES[answer.kind])
    if answer.status == 304:
        return Feed(validators=validators, fresh=False)
    if answer.status != 200:
        return _refusal(answer)
    return parse(answer.body, address=answer.url, headers=answer.headers)


def parse(body: bytes, *, address: str, headers: Mapping[str, str]) -> Feed | NoFeed:
    """The items of a feed's text, newest first. `address`: where it stands, for relative links."""
    # Expansion of entities is what “XML bombs” are made of. UTF-16 hides the word between zero bytes.
    if _ENTITY.search(body.replace(b"\x00", b"")):
        return NoFeed("unsafe")
    if not _readable(body):
        return NoFeed("not_feed", instead=_named_feed(body, address))
    kind = headers.get("content-type", "")
    said = {"content-location": address, **({"content-type": kind} if kind else {})}
    # As a stream: a plain value that looks like a path or an address would be opened.
    stream = io.BytesIO(body)
    found = feedparser.parse(stream, response_headers=said, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        return NoFeed("not_feed", instead=_named_feed(body, address))
    title = plain.line(plain.without_tags(_text(found.feed, "title")), 120)
    entries = [_item(entry, title, address) for entry in found.entries[: MOST_ITEMS * 5]]
    items = [item for item in entries if item]
    items.sort(key=lambda item: item.published_at or datetime.now(UTC), reverse=True)
    validators = {
        name: headers[header][:400]
        for name, header in (("etag", "etag"), ("modified", "last-modified"))
        if headers.get(header) and len(headers[header]) <= 400
    }
    language = plain.line(_text(found.feed, "language"), 10)
    return Feed(title, language, tuple(items[:MOST_ITEMS]), validators)


class _TooMuch(Exception):
    """More of something than any feed has."""


def _readable(body: bytes) -> bool:
    """Whether the library will be done with this in a second or two."""
    depth = count = 0

    def opens(_name: str, _attributes: Any) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise _TooMuch

    def closes(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opens, closes
    try:
        parser.Parse(body, True)
    except _TooMuch:
        return False
    except (ExpatError, ValueError, LookupError):
        return len(body) <= MOST_BROKEN_BYTES and body.count(b"<") <= MOST_BROKEN_TAGS
    return True


def _refusal(answer: Answer) -> NoFeed:
    if answer.status in (401, 402, 403, 407):
        return NoFeed("denied")
    if answer.status == 410:
        return NoFeed("gone")
    if answer.status in (429, 503):
        asked = answer.headers.get("retry-after", "")
        return NoFeed("busy", after=min(float(asked), 6 * 3600) if asked.isdecimal() and len(asked) < 7 else 0)
    if 400 <= answer.status < 500:
        return NoFeed("not_found")
    return NoFeed("broken" if answer.status >= 500 else "not_feed")


def _item(entry: Any, source_title: str, address: str) -> Item | None:
    title = plain.line(plain.without_tags(_text(entry, "title")), 300)
    text = plain.without_tags(_body(entry))
    link = _joined(address, _text(entry, "link"))
    published = _when(entry)
    if not (title or text):
        return None
    # Feeds without ids are told apart by what they say and where it stands.
    said = f"{link}|{title}" if link or title else text
    key = _text(entry, "id") or link or f"sha256:{sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return Item(
        remote_id=key,
        kind="news",
        title=title,
        text=text if text != title else "",
        author_name=plain.line(plain.without_tags(_text(entry, "author")), 120) or source_title,
        url=link,
        published_at=published,
    )


def _body(entry: Any) -> str:
    """The summary, or the beginning of the article when there is none."""
    summary = _text(entry, "summary")
    if summary:
        return summary
    contents = entry.get("content")
    first = contents[0] if isinstance(contents, list) and contents else {}
    return str(first.get("value", "")) if isinstance(first, Mapping) else ""


def _text(holder: Any, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _when(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        parts = entry.get(name)
        try:
            if parts:
                return datetime.fromtimestamp(calendar.timegm(parts), UTC)
        except (ValueError, OverflowError, OSError, TypeError):
            continue
    return None


def _named_feed(body: bytes, address: str) -> str:
    """The feed that a web page names in its head, if any."""
    head = body[:100_000].decode("utf-8", errors="replace")
    for tag in _PAGE_HEAD.findall(head):
        attributes = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if attributes.get("type", "").lower() in _FEED_TYPES and attributes.get("href"):
            return _joined(address, attributes["href"])
    return ""


def _joined(address: str, link: str) -> str:
    """A link of a page as a whole address; nothing when it is not one."""
    try:
        return plain.address(urljoin(address, link.strip())) if link else ""
    except ValueError:
        return ""


_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*["']([^"'>]{0,1000})["']""")
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
