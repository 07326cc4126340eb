"""Mentions, replies and quotes from the account's notifications."""

from collections.abc import Callable, Mapping
from typing import Any

from publishing.channels import wire
from publishing.channels.base import Again, Answer, Failure, Heard, HeardItem, Trouble
from publishing.channels.mastodon.client import Client, rows_of
from publishing.channels.mastodon.lookup import order
from publishing.channels.plain import plain_text

_TYPES = ("mention", "quote")
_PAGE = 40
_PAGES = 10


def listen(
    client: Client, account: str, cursor: str | None, judge: Callable[[Answer | Failure], Trouble | None]
) -> Heard | Trouble:
    """Up to 400 notifications after `cursor`, the id of the last one known."""
    items: list[HeardItem] = []
    for _ in range(_PAGES if cursor else 1):
        params = [("limit", str(_PAGE)), *(("types[]", kind) for kind in _TYPES)]
        if cursor:
            params.append(("min_id", cursor))  # the oldest page after it, so nothing is skipped
        result = client.get("/api/v1/notifications", params)
        if failed := judge(result):
            return failed
        page = rows_of(result)
        if page is None:
            return Again(wire.LATER, "answered with something else")
        items += [item for row in page if (item := _item(row, account))]
        first = cursor is None
        cursor = max([cursor or "0", *(str(row.get("id", "")) for row in page)], key=order)
        if first or len(page) < _PAGE:
            break
    return Heard(tuple(items), cursor)


def _item(row: Mapping[str, Any], own_account: str) -> HeardItem | None:
    status, author = row.get("status"), row.get("account")
    if row.get("type") not in _TYPES or not isinstance(status, Mapping) or not isinstance(author, Mapping):
        return None
    published = wire.when(status.get("created_at")) or wire.when(row.get("created_at"))
    if published is None:
        return None
    kind = str(row["type"])
    if kind == "mention" and str(status.get("in_reply_to_account_id") or "") == own_account:
        kind = "reply"
    handle = str(author.get("acct", ""))
    return HeardItem(
        remote_id=str(status.get("id", "")),
        kind=kind,
        author_handle=handle,
        author_name=str(author.get("display_name") or handle),
        author_url=str(author.get("url") or ""),
        text=plain_text(str(status.get("content", ""))),
        lang=str(status.get("language") or ""),
        url=str(status.get("url") or status.get("uri") or ""),
        in_reply_to=str(status.get("in_reply_to_id") or ""),
        published_at=published,
    )
