"""What an administrator chooses about signing in."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe.access.acts import GRANTABLE, Act
from coe.accounts.policy_actions import FIELDS
from coe.tenancy.models import FactorFor, Organisation
from coe.tenancy.stale import fingerprint
from coe.web.forms import DateField

GRACE = timedelta(days=14)
# Acts whose misuse is felt outside: the ones worth a second factor. Others are not offered, so that the list is short.
WEIGHTY = (
    Act.POST_APPROVE, Act.POST_SCHEDULE, Act.CHANNEL_CONNECT, Act.FREEZE_LIFT, Act.RULE_WRITE, Act.WORKFLOW_WRITE,
    Act.MEMBER_INVITE, Act.ACCESS_GRANT, Act.ROLE_WRITE, Act.ORG_MANAGE, Act.AUDIT_EXPORT, Act.REPORT_EXPORT,
)  # fmt: skip
IDLE = [
    ("", _("No limit")), ("15", _("15 minutes")), ("30", _("30 minutes")), ("60", _("1 hour")), ("240", _("4 hours")),
    ("480", _("8 hours")),
]  # fmt: skip
WHOLE = [
    ("", _("14 days, as everywhere")), ("8", _("8 hours")), ("12", _("12 hours")), ("24", _("1 day")),
    ("168", _("7 days")),
]  # fmt: skip


def _number(value: str) -> int | None:
    return int(value) if value else None


class PolicyForm(forms.Form):
    """Cleans to the arguments of coe.accounts.policy_actions.change_policy."""

    factor_for = forms.ChoiceField(
        label=_("Who needs a second factor"), choices=FactorFor.choices, widget=forms.RadioSelect
    )
    factor_acts = forms.MultipleChoiceField(
        label=_("Whoever may"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(act.value, act.label) for act in WEIGHTY if act in GRANTABLE],
    )  # fmt: skip
    factor_from = DateField(
        label=_("From"), required=False,
        help_text=_("Until then members without one are reminded on every page. Empty: at once."),
    )  # fmt: skip
    idle_minutes = forms.TypedChoiceField(
        label=_("Ask again after a pause of"), required=False, choices=IDLE, coerce=_number, empty_value=None
    )
    session_hours = forms.TypedChoiceField(
        label=_("Ask again at the latest after"), required=False, choices=WHOLE, coerce=_number, empty_value=None
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, row: Organisation) -> None:
        initial = {name: getattr(row, name) for name in FIELDS} | {"seen": fingerprint(row, FIELDS)}
        if row.factor_for == FactorFor.NOBODY:
            initial["factor_from"] = datetime.now(ZoneInfo(row.zone)).date() + GRACE
        super().__init__(data, initial=initial)
        # What was set by other means stays choosable.
        for name, word in (("idle_minutes", _("%d minutes")), ("session_hours", _("%d hours"))):
            field: Any = self.fields[name]
            value = getattr(row, name)
            if value and str(value) not in dict(field.choices):
                field.choices = [*field.choices, (str(value), word % value)]

    def see_again(self, row: Model) -> None:
        """After somebody else was first: the next save is against what stands now."""
        again: Any = self.data
        self.data = again = again.copy()
        again["seen"] = fingerprint(row, FIELDS)
        self.add_error(
            None,
            _("Somebody else saved this meanwhile. What you typed is still here; save again to replace theirs."),
        )
