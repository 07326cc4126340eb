"""Reading notices and preferences, ready for the page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from coe.notices.kinds import group_label, icon_of, kinds, sentence
from coe.notices.models import Notice, Preference, Timing
from coe.notices.rhythm import next_digest
from coe.notices.timing import rhythm_of
from coe.tenancy.models import Member

PAGE = 40


@dataclass(frozen=True)
class Row:
    id: UUID
    text: str
    icon: str
    at: datetime
    unread: bool


def row(notice: Notice) -> Row:
    return Row(
        id=notice.pk,
        text=sentence(notice.kind, notice.params),
        icon=icon_of(notice.kind),
        at=notice.created_at,
        unread=notice.read_at is None,
    )


def shown(member: Member, *, unread_only: bool = False, brands: Collection[UUID] | None = None) -> QuerySet[Notice]:
    """What stands on a member's page of notices; with BRANDS, of these brands and of none."""
    found = Notice.objects.filter(_of(brands), org_id=member.org_id, member=member, shown=True)
    return found.filter(read_at__isnull=True) if unread_only else found


def listed(member: Member, *, unread_only: bool, page: str | None) -> Page[Any]:
    """One page of a member's notices, newest first; its `object_list` holds Rows."""
    found = shown(member, unread_only=unread_only)
    page_: Page[Any] = Paginator(found.order_by("-created_at", "-pk"), PAGE).get_page(page)
    page_.object_list = [row(notice) for notice in page_.object_list]
    return page_


# By hand, because every page asks it, and building it anew costs more than answering it.
_UNREAD = """
SELECT count(*) FROM notices_notice WHERE org_id = %s AND member_id = %s AND shown AND read_at IS NULL
"""


def unread(member: Member) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [member.org_id, member.pk])
        count: int = cursor.fetchone()[0]
    return count


def target_or_404(member: Member, notice_id: UUID, *, brands: Collection[UUID] | None = None) -> str:
    """Where a notice of this member leads; with BRANDS, of these brands and of none."""
    found = Notice.objects.filter(_of(brands), org_id=member.org_id, member=member, pk=notice_id)
    url = found.values_list("url", flat=True).first()
    if url is None:
        raise Http404
    return url


def _of(brands: Collection[UUID] | None) -> Q:
    return Q() if brands is None else Q(brand__isnull=True) | Q(brand__in=list(brands))


@dataclass(frozen=True)
class Choice:
    """One line of the preferences. `mail` is "off", "now" or "digest"."""

    code: str
    label: Any
    in_app: bool
    mail: str
    urgent: bool


def choices(member: Member) -> list[tuple[str, list[Choice]]]:
    """How each kind of notice reaches a member, by group of kinds."""
    rows = Preference.objects.filter(org_id=member.org_id, member=member)
    own = {one.kind: (one.in_app, one.mail, one.digest) for one in rows}
    grouped: dict[str, list[Choice]] = {}
    for kind in kinds():
        in_app, mail, digest = own.get(kind.code, (kind.in_app, kind.mail, kind.digest))
        how = "digest" if mail and digest else "now" if mail else "off"
        choice = Choice(kind.code, kind.label, in_app, how, kind.urgent)
        grouped.setdefault(group_label(kind.code), []).append(choice)
    return list(grouped.items())


def timing(member: Member) -> Timing:
    """The member's own, or what holds without one."""
    return Timing.objects.filter(org_id=member.org_id, member=member).first() or Timing()


def next_digest_of(member: Member) -> datetime | None:
    return next_digest(timezone.now(), rhythm_of(member))
