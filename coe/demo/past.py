"""Writing a past that nobody lived through: fixed ids, moments gone by, and an audit trail in their order."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from coe.access.action import brand_of
from coe.audit import chain
from coe.audit.models import Entry
from coe.tenancy.models import Member, Organisation

_SPACE = uuid.UUID("5f0a3c52-6d0e-4f7a-9b1d-7a2e5c1f0d07")


def uid(*names: object) -> uuid.UUID:
    """The same id for the same names, always."""
    return uuid.uuid5(_SPACE, "/".join(map(str, names)))


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Inside, it is another moment for everything that asks Django for the time: actions act then."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


@contextmanager
def backdated(*tables: type[models.Model]) -> Iterator[None]:
    """Inside, columns that note when a row was made take what they are given, and insist on being given it."""
    columns = [
        column for table in tables for column in table._meta.concrete_fields if getattr(column, "auto_now_add", False)
    ]
    for column in columns:
        column.auto_now_add = False  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for column in columns:
            column.auto_now_add = True  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Happened:
    at: datetime
    kind: str
    who_id: str
    who: str
    fact: chain.Fact


@dataclass
class Trail:
    """Audit rows of the past, gathered in any order and chained once, in the order of their moments."""

    found: list[Happened] = field(default_factory=list)

    def note(
        self,
        at: datetime,
        who: Member | str,
        act: str,
        subject: models.Model,
        *,
        label: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        detail: str = "",
    ) -> None:
        """`who` is a member, or the name of one of the system's tasks."""
        member = isinstance(who, Member)
        self.found.append(
            Happened(
                at,
                "member" if member else "task",
                str(who.pk) if isinstance(who, Member) else "",
                str(who),
                chain.Fact(
                    act=act,
                    subject_type=subject._meta.label_lower,
                    subject_id=str(subject.pk),
                    subject_label=(label or str(subject))[:200],
                    before=before or {},
                    after=after or {},
                    reason=reason,
                    detail=detail,
                    brand=brand_of(subject),
                ),
            )
        )

    def write(self, organisation: Organisation, *, until: datetime | None = None) -> int:
        """Chains what was noted, up to a moment, behind what is chained already. How many entries."""
        ready = [one for one in self.found if until is None or one.at <= until]
        if not ready:
            return 0
        self.found = [one for one in self.found if until is not None and one.at > until]
        last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
        before, previous = last or (0, chain.GENESIS)
        rows = []
        for seq, one in enumerate(sorted(ready, key=lambda one: one.at), start=before + 1):
            row = Entry(
                id=uid(organisation.slug, "audit", seq),
                org=organisation,
                seq=seq,
                at=one.at,
                actor_kind=one.kind,
                actor_id=one.who_id,
                actor_label=one.who[:120],
                previous=previous,
                **chain.told(one.fact),
            )
            row.hash = previous = chain.digest(previous, chain.columns_of(row))
            rows.append(row)
        Entry.objects.bulk_create(rows, batch_size=1000)
        return len(rows)
