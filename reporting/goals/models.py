"""What was planned."""

from django.db import models
from django.db.models import F, Q

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Goal(OrgOwned):
    """A target for one metric over a period, for one brand or the whole organisation."""

    metric = models.CharField(max_length=40)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.DecimalField(max_digits=18, decimal_places=4)
    """In the metric's unit: a share of 97.25 % is 0.9725."""
    set_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "set_by"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reporting_goal_order"),
            models.UniqueConstraint(
                fields=["org", "metric", "brand", "starts_on"], nulls_distinct=False, name="reporting_goal_once"
            ),
        ]
