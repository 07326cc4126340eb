"""One poll of one source: claim, ask outside any transaction, keep what came."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.events import set_due
from coe.tenancy.context import inside
from coe.web.outbound import client
from listening.mentions.intake import Item
from listening.sources import actions, feeds, timing
from listening.sources.models import Kind, Source
from publishing.api import NotConnected, ears, open_adapter, sending_now
from publishing.channels.base import Again, Code, Heard, HeardItem, Refused, Trouble

FULL = 200
"""So many items in one answer mean that there are probably more."""
BUSY = 10.0
"""Seconds to wait while the channel sends a post: its login serves one piece of work at a time."""


@dataclass(frozen=True)
class _Job:
    source_id: UUID
    kind: str
    url: str
    cursor: str
    adapter: Any = field(default=None, repr=False)
    problem: str = ""
    wait: float = 0


def poll(org_id: UUID, source_id: UUID) -> int | None:
    """Returns how much was new; None when nothing was asked or nothing came."""
    mark = f"listening:poll:{source_id}"
    if not cache.add(mark, 1, timing.LEASE.total_seconds()):
        return None
    try:
        job = _claim(org_id, source_id)
        if job is None:
            return None
        actor = Actor.task(org_id, "listening", Act.SYSTEM_OBSERVE)
        if job.problem:
            actions.failed(actor, source_id=job.source_id, problem=job.problem)
            return None
        return _channel(actor, job) if job.kind == Kind.CHANNEL else _feed(actor, job)
    finally:
        cache.delete(mark)


def _claim(org_id: UUID, source_id: UUID) -> _Job | None:
    """The work to do, if it is time. The next look is set to when this worker must have given up."""
    with inside(org_id):
        now = timezone.now()
        source = (
            Source.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=source_id, paused_at__isnull=True, retired_at__isnull=True, next_poll_at__lte=now)
            .first()
        )
        if source is None:
            return None
        job = _Job(source.pk, source.kind, source.url, source.cursor)
        if source.channel_id:
            job = _with_adapter(job, source.channel_id)
        until = now + timing.LEASE
        if job.wait:
            until = now + timedelta(seconds=job.wait)
        Source.objects.filter(pk=source.pk).update(next_poll_at=until)
        set_due(actions.DUE, org=org_id, ref=source.pk, at=until)
        return None if job.wait else job


def _with_adapter(job: _Job, channel_id: UUID) -> _Job:
    known: dict[str, Any] = {
        "source_id": job.source_id, "kind": job.kind, "url": job.url, "cursor": job.cursor
    }  # fmt: skip
    ear = next(iter(ears(channel_id)), None)
    if ear is None or not ear.connected:
        return _Job(**known, problem="reconnect")
    if sending_now(channel_id):
        return _Job(**known, wait=BUSY)
    try:
        return _Job(**known, adapter=open_adapter(channel_id))
    except NotConnected:
        return _Job(**known, problem="reconnect")


def _channel(actor: Actor, job: _Job) -> int | None:
    answer: Heard | Trouble = job.adapter.listen(job.cursor or None)
    if not isinstance(answer, Heard):
        problem, after = _trouble(answer)
        actions.failed(actor, source_id=job.source_id, problem=problem, after=after)
        return None
    return actions.heard(
        actor,
        source_id=job.source_id,
        items=[_item(item) for item in answer.items],
        cursor=answer.cursor,
        more=len(answer.items) >= FULL,
    )


def _item(item: HeardItem) -> Item:
    return Item(
        remote_id=item.remote_id,
        kind=item.kind,
        text=item.text,
        author_name=item.author_name,
        author_handle=item.author_handle,
        author_url=item.author_url,
        url=item.url,
        lang=item.lang,
        in_reply_to=item.in_reply_to,
        published_at=item.published_at,
    )


def _trouble(answer: Trouble) -> tuple[str, float]:
    if isinstance(answer, Refused):
        known = {Code.RECONNECT: "reconnect", Code.SCOPE: "scope"}
        return known.get(answer.code, "network_said_no"), 0
    if isinstance(answer, Again):
        return "again", answer.after_seconds
    return "unknown", 0


def _feed(actor: Actor, job: _Job) -> int | None:
    answer = feeds.read(client(), job.url, validators_in(job.cursor))
    if isinstance(answer, feeds.NoFeed):
        actions.failed(actor, source_id=job.source_id, problem=answer.problem, after=answer.after)
        return None
    cursor = json.dumps(dict(answer.validators)) if answer.fresh else None
    return actions.heard(actor, source_id=job.source_id, items=answer.items, cursor=cursor)


def validators_in(cursor: str) -> Mapping[str, str]:
    """A feed's ETag and date as they were kept; nothing when there is nothing to read."""
    try:
        kept = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}
