"""Reminding those without a second factor, some days before their organisation opens only with one."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.accounts.factors import with_second
from coe.accounts.policy_actions import affected
from coe.notices.api import tell
from coe.notices.models import Notice
from coe.tenancy.models import FactorFor, Member, Organisation

DAYS = 3
"""How long before."""
KINDS = ("org.factor", "org.factor_soon")


def organisations() -> list[UUID]:
    """Whose day may be near; each looks at its own calendar."""
    today = datetime.now(UTC).date()
    near = (today - timedelta(days=1), today + timedelta(days=DAYS + 1))
    rows = Organisation.objects.filter(factor_from__range=near).exclude(factor_for=FactorFor.NOBODY)
    return list(rows.values_list("pk", flat=True))


@action(Act.SYSTEM_MAINTAIN)
def remind(do: Doing) -> int:
    """Tells, once each, those who are asked for a second factor within some days and have none. How many."""
    do.require()
    org = Organisation.objects.get(pk=do.org_id)
    told = _without(org) if _near(org) else []
    if not told:
        do.nothing()
        return 0
    day = str(org.factor_from)
    tell(
        do, told, "org.factor_soon", subject_type="tenancy.organisation", subject_id=org.pk, url_name="profile",
        organisation=org.name, day=day,
    )  # fmt: skip
    do.record(org, after={"factor_from": day, "members": len(told)}, detail="factor-reminder")
    return len(told)


def _near(org: Organisation) -> bool:
    """From some days before until the day itself, on the organisation's own calendar."""
    if org.factor_for == FactorFor.NOBODY or org.factor_from is None:
        return False
    left = (org.factor_from - timezone.now().astimezone(ZoneInfo(org.zone)).date()).days
    return 0 < left <= DAYS


def _without(org: Organisation) -> list[Member]:
    """Those concerned who have none, and were not told of this day since the reminder is due."""
    assert org.factor_from is not None
    asked = affected(org)
    having = with_second(member.user_id for member in asked)
    since = datetime.combine(org.factor_from - timedelta(days=DAYS), time(), tzinfo=ZoneInfo(org.zone))
    told = set(
        Notice.objects.filter(kind__in=KINDS, params__day=str(org.factor_from), created_at__gte=since)
        .values_list("member_id", flat=True)
    )  # fmt: skip
    return [one for one in asked if one.user_id not in having and one.pk not in told and not one.sample]
