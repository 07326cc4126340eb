"""Goals."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act, Denied, Place
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from reporting.attribution.selectors import brands_for
from reporting.goals import actions, selectors
from reporting.goals.forms import GoalForm


class GoalOut(serializers.Serializer[Any]):
    id = Id()
    metric = serializers.CharField()
    brand = Ref(allow_null=True, help_text="null: the whole organisation.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    target = serializers.DecimalField(max_digits=18, decimal_places=4, help_text="In the metric’s own unit.")
    set_by = Ref()
    set_at = Instant()


class GoalIn(Shape):
    metric = Line(40)
    brand_id = Id(required=False, allow_null=True, default=None)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    target = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, help_text="Shares and returns in percent, times in hours."
    )


@read("goals_list", Act.REPORT_SEE, tag="goals", gives=GoalOut, paged=True)
def goals(call: Call) -> Page:
    """List goals, newest first."""
    return keyset(call.window, selectors.goals(call.rights), "-starts_on", "metric", "pk")


@write("goals_set", Act.GOAL_SET, tag="goals", takes=GoalIn, gives=GoalOut, status=201)
def set_goal(call: Call) -> Any:
    """Set a target. One for the same metric, brand and beginning is replaced."""
    data = dict(call.data)
    brand_id = data.pop("brand_id")
    if not call.actor.may(Act.GOAL_SET, Place(brand=brand_id)):
        raise Denied(Act.GOAL_SET, Place(brand=brand_id))
    form = GoalForm(
        plain({**data, "brand": brand_id}), brands=brands_for(call.rights, Act.GOAL_SET),
        whole=call.rights.may(Act.GOAL_SET),
    )  # fmt: skip
    said = cleaned(form, brand="brand_id")
    made = actions.set_goal(
        call.actor, metric=said["metric"], brand_id=form.brand_id, starts_on=said["starts_on"],
        ends_on=said["ends_on"], target=form.value,
    )  # fmt: skip
    return selectors.goal(call.rights, made.pk)


@write("goals_drop", Act.GOAL_SET, tag="goals")
def drop(call: Call, goal_id: UUID) -> None:
    """Take a goal away."""
    actions.drop_goal(call.actor, goal_id=selectors.goal(call.rights, goal_id).pk)
