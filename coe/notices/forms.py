"""When a member wants mails."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from coe.notices.models import Every


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class TimingForm(forms.Form):
    every = forms.ChoiceField(label=_("Mail digest"), choices=Every.choices)
    hour = forms.TypedChoiceField(label=_("At"), coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)])
    weekday = forms.TypedChoiceField(label=_("Day, when weekly"), coerce=int, choices=list(WEEKDAYS.items()))
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=TimeInput)
    quiet_until = forms.TimeField(label=_("Quiet until"), required=False, widget=TimeInput)
    quiet_weekend = forms.BooleanField(label=_("Quiet all weekend"), required=False)
    urgent_passes = forms.BooleanField(
        label=_("Urgent mails may pass"), required=False,
        help_text=_("Freezes, unknown outcomes, late posts and approvals that run out."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Any) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in self.base_fields})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            self.add_error("quiet_until", _("Fill in both ends of the quiet hours, or neither."))
        return given
