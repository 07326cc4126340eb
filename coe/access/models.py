"""Roles, grants, and the single rights that grants put on objects through django-guardian."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from coe.access.acts import GROUP_LABELS, Act
from coe.access.naming import in_words
from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Scope(models.TextChoices):
    ORGANISATION = "organisation", _("the whole organisation")
    MARKET = "market", _("one market")
    BRAND = "brand", _("one brand")
    CHANNEL = "channel", _("one channel")


class Role(OrgOwned):
    """A named set of acts. Default roles have a key and cannot be changed; custom ones have none."""

    key = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    acts = ArrayField(models.CharField(max_length=30))

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            models.UniqueConstraint(fields=["org", "name"], name="access_role_name"),
            models.UniqueConstraint(fields=["org", "key"], condition=~Q(key=""), name="access_role_key"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The role's name in the reader's language; default roles are translated, custom ones are as typed."""
        from coe.access.roles import DEFAULTS

        return next((str(default.name) for default in DEFAULTS if default.key == self.key), self.name)

    @property
    def purpose(self) -> str:
        """What the role is for, in the reader's language."""
        from coe.access.roles import DEFAULTS

        return next((str(default.about) for default in DEFAULTS if default.key == self.key), self.about)

    @property
    def act_groups(self) -> list[tuple[Any, list[Act]]]:
        """Its acts under the name of their group, both in the order of the list of acts."""
        groups: dict[Any, list[Act]] = {}
        for act in Act:
            if act.value in self.acts:
                groups.setdefault(str(GROUP_LABELS[act.group]), []).append(act)
        return list(groups.items())


class Placed(models.Model):
    """Something about one place, with what that was called when it was written."""

    scope_label: Any

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """What its place is called today, to this reader, where `naming.named` asked for it."""
        return in_words(self, self.scope_label)


class Grant(Placed, OrgOwned):
    """Member + role + scope + expiry + reason. Ended, never deleted."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=12, choices=Scope)
    scope_id = models.UUIDField()
    scope_label = models.CharField(max_length=120)
    """What the scope was called when granted; the living object is reached through the rights below."""
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    """Empty only for the grant that founds an organisation."""
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member", "role", "granted_by", "ended_by"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("member")), name="access_grant_not_to_self"
            ),
            models.UniqueConstraint(
                fields=["org", "member", "role", "scope", "scope_id"],
                condition=Q(ended_at__isnull=True),
                name="access_grant_once",
            ),
        ]
        ordering = ["-granted_at"]


class ObjectRight(OrgOwned, UserObjectPermissionBase):
    """One act that a grant puts on one object. Guardian's direct-foreign-key form, plus organisation and grant.

    Concrete subclasses add `content_object`, a foreign key to the object.
    """

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="+")

    class Meta(OrgOwned.Meta):
        abstract = True
        constraints = [
            *OWNED,
            *same_org("grant"),
            models.UniqueConstraint(
                fields=["org", "grant", "permission", "content_object"], name="%(app_label)s_%(class)s_once"
            ),
        ]
        indexes = [models.Index(fields=["org", "user"], name="%(app_label)s_%(class)s_user")]


class OrganisationRight(ObjectRight):
    content_object = models.ForeignKey("tenancy.Organisation", models.CASCADE, related_name="+")

    class Meta(ObjectRight.Meta):
        abstract = False


class MarketRight(ObjectRight):
    content_object = models.ForeignKey("tenancy.Market", models.CASCADE, related_name="+")

    class Meta(ObjectRight.Meta):
        abstract = False
        constraints = [*ObjectRight.Meta.constraints, *same_org("content_object")]


class BrandRight(ObjectRight):
    content_object = models.ForeignKey("tenancy.Brand", models.CASCADE, related_name="+")

    class Meta(ObjectRight.Meta):
        abstract = False
        constraints = [*ObjectRight.Meta.constraints, *same_org("content_object")]


class AccessRequest(Placed, OrgOwned):
    """Somebody met a closed door and asked for the right."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    act = models.CharField(max_length=30)
    scope = models.CharField(max_length=12, choices=Scope)
    scope_id = models.UUIDField()
    scope_label = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member", "answered_by"),
            models.UniqueConstraint(
                fields=["org", "member", "act", "scope", "scope_id"],
                condition=Q(answered_at__isnull=True),
                name="access_request_once",
            ),
        ]

    @property
    def act_label(self) -> str:
        return str(Act(self.act).label)
