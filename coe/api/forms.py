"""What a person chooses for a token."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.rights import Rights
from coe.api.models import LIFE_DAYS
from coe.api.selectors import offered_acts, offered_brands
from coe.web.fields import CleanChar
from coe.web.forms import DateField, leave_unmarked
from coe.web.sorting import local_choices

LASTING = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), ("date", _("Until a date"))]


class TokenForm(forms.Form):
    name = CleanChar(
        label=_("Name"), at_most=60, help_text=_("Which program it is for. The audit names it beside you.")
    )
    acts = forms.MultipleChoiceField(
        label=_("May"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one act.")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=_("Where"), widget=forms.RadioSelect, initial="whole",
        choices=[("whole", _("Wherever I may")), ("brands", _("Only for these brands"))],
    )  # fmt: skip
    brands = forms.MultipleChoiceField(label=_("Brands"), widget=forms.CheckboxSelectMultiple, required=False)
    lasting = forms.ChoiceField(label=_("For how long"), choices=LASTING, initial="90", widget=forms.RadioSelect)
    date = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, rights: Rights, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["acts"].choices = offered_acts(rights)  # type: ignore[attr-defined]
        brands = local_choices(offered_brands(rights))
        self.fields["brands"].choices = brands  # type: ignore[attr-defined]
        # Asked for when its choice is taken.
        leave_unmarked(self, "brands", "date")
        if not brands:
            del self.fields["scope"], self.fields["brands"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "brands" not in self.fields and self.data.get("scope") == "brands":
            raise forms.ValidationError(_("You may do nothing for these brands any more. Choose again."))
        if given.get("scope") == "brands" and not given.get("brands"):
            self.add_error("brands", _("Choose at least one brand."))
        if given.get("lasting") == "date":
            if not given.get("date"):
                self.add_error("date", _("Choose the last day."))
            elif not timezone.now() < self.expires_at() <= timezone.now() + timedelta(days=LIFE_DAYS):
                self.add_error("date", _("Choose an end within a year from now."))
        return given

    def expires_at(self) -> datetime:
        """The end, at the close of its day in the organisation's zone."""
        given = self.cleaned_data
        zone = ZoneInfo(self.zone)
        today = timezone.now().astimezone(zone).date()
        day = given["date"] if given["lasting"] == "date" else today + timedelta(days=int(given["lasting"]))
        return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)

    def chosen_brands(self) -> list[UUID] | None:
        given = self.cleaned_data
        return [UUID(one) for one in given["brands"]] if given.get("scope") == "brands" else None
