"""What has to be done later: events of an organisation, and a thin global list of where to look."""

from django.db import models

from coe.tenancy.law import OWNED
from coe.tenancy.models import OrgOwned


class Event(OrgOwned):
    """News for packages to the right, written in the transaction of the change it tells of."""

    topic = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=200, blank=True)
    """Why the last attempt failed; the event is tried again with growing gaps."""
    not_before = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED]
        indexes = [
            models.Index(
                fields=["org", "created_at"], condition=models.Q(done_at__isnull=True), name="outbox_event_waiting"
            )
        ]


class Due(models.Model):
    """Global on purpose: sweepers see no organisation's rows, so this says where and when to look, and nothing else."""

    id = models.BigAutoField(primary_key=True)
    org_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    ref = models.UUIDField()
    not_before = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "org_id", "ref"], name="outbox_due_once")]
        indexes = [models.Index(fields=["kind", "not_before"], name="outbox_due_when")]


class Heartbeat(models.Model):
    """Global: when each queue's workers last did something."""

    queue = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
