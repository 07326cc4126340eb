"""Results as tables that can be exported. Each asks for the right to export on every brand in it, and is noted."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.api import Act
from coe.exports.api import Ask, Field, Table, chunked, register
from coe.tenancy.zones import named
from publishing import api as publishing
from reporting.attribution import selectors as attribution
from reporting.attribution import worth
from reporting.attribution.wanted import fitting, wanted
from reporting.dashboards.numbers import Numbers
from reporting.dashboards.spread import HEADER, sheet_rows
from reporting.dashboards.views import period_of
from reporting.exports import actions
from reporting.goals import selectors as goals
from reporting.metrics import selectors as metrics
from reporting.scope import scope_of

Rows = Iterator[Sequence[Any]]


def register_lists() -> None:
    for name, title, table in (
        ("figures", gettext_lazy("Figures by brand and period"), _figures),
        ("value", gettext_lazy("Value"), _value),
        ("conversions", gettext_lazy("Conversions"), _conversions),
        ("costs", gettext_lazy("Costs"), _costs),
        ("goals", gettext_lazy("Goals"), _goals),
        ("metrics", gettext_lazy("Metrics"), _metrics),
        ("observations", gettext_lazy("Observations"), _observations),
    ):
        register(name, title=title, act=Act.REPORT_EXPORT, table=table, note=_note(name))


def _note(name: str) -> Any:
    def write(ask: Ask, rows: int) -> None:
        scope = scope_of(ask, Act.REPORT_EXPORT)
        ids = None if scope.whole else scope.ids
        actions.export(ask.actor, name=name, brand_ids=ids, rows=rows, channels=scope.channels)

    return write


def _figures(ask: Ask) -> Table:
    """Every figure of every brand and period, beside the period before and the mean of four."""
    numbers = Numbers(scope_of(ask, Act.REPORT_EXPORT), period_of(ask).back(), timezone.now())
    rows = sheet_rows(numbers)
    labels = [
        _("Brand"), _("Metric’s key"), _("Metric"), _("Version"), _("Unit"), _("First day"), _("Last day"), _("Value"),
        _("Period before"), _("Change"), _("Mean of four"),
    ]  # fmt: skip
    fields = [Field(key, label, 14) for key, label in zip(HEADER, labels, strict=True)]
    return Table(fields, rows, len(rows))


def _value(ask: Ask) -> Table:
    by = ask.GET.get("by", "brand")
    by = by if by in worth.KINDS else "brand"
    table = worth.table(ask, scope_of(ask, Act.REPORT_EXPORT), by, period_of(ask))
    fields = [
        Field("what", _("What"), 40), Field("revenue", _("Revenue"), 14), Field("currency", _("Currency"), 8),
        Field("cost", _("Cost"), 14), Field("profit", _("Profit"), 14), Field("return", _("Return"), 10),
        Field("clicks", _("Clicks"), 10), Field("conversions", _("Conversions"), 12),
        Field("other_currencies", _("Other currencies"), 20),
    ]  # fmt: skip
    return Table(fields, table.export, len(table.export))


def _conversions(ask: Ask) -> Table:
    scope = scope_of(ask, Act.REPORT_EXPORT)
    found = attribution.conversions(ask.rights, state=ask.GET.get("state", ""), brand=ask.brand_filter)
    if not scope.whole:
        found = found.filter(Q(brand_id__in=scope.ids) | Q(brand__isnull=True, pk__in=[]))
    fields = [
        Field("source", _("Source")), Field("external_id", _("Number there"), 20), Field("kind", _("Kind"), 10),
        Field("value", _("Value"), 12), Field("currency", _("Currency"), 8),
        Field("occurred_at", named(_("When"), ask.zone)), Field("brand", _("Brand")), Field("link", _("Link"), 12),
        Field("why", _("Why it was not matched"), 14),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        for row in some:
            yield [
                row.source, row.external_id, row.kind, row.value, row.currency, row.occurred_at,
                row.brand.name if row.brand else "", row.link.code if row.link else "", row.why,
            ]  # fmt: skip

    return Table(fields, chunked(found, 500, told), found.count())


def _costs(ask: Ask) -> Table:
    scope = scope_of(ask, Act.REPORT_EXPORT)
    costs = attribution.costs(ask.rights, brand=ask.brand_filter).filter(brand_id__in=scope.ids)
    found = fitting(costs, wanted(ask.GET, narrowed=ask.brand_filter is not None), ask.rights)
    fields = [
        Field("spent_on", _("Spent on"), 12), Field("brand", _("Brand")), Field("campaign", _("Campaign")),
        Field("post", _("Post"), 40), Field("what", _("For what"), 32), Field("amount", _("Amount"), 12),
        Field("currency", _("Currency"), 8), Field("entered_by", _("Entered by"), 20),
        Field("cancelled_at", named(_("Cancelled"), ask.zone)),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        for row in some:
            yield [
                row.spent_on, row.brand.name, row.campaign.name if row.campaign else "",
                str(row.post) if row.post else "", row.what, row.amount, row.currency, row.entered_by.name,
                row.cancelled_at,
            ]  # fmt: skip

    return Table(fields, chunked(found, 500, told), found.count())


def _goals(ask: Ask) -> Table:
    scope = scope_of(ask, Act.REPORT_EXPORT)
    found = goals.fitting(goals.goals(ask.rights), ask.GET, zone=ask.org.zone, brand=ask.brand_filter)
    found = found.filter(Q(brand__isnull=True) | Q(brand_id__in=scope.ids))
    known = metrics.in_force()
    fields = [
        Field("metric", _("Metric’s key")), Field("name", _("Metric"), 28), Field("brand", _("Brand")),
        Field("starts_on", _("Starts"), 12), Field("ends_on", _("Ends"), 12), Field("target", _("Goal"), 14),
        Field("unit", _("Unit"), 10), Field("set_by", _("Set by"), 20), Field("set_at", named(_("Set"), ask.zone)),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.metric, metrics.name_of(known[one.metric]), one.brand.name if one.brand else "", one.starts_on,
         one.ends_on, one.target, known[one.metric].unit, one.set_by.name, one.set_at]
        for one in found if one.metric in known
    ]  # fmt: skip
    return Table(fields, rows, len(rows))


def _metrics(ask: Ask) -> Table:
    fields = [
        Field("metric", _("Metric’s key")), Field("version", _("Version"), 8), Field("name", _("Metric"), 28),
        Field("definition", _("Definition"), 60), Field("unit", _("Unit"), 10), Field("source", _("Source"), 28),
        Field("better", _("Better"), 8),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.key, one.version, one.name, one.definition, one.unit, one.source, one.better]
        for one in metrics.metric_rows()
    ]
    return Table(fields, rows, len(rows))


def _observations(ask: Ask) -> Table:
    """Every observed value, restated ones too. `?metric=` narrows it to one metric."""
    scope = scope_of(ask, Act.REPORT_EXPORT)
    ids = None if scope.whole else [scope.ids, *publishing.measured_ids(brand_ids=scope.ids)]
    found = metrics.observations(ask.GET.get("metric", "")[:40], of=ids)
    fields = [
        Field("metric", _("Metric’s key")), Field("version", _("Version"), 8), Field("object_type", _("Of what"), 10),
        Field("object_id", _("Its id"), 38), Field("period_start", named(_("From"), ask.zone)),
        Field("period_end", named(_("Until"), ask.zone)), Field("value", _("Value"), 14),
        Field("source", _("Source")), Field("fetched_at", named(_("Fetched"), ask.zone)),
    ]  # fmt: skip

    def rows() -> Rows:
        for one in found.iterator(chunk_size=2000):
            yield [
                one.metric, one.metric_version, one.object_type, str(one.object_id), one.period_start, one.period_end,
                one.value, one.source, one.fetched_at,
            ]  # fmt: skip

    return Table(fields, rows(), found.count())
