"""Reading the trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import QueryDict

from coe.access.acts import Act
from coe.access.models import Scope
from coe.access.rights import Rights
from coe.audit import chain
from coe.audit.models import Entry
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand, Member
from coe.web.days import day_of
from coe.web.sorting import name_key


@dataclass(frozen=True)
class Wanted:
    """What a reader filtered for; every field optional."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def wanted(given: QueryDict) -> Wanted:
    """The filters of an address. What is not a filter's value counts as not given."""
    return Wanted(
        actor=given.get("actor", "")[:40],
        act=given.get("act", "")[:80],
        subject=given.get("q", "").replace("\x00", "")[:100],
        since=day_of(given.get("since", "")),
        until=day_of(given.get("until", "")),
    )


def readable(rights: Rights) -> Q:
    """Which entries somebody reads: all, or those of the brands they read the audit of."""
    return rights.within(Act.AUDIT_SEE, brand="brand")


def brands_read(rights: Rights) -> list[Brand]:
    """The brands a reader is narrowed to; empty for who reads everything."""
    held = rights.held.get(Act.AUDIT_SEE, {})
    return [] if rights.may(Act.AUDIT_SEE) else list(Brand.objects.filter(pk__in=held.get(Scope.BRAND, {})))


def entries(wanted: Wanted, *, zone: str, seen: Q) -> QuerySet[Entry]:
    """Entries, newest first. Days are days in the organisation's zone."""
    rows = Entry.objects.filter(seen).order_by("-seq")
    if wanted.actor:
        rows = rows.filter(actor_id=wanted.actor) if _is_id(wanted.actor) else rows.filter(actor_kind=wanted.actor)
    if wanted.act:
        rows = rows.filter(_done(wanted.act))
    if wanted.subject:
        matches = says(words_of(wanted.subject), "subject_label")
        rows = rows.filter(matches | Q(subject_id=wanted.subject) if _is_id(wanted.subject) else matches)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since, zone))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    return rows


def _done(acts: str) -> Q:
    """`post.approve`, `post`, or several of these with commas between."""
    found = Q()
    for act in filter(None, acts.split(",")):
        found |= Q(act=act) | Q(act__startswith=f"{act}.")
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def export_rows(wanted: Wanted, *, zone: str) -> Iterator[dict[str, Any]]:
    """Every wanted entry, oldest first, with its hashes: what the offline verifier reads."""
    for entry in entries(wanted, zone=zone, seen=Q()).order_by("seq").iterator(chunk_size=2000):
        yield {**chain.columns_of(entry), "previous": entry.previous, "hash": entry.hash}


def actors(seen: Q) -> list[tuple[str, str]]:
    """Who can be filtered for."""
    rows = Entry.objects.filter(seen).exclude(actor_id="").values_list("actor_id", "actor_label")
    found = dict(rows.distinct().order_by("actor_label")[:500])
    erased = Member.objects.filter(pk__in=found, left_at__isnull=False, user__is_active=False)
    found |= {str(pk): name for pk, name in erased.values_list("pk", "name")}
    return sorted(found.items(), key=lambda one: name_key(one[1]))


def with_pseudonyms(rows: list[Entry]) -> list[Entry]:
    """Shows a pseudonym where somebody had their login erased. What is stored, chained and exported stays as it is."""
    ids = {row.actor_id for row in rows if row.actor_id}
    ids |= {row.subject_id for row in rows if row.subject_type == "tenancy.member"}
    erased = Member.objects.filter(pk__in=ids, left_at__isnull=False, user__is_active=False)
    names = {str(pk): name for pk, name in erased.values_list("pk", "name")}
    for row in rows if names else []:
        row.actor_label = names.get(row.actor_id, row.actor_label)
        if row.subject_type == "tenancy.member":
            row.subject_label = names.get(row.subject_id, row.subject_label)
    return rows
