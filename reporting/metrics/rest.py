"""Definitions of metrics, and figures with where each comes from."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers

from coe.access.api import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, listed
from coe.api.shapes import Id, Instant, Line, Shape, Text, Yes
from publishing import api as publishing
from reporting.attribution.value import lines
from reporting.metrics import actions, selectors
from reporting.metrics.forms import DefineForm
from reporting.metrics.registry import READ_AS, Known

FROM_LINKS = "tracked links, conversions and costs"


class MetricOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    definition = serializers.CharField()
    formula = serializers.CharField()
    unit = serializers.CharField(help_text="count, money, ratio, return or seconds")
    source = serializers.CharField()  # type: ignore[assignment]
    better = serializers.CharField(help_text="up or down: which way is good.")


class MetricVersion(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    name = serializers.CharField()
    definition = serializers.CharField()
    formula = serializers.CharField()
    written_by = serializers.CharField(help_text="Empty for the one the product came with.")
    valid_from = Instant(allow_null=True)


class MetricDetail(MetricOut):
    settings = serializers.JSONField(help_text="Numbers the formula uses.")
    versions = MetricVersion(many=True)


class MetricPut(Shape):
    version = serializers.IntegerField(min_value=1, help_text="The one that was read.")
    name = Line(80)
    name_zh = Line(80)
    definition = Text(500)
    definition_zh = Text(500)
    better = serializers.ChoiceField(choices=["up", "down"])
    settings = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict, initial={})


def _metric(known: Known) -> dict[str, Any]:
    names = ("key", "version", "formula", "unit", "source", "better")
    said = {name: getattr(known, name) for name in names}
    return {**said, "name": selectors.name_of(known), "definition": selectors.definition_of(known)}


def _detail(key: str) -> dict[str, Any]:
    known = selectors.metric(key)
    settings = {knob.name: known.knob(knob.name) for knob in known.shipped.knobs}
    return {**_metric(known), "settings": settings, "versions": selectors.versions(key)}


@read("metrics_list", Act.REPORT_SEE, tag="metrics", gives=MetricOut, paged=True)
def metrics(call: Call) -> Page:
    """List every metric as it is defined now."""
    found = [_metric(known) for known in selectors.in_force().values()]
    return listed(call.window, found, key=lambda one: str(one["key"]))


@read("metrics_get", Act.REPORT_SEE, tag="metrics", gives=MetricDetail)
def metric(call: Call, key: str) -> Any:
    """Read a metric with all versions of its definition."""
    return _detail(key)


@write("metrics_define", Act.METRIC_DEFINE, tag="metrics", takes=MetricPut, gives=MetricDetail, method="PUT")
def define(call: Call, key: str) -> Any:
    """Write the next version of a definition. Old reports keep theirs."""
    known = selectors.metric(key)
    data = {name: value for name, value in call.data.items() if name != "settings"}
    knobs = {knob.name: known.knob(knob.name) for knob in known.shipped.knobs} | call.data["settings"]
    form = DefineForm(plain({**data, **knobs}), metric=known)
    said = cleaned(form)
    actions.define(call.actor, key=key, from_version=said["version"], words=form.said, knobs=form.turned)
    return _detail(key)


# ── figures ─────────────────────────────────────────────────────────────────────────────────────


class FigureOut(serializers.Serializer[Any]):
    """One value with its origin. A value that nobody collected is null, never zero."""

    metric = serializers.CharField()
    metric_version = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)
    object_type = serializers.CharField(help_text="post, version or channel")
    object_id = Id()
    channel = serializers.CharField(help_text="Empty for the post as a whole.")
    source = serializers.CharField()  # type: ignore[assignment]
    period_end = Instant(allow_null=True)
    fetched_at = Instant()


class FigureFilters(Shape):
    history = Yes(required=False, default=False, help_text="Every observation, restatements beside what they restate.")


class _Names:
    def __init__(self) -> None:
        self.known = selectors.in_force()

    def of(self, key: str) -> dict[str, str]:
        known = self.known.get(key)
        return {"name": selectors.name_of(known) if known else key, "unit": known.unit if known else "count"}


def _observed(call: Call, object_type: str, objects: dict[UUID, str]) -> list[dict[str, Any]]:
    """Observations of objects ({id: channel}), the newest of each or all of them."""
    names = _Names()
    if call.query["history"]:
        found = [one for id_ in objects for key in READ_AS for one in selectors.history(key, id_)]
    else:
        found = list(selectors.latest(list(READ_AS), objects).values())
    return [
        {
            "metric": one.metric, "metric_version": one.version, "value": one.value, "object_type": object_type,
            "object_id": one.object_id, "channel": objects[one.object_id], "source": one.source,
            "period_end": one.period_end, "fetched_at": one.fetched_at, **names.of(one.metric),
        }
        for one in found
    ]  # fmt: skip


def _earned(call: Call, facts: publishing.PostFacts) -> list[dict[str, Any]]:
    """What tracked links, conversions and costs say of a post, computed now."""
    names = _Names()
    margin = names.known["roi"].knob("margin")
    found = lines("post", brand_ids=[facts.brand_id], currency=call.org.currency, margin=margin, ids=[facts.id])
    line = found[0] if found else None
    values: dict[str, Decimal | int | None] = {
        "clicks": line.clicks if line else 0,
        "conversions": line.conversions if line else 0,
        "revenue": line.revenue if line else Decimal(0),
        "cost": line.cost if line else None,
        "roi": line.roi if line else None,
    }
    now = timezone.now()
    return [
        {
            "metric": key, "metric_version": names.known[key].version, "object_type": "post", "object_id": facts.id,
            "value": None if value is None else round(Decimal(value), 4), "channel": "", "source": FROM_LINKS,
            "period_end": None, "fetched_at": now, **names.of(key),
        }
        for key, value in values.items()
    ]  # fmt: skip


def _in_order(call: Call, rows: list[dict[str, Any]]) -> Page:
    return listed(
        call.window, rows,
        key=lambda one: f"{one['metric']} {one['channel']} {one['object_id']} {one['period_end']} {one['fetched_at']}",
    )  # fmt: skip


@read("posts_figures", Act.REPORT_SEE, tag="metrics", gives=FigureOut, filters=FigureFilters, paged=True)
def of_post(call: Call, post_id: UUID) -> Page:
    """List a post’s figures: what networks said of each version, and what its links earned."""
    facts = publishing.post_facts([post_id]).get(post_id)
    if facts is None or not call.rights.may(Act.REPORT_SEE, brand=facts.brand_id):
        raise Http404
    versions = {one.id: one.channel for one in publishing.versions_of(post_id) if one.published}
    return _in_order(call, [*_observed(call, "version", versions), *_earned(call, facts)])


@read("channels_figures", Act.REPORT_SEE, tag="metrics", gives=FigureOut, filters=FigureFilters, paged=True)
def of_channel(call: Call, channel_id: UUID) -> Page:
    """List a channel’s own figures, such as followers."""
    found = next((one for one in publishing.channels_measured() if one.id == channel_id), None)
    if found is None or not call.rights.may(Act.REPORT_SEE, brand=found.brand_id):
        raise Http404
    return _in_order(call, _observed(call, "channel", {channel_id: found.name}))
