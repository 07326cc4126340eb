"""Workflows."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.paging import Page, listed
from coe.api.shapes import Id, Line, Ref, Shape
from governance.workflows import actions, selectors
from governance.workflows.forms import StepForm
from governance.workflows.places import where_or_404

MODES = [value for value, _label in StepForm.base_fields["mode"].choices]  # type: ignore[attr-defined]


class ApproverOut(serializers.Serializer[Any]):
    id = Id(source="member_id")
    name = serializers.CharField(source="member.name")


class WorkflowStepOut(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    name = serializers.CharField()
    mode = serializers.CharField()
    needed = serializers.IntegerField()
    hours = serializers.IntegerField()
    approvers = ApproverOut(source="approvers.all", many=True)


class WorkflowOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    brand = Ref(allow_null=True)
    channel_id = Id(allow_null=True)
    steps = WorkflowStepOut(source="steps.all", many=True)


class StepIn(Shape):
    name = Line(60)
    mode = serializers.ChoiceField(choices=MODES, default="any")
    needed = serializers.IntegerField(min_value=1, max_value=20, default=1, help_text="For the mode some.")
    hours = serializers.IntegerField(min_value=1, max_value=720, default=8)
    approvers = serializers.ListField(child=Id(), min_length=1, max_length=50)


class WorkflowPut(Shape):
    name = Line(80)
    steps = StepIn(many=True, min_length=1, max_length=4)  # type: ignore[call-arg]


class WorkflowIn(WorkflowPut):
    at = Line(60, default="org", help_text="“org”, “brand:<id>” or “channel:<id>”.")


def _specs(call: Call) -> list[actions.StepSpec]:
    return [
        actions.StepSpec(one["name"], one["mode"], one["needed"], one["hours"], tuple(one["approvers"]))
        for one in call.data["steps"]
    ]


def _key(workflow: Any) -> str:
    if workflow.channel_id:
        return f"channel:{workflow.channel_id}"
    return f"brand:{workflow.brand_id}" if workflow.brand_id else "org"


@read("workflows_list", Act.WORKFLOW_SEE, tag="workflows", gives=WorkflowOut, paged=True)
def workflows(call: Call) -> Page:
    """List workflows in force, by name."""
    return listed(call.window, list(selectors.workflows(call.rights)), key=lambda one: f"{one.name} {one.pk}")


@read("workflows_get", Act.WORKFLOW_SEE, tag="workflows", gives=WorkflowOut)
def workflow(call: Call, workflow_id: UUID) -> Any:
    """Read one workflow."""
    return selectors.workflow_or_404(call.rights, workflow_id)


@write("workflows_create", Act.WORKFLOW_WRITE, tag="workflows", takes=WorkflowIn, gives=WorkflowOut, status=201)
def create(call: Call) -> Any:
    """Write a workflow for the organisation, a brand or a channel. The most specific one applies."""
    where = where_or_404(call.data["at"])
    made = actions.create(call.actor, where=where, name=call.data["name"], steps=_specs(call))
    return selectors.workflow_or_404(call.rights, made.pk)


@write("workflows_update", Act.WORKFLOW_WRITE, tag="workflows", takes=WorkflowPut, gives=WorkflowOut, method="PUT")
def edit(call: Call, workflow_id: UUID) -> Any:
    """Change a workflow. What is in approval keeps the steps it was sent with."""
    found = selectors.workflow_or_404(call.rights, workflow_id)
    actions.edit(
        call.actor, workflow_id=workflow_id, where=where_or_404(_key(found)), name=call.data["name"],
        steps=_specs(call),
    )  # fmt: skip
    return selectors.workflow_or_404(call.rights, workflow_id)


@write("workflows_retire", Act.WORKFLOW_WRITE, tag="workflows", gives=WorkflowOut)
def retire(call: Call, workflow_id: UUID) -> Any:
    """Retire a workflow; the next wider one applies from now on."""
    found = selectors.workflow_or_404(call.rights, workflow_id)
    actions.retire(call.actor, workflow_id=workflow_id)
    return found
