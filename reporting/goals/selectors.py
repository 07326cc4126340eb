"""Which goal applies to a metric, a brand and a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand
from coe.web.input import uuid_of
from coe.web.sorting import by_name, ordered
from reporting.goals.models import Goal
from reporting.metrics.registry import REGISTRY


@dataclass(frozen=True)
class Target:
    """`exact`: set for this very period. Otherwise it is a longer goal's part that falls into it."""

    value: Decimal
    exact: bool


class Plan:
    """Goals that touch a stretch of days, ready to be asked for any period in it."""

    def __init__(self, rows: Iterable[Goal]) -> None:
        self._by: dict[tuple[str, UUID | None], list[Goal]] = {}
        for row in rows:
            self._by.setdefault((row.metric, row.brand_id), []).append(row)

    def target(self, metric: str, brand_id: UUID | None, first: date, last: date) -> Target | None:
        """The goal of exactly these days; else the shortest one that covers them, in proportion when it adds up.

        Amounts and counts are spread evenly over a goal's days; shares and times are the same on every day.
        """
        held = [
            goal for goal in self._by.get((metric, brand_id), []) if goal.starts_on <= first and goal.ends_on >= last
        ]
        if not held:
            return None
        goal = min(held, key=lambda one: one.ends_on - one.starts_on)
        if (goal.starts_on, goal.ends_on) == (first, last):
            return Target(goal.target, True)
        if not REGISTRY[metric].summed:
            return Target(goal.target, False)
        days, whole = (last - first).days + 1, (goal.ends_on - goal.starts_on).days + 1
        return Target(goal.target * days / whole, False)

    def __bool__(self) -> bool:
        return bool(self._by)


def plan(first: date, last: date) -> Plan:
    """The goals that touch these days. One query."""
    return Plan(Goal.objects.filter(starts_on__lte=last, ends_on__gte=first))


def goals(rights: Rights) -> QuerySet[Goal]:
    """Goals the member may see, newest first: those of their brands, and the organisation's."""
    visible = rights.within(Act.REPORT_SEE) | Q(brand__isnull=True)
    return Goal.objects.filter(visible).select_related("brand", "set_by").order_by("-starts_on", "metric", "pk")


STATES = [("now", _("Running")), ("ahead", _("Still to come")), ("over", _("Over"))]


def lasting(found: QuerySet[Goal], state: str, zone: str) -> QuerySet[Goal]:
    """Those that run, come or are over on today's date in a zone; anything else narrows nothing."""
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    if state == "now":
        return found.filter(starts_on__lte=today, ends_on__gte=today)
    if state == "ahead":
        return found.filter(starts_on__gt=today)
    return found.filter(ends_on__lt=today) if state == "over" else found


FILTERS = ("state", "metric", "brand_id")
WHOLE = "org"
"""As `brand_id`: the goals of the whole organisation."""


def fitting(found: QuerySet[Goal], given: QueryDict, *, zone: str, brand: Brand | None) -> QuerySet[Goal]:
    """Goals by the filters of an address; `brand` is what the person narrowed every page to. List and export ask."""
    found = lasting(found, given.get("state", ""), zone)
    if (metric := given.get("metric", "")) in REGISTRY:
        found = found.filter(metric=metric)
    if brand is not None:
        found = found.filter(brand=brand)
    elif (asked := given.get("brand_id", "")) == WHOLE:
        found = found.filter(brand__isnull=True)
    elif brand_id := uuid_of(asked):
        found = found.filter(brand=brand_id)
    columns: dict[str, Any] = {
        "brand": by_name("brand__name"), "from": "starts_on", "to": "ends_on", "by": by_name("set_by__name"),
    }  # fmt: skip
    return found.order_by(*ordered(given.get("sort", ""), columns, ("-starts_on", "metric")))


def goal(rights: Rights, goal_id: UUID) -> Goal:
    found = goals(rights).filter(pk=goal_id).first()
    if found is None:
        raise Http404
    return found


def stands(metric: str, brand_id: UUID | None, starts_on: date) -> bool:
    """Whether setting a goal for these would replace one."""
    return Goal.objects.filter(metric=metric, brand=brand_id, starts_on=starts_on).exists()
