"""What no grant may break."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.actor import Actor
from coe.access.acts import BRAND_WIDE, ORG_WIDE, Act
from coe.access.models import Grant, Role, Scope
from coe.access.rights import Place, carries


def standing(at: datetime | None = None) -> Q:
    """Grants that hold at a moment."""
    at = at or timezone.now()
    return (
        Q(granted_at__lte=at)
        & (Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))
    )


def keep_an_administrator(
    org_id: UUID, *, without_grant: UUID | None = None, without_member: UUID | None = None
) -> None:
    """Refuses a change after which nobody could hand out rights for good.

    Only an unending grant on the whole organisation counts: one with an expiry would lock everybody out by itself.
    The lock makes two administrators who remove each other at once queue up.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"admins:{org_id}"])
    left = Grant.objects.filter(
        scope=Scope.ORGANISATION,
        role__acts__contains=[Act.ACCESS_GRANT.value],
        ended_at__isnull=True,
        expires_at__isnull=True,
        member__left_at__isnull=True,
    ).exclude(Q(pk=without_grant) | Q(member=without_member))
    if not left.exists():
        raise ValidationError(
            _("Nobody else could hand out rights then. Grant a second administrator without an end date first."),
            code="last-administrator",
        )


def may_hand_out(actor: Actor, role: Role, place: Place, expires_at: datetime | None, *, scope: str) -> None:
    """Nobody grants what they do not hold there, nor for longer than they hold it.

    Administrators hand out rights over content that they must not have: they hold `access.grant_any` instead, which
    nobody passes on who does not hold it, and nobody grants anything to themselves.
    """
    for value in role.acts:
        act = Act(value)
        if act in BRAND_WIDE and not carries(scope, act):
            raise ValidationError(
                {"on": _("This role may %(act)s, and that holds for a whole brand. Choose a brand, or another role.")
                       % {"act": act.label}}
            )  # fmt: skip
        if act != Act.ACCESS_GRANT_ANY and actor.rights.may(Act.ACCESS_GRANT_ANY):
            continue
        if act in ORG_WIDE and scope != Scope.ORGANISATION:
            continue  # Such an act is not carried by a narrower grant, so it gives nothing away.
        if not actor.rights.allows(act, place):
            raise ValidationError(
                {"role": _("This role may %(act)s, and you may not do that here yourself.") % {"act": act.label}}
            )
        end = actor.rights.until(act, place)
        if end and (expires_at is None or expires_at > end):
            raise ValidationError(
                {"until": _("Your own right to %(act)s ends earlier. Choose an end before that.") % {"act": act.label}}
            )
