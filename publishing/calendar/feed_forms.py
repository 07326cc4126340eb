"""What a person may choose for a feed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar
from publishing.content.forms import Choice


class FeedForm(forms.Form):
    name = CleanChar(at_most=60, label=_("Name"), help_text=_("Its name in your calendar program."))
    brand = Choice(None, label=_("Brand"), required=False, empty_label=_("All brands"))
    channel = Choice(None, label=_("Channel"), required=False, empty_label=_("All channels"))

    def __init__(self, data: Any = None, *, brands: Any, channels: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        brand, channel = cleaned.get("brand"), cleaned.get("channel")
        if brand and channel and channel.brand_id != brand.pk:
            self.add_error("channel", _("This channel belongs to another brand."))
        return cleaned
