"""Setting goals."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from coe.access.api import Act, Doing, action
from reporting.goals.models import Goal


@action(Act.GOAL_SET)
def set_goal(do: Doing, *, metric: str, brand_id: UUID | None, starts_on: date, ends_on: date, target: Decimal) -> Goal:
    """Sets a target, in the metric's unit; one set before for the same metric, brand and start is replaced."""
    do.require(brand=brand_id)
    same = Goal.objects.select_for_update().filter(metric=metric, starts_on=starts_on)
    goal = (same.filter(brand_id=brand_id) if brand_id else same.filter(brand__isnull=True)).first()
    if goal is None:
        goal = Goal(org_id=do.org_id, metric=metric, brand_id=brand_id, starts_on=starts_on)
        before = {}
    else:
        before = {"target": goal.target, "ends_on": goal.ends_on}
    after = {"target": target, "ends_on": ends_on}
    if before == after:
        do.nothing()
        return goal
    goal.target, goal.ends_on = target, ends_on
    goal.set_by_id, goal.set_at = do.actor.member_id, timezone.now()  # type: ignore[assignment]
    goal.save()
    do.record(goal, label=metric, before=_told(before), after=_told({**after, "metric": metric, "brand": brand_id}))
    return goal


@action(Act.GOAL_SET)
def drop_goal(do: Doing, *, goal_id: UUID) -> None:
    """Takes a goal away."""
    goal = get_object_or_404(Goal.objects.select_for_update(), pk=goal_id)
    do.require(brand=goal.brand_id)
    had = _told({"target": goal.target, "starts_on": goal.starts_on})
    do.record(goal, label=goal.metric, before=had, detail="dropped")
    goal.delete()


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """For the trail: the target without the zeros that the column adds."""
    return {name: f"{one.normalize():f}" if isinstance(one, Decimal) else one for name, one in facts.items()}
