"""The dashboard as data: figures with goal, verdict and origin, by brand and by period."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read
from coe.api.shapes import Id, Instant, Ref, Shape
from coe.tenancy.selectors import brand_or_404
from reporting.attribution import worth
from reporting.attribution.value import lines
from reporting.dashboards.judging import judge
from reporting.dashboards.numbers import Numbers
from reporting.dashboards.page import JUDGED, Page
from reporting.dashboards.periods import KINDS, Period
from reporting.metrics.selectors import definition_of, in_force, name_of
from reporting.scope import Scope, scope_of

KEYS = (*JUDGED, "conversions", "cost")


class ResultFilters(Shape):
    period = serializers.ChoiceField(choices=KINDS, required=False, help_text="Without it and `on`: yesterday’s week.")
    on = serializers.DateField(required=False, help_text="A day in the period; with `period` alone, today.")
    brand = Id(required=False)


class PeriodValue(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)


class ResultFigure(serializers.Serializer[Any]):
    """One metric over twelve periods. null: not collected, which is not zero."""

    metric = serializers.CharField()
    metric_version = serializers.IntegerField()
    name = serializers.CharField()
    definition = serializers.CharField()
    unit = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    brand = Ref(allow_null=True, help_text="null: all brands the member may see.")
    value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)
    target = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)
    verdict = serializers.CharField(help_text="ok, wait, stop or idle")
    verdict_words = serializers.CharField()
    fetched_at = Instant(allow_null=True)
    coverage = serializers.CharField()
    periods = PeriodValue(many=True)


class ResultsOut(serializers.Serializer[Any]):
    period = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    zone = serializers.CharField()
    currency = serializers.CharField()
    figures = ResultFigure(many=True)


def _scope(call: Call) -> Scope:
    brand = brand_or_404(call.query["brand"]) if call.query.get("brand") else None
    return scope_of(replace(call, brand_filter=brand))  # type: ignore[arg-type]


def _period(call: Call) -> Period:
    asked = {name: str(call.query[name]) for name in ("period", "on") if call.query.get(name)}
    return Period.asked(asked, call.org.zone)


@read("results_get", Act.REPORT_SEE, tag="results", gives=ResultsOut, filters=ResultFilters)
def results(call: Call) -> dict[str, Any]:
    """Read the dashboard’s figures, of all brands together and of each.

    Without `period` and `on` the answer is about the week of yesterday, as the dashboard is: on a Monday about the
    week before.
    """
    period, scope = _period(call), _scope(call)
    numbers = Numbers(scope, period.back(), timezone.now())
    page = Page(call, numbers)  # type: ignore[arg-type]
    figures = [
        _figure(page, numbers, key, brand)
        for brand in [None, *scope.brands]
        for key in KEYS
        if not (brand is not None and key == "lead_time")
    ]
    return {
        "period": period.kind, "first": period.first, "last": period.last, "zone": period.zone,
        "currency": scope.org.currency, "figures": figures,
    }  # fmt: skip


def _figure(page: Page, numbers: Numbers, key: str, brand: Any) -> dict[str, Any]:
    reading = numbers.reading(key, brand)
    verdict = judge(reading, elapsed=page.elapsed)
    metric = reading.metric
    return {
        "metric": key, "metric_version": metric.version, "name": name_of(metric),
        "definition": definition_of(metric), "unit": metric.unit, "source": metric.source, "brand": brand,
        "value": _rounded(reading.now), "target": _rounded(reading.target.value) if reading.target else None,
        "verdict": verdict.kind, "verdict_words": verdict.words, "fetched_at": page.how.fetched(key),
        "coverage": page.how.coverage(key),
        "periods": [
            {"first": one.first, "last": one.last, "value": _rounded(value)}
            for one, value in zip(numbers.periods, reading.values, strict=True)
        ],
    }  # fmt: skip


def _rounded(value: Any) -> Any:
    return None if value is None else round(value, 4)


# ── what came back ──────────────────────────────────────────────────────────────────────────────


class ValueFilters(ResultFilters):
    by = serializers.ChoiceField(choices=list(worth.KINDS), default="brand")


class ValueLine(serializers.Serializer[Any]):
    id = Id(allow_null=True, help_text="null gathers what belongs to none.")
    revenue = serializers.DecimalField(max_digits=18, decimal_places=2)
    cost = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    profit = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    roi = serializers.SerializerMethodField()
    clicks = serializers.IntegerField()
    conversions = serializers.IntegerField()
    other = serializers.SerializerMethodField(help_text="Revenue in other currencies, never added.")

    def get_roi(self, line: Any) -> str | None:
        return None if line.roi is None else str(round(line.roi, 4))

    def get_other(self, line: Any) -> dict[str, str]:
        return {code: str(value) for code, value in line.other.items()}


class ValueOut(serializers.Serializer[Any]):
    by = serializers.CharField()
    currency = serializers.CharField()
    metric_version = serializers.IntegerField(help_text="Of roi.")
    margin = serializers.IntegerField(help_text="Percent of revenue that counts.")
    lines = ValueLine(many=True)


@read("results_value", Act.REPORT_SEE, tag="results", gives=ValueOut, filters=ValueFilters)
def value(call: Call) -> dict[str, Any]:
    """Read revenue, cost and return of a period, by brand, campaign or post.

    Without `period` and `on` the answer is about the week of yesterday: on a Monday about the week before.
    """
    period, scope, by = _period(call), _scope(call), call.query["by"]
    roi = in_force()["roi"]
    margin = roi.knob("margin")
    found = lines(by, brand_ids=scope.ids, currency=scope.org.currency, margin=margin, span=worth.span_of(period))
    return {
        "by": by, "currency": scope.org.currency, "metric_version": roi.version, "margin": margin, "lines": found,
    }  # fmt: skip
