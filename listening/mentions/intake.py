"""Keeping what was heard: once, however often it is heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from coe.outbox.events import emit
from listening.mentions import plain
from listening.mentions.models import Kind, Mention
from listening.sources.models import Source
from publishing.api import versions_by_remote

JOIN_FOR = timedelta(days=7)
"""How long an answer waits for its post to be known: the outcome of a delivery may be settled late."""


@dataclass(frozen=True)
class Item:
    """Something somebody said, as a network or a feed tells it. Texts may be anything; they are cleaned here."""

    remote_id: str
    kind: str
    text: str
    title: str = ""
    author_name: str = ""
    author_handle: str = ""
    author_url: str = ""
    url: str = ""
    lang: str = ""
    in_reply_to: str = ""
    published_at: datetime | None = None


def take_in(source: Source, items: Iterable[Item]) -> int:
    """Writes what is new of a source, which the caller holds locked. Returns how much was new."""
    fresh: dict[str, Item] = {}
    for item in items:
        if key := _key(item.remote_id):
            fresh.setdefault(key, item)
    known = set(Mention.objects.filter(source=source, remote_id__in=fresh).values_list("remote_id", flat=True))
    rows = [_row(source, key, item) for key, item in fresh.items() if key not in known]
    _join(source, rows)
    # The unique rule on source and remote id has the last word.
    Mention.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    if rows:
        emit("mention.heard", org=source.org_id, source=source.pk, count=len(rows))
    return len(rows)


def join_late(source: Source) -> int:
    """Finds the posts of answers that were heard before we knew how their delivery went."""
    if source.channel_id is None:
        return 0
    rows = list(
        Mention.objects.filter(source=source, version__isnull=True, heard_at__gte=timezone.now() - JOIN_FOR)
        .exclude(in_reply_to="")
        .only("pk", "in_reply_to", "kind")[:500]
    )
    ours = versions_by_remote(source.channel_id, (row.in_reply_to for row in rows))
    joined = [row for row in rows if row.in_reply_to in ours]
    for row in joined:
        kind = Kind.REPLY if row.kind == Kind.MENTION else row.kind
        Mention.objects.filter(pk=row.pk, version__isnull=True).update(version_id=ours[row.in_reply_to], kind=kind)
    return len(joined)


def _join(source: Source, rows: Sequence[Mention]) -> None:
    """Which of our versions each answers. A reply that also names us may come as a mention; it is a reply."""
    if source.channel_id is None:
        return
    ours: dict[str, UUID] = versions_by_remote(source.channel_id, (row.in_reply_to for row in rows))
    for row in rows:
        if row.in_reply_to in ours:
            row.version_id = ours[row.in_reply_to]
            row.kind = Kind.REPLY if row.kind == Kind.MENTION else row.kind


def _key(remote_id: str) -> str:
    """The id as kept; one that is too long becomes its hash, so that it stays one."""
    clean = remote_id.replace("\x00", "").strip()
    if len(clean) <= 300:
        return clean
    return f"sha256:{sha256(clean.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _row(source: Source, key: str, item: Item) -> Mention:
    text, title = plain.plain(item.text), plain.line(item.title, 300)
    return Mention(
        org_id=source.org_id,
        source=source,
        brand_id=source.brand_id,
        channel_id=source.channel_id,
        kind=item.kind if item.kind in Kind.values else Kind.MENTION,
        remote_id=key,
        in_reply_to=_key(item.in_reply_to),
        author_name=plain.line(item.author_name, 120),
        author_handle=plain.line(item.author_handle, 120),
        author_url=plain.address(item.author_url),
        title=title,
        text=text,
        language=plain.language_of(f"{title} {text}", item.lang or source.language),
        url=plain.address(item.url),
        published_at=plain.moment(item.published_at),
    )
