"""Setting and ending embargoes, adding and removing festivals and events."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from coe.access.api import Act, Denied, Doing, action
from coe.outbox.events import emit
from coe.tenancy.models import Brand, Market
from governance.notes.models import CalendarNote
from governance.notes.states import Kind


@action(Act.FREEZE_DECLARE)
def set_embargo(
    do: Doing,
    *,
    title: str,
    first: date,
    last: date,
    brand_id: UUID | None = None,
    market_id: UUID | None = None,
) -> CalendarNote:
    """Nothing of the brand goes out on these days. Raises ValidationError by field."""
    return _create(do, Kind.EMBARGO, title, first, last, brand_id, market_id, detail="embargo-set")


@action(Act.POST_DRAFT)
def add(
    do: Doing,
    *,
    kind: Kind,
    title: str,
    first: date,
    last: date,
    brand_id: UUID | None = None,
    market_id: UUID | None = None,
) -> CalendarNote:
    """A festival or an event: everybody sees what day it is, and nothing is stopped."""
    if kind == Kind.EMBARGO:
        raise Denied(Act.FREEZE_DECLARE)
    return _create(do, kind, title, first, last, brand_id, market_id, detail="note-added")


def _create(
    do: Doing,
    kind: Kind,
    title: str,
    first: date,
    last: date,
    brand_id: UUID | None,
    market_id: UUID | None,
    *,
    detail: str,
) -> CalendarNote:
    if brand_id and not Brand.objects.filter(pk=brand_id).exists():
        raise Http404
    if market_id and not Market.objects.filter(pk=market_id).exists():
        raise Http404
    do.require(brand=brand_id, market=market_id)
    if do.actor.member_id is None:
        raise Denied(do.act)
    if not title.strip():
        raise ValidationError({"title": _("Say what it is about.")})
    if last < first:
        raise ValidationError({"last": _("The last day is before the first.")})
    note = CalendarNote.objects.create(
        org_id=do.org_id, kind=kind, title=title.strip(), brand_id=brand_id, market_id=market_id,
        first=first, last=last, set_by_id=do.actor.member_id,
    )  # fmt: skip
    after = {"kind": kind.value, "where": note.named, "first": first, "last": last}
    do.record(note, label=note.title, after=after, detail=detail)
    return note


@action(Act.FREEZE_DECLARE)
def end_embargo(do: Doing, *, note_id: UUID) -> None:
    """Takes an embargo away. What it stopped is not sent by itself."""
    _remove(do, note_id, [Kind.EMBARGO], detail="embargo-ended")
    emit("embargo.ended", org=do.org_id, note=note_id)


@action(Act.POST_DRAFT)
def remove(do: Doing, *, note_id: UUID) -> None:
    _remove(do, note_id, [Kind.FESTIVAL, Kind.OCCASION], detail="note-removed")


def _remove(do: Doing, note_id: UUID, kinds: list[Kind], *, detail: str) -> None:
    note = CalendarNote.objects.select_for_update(of=("self",)).filter(pk=note_id, kind__in=kinds).first()
    if note is None:
        raise Http404
    do.require(brand=note.brand_id, market=note.market_id)
    before = {"kind": note.kind, "where": note.named, "first": note.first, "last": note.last}
    do.record(note, label=note.title, before=before, detail=detail)
    note.delete()
