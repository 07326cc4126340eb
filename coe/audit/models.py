"""The audit trail: one chain of rows per organisation, written once."""

from django.db import models

from coe.tenancy.law import OWNED, AppendOnly
from coe.tenancy.models import OrgOwned


class Entry(OrgOwned):
    """One act that happened. `hash` covers every column and the hash of the entry before it."""

    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=120)
    act = models.CharField(max_length=30)
    detail = models.CharField(max_length=40, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    brand = models.UUIDField(null=True, blank=True)
    """Whose lead may read it: the brand it was about. Empty for what concerns the organisation."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            models.UniqueConstraint(fields=["org", "seq"], name="audit_entry_seq"),
            AppendOnly(name="audit_entry_once"),
        ]
        indexes = [
            # The audit page: newest first, by subject, by actor, by act.
            models.Index(fields=["org", "subject_type", "subject_id"], name="audit_entry_subject"),
            models.Index(fields=["org", "actor_id", "-seq"], name="audit_entry_actor"),
            models.Index(fields=["org", "act", "-seq"], name="audit_entry_act"),
            models.Index(fields=["org", "brand", "-seq"], name="audit_entry_brand"),
        ]


class Check(OrgOwned):
    """How the chain was when it was last walked. One row per organisation."""

    entries = models.PositiveBigIntegerField()
    broken_seq = models.PositiveBigIntegerField(null=True, blank=True)
    broken_what = models.CharField(max_length=12, blank=True)
    """Of the first entry that does not hold: altered, missing, inserted or reordered."""
    checked_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, models.UniqueConstraint(fields=["org"], name="audit_check_one")]
