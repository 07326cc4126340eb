"""Which days carry a note, and which embargo stands in a post's way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from coe.access.api import Act, Rights
from governance.notes.models import CalendarNote
from governance.notes.states import Kind

MOST = 200


def visible(rights: Rights) -> QuerySet[CalendarNote]:
    """Notes on brands whose posts the member may see, and those on every brand."""
    mine = rights.within(Act.POST_SEE, brand="brand", market="market")
    rows = CalendarNote.objects.filter(mine | Q(brand__isnull=True))
    return rows.select_related("brand", "market", "set_by")


def between(rights: Rights, first: date, until: date) -> QuerySet[CalendarNote]:
    """Notes that touch the days from `first` to before `until`."""
    return visible(rights).filter(first__lt=until, last__gte=first)


@dataclass(frozen=True)
class Row:
    """A note of the list, and whether this member may take it away."""

    note: CalendarNote
    may_remove: bool

    @property
    def embargo(self) -> bool:
        return self.note.kind == Kind.EMBARGO


def rows(rights: Rights) -> list[Row]:
    """What is on now and to come."""
    return [_row(note, rights) for note in coming(rights)[:MOST]]


def coming(rights: Rights) -> QuerySet[CalendarNote]:
    return visible(rights).filter(last__gte=timezone.localdate())


def _row(note: CalendarNote, rights: Rights) -> Row:
    act = Act.FREEZE_DECLARE if note.kind == Kind.EMBARGO else Act.POST_DRAFT
    return Row(note, rights.may(act, brand=note.brand_id, market=note.market_id))


def past(rights: Rights) -> QuerySet[CalendarNote]:
    return visible(rights).filter(last__lt=timezone.localdate()).order_by("-last", "title")


def one(note_id: UUID, rights: Rights) -> CalendarNote:
    found = visible(rights).filter(pk=note_id).first()
    if found is None:
        raise Http404
    return found


def embargo_on(*, brand_id: UUID, market_ids: Collection[UUID | None], day: date) -> CalendarNote | None:
    """The embargo that keeps a brand's post, for channels of these markets, from going out on a day; None without one.

    A channel without a market speaks to all of them, so an embargo on any market stops it.
    """
    rows = CalendarNote.objects.filter(kind=Kind.EMBARGO, first__lte=day, last__gte=day).filter(
        Q(brand=brand_id) | Q(brand__isnull=True)
    )
    if market_ids and None not in market_ids:
        rows = rows.filter(Q(market__isnull=True) | Q(market__in=[one for one in market_ids if one]))
    return rows.select_related("brand", "market", "set_by").order_by("first", "pk").first()
