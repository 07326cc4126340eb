"""Finding a post of ours on a server that lost its answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publishing.channels import wire
from publishing.channels.base import Failure, Message, Unknown
from publishing.channels.mastodon.client import Client, body_of, rows_of
from publishing.channels.plain import plain_text

_PAGE = 40
_NO_SOURCE = frozenset({404, 405, 501})
_PAGES = 5
_CLOCKS = timedelta(minutes=2)  # how far two servers' clocks may differ


@dataclass(frozen=True)
class Window:
    """Where a post of ours can be: among `account`'s statuses younger than the status `after`.

    `after` is "" when the account had none, and None when that could not be read: then `since` counts.
    """

    account: str
    after: str | None
    since: datetime

    def holds(self, status: Mapping[str, Any]) -> bool:
        if self.after is not None:
            return order(str(status.get("id", ""))) > order(self.after)
        created = wire.when(status.get("created_at"))
        return created is None or created >= self.since - _CLOCKS


def order(identity: str) -> tuple[int, str]:
    """Ids grow with time; they are numbers of any length, or ULIDs of one length."""
    return len(identity), identity


def newest_own(client: Client, account: str) -> str | None:
    """The id of our newest status, "" if there is none, None if it cannot be read."""
    rows = rows_of(client.get(f"/api/v1/accounts/{account}/statuses", [("limit", "5")]))
    return None if rows is None else max((str(row.get("id", "")) for row in rows), key=order, default="")


def own_posts_like(client: Client, window: Window, message: Message, text: str) -> list[Mapping[str, Any]] | Unknown:
    """Our statuses in `window` that say `text` with as many images. Unknown: not all could be looked at."""
    found: list[Mapping[str, Any]] = []
    last = ""
    for _ in range(_PAGES):
        params = [("limit", str(_PAGE)), ("exclude_reblogs", "true")]
        if last:
            params.append(("max_id", last))
        page = rows_of(client.get(f"/api/v1/accounts/{window.account}/statuses", params))
        if page is None:
            return Unknown("cannot read our own posts")
        for status in page:
            same = window.holds(status) and _same(client, status, message, text)
            if isinstance(same, Unknown):
                return same
            if same:
                found.append(status)
        if len(page) < _PAGE or not window.holds(page[-1]):
            return found
        last = str(page[-1].get("id", ""))
    return Unknown("too many posts since then to look through")


def _same(client: Client, status: Mapping[str, Any], message: Message, text: str) -> bool | Unknown:
    media = status.get("media_attachments")
    if len(media if isinstance(media, list) else []) != len(message.images) or status.get("in_reply_to_id"):
        return False
    # The page shows HTML; what was typed is kept apart, and is compared where the server gives it out.
    result = client.get(f"/api/v1/statuses/{status.get('id')}/source")
    source = body_of(result)
    if source is not None and isinstance(source.get("text"), str):
        return " ".join(source["text"].split()) == " ".join(text.split())
    if isinstance(result, Failure) or result.status not in _NO_SOURCE:
        return Unknown("cannot read what one of our posts says")
    return _letters(plain_text(str(status.get("content", "")))) == _letters(text)


def _letters(text: str) -> str:
    """What markup cannot change: letters and digits, with remote mentions as they are shown."""
    return re.sub(r"[\W_]+", "", re.sub(r"(@\w+)@[\w.-]+", r"\1", text))
