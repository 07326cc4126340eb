"""The address of a post, as a person copies it from the network, and the id behind it."""

import re
from urllib.parse import urlsplit

from coe.tenancy.secrets import Unreadable
from publishing.connections.adapters import session_of
from publishing.connections.models import Channel, Connection

_BLUESKY = re.compile(r"^/profile/(?P<who>[^/]+)/post/(?P<rkey>[a-z2-7A-Za-z0-9._~:-]{1,60})/?$")
_STATUS = re.compile(r"/(?P<id>[0-9A-Za-z]{6,40})/?$")


def remote_of(channel: Channel, address: str) -> str | None:
    """The network's id of the post at an address, or None when it cannot be a post of this channel."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if channel.network == "bluesky":
        return _bluesky(channel, parts.path)
    if channel.network == "newsroom":
        return _newsroom(channel, parts.path)
    found = _STATUS.search(parts.path)
    ours = channel.handle.split("@")[0].lower() in parts.path.lower() or "/statuses/" in parts.path
    return found["id"] if found and ours else None


def _bluesky(channel: Channel, path: str) -> str | None:
    found = _BLUESKY.match(path)
    row = Connection.objects.filter(channel=channel).first()
    if not found or row is None:
        return None
    try:
        did = str(session_of(row).get("did", ""))
    except Unreadable:
        return None
    if not did or found["who"].lower() not in (did.lower(), channel.handle.lower()):
        return None
    return f"at://{did}/app.bsky.feed.post/{found['rkey']}"


def _newsroom(channel: Channel, path: str) -> str | None:
    from publishing.newsroom.models import Entry

    slug = path.rstrip("/").rpartition("/")[2]
    entry = Entry.objects.filter(channel=channel, slug=slug).values_list("pk", flat=True).first()
    return str(entry) if entry else None
