"""What posts, campaigns and brands earned and cost. SQL adds up; the sums are put side by side here.

Only the organisation's currency is added up; other currencies are counted and named. Returns are pooled: a total's
return is all its revenue against all its cost, never the mean of its parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from publishing import api as publishing
from reporting.attribution.models import Conversion, Cost
from reporting.links.models import Click

# Where each table keeps what a line is about.
_COLUMNS = {
    "brand": ("brand_id", "brand_id", "brand_id"),
    "campaign": ("link__campaign_id", "link__campaign_id", "campaign_id"),
    "post": ("link__version__post_id", "link__version__post_id", "post_id"),
}
KINDS = tuple(_COLUMNS)


def returned(revenue: Decimal | None, cost: Decimal | None, margin: int = 100) -> Decimal | None:
    """(revenue × margin − cost) ÷ cost. Not known without cost."""
    if revenue is None or not cost:
        return None
    return (revenue * margin / 100 - cost) / cost


@dataclass(frozen=True)
class Line:
    """One brand, campaign or post. `id` None gathers what belongs to none. Money in the organisation's currency."""

    id: UUID | None
    revenue: Decimal
    conversions: int
    clicks: int
    cost: Decimal | None
    """None: nobody entered any."""
    roi: Decimal | None
    other: dict[str, Decimal] = field(default_factory=dict)
    """Revenue in other currencies, never added to the above."""

    @property
    def profit(self) -> Decimal | None:
        return None if self.cost is None else self.revenue - self.cost


@dataclass(frozen=True)
class Span:
    """Moments for what happens at a time, days for what is entered by day; ends are exclusive."""

    since: datetime
    until: datetime
    first: date
    after: date


def by_link(brand_ids: Sequence[UUID], channel_ids: Sequence[UUID]) -> Q:
    """Clicks and orders of these brands, or by a link that stood on one of these channels.

    One query for the links: joined to clicks by way of versions, a row would be looked up for every click.
    """
    found = Q(brand_id__in=brand_ids)
    return found | Q(link_id__in=publishing.links_on(channel_ids)) if channel_ids else found


def _conversions(span: Span | None, of: Q, only: dict[str, Any]) -> QuerySet[Conversion]:
    rows = Conversion.objects.filter(of, **only)
    return rows.filter(occurred_at__gte=span.since, occurred_at__lt=span.until) if span else rows


def _dated(span: Span | None) -> Q:
    return Q(spent_on__gte=span.first, spent_on__lt=span.after) if span else Q()


def lines(
    by: str,
    *,
    brand_ids: Sequence[UUID],
    currency: str,
    margin: int,
    span: Span | None = None,
    ids: Sequence[UUID] | None = None,
    channel_ids: Sequence[UUID] = (),
    spent: Mapping[UUID, Decimal] | None = None,
) -> list[Line]:
    """One line per brand, campaign or post that earned or cost something, best revenue first. Three queries.

    `span` None means ever; `ids` narrows to some of them; `channel_ids` adds what single channels of other brands
    earned, whose cost is not known. `spent` is what each cost, for who has read that already: one query less.
    """
    of_conversion, of_click, of_cost = _COLUMNS[by]

    def only(column: str) -> dict[str, Any]:
        return {} if ids is None else {f"{column}__in": list(ids)}

    these = by_link(brand_ids, channel_ids)
    earned = (
        _conversions(span, these, only(of_conversion))
        .values("currency", key=F(of_conversion))
        .annotate(value=Sum("value"), n=Count("pk"))
    )
    clicks = Click.objects.filter(these, counted=True, **only(of_click))
    if span:
        clicks = clicks.filter(at__gte=span.since, at__lt=span.until)
    if spent is None:
        costs = Cost.objects.filter(
            _dated(span), cancelled_at__isnull=True, currency=currency, brand_id__in=brand_ids, **only(of_cost)
        )
        spent = dict(costs.values_list(of_cost).annotate(cost=Sum("amount")).order_by())
    return _side_by_side(
        [dict(row) for row in earned.order_by()],
        [dict(row) for row in clicks.values(key=F(of_click)).annotate(n=Count("pk")).order_by()],
        spent,
        currency=currency,
        margin=margin,
    )


def clicks_by_day(post_ids: Sequence[UUID], *, days: int, zone: str) -> dict[UUID, list[int]]:
    """Clicks of each post on each of the last DAYS days of a zone, today last. One query."""
    here = ZoneInfo(zone)
    today = timezone.now().astimezone(here).date()
    first = today - timedelta(days=days - 1)
    rows = (
        Click.objects.filter(
            counted=True, link__version__post__in=list(post_ids), at__gte=datetime.combine(first, time.min, here)
        )
        .values_list("link__version__post", TruncDate("at", tzinfo=here))
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = {post: [0] * days for post in post_ids}
    for post, day, n in rows:
        if first <= day <= today:
            found[post][(day - first).days] = n
    return found


def _side_by_side(
    earned: list[dict[str, Any]],
    clicks: list[dict[str, Any]],
    spent: Mapping[UUID, Decimal],
    *,
    currency: str,
    margin: int,
) -> list[Line]:
    """Joins the sums by what they are about. Amounts stay decimals: cents are never rounded through floats."""
    found: dict[Any, dict[str, Any]] = {}

    def at(key: Any) -> dict[str, Any]:
        return found.setdefault(key, {"revenue": Decimal(0), "conversions": 0, "clicks": 0, "cost": None, "other": {}})

    for row in earned:
        line = at(row["key"])
        line["conversions"] += row["n"]
        if row["currency"] == currency:
            line["revenue"] += row["value"]
        else:
            line["other"][row["currency"]] = row["value"]
    for row in clicks:
        at(row["key"])["clicks"] += row["n"]
    for key, cost in spent.items():
        at(key)["cost"] = cost
    made = [Line(id=key, **line, roi=returned(line["revenue"], line["cost"], margin)) for key, line in found.items()]
    return sorted(made, key=lambda line: (line.id is None, -line.revenue, -(line.cost or 0), str(line.id)))


def total(found: Sequence[Line], *, margin: int) -> Line:
    """All lines as one; the return is pooled."""
    revenue = sum((line.revenue for line in found), Decimal(0))
    costs = [line.cost for line in found if line.cost is not None]
    cost = sum(costs, Decimal(0)) if costs else None
    other: dict[str, Decimal] = {}
    for line in found:
        for code, value in line.other.items():
            other[code] = other.get(code, Decimal(0)) + value
    return Line(
        None, revenue, sum(line.conversions for line in found), sum(line.clicks for line in found), cost,
        returned(revenue, cost, margin), other,
    )  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """How much of what was reported could be matched. Value in the organisation's currency."""

    matched: int
    all: int
    matched_value: Decimal
    all_value: Decimal

    @property
    def share(self) -> Decimal | None:
        return self.matched_value / self.all_value if self.all_value > 0 else None


def coverage(*, currency: str, span: Span | None = None) -> Coverage:
    """Of the whole organisation: what is unmatched has no brand. One query."""
    rows = Conversion.objects.all()
    if span:
        rows = rows.filter(occurred_at__gte=span.since, occurred_at__lt=span.until)
    ours, matched = Q(currency=currency), Q(link__isnull=False)
    found = rows.aggregate(
        matched=Count("pk", filter=matched), all=Count("pk"),
        matched_value=Sum("value", filter=ours & matched, default=Decimal(0)),
        all_value=Sum("value", filter=ours, default=Decimal(0)),
    )  # fmt: skip
    return Coverage(**found)
