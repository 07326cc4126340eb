"""A message as a Bluesky record: its key, its text with marked-up ranges, its embed. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import regex

from publishing.channels import counting, wire
from publishing.channels.base import Message
from publishing.channels.bluesky.limits import ABILITIES, POST

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_HASHTAG = regex.compile(r"(?<!\S)[#＃]([\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)")
_TAG_LIMIT = 64
_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def record_key(created_at: datetime, key: str) -> str:
    """A TID (13 characters) that is the same for every try of one delivery.

    The lower digits of the clock come from `key`: deliveries made in one moment, as a bulk schedule
    does, must not meet. Source: atproto.com/specs/tid.
    """
    mixed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    milliseconds = int(created_at.timestamp() * 1000)
    microseconds = milliseconds * 1000 + mixed % 1000
    number = microseconds << 10 | (mixed // 1000) & 0x3FF
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def post_record(message: Message, blobs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The record to store. Equal messages give equal records: a second try must change nothing."""
    text = ABILITIES.wire_text(message)
    record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": wire.stamp(message.created_at)}
    if _LANGUAGE.fullmatch(message.lang):
        record["langs"] = [message.lang]
    if found := facets(text):
        record["facets"] = found
    if blobs:
        record["embed"] = _images(message, blobs)
    elif message.link:
        record["embed"] = _card(message, message.link)
    return record


def facets(text: str) -> list[dict[str, Any]]:
    """Links and hashtags as ranges of UTF-8 bytes, in order of appearance."""
    found: list[tuple[int, int, dict[str, str]]] = [
        (start, end, {"$type": "app.bsky.richtext.facet#link", "uri": address})
        for start, end, address in counting.links(text)
    ]
    for tag in _HASHTAG.finditer(text):
        if counting.graphemes(tag.group(1)) <= _TAG_LIMIT:
            feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag.group(1)}
            found.append((tag.start(), tag.end(), feature))
    return [
        {"index": {"byteStart": _bytes(text, start), "byteEnd": _bytes(text, end)}, "features": [feature]}
        for start, end, feature in sorted(found, key=lambda entry: entry[0])
    ]


def _bytes(text: str, index: int) -> int:
    return len(text[:index].encode())


def _images(message: Message, blobs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$type": "app.bsky.embed.images",
        "images": [
            {"alt": image.alt, "image": blob, "aspectRatio": {"width": image.width, "height": image.height}}
            for image, blob in zip(message.images, blobs, strict=True)
        ],
    }


def _card(message: Message, link: str) -> dict[str, Any]:
    title = message.title or urlsplit(link).hostname or link
    return {
        "$type": "app.bsky.embed.external",
        "external": {"uri": link, "title": title, "description": ""},
    }
