"""What a person types to connect a channel."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.tenancy.fields import PlaceChoice
from coe.tenancy.models import Brand, Market
from coe.web.fields import CleanChar
from publishing.channels.base import Trouble
from publishing.channels.registry import NETWORKS
from publishing.connections.words import HELP, LABELS, field_of, missing

LANGUAGES = [
    ("en", _("English")), ("zh-Hans", _("Simplified Chinese")), ("zh-Hant", _("Traditional Chinese")),
    ("de", _("German")), ("fr", _("French")), ("it", _("Italian")), ("ja", _("Japanese")), ("es", _("Spanish")),
]  # fmt: skip


class ReasonForm(forms.Form):
    """Why somebody takes something back: a channel here, a delivery further on."""

    reason = CleanChar(label=_("Reason"), required=False, at_most=300)


class UsualTimesForm(forms.Form):
    """When a channel usually publishes. Cleans to sorted days (1 is Monday) and times (HH:MM); none of both is fine."""

    DAYS = [
        (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
        (6, _("Saturday")), (7, _("Sunday")),
    ]  # fmt: skip
    MOST = 8

    days = forms.TypedMultipleChoiceField(
        choices=DAYS, coerce=int, required=False, label=_("Days"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "flow"}),
    )  # fmt: skip
    times = CleanChar(
        label=_("Times"), required=False, at_most=80, help_text=_("For example 09:00, 17:30. On each of these days."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "placeholder": "09:00, 17:30"}),
    )  # fmt: skip

    def clean_days(self) -> list[int]:
        return sorted(self.cleaned_data["days"])

    def clean_times(self) -> list[str]:
        found = set()
        for said in re.split(r"[\s,;，、；]+", self.cleaned_data["times"].replace("：", ":")):
            match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", said)
            if said and not match:
                raise forms.ValidationError(_("“%(said)s” is not a time like 09:00."), params={"said": said})
            if match:
                found.add(f"{int(match[1]):02d}:{match[2]}")
        if len(found) > self.MOST:
            raise forms.ValidationError(_("At most %(count)d times a day."), params={"count": self.MOST})
        return sorted(found)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "times" in data and bool(data.get("days")) != bool(data["times"]):
            missing = "times" if data.get("days") else "days"
            self.add_error(missing, _("Give days and times, or neither."))
        return data


class LoginForm(forms.Form):
    """The login of one network: its fields come from the registry. Secrets are never shown again.

    `handle`: of the channel that is connected again; empty for a new one.
    """

    def __init__(self, *args: Any, network: str, handle: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network
        self.secrets: list[str] = []
        for entry in NETWORKS[network].connect_fields:
            widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
            if entry.secret:
                widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
                self.secrets.append(entry.name)
            self.fields[entry.name] = CleanChar(
                label=LABELS.get(entry.label_key, entry.label_key),
                help_text=HELP.get(entry.label_key, ""),
                at_most=500,
                widget=widget,
                initial=handle if handle and entry.label_key == "handle" else entry.initial,
            )

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in NETWORKS[self.network].connect_fields]

    def credentials(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.names}

    def refuse(self, trouble: Trouble) -> None:
        """Puts what the network said at the field it is about."""
        self.add_error(field_of(trouble, self.names), missing(trouble))


class ChannelForm(LoginForm):
    """A new channel: whose it is, and its login."""

    brand = PlaceChoice(Brand.objects.none(), label=_("Brand"), empty_label=None)
    market = PlaceChoice(Market.objects.none(), label=_("Market"), required=False, empty_label=_("All markets"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    name = CleanChar(label=_("Name"), required=False, at_most=80, help_text=_("Shown here instead of the handle."))

    def __init__(self, *args: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]
        self.fields["market"].queryset = Market.objects.all()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What the channel is created with."""
        market: UUID | None = getattr(self.cleaned_data["market"], "pk", None)
        return {
            "brand_id": self.cleaned_data["brand"].pk,
            "market_id": market,
            "language": self.cleaned_data["language"],
            "name": self.cleaned_data["name"],
        }
