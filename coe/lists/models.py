"""How people like their lists: views they keep, and the columns they look at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class SavedView(OrgOwned):
    """Filters, sort and columns of a list under a name. `shared` shows it to everybody who may open the list."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    """The key of a coe.lists.kinds.ListKind."""
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    """Filters and sort as they stand in the address."""
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(fields=["org", "member", "kind", "name"], name="lists_savedview_name"),
        ]
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Habit(OrgOwned):
    """What one member chose for one list: its columns, and the view it opens with."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    opens = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member", "opens"),
            models.UniqueConstraint(fields=["org", "member", "kind"], name="lists_habit_once"),
        ]
