"""Definitions in force, their history, and observed values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reporting.metrics.models import Metric, Observation, Poll
from reporting.metrics.registry import REGISTRY, UNITS, Known, as_known


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def name_of(metric: Known | Metric) -> str:
    return metric.name_zh if chinese() else metric.name


def definition_of(metric: Known | Metric) -> str:
    return metric.definition_zh if chinese() else metric.definition


def source_of(metric: Known | Metric) -> str:
    """Where the figure comes from, in the reader's language. Formulas and sources are those that ship."""
    return _(metric.source)


def formula_of(metric: Known | Metric) -> str:
    return _(metric.formula)


def _known(row: Metric) -> Known:
    shipped = REGISTRY[row.key]
    return Known(
        row.key, row.version, row.name, row.name_zh, row.definition, row.definition_zh, row.formula, row.unit,
        row.source, row.better, {**shipped.settings, **row.settings},
    )  # fmt: skip


def in_force(*, at: datetime | None = None) -> dict[str, Known]:
    """Every metric by key, in the version that applies now (or applied at a moment). One query."""
    rows = Metric.objects.order_by("version")
    if at is not None:
        rows = rows.filter(valid_from__lte=at)
    newest = {row.key: row for row in rows}
    return {key: _known(newest[key]) if key in newest else as_known(one) for key, one in REGISTRY.items()}


@dataclass(frozen=True)
class MetricRow:
    key: str
    name: str
    definition: str
    unit: str
    version: int
    better: str
    source: str


def metric_rows() -> list[MetricRow]:
    """The list page: every metric in the registry's order."""
    return [
        MetricRow(
            one.key,
            name_of(one),
            definition_of(one),
            str(UNITS[one.unit]),
            one.version,
            one.better,
            source_of(one),
        )
        for one in in_force().values()
    ]


def metric(key: str) -> Known:
    """One metric as it is defined now. Raises Http404 when there is none of this key."""
    if key not in REGISTRY:
        raise Http404
    return in_force()[key]


@dataclass(frozen=True)
class VersionRow:
    """One version of a definition; `written_by` is empty for the one the product came with."""

    version: int
    name: str
    definition: str
    formula: str
    settings: list[tuple[str, Any]]
    written_by: str
    valid_from: datetime | None


def versions(key: str) -> list[VersionRow]:
    """All versions, newest first. The one the product came with stands last even before it was ever written."""
    shipped = REGISTRY[key]
    labels = {knob.name: str(knob.label) for knob in shipped.knobs}
    rows = [
        VersionRow(
            row.version, name_of(row), definition_of(row), formula_of(row),
            [(labels.get(name, name), value) for name, value in row.settings.items()],
            row.written_by.name if row.written_by else "", row.valid_from,
        )
        for row in Metric.objects.filter(key=key).select_related("written_by").order_by("-version")
    ]  # fmt: skip
    if not any(row.version == shipped.version for row in rows):
        one = as_known(shipped)
        knobs: list[tuple[str, Any]] = [(str(knob.label), knob.default) for knob in shipped.knobs]
        rows.append(VersionRow(one.version, name_of(one), definition_of(one), formula_of(one), knobs, "", None))
    return rows


def better_words(better: str) -> str:
    return _("more is better") if better == "up" else _("less is better")


# ── observations ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Value:
    metric: str
    object_id: UUID
    value: Decimal
    version: int
    source: str
    fetched_at: datetime
    period_end: datetime


def latest(
    metrics: Sequence[str], object_ids: Iterable[UUID], *, known_at: datetime | None = None
) -> dict[tuple[str, UUID], Value]:
    """The newest observation of each metric of each object, or the newest that was known at a moment. One query.

    What nobody observed is absent: not collected is not zero.
    """
    rows = Observation.objects.filter(metric__in=list(metrics), object_id__in=list(object_ids))
    if known_at is not None:
        rows = rows.filter(fetched_at__lte=known_at)
    rows = rows.order_by("metric", "object_id", "-period_end", "-fetched_at").distinct("metric", "object_id")
    return {
        (row.metric, row.object_id): Value(
            row.metric,
            row.object_id,
            row.value,
            row.metric_version,
            row.source,
            row.fetched_at,
            row.period_end,
        )
        for row in rows
    }


def in_period(
    metric: str, object_id: UUID, *, period_end: datetime, known_at: datetime | None = None
) -> Decimal | None:
    """The value of one period, as it stands now or as it was known at a moment; None when it was not collected."""
    rows = Observation.objects.filter(metric=metric, object_id=object_id, period_end=period_end)
    if known_at is not None:
        rows = rows.filter(fetched_at__lte=known_at)
    return rows.order_by("-fetched_at").values_list("value", flat=True).first()


def history(metric: str, object_id: UUID) -> list[Value]:
    """Every observation of one metric of one object, oldest first: restatements beside what they restate."""
    rows = Observation.objects.filter(metric=metric, object_id=object_id).order_by("period_end", "fetched_at")
    return [
        Value(
            row.metric,
            row.object_id,
            row.value,
            row.metric_version,
            row.source,
            row.fetched_at,
            row.period_end,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Freshness:
    """When a channel's figures were last asked for with an answer, and what went wrong since."""

    polled_at: datetime | None
    failed_at: datetime | None
    problem: str


def freshness(channel_ids: Iterable[UUID]) -> dict[UUID, Freshness]:
    """By channel; channels that were never polled are absent."""
    found: dict[UUID, Freshness] = {}
    rows = Poll.objects.filter(channel_id__in=list(channel_ids)).values("channel_id", "problem").annotate(
        polled=Max("polled_at"), failed=Max("failed_at")
    )  # fmt: skip
    for row in rows:
        before = found.get(row["channel_id"], Freshness(None, None, ""))
        found[row["channel_id"]] = Freshness(
            max(filter(None, (before.polled_at, row["polled"])), default=None),
            max(filter(None, (before.failed_at, row["failed"])), default=None),
            row["problem"] or before.problem,
        )
    return found


def observations(metric: str, *, of: Sequence[Any] | None) -> QuerySet[Observation]:
    """Observed values, the newest first. `metric` "" means any; `of` are sets of object ids (lists or querysets)."""
    found = Observation.objects.order_by("-period_end", "metric", "pk")
    if metric:
        found = found.filter(metric=metric)
    if of is None:
        return found
    wanted = Q(pk__in=[])
    for ids in of:
        wanted |= Q(object_id__in=ids)
    return found.filter(wanted)
