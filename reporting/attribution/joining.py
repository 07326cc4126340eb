"""Last click: which tracked link earned a conversion, or why none is known.

A click id names the very click. UTM values name a link only when they carry its code (`utm_id`) or fit one link
alone; then the last counted click on that link within the window stands for the visit. What cannot be joined stays
unmatched: it is listed, and never spread over links that might have earned it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from publishing import api as publishing
from reporting.attribution.models import Conversion
from reporting.attribution.payload import AHEAD, Report
from reporting.links.models import Click

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Joined:
    """`why` is empty for a match; else no_trace, unknown, late, early or ambiguous."""

    link_id: UUID | None = None
    click_id: UUID | None = None
    brand_id: UUID | None = None
    why: str = ""


def join(reports: Sequence[Report]) -> list[Joined]:
    """One answer per report, in order. Queries do not grow with clicks named by id, only with distinct UTM sets."""
    clicks = _clicks(report.click for report in reports if report.click)
    links = _Links(reports)
    return [_one(report, clicks, links) for report in reports]


def _clicks(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, datetime, UUID]]:
    rows = Click.objects.filter(pk__in=set(ids)).values_list("pk", "link_id", "at", "brand_id")
    return {pk: (link_id, at, brand_id) for pk, link_id, at, brand_id in rows}


class _Links:
    """Links by code or by UTM values, each set looked up once."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.by_code = publishing.links_by_code(
            {report.utm["utm_id"] for report in reports if report.utm.get("utm_id")}
        )
        self._by_utm: dict[tuple[tuple[str, str], ...], list[publishing.LinkFacts]] = {}

    def of(self, utm: dict[str, str]) -> list[publishing.LinkFacts]:
        if code := utm.get("utm_id"):
            return [self.by_code[code]] if code in self.by_code else []
        key = tuple(sorted(utm.items()))
        if key not in self._by_utm:
            self._by_utm[key] = publishing.links_by_utm(utm)
        return self._by_utm[key]


def _one(report: Report, clicks: dict[UUID, tuple[UUID, datetime, UUID]], links: _Links) -> Joined:
    if report.click:
        if report.click not in clicks:
            return Joined(why="unknown")
        link_id, at, brand_id = clicks[report.click]
        if why := _outside(at, report.occurred_at):
            return Joined(why=why)
        return Joined(link_id, report.click, brand_id)
    if not report.utm:
        return Joined(why="no_trace")
    found = links.of(report.utm)
    if len(found) != 1:
        return Joined(why="ambiguous" if found else "unknown")
    last = (
        Click.objects.filter(link_id=found[0].id, counted=True, at__lte=report.occurred_at + AHEAD)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    if last is None:
        return Joined(why="unknown")
    if why := _outside(last, report.occurred_at):
        return Joined(why=why)
    return Joined(found[0].id, None, found[0].brand_id)


def _outside(clicked: datetime, occurred: datetime) -> str:
    if clicked > occurred + AHEAD:
        return "early"
    return "late" if occurred - clicked > WINDOW else ""


def facts_of(row: Conversion) -> tuple[Any, ...]:
    """What must be equal for a repeated report to be the same one."""
    return (row.kind, row.value, row.currency, row.occurred_at)


def known_ids(source: str, reports: Sequence[Report]) -> dict[str, tuple[Any, ...]]:
    """External ids among the reports that are known already, with their facts. One query."""
    ids = [report.external_id for report in reports]
    found = Conversion.objects.filter(source=source, external_id__in=ids)
    return {row.external_id: facts_of(row) for row in found}
