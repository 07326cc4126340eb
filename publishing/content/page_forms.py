"""What a person may type on the list, on a post's page, and on the pages of campaigns and values for links."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.tenancy.models import SLUG, Brand
from coe.web.fields import CleanChar, CleanText, Wall, WallTime
from coe.web.forms import DateField
from publishing.content import links
from publishing.content.forms import Choice
from publishing.content.models import UtmValue
from publishing.content.quick_slots import Quick, soon_slots
from publishing.content.states import State


class FilterForm(forms.Form):
    """The list's filters. A value that makes no sense filters nothing, so that old addresses keep working."""

    state = forms.ChoiceField(choices=[("", ""), *State.choices], required=False)
    brand_id = forms.UUIDField(required=False)
    channel = forms.UUIDField(required=False)
    campaign = forms.UUIDField(required=False)
    mine = forms.BooleanField(required=False)
    q = CleanChar(at_most=200, required=False)


class ShiftForm(forms.Form):
    """Many posts by some days. `again`: those whose approval would not hold on another day go back to draft."""

    days = forms.IntegerField(min_value=-365, max_value=365)
    again = forms.BooleanField(required=False)

    def clean_days(self) -> int:
        days = int(self.cleaned_data["days"])
        if not days:
            raise forms.ValidationError(_("Not at all is no move."))
        return days


class CampaignForm(forms.Form):
    name = CleanChar(at_most=80, label=_("Name"))
    slug = CleanChar(
        at_most=60,
        label=_("Name in links"),
        validators=[SLUG],
        help_text=_("What utm_campaign carries. It cannot change later, because reports are joined by it."),
    )
    brand = Choice(Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("All brands"))
    starts_on = DateField(label=_("Starts"))
    ends_on = DateField(label=_("Ends"))

    def __init__(self, data: Any = None, *, brands: Any, fixed_slug: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]
        if fixed_slug:
            del self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It cannot end before it starts."))
        return cleaned


class UtmForm(forms.Form):
    field = forms.ChoiceField(choices=UtmValue.Field, label=_("List"))
    value = CleanChar(at_most=60, label=_("Tag"), validators=[SLUG])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value = cleaned.get("value")
        if value and cleaned.get("field") == UtmValue.Field.MEDIUM and not links.ga4_channel(value):
            self.add_error(
                "value",
                _(
                    "Google Analytics would file this medium under “Unassigned”. "
                    "Use one it knows, such as social, paid-social, email or referral."
                ),
            )
        return cleaned


class MoveForm(forms.Form):
    """Another time for a post. A time that has passed is not offered again: then times for one press are."""

    slot = WallTime(label=_("Goes out"))
    again = forms.BooleanField(label=_("It may go back to draft and be approved again"), required=False)

    def __init__(self, data: Any = None, *, post: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.asks = False
        ahead = post.slot and post.slot > timezone.now()
        self.initial.setdefault("slot", Wall.at(post.slot, post.zone) if ahead else ["", post.zone])
        self.quick: list[Quick] = [] if ahead else soon_slots(post.zone)

    @classmethod
    def of(cls, post: Any) -> "MoveForm":
        return cls(post=post)

    def ask_again(self) -> None:
        """Shows the box that confirms what another day means."""
        self.asks = True


class WithdrawForm(forms.Form):
    reason = CleanChar(at_most=300, label=_("Reason"), required=False)


class CommentForm(forms.Form):
    text = CleanText(
        at_most=2000,
        label=_("Comment"),
        help_text=_("Name somebody with @ and they are told."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
