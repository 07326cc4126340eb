"""The figures of a stretch of periods, by brand: SQL counts, and the counts stand in one grid.

Every metric is computed from parts that add up (`_PARTS`), so a total is made of sums and never of means. What is not
collected is None: a gap in the line, a dash in the table.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, F, Func, IntegerField, Q, Sum
from django.db.models import Value as Given
from django.db.models.functions import Trunc

from coe.tenancy.models import Brand
from governance import api as governance
from listening import api as listening
from publishing import api as publishing
from reporting.attribution import selectors as attribution
from reporting.attribution.models import Conversion, Cost
from reporting.attribution.value import Coverage, Span, by_link, coverage, returned
from reporting.dashboards.periods import Period
from reporting.goals.selectors import Plan, Target, plan
from reporting.links.models import Click
from reporting.metrics.registry import Known
from reporting.metrics.selectors import in_force
from reporting.scope import Scope

_PARTS = ("revenue", "conversions", "cost", "published", "due", "sent", "responses", "clicks")
BY_BRAND = frozenset({"cost", "roi", "cost_per_click", "lead_time"})
"""Kept by brand, not by channel: of a brand that is seen in part they are not known."""
Value = Decimal | None
Row = dict[str, int]
"""The parts of one bucket, zero where nothing happened."""


@dataclass(frozen=True)
class Reading:
    """One metric over all periods, oldest first. `target` is the goal of the last one."""

    metric: Known
    values: list[Value]
    target: Target | None

    @property
    def now(self) -> Value:
        return self.values[-1]

    @property
    def before(self) -> Value:
        return self.values[-2] if len(self.values) > 1 else None


class Numbers:
    """All figures of a page. Queries run once each when first needed; their number does not grow with brands."""

    def __init__(self, scope: Scope, periods: list[Period], now: datetime) -> None:
        self.scope, self.periods, self.now = scope, periods, now
        self.metrics = in_force()
        self._readings: dict[tuple[str, UUID | None], Reading] = {}

    @property
    def period(self) -> Period:
        return self.periods[-1]

    @cached_property
    def plan(self) -> Plan:
        return plan(self.periods[0].first, self.period.last)

    @cached_property
    def span(self) -> Span:
        return Span(self.period.since, self.period.until, self.period.first, self.period.shift(1).first)

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(currency=self.scope.org.currency, span=self.span)

    @cached_property
    def heard(self) -> tuple[datetime | None, int, int]:
        return listening.heard_at(brand_ids=self.scope.ids, channel_ids=self.scope.channel_ids)

    @cached_property
    def _earning_since(self) -> datetime | None:
        return attribution.collecting_since()

    @cached_property
    def freezes(self) -> list[governance.Freeze]:
        """Those declared in these periods or after, and whatever is on."""
        return list(governance.freezes_since(self.periods[0].since))

    # ── counting ────────────────────────────────────────────────────────────────────────────────

    @property
    def _window(self) -> dict[str, Any]:
        return {
            "kind": self.period.kind, "zone": self.period.zone, "since": self.periods[0].since,
            "until": self.period.until, "brand_ids": self.scope.ids, "channel_ids": self.scope.channel_ids,
        }  # fmt: skip

    @cached_property
    def _by_link(self) -> Q:
        return by_link(self.scope.ids, self.scope.channel_ids)

    def _nth(self, column: str) -> Func:
        """Which of the periods a moment falls into, from 1: found in their ends, for a calendar asked of each of
        thousands of clicks takes longer than to count them."""
        ends = Given([period.since for period in self.periods])
        return Func(F(column), ends, function="width_bucket", output_field=IntegerField())

    @cached_property
    def _grid(self) -> dict[UUID, list[Row]]:
        """By brand, a row for each period."""
        at = {period.first: index for index, period in enumerate(self.periods)}
        grid = {brand.pk: [dict.fromkeys(_PARTS, 0) for _ in self.periods] for brand in self.scope.brands}
        for part, row, value in (
            *self._earned(), *self._spent(), *self._clicked(), *self._sent(), *self._heard()
        ):  # fmt: skip
            index = row["nth"] - 1 if "nth" in row else at[row["bucket"]]
            grid[row["brand_id"]][index][part] += value
        return grid

    def _earned(self) -> Any:
        """Revenue in cents: whole numbers add up exactly."""
        rows = (
            Conversion.objects.filter(
                self._by_link,
                occurred_at__gte=self.periods[0].since,
                occurred_at__lt=self.period.until,
            )
            .values("brand_id", "currency", nth=self._nth("occurred_at"))
            .annotate(value=Sum("value"), n=Count("*"))
        )
        for row in rows.order_by():
            yield "conversions", row, row["n"]
            if row["currency"] == self.scope.org.currency:
                yield "revenue", row, int(row["value"] * 100)

    def _spent(self) -> Any:
        rows = (
            Cost.objects.filter(
                cancelled_at__isnull=True,
                currency=self.scope.org.currency,
                brand_id__in=self.scope.ids,
                spent_on__gte=self.periods[0].first,
                spent_on__lt=self.period.shift(1).first,
            )
            .values("brand_id", bucket=Trunc("spent_on", self.period.kind, output_field=DateField()))
            .annotate(value=Sum("amount"))
        )
        for row in rows.order_by():
            yield "cost", row, int(row["value"] * 100)

    def _clicked(self) -> Any:
        rows = (
            Click.objects.filter(
                self._by_link,
                counted=True,
                at__gte=self.periods[0].since,
                at__lt=self.period.until,
            )
            .values("brand_id", nth=self._nth("at"))
            .annotate(n=Count("*"))
        )
        for row in rows.order_by():
            yield "clicks", row, row["n"]

    def _sent(self) -> Any:
        for row in publishing.published_counts(**self._window):
            yield "published", row, row["n"]
        tolerance = timedelta(minutes=self.metrics["on_time"].knob("tolerance"))
        for row in publishing.punctuality(**self._window, tolerance=tolerance, now=self.now):
            yield "due", row, row["due"]
            yield "sent", row, row["sent"]

    def _heard(self) -> Any:
        for row in listening.response_counts(**self._window):
            yield "responses", row, row["n"]

    @cached_property
    def _approved(self) -> dict[date, tuple[Decimal, int]]:
        """Seconds and how many requests, by bucket."""
        return {
            row["bucket"]: (Decimal(str(row["median"].total_seconds())), row["n"])
            for row in governance.lead_times(
                kind=self.period.kind, zone=self.period.zone, since=self.periods[0].since, until=self.period.until,
                brand_ids=self.scope.ids,
            )
        }  # fmt: skip

    # ── asking ──────────────────────────────────────────────────────────────────────────────────

    def reading(self, key: str, brand: Brand | None = None) -> Reading:
        """A metric of one brand, or of the whole scope. Computed once."""
        asked = key, brand.pk if brand else None
        if asked not in self._readings:
            self._readings[asked] = Reading(self.metrics[key], self._values(key, brand), self._target(key, brand))
        return self._readings[asked]

    def _values(self, key: str, brand: Brand | None) -> list[Value]:
        if key in BY_BRAND and not self._has_brand(brand):
            return [None for _ in self.periods]
        if key == "lead_time":
            return [self._approved.get(one.first, (None, 0))[0] for one in self.periods]
        return [self._computed(key, row, period) for row, period in zip(self._rows(brand), self.periods, strict=True)]

    def _has_brand(self, brand: Brand | None) -> bool:
        """Whether what is kept by brand is known here: not of a part, nor of a total that parts went into."""
        return not self.scope.partly(brand)

    def _target(self, key: str, brand: Brand | None) -> Target | None:
        """The organisation's goal is for all brands; who sees some of them is shown no goal that is not theirs."""
        if brand is None and not self.scope.whole:
            if len(self.scope.brands) != 1:
                return None
            brand = self.scope.brands[0]
        if self.scope.partly(brand):
            return None
        return self.plan.target(key, brand.pk if brand else None, self.period.first, self.period.last)

    @cached_property
    def _totals(self) -> list[Row]:
        return [
            {part: sum(rows[index][part] for rows in self._grid.values()) for part in _PARTS}
            for index in range(len(self.periods))
        ]

    def _rows(self, brand: Brand | None) -> list[Row]:
        return self._totals if brand is None else self._grid[brand.pk]

    def _computed(self, key: str, row: Row, period: Period) -> Value:
        cents = Decimal(100)
        if key in {"revenue", "roi", "conversions"} and not self._earning(period):
            return None
        if key == "responses" and self.heard[2] == 0 and not row["responses"]:
            return None
        if key in {"conversions", "published", "responses", "clicks"}:
            return Decimal(int(row[key]))
        if key in {"revenue", "cost"}:
            return int(row[key]) / cents
        if key == "on_time":
            return Decimal(int(row["sent"])) / int(row["due"]) if row["due"] else None
        if key == "cost_per_click":
            return int(row["cost"]) / cents / int(row["clicks"]) if row["clicks"] and row["cost"] else None
        if key == "roi":
            margin = self.metrics["roi"].knob("margin")
            return returned(int(row["revenue"]) / cents, int(row["cost"]) / cents, margin)
        raise KeyError(key)

    def _earning(self, period: Period) -> bool:
        """Whether conversions were collected in a period: before the first key or order, nothing is known."""
        return self._earning_since is not None and self._earning_since < period.until

    def base(self, key: str, brand: Brand | None = None) -> int:
        """How many rows a metric's newest value is made of."""
        if key == "lead_time":
            return self._approved.get(self.period.first, (None, 0))[1]
        row = self._rows(brand)[-1]
        part = {"revenue": "conversions", "roi": "conversions", "on_time": "due", "cost_per_click": "clicks"}
        return int(row.get(part.get(key, key), 0))
