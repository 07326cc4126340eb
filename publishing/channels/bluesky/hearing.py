"""Mentions, replies and quotes from the account's notifications."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from publishing.channels import wire
from publishing.channels.base import Again, Answer, Failure, Heard, HeardItem, Trouble
from publishing.channels.bluesky.client import Client
from publishing.channels.bluesky.limits import WEB

_REASONS = ("mention", "reply", "quote")
_PAGE = 100
_PAGES = 5


class Judge(Protocol):
    def __call__(self, result: Answer | Failure | Trouble, *, committing: bool) -> Trouble | None: ...


@dataclass(frozen=True)
class _Place:
    """How far we have listened. The network gives newest first, so a long backlog is read in parts.

    `since`: everything up to this time is known. While a backlog is being read, `older` is the network's
    own cursor into it and `newest` the time that becomes `since` when it is done.
    """

    since: str = ""
    older: str = ""
    newest: str = ""


def no_view(result: Answer | Failure) -> bool:
    """Whether the server has nobody to ask for figures and notifications."""
    return not isinstance(result, Failure) and result.status in (501, 502)


def listen(client: Client, cursor: str | None, judge: Judge) -> Heard | Trouble:
    """Up to 500 notifications; the time of the newest is given again, as several may share it."""
    place = _read(cursor)
    items: list[HeardItem] = []
    older, newest = place.older, place.newest
    for _ in range(_PAGES if cursor else 1):
        body = _page(client, older, judge)
        if not isinstance(body, Mapping):
            return body
        entries = [entry for entry in body.get("notifications", []) if isinstance(entry, Mapping)]
        newest = max([newest, *(str(entry.get("indexedAt", "")) for entry in entries)])
        fresh = [entry for entry in entries if str(entry.get("indexedAt", "")) >= place.since]
        items += [item for entry in fresh if (item := _item(entry, client.did))]
        older = str(body.get("cursor") or "")
        if not older or len(fresh) < len(entries):
            older = ""
            break
    if older and cursor:
        return Heard(tuple(items), json.dumps(asdict(_Place(place.since, older, newest))))
    return Heard(tuple(items), json.dumps(asdict(_Place(since=newest or place.since))))


def _page(client: Client, older: str, judge: Judge) -> Mapping[str, Any] | Trouble:
    params = [("limit", str(_PAGE)), *(("reasons", reason) for reason in _REASONS)]
    if older:
        params.append(("cursor", older))
    result = client.query("app.bsky.notification.listNotifications", params)
    if failed := judge(result, committing=False):
        return failed
    body = result.json() if not isinstance(result, (Failure, Trouble)) else None
    return body if isinstance(body, Mapping) else Again(wire.LATER, "answered with something else")


def _read(cursor: str | None) -> _Place:
    try:
        kept = json.loads(cursor or "{}")
        return _Place(**{name: str(value) for name, value in kept.items()})
    except (ValueError, TypeError, AttributeError):
        return _Place()


def _item(entry: Mapping[str, Any], own_did: str) -> HeardItem | None:
    record, author = entry.get("record"), entry.get("author")
    indexed: datetime | None = wire.when(entry.get("indexedAt"))
    if not isinstance(record, Mapping) or not isinstance(author, Mapping) or indexed is None:
        return None
    if entry.get("reason") not in _REASONS:
        return None
    reply = record.get("reply")
    parent = reply.get("parent") if isinstance(reply, Mapping) else None
    answered = str(parent.get("uri", "")) if isinstance(parent, Mapping) else ""
    # A reply that also names us comes once, as a mention: the record tells which it is.
    kind = "reply" if answered.startswith(f"at://{own_did}/") else str(entry["reason"])
    uri, handle = str(entry.get("uri", "")), str(author.get("handle", ""))
    langs = record.get("langs")
    return HeardItem(
        remote_id=uri,
        kind=kind,
        author_handle=handle,
        author_name=str(author.get("displayName") or handle),
        author_url=f"{WEB}/profile/{author.get('did', handle)}",
        text=str(record.get("text", "")),
        lang=str(langs[0]) if isinstance(langs, list) and langs else "",
        url=f"{WEB}/profile/{author.get('did', handle)}/post/{uri.rpartition('/')[2]}",
        in_reply_to=answered,
        published_at=indexed,
    )
