"""Organisations, the people in them, and the brands and markets they speak for."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, Fixed, OrgIsolation, same_org
from coe.tenancy.zones import check_zone

SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single hyphens."))

COLOUR = RegexValidator(r"^#[0-9a-f]{6}$")


class FactorFor(models.TextChoices):
    NOBODY = "nobody", _("Nobody has to")
    ACTS = "acts", _("Whoever may do what is chosen below")
    EVERYBODY = "everybody", _("Everybody")


class Organisation(models.Model):
    """The tenant. Global: it is read to find out which organisation a request is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    currency = models.CharField(max_length=3, default="EUR")
    accent = models.CharField(max_length=7, blank=True, validators=[COLOUR])
    """The colour of buttons and links; empty for the product's own."""
    created_at = models.DateTimeField(auto_now_add=True)
    # How members must sign in; here, because the gate has this row in its hand on every page.
    factor_for = models.CharField(max_length=10, choices=FactorFor, default=FactorFor.NOBODY)
    factor_acts = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    """With FactorFor.ACTS: holding any of these anywhere asks for a second factor."""
    factor_from = models.DateField(null=True, blank=True)
    """The first day it is asked for, in the organisation's zone; until then people are told."""
    idle_minutes = models.PositiveIntegerField(null=True, blank=True)
    session_hours = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class OrgOwned(models.Model):
    """A row of one organisation. Subclasses write `constraints = [*OWNED, *same_org("brand"), …]`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = OWNED


class Member(OrgOwned):
    """A person in an organisation. `left_at` ends the membership; the row stays, for the audit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    partner = models.ForeignKey("tenancy.Partner", models.PROTECT, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)
    """Made with sample content, cannot sign in, and goes with it. Said at the beginning, and never changed."""

    class Meta(OrgOwned.Meta):
        constraints = [
            OrgIsolation(name="%(app_label)s_%(class)s_org", own_rows=True),
            models.UniqueConstraint(fields=["org", "id"], name="%(app_label)s_%(class)s_org_id"),
            models.UniqueConstraint(fields=["org", "user"], name="tenancy_member_once"),
            *same_org("partner"),
            Fixed(field="sample", name="tenancy_member_sample_fixed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for a face: first and last word, or the last two signs of a Chinese name."""
        words = self.name.split()
        if len(words) > 1:
            return (words[0][0] + words[-1][0]).upper()
        return self.name[-2:] if self.name and ord(self.name[0]) > 0x2E80 else self.name[:2].upper()


class Partner(OrgOwned):
    """An outside agency. Its members reach only what was granted."""

    name = models.CharField(max_length=80)
    contract_ends = models.DateField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, models.UniqueConstraint(fields=["org", "name"], name="tenancy_partner_name")]

    def __str__(self) -> str:
        return self.name


class Market(OrgOwned):
    """A country or region a brand speaks to."""

    code = models.CharField(max_length=12, validators=[SLUG])
    name = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, models.UniqueConstraint(fields=["org", "code"], name="tenancy_market_code")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Brand(OrgOwned):
    """A public identity that owns channels."""

    slug = models.CharField(max_length=40, validators=[SLUG])
    name = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=20, blank=True)
    """Which drawn mark stands for it (see coe/assets/src/marks.svg); empty shows initials."""
    accent = models.CharField(max_length=7, blank=True, validators=[COLOUR])
    zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    website = models.URLField(blank=True)
    sample = models.BooleanField(default=False, editable=False)
    """Made to be tried and removed with all that hangs on it. Said when the brand is made, and never changed."""

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            models.UniqueConstraint(fields=["org", "slug"], name="tenancy_brand_slug"),
            # Removing samples lifts the laws of append-only tables for them: nothing real may turn into a sample.
            Fixed(name="tenancy_brand_sample_fixed", field="sample"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
