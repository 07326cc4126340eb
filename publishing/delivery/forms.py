"""What a person types about deliveries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar, CleanURL, WallTime


class ThereForm(forms.Form):
    """“It is there”, and where."""

    address = CleanURL(
        label=_("Address of the post"),
        at_most=500,
        help_text=_("Open the post on the network and copy its address."),
    )


class HeldForm(forms.Form):
    """What becomes of the posts that were held back at their slot."""

    slot = WallTime(label=_("New slot"), required=False)
    again = forms.BooleanField(
        label=_("On another day: back to draft, and for approval again"),
        required=False,
        help_text=_("An approval covers the day it was given for."),
    )
    reason = CleanChar(label=_("Reason"), required=False, at_most=300)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("slot", [None, zone])
