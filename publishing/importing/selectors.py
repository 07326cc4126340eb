"""Reading one's imports: progress, rows as the file has them, what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from coe.tenancy.models import Member
from coe.web.sentences import told
from publishing.content.models import Version
from publishing.content.states import State as VersionState
from publishing.importing.models import Import, ImportRow
from publishing.importing.states import State

PER_PAGE = 100


def import_or_404(member: Member, import_id: UUID) -> Import:
    found = Import.objects.filter(pk=import_id, member=member).first()
    if found is None:
        raise Http404
    return found


def recent(member: Member) -> list[Import]:
    return list(Import.objects.filter(member=member)[:10])


def same_file(member: Member, sha256: str) -> Import | None:
    """An import of this very file by this member that was carried out and stands."""
    rows = Import.objects.filter(member=member, sha256=sha256, state__in=[State.RUNNING, State.DONE])
    return rows.order_by("-created_at").first()


@dataclass(frozen=True)
class Counts:
    """How far an import is, and what there is of each kind."""

    total: int
    checked: int
    bad: int
    good: int
    updates: int
    done: int
    made: int

    @property
    def new(self) -> int:
        return self.good - self.updates


def counts(table: Import) -> Counts:
    """One query."""
    bad = ~Q(wrong={})
    good = Q(checked=True, wrong={})
    wanted = {
        "checked": Q(checked=True),
        "bad": bad,
        "good": good,
        "updates": good & Q(updates=True),
        "done": Q(post__isnull=False),
        "made": Q(post__isnull=False, updates=False),
    }
    # Not by the columns' own names: an aggregate would hide the column from the next one.
    found = ImportRow.objects.filter(table=table).aggregate(
        **{f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()}
    )
    return Counts(total=table.total, **{name: found[f"n_{name}"] for name in wanted})


@dataclass(frozen=True)
class Progress:
    """`left` seconds are an estimate from how it went so far; None while there is nothing to go by."""

    now: int
    of: int
    left: int | None


def progress(table: Import, found: Counts) -> Progress:
    running = table.state == State.RUNNING
    now, of = (found.done, found.good) if running else (found.checked, found.total)
    began = (table.started_at if running else None) or table.created_at
    took = (timezone.now() - began).total_seconds()
    return Progress(now, of, round(took / now * (of - now)) if now else None)


@dataclass(frozen=True)
class Cell:
    name: str
    """What the file calls its column."""
    text: str
    wrong: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Row:
    number: int
    cells: list[Cell]
    wrong: list[str]
    """What is wrong with the row as a whole."""
    bad: bool
    post_id: UUID | None


def page_of(table: Import, *, only_bad: bool, number: Any) -> Any:
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(table=table)
    if only_bad:
        rows = rows.exclude(wrong={})
    page: Any = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = [_row(one, table.header) for one in page.object_list]
    return page


def all_rows(table: Import) -> list[Row]:
    return [_row(one, table.header) for one in ImportRow.objects.filter(table=table)]


def _row(one: ImportRow, header: Sequence[str]) -> Row:
    return Row(
        number=one.number,
        cells=[
            Cell(
                header[place] if place < len(header) else "",
                text,
                told(one.wrong.get(str(place), [])),
                told(one.notes.get(str(place), [])),
            )
            for place, text in enumerate(one.cells)
        ],
        wrong=told(one.wrong.get("", [])),
        bad=bool(one.wrong),
        post_id=one.post_id,
    )


def untouched(table: Import) -> list[UUID]:
    """Posts this import made that nobody changed or sent since."""
    rows = ImportRow.objects.filter(table=table, post__isnull=False, updates=False).select_related("post")
    fresh = [row.post_id for row in rows if row.post and row.post.revision == row.revision and row.post_id]
    moved = set(
        Version.objects.filter(post__in=fresh).exclude(state=VersionState.DRAFT).values_list("post_id", flat=True)
    )
    return [post for post in fresh if post not in moved]


def finished_at(table: Import) -> datetime:
    return table.finished_at or table.started_at or table.created_at
