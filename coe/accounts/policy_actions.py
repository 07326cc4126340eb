"""Changing how members of an organisation must sign in, and telling them beforehand."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import GRANTABLE, Act
from coe.access.models import Grant
from coe.access.rules import standing
from coe.accounts.factors import has_second, with_second
from coe.accounts.models import User
from coe.notices.api import tell
from coe.tenancy.models import FactorFor, Member, Organisation
from coe.tenancy.stale import changes, must_be

FIELDS = ("factor_for", "factor_acts", "factor_from", "idle_minutes", "session_hours")


@action(Act.ORG_MANAGE)
def change_policy(
    do: Doing, *, seen: str, factor_for: str, factor_acts: list[str], factor_from: date | None,
    idle_minutes: int | None, session_hours: int | None,
) -> Organisation:  # fmt: skip
    """Sets who needs a second factor from which day, and how long a session lasts. Raises Stale as settings do.

    Whoever asks it of others from today has one themselves: else the next page would be closed to them.
    """
    do.require()
    org = Organisation.objects.select_for_update().get(pk=do.org_id)
    must_be(org, FIELDS, seen)
    if factor_for != FactorFor.ACTS:
        factor_acts = []
    elif not factor_acts or set(factor_acts) - set(GRANTABLE):
        raise ValidationError({"factor_acts": _("Choose at least one.")})
    if factor_for == FactorFor.NOBODY:
        factor_from = None
    _has_one_first(do, org, factor_for, factor_from)
    wanted = {
        "factor_for": factor_for, "factor_acts": sorted(factor_acts), "factor_from": factor_from,
        "idle_minutes": idle_minutes, "session_hours": session_hours,
    }  # fmt: skip
    before, after = changes(org, wanted)
    if not after:
        do.nothing()
        return org
    for name, value in after.items():
        setattr(org, name, value)
    org.save(update_fields=list(after))
    _tell(do, org, after)
    do.record(org, before=before, after=after, detail="sign-in")
    return org


def _has_one_first(do: Doing, org: Organisation, factor_for: str, factor_from: date | None) -> None:
    today = datetime.now(ZoneInfo(org.zone)).date()
    asked = factor_for != FactorFor.NOBODY and (factor_from is None or factor_from <= today)
    if asked and not has_second(User.objects.get(pk=str(do.actor.user_id))):
        raise ValidationError(
            {"factor_from": _("Set up a second factor of your own first, or choose a later day to begin.")}
        )


def _tell(do: Doing, org: Organisation, after: dict[str, Any]) -> None:
    if org.factor_for != FactorFor.NOBODY and {"factor_for", "factor_acts", "factor_from"} & set(after):
        asked = affected(org)
        having = with_second(member.user_id for member in asked)
        without = [member for member in asked if member.user_id not in having]
        day = org.factor_from or datetime.now(ZoneInfo(org.zone)).date()
        tell(
            do, without, "org.factor", subject_type="tenancy.organisation", subject_id=org.pk, url_name="profile",
            organisation=org.name, day=day.isoformat(),
        )  # fmt: skip
    if {"idle_minutes", "session_hours"} & set(after):
        tell(
            do, Member.objects.filter(left_at__isnull=True).exclude(pk=str(do.actor.member_id)), "org.session",
            subject_type="tenancy.organisation", subject_id=org.pk, url_name="profile", organisation=org.name,
        )  # fmt: skip


def affected(org: Organisation) -> list[Member]:
    """The members a second factor is asked of."""
    here = Member.objects.filter(left_at__isnull=True).order_by("pk")
    if org.factor_for == FactorFor.EVERYBODY:
        return list(here)
    held = Grant.objects.filter(standing(), role__acts__overlap=org.factor_acts)
    return list(here.filter(pk__in=held.values("member")))
