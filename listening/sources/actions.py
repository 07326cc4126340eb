"""What happens to sources: feeds are added by hand, channels come by themselves, polls bring what is new."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.outbox.events import set_due, settled
from coe.tenancy.models import Brand
from listening.mentions.intake import Item, join_late, take_in
from listening.sources import locks, timing
from listening.sources.models import Kind, Source
from publishing.api import Ear, ears, login_lost

DUE = "source"


# ── by people ───────────────────────────────────────────────────────────────────────────────────


@action(Act.SOURCE_MANAGE)
def add_feed(
    do: Doing,
    *,
    url: str,
    name: str,
    brand_id: UUID | None,
    language: str,
    items: Sequence[Item],
    validators: dict[str, str],
) -> Source:
    """Begins to listen to a feed that was just read, with what it said. Adding a retired one brings it back.

    Raises ValidationError for an address that is listened to already, and for a brand that is not here.
    """
    do.require(brand=brand_id)
    if brand_id and not Brand.objects.filter(pk=brand_id).exists():
        raise ValidationError({"brand": _("Choose one of the brands listed.")})
    source = Source.objects.select_for_update(of=("self",)).filter(url=url).first()
    if source is not None and source.retired_at is None:
        raise ValidationError({"url": _already(do, source)})
    if source is not None:
        # It had another owner perhaps; what was heard then stays theirs.
        do.require(brand=source.brand_id)
    else:
        source = Source(org_id=do.org_id, kind=Kind.FEED, url=url)
    source.name, source.brand_id, source.language = name, brand_id, language
    source.retired_at = source.paused_at = None
    source.failures, source.problem = 0, ""
    source.cursor, source.polled_at = json.dumps(validators)[:2000], timezone.now()
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise ValidationError({"url": _("Somebody else added this feed a moment ago.")}) from None
    _ask_next(source, timing.after_success(source, more=False))
    heard = take_in(source, items)
    do.record(source, after={"url": url, "brand": str(brand_id or ""), "heard": heard}, detail="added")
    return source


def _already(do: Doing, source: Source) -> str:
    place: dict[str, Any] = {"brand": source.brand_id}
    if do.actor.rights.may(Act.MENTION_SEE, **place):
        return _("You listen to this feed already: “%(name)s”.") % {"name": source.name}
    return _("This feed is listened to already, for a brand you do not see.")


@action(Act.SOURCE_MANAGE)
def pause(do: Doing, *, source_id: UUID) -> Source:
    source = _mine(do, source_id)
    if source.paused_at or source.retired_at:
        do.nothing()
        return source
    source.paused_at = timezone.now()
    source.save(update_fields=["paused_at"])
    settled(DUE, org=source.org_id, ref=source.pk)
    do.record(source, after={"paused": True}, detail="paused")
    return source


@action(Act.SOURCE_MANAGE)
def resume(do: Doing, *, source_id: UUID) -> Source:
    source = _mine(do, source_id)
    if source.paused_at is None or source.retired_at:
        do.nothing()
        return source
    source.paused_at = None
    source.save(update_fields=["paused_at"])
    _ask_next(source, timezone.now())
    do.record(source, after={"paused": False}, detail="resumed")
    return source


@action(Act.SOURCE_MANAGE)
def retire(do: Doing, *, source_id: UUID) -> Source:
    """Stops listening to a feed for good; what was heard stays. Raises ValidationError for a channel."""
    source = _mine(do, source_id)
    if source.kind == Kind.CHANNEL:
        raise ValidationError(_("A channel is listened to while it is connected. Pause it, or disconnect it."))
    if source.retired_at:
        do.nothing()
        return source
    _retire(source)
    do.record(source, after={"retired": True}, detail="retired")
    return source


@action(Act.SOURCE_MANAGE)
def poll_now(do: Doing, *, source_id: UUID) -> Source:
    """Asks as soon as a worker is free. Raises ValidationError while it is paused or retired."""
    source = _mine(do, source_id)
    if source.paused_at or source.retired_at:
        raise ValidationError(_("This source is paused. Resume it first."))
    _ask_next(source, timezone.now())
    do.record(source, after={"asked": True}, detail="asked")
    return source


def _mine(do: Doing, source_id: UUID) -> Source:
    source = locks.source(source_id)
    channel = source.channel
    do.require(brand=source.brand_id, market=channel.market_id if channel else None, channel=source.channel_id)
    return source


# ── by the system ───────────────────────────────────────────────────────────────────────────────


@action(Act.SYSTEM_OBSERVE)
def follow_channels(do: Doing, *, channel_id: UUID | None = None) -> list[UUID]:
    """Makes every connected channel that hears a source, and retires those of channels switched off.

    Returns the sources that begin, or begin again.
    """
    do.require()
    known = {source.channel_id: source for source in Source.objects.filter(channel__isnull=False)}
    begun = []
    for ear in ears(channel_id):
        source = known.get(ear.id)
        if source is None:
            if ear.connected and (made := _new_ear(do, ear)):
                begun.append(made.pk)
        elif ear.off and source.retired_at is None:
            _retire(source)
            do.record(source, after={"retired": True}, detail="channel off")
        elif ear.connected and (source.retired_at or source.problem == "reconnect"):
            fresh: dict[str, Any] = {"retired_at": None, "problem": "", "failures": 0, "name": ear.name[:120]}
            Source.objects.filter(pk=source.pk).update(**fresh)
            if source.paused_at is None:
                _ask_next(source, timezone.now())
            do.record(source, after={"connected": True}, detail="channel back")
            begun.append(source.pk)
        elif source.name != ear.name[:120]:
            Source.objects.filter(pk=source.pk).update(name=ear.name[:120])
    if not do.facts:
        do.nothing()
    return begun


def _new_ear(do: Doing, ear: Ear) -> Source | None:
    try:
        with transaction.atomic():
            source = Source.objects.create(
                org_id=do.org_id,
                kind=Kind.CHANNEL,
                name=ear.name[:120],
                brand_id=ear.brand_id,
                channel_id=ear.id,
            )
    except IntegrityError:  # another worker saw the channel at the same moment
        return None
    _ask_next(source, timezone.now())
    do.record(source, after={"channel": str(ear.id)}, detail="added")
    return source


@action(Act.SYSTEM_OBSERVE)
def heard(do: Doing, *, source_id: UUID, items: Sequence[Item], cursor: str | None, more: bool = False) -> int:
    """Keeps what a poll brought. Returns how much was new."""
    do.require()
    source = locks.source(source_id)
    new = take_in(source, items)
    joined = join_late(source)
    source.cursor = cursor[:2000] if cursor is not None else source.cursor
    source.polled_at, source.failures = timezone.now(), 0
    was, source.problem = source.problem, ""
    source.save(update_fields=["cursor", "polled_at", "failures", "problem"])
    _ask_next(source, timing.after_success(source, more=more))
    if new or joined or was:
        do.record(source, before={"problem": was}, after={"heard": new, "joined": joined, "problem": ""})
    else:
        do.nothing()
    return new


@action(Act.SYSTEM_OBSERVE)
def failed(do: Doing, *, source_id: UUID, problem: str, after: float = 0) -> None:
    """A poll that brought nothing but a reason. A login that no longer holds is told to who can connect again."""
    do.require()
    source = locks.source(source_id)
    was = source.problem
    source.problem, source.failures = problem, min(source.failures + 1, 1000)
    source.save(update_fields=["problem", "failures"])
    _ask_next(source, timing.after_trouble(source, problem=problem, failures=source.failures, asked=after))
    if problem == "reconnect" and source.channel_id:
        login_lost(do, channel_id=source.channel_id, code=problem)
    if was != problem:
        do.record(source, before={"problem": was}, after={"problem": problem})
    elif not do.facts:
        do.nothing()


def _ask_next(source: Source, at: datetime) -> None:
    source.next_poll_at = at
    Source.objects.filter(pk=source.pk).update(next_poll_at=at)
    if source.paused_at or source.retired_at:
        settled(DUE, org=source.org_id, ref=source.pk)
    else:
        set_due(DUE, org=source.org_id, ref=source.pk, at=at)


def _retire(source: Source) -> None:
    source.retired_at = timezone.now()
    source.save(update_fields=["retired_at"])
    settled(DUE, org=source.org_id, ref=source.pk)
