"""A workflow as a form of four step forms; those without a name are not used."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.tenancy.models import Member
from coe.web.fields import CleanChar
from coe.web.forms import leave_unmarked
from coe.web.refusals import whole
from governance.approvals.models import Mode, Workflow
from governance.workflows.actions import MOST_STEPS, StepSpec


class NameForm(forms.Form):
    name = CleanChar(at_most=80, label=gettext_lazy("Name of the workflow"))


class StepForm(forms.Form):
    name = CleanChar(at_most=60, label=gettext_lazy("Name of the step"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Who must approve"), choices=Mode.choices, initial=Mode.ANY)
    needed = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=20, initial=1, required=False)
    hours = forms.IntegerField(
        label=gettext_lazy("Hours to decide"), min_value=1, max_value=720, initial=8, required=False
    )
    approvers = forms.MultipleChoiceField(
        label=gettext_lazy("Approvers"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: Sequence[Member], number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        # A step that is used needs both.
        leave_unmarked(self, "name", "approvers")
        choices = [(str(member.pk), member.name) for member in people]
        self.fields["approvers"].choices = choices  # type: ignore[attr-defined]

    @property
    def used(self) -> bool:
        return bool(self.cleaned_data.get("name") or self.cleaned_data.get("approvers"))

    @property
    def filled(self) -> bool:
        """Whether somebody put something here, now or before."""
        return bool(self.errors or self["name"].value() or self["approvers"].value())

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.used and not self.errors:
            self.ask()
        return data

    def ask(self) -> None:
        """Says what is missing for this step to be used."""
        data, step = self.cleaned_data, {"number": self.number}
        if not data.get("name"):
            self.add_error("name", whole(_("Name step %(number)d.") % step))
        if not data.get("approvers"):
            self.add_error("approvers", whole(_("Choose at least one approver for step %(number)d.") % step))
        elif data["mode"] == Mode.SOME and not 1 <= (data.get("needed") or 0) <= len(data["approvers"]):
            self.add_error("needed", _("Choose a number no larger than the number of approvers."))

    def spec(self) -> StepSpec:
        data = self.cleaned_data
        return StepSpec(
            data["name"], data["mode"], data["needed"] or 1, data["hours"] or 8, tuple(map(_uuid, data["approvers"]))
        )


def _uuid(text: str) -> Any:
    return forms.UUIDField().to_python(text)


class WorkflowForm:
    """The name and four steps, validated together."""

    def __init__(self, data: Any, *, people: Sequence[Member], workflow: Workflow | None = None) -> None:
        rows = list(workflow.steps.all()) if workflow else []
        self.head = NameForm(data, initial={"name": workflow.name if workflow else ""})
        self.steps = [
            StepForm(
                data, prefix=f"step{place}", people=people, number=place, initial=_initial(rows[place - 1 : place])
            )
            for place in range(1, MOST_STEPS + 1)
        ]
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.head, *self.steps)]
        if not any(form.used or form.errors for form in self.steps):
            self.steps[0].ask()
            return False
        return all(valid) and not self.problems

    @property
    def shown(self) -> int:
        """How many steps are open: those filled in, and one to go on with."""
        return 1 + max((form.number for form in self.steps if form.filled), default=0)

    def specs(self) -> list[StepSpec]:
        return [form.spec() for form in self.steps if form.used]

    def refuse(self, error: ValidationError) -> None:
        self.problems += error.messages

    @property
    def errors(self) -> bool:
        return bool(self.problems or self.head.errors or any(form.errors for form in self.steps))


def _initial(rows: Sequence[Any]) -> dict[str, Any]:
    if not rows:
        return {}
    step = rows[0]
    return {
        "name": step.name,
        "mode": step.mode,
        "needed": step.needed,
        "hours": step.hours,
        "approvers": [str(one.member_id) for one in step.approvers.all()],
    }
