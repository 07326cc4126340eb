"""What a person may type about rights."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.actor import Actor
from coe.access.acts import GRANTABLE, GROUP_LABELS, Act
from coe.access.models import Role
from coe.access.scopes import targets
from coe.web.fields import CleanChar
from coe.web.forms import DateField
from coe.web.sorting import name_key

LASTING = [
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("date", _("Until a date")),
    ("none", _("No end")),
]


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    on = forms.ChoiceField(label=_("Where it holds"), help_text=_("The narrower, the better: one brand, one channel."))
    lasting = forms.ChoiceField(
        label=_("For how long"), choices=LASTING, initial="30", widget=forms.RadioSelect(attrs={"class": "flow"})
    )
    date = DateField(label=_("Last day"), required=False)
    reason = CleanChar(label=_("Reason"), at_most=300, help_text=_("Shown to whoever asks why."))

    def __init__(self, *args: Any, actor: Actor, org: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org = org
        # Nothing is chosen beforehand: the first role is the administrator's, the first place everywhere.
        roles = sorted(((str(role.pk), role.label) for role in Role.objects.all()), key=lambda one: name_key(one[1]))
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]
        places = [(one.value, one.label) for one in targets(org.pk) if actor.may(Act.ACCESS_GRANT, one.place)]
        none = [("", _("Choose where"))] if len(places) > 1 else []
        self.fields["on"].choices = [*none, *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lasting") == "date" and not data.get("date"):
            self.add_error("date", _("Choose the last day."))
        return data

    def until(self) -> datetime | None:
        """The end, at the close of its day in the organisation's zone."""
        from zoneinfo import ZoneInfo

        lasting = self.cleaned_data["lasting"]
        if lasting == "none":
            return None
        zone = ZoneInfo(self.org.zone)
        day = (
            self.cleaned_data["date"]
            if lasting == "date"
            else timezone.now().astimezone(zone).date() + timedelta(days=int(lasting))
        )
        return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)

    def role_id(self) -> UUID:
        return UUID(self.cleaned_data["role"])


class RoleForm(forms.Form):
    name = CleanChar(label=_("Name"), at_most=60)
    about = CleanChar(label=_("What it is for"), at_most=200, required=False)
    acts = forms.MultipleChoiceField(
        label=_("May"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one act.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[Any, list[tuple[str, Any]]] = {}
        for act in Act:
            if act in GRANTABLE:
                groups.setdefault(str(GROUP_LABELS[act.group]), []).append((act.value, act.label))
        self.fields["acts"].choices = list(groups.items())  # type: ignore[attr-defined]
