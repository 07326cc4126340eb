"""Finding a post of ours on a server that lost its answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from publishing.channels import wire
from publishing.channels.base import Message, Unknown
from publishing.channels.mastodon.client import Client, body_of, rows_of
from publishing.channels.plain import plain_text

_PAGE = 40
_PAGES = 5
_CLOCKS = timedelta(minutes=10)  # how far two servers' clocks may differ


def own_posts_like(
    client: Client, account: str, message: Message, text: str, since: datetime
) -> list[Mapping[str, Any]] | Unknown:
    """Our statuses from `since` on that say `text` with as many images. Unknown: could not look at all of them."""
    found: list[Mapping[str, Any]] = []
    last = ""
    for _ in range(_PAGES):
        params = [("limit", str(_PAGE)), ("exclude_reblogs", "true")]
        if last:
            params.append(("max_id", last))
        page = rows_of(client.get(f"/api/v1/accounts/{account}/statuses", params))
        if page is None:
            return Unknown("cannot read our own posts")
        for status in page:
            same = _same(client, status, message, text, since)
            if isinstance(same, Unknown):
                return same
            if same:
                found.append(status)
        # A pinned or back-dated post may stand out of order, so a page counts as old by its last entry.
        if len(page) < _PAGE or _before(page[-1], since):
            return found
        last = str(page[-1].get("id", ""))
    return Unknown("too many posts since then to look through")


def _before(status: Mapping[str, Any], since: datetime) -> bool:
    created = wire.when(status.get("created_at"))
    return created is not None and created < since - _CLOCKS


def _same(
    client: Client, status: Mapping[str, Any], message: Message, text: str, since: datetime
) -> bool | Unknown:
    media = status.get("media_attachments")
    if _before(status, since) or len(media if isinstance(media, list) else []) != len(message.images):
        return False
    if status.get("in_reply_to_id"):
        return False
    # The page shows HTML; what was typed is kept apart, and only that can be compared for certain.
    source = body_of(client.get(f"/api/v1/statuses/{status.get('id')}/source"))
    if source is not None and isinstance(source.get("text"), str):
        return _squeezed(source["text"]) == _squeezed(text)
    shown = plain_text(str(status.get("content", "")))
    return _squeezed(shown) == _squeezed(text)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
