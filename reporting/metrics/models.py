"""Metric definitions with versions, and what was observed under them."""

from django.db import models

from coe.tenancy.law import OWNED, AppendOnly, same_org
from coe.tenancy.models import OrgOwned
from reporting.metrics.states import Age


class Metric(OrgOwned):
    """One version of a definition. Written once: a changed formula is a new version, and old reports keep theirs."""

    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    definition = models.CharField(max_length=500)
    definition_zh = models.CharField(max_length=500)
    formula = models.CharField(max_length=200)
    unit = models.CharField(max_length=12)
    """count, money, ratio, return or seconds."""
    source = models.CharField(max_length=120)
    better = models.CharField(max_length=4, default="up")
    """up or down: which way is good."""
    settings = models.JSONField(default=dict)
    """Numbers the formula uses, by name (see `Definition.knobs`): minutes of tolerance, margin in percent."""
    written_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("written_by"),
            models.UniqueConstraint(fields=["org", "key", "version"], name="reporting_metric_version"),
            AppendOnly(name="reporting_metric_once"),
        ]
        ordering = ["key", "-version"]


class Observation(OrgOwned):
    """metric@version + object + period + value + source + fetch time. A restatement is a new row."""

    metric = models.CharField(max_length=40)
    metric_version = models.PositiveIntegerField(default=1)
    object_type = models.CharField(max_length=12)
    """version, channel, brand or link."""
    object_id = models.UUIDField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    source = models.CharField(max_length=40)
    fetched_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, AppendOnly(name="reporting_observation_once")]
        indexes = [
            models.Index(
                fields=["org", "metric", "object_id", "period_end", "-fetched_at"],
                name="reporting_observation_of",
            ),
            models.Index(fields=["org", "metric", "period_end"], name="reporting_observation_when"),
        ]


class Poll(OrgOwned):
    """When the figures of a channel were last asked for, and when they will be again.

    Observations are written only when a figure changed, so this says how fresh an unchanged one is; and a failure
    is kept here, because a figure nobody could fetch is not zero.
    """

    channel = models.ForeignKey("publishing.Channel", models.CASCADE, related_name="+")
    age = models.CharField(max_length=8, choices=Age)
    next_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True, blank=True)
    """The last poll that brought an answer."""
    failed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("channel"),
            models.UniqueConstraint(fields=["org", "channel", "age"], name="reporting_poll_once"),
        ]
