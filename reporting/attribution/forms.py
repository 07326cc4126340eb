"""Keys, sheets and costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.tenancy.models import SLUG, Brand
from coe.web.fields import CleanChar
from coe.web.forms import DateField
from coe.web.sorting import local_choices
from publishing import api as publishing
from reporting.attribution.sheet import Unreadable, text_of

SOURCE_HELP = _("One word for the shop, such as webshop. Orders are told apart by source and number.")


class KeyForm(forms.Form):
    name = CleanChar(label=_("Name of the key"), at_most=60)
    source = CleanChar(label=_("Source"), at_most=60, validators=[SLUG], help_text=SOURCE_HELP)


class SheetForm(forms.Form):
    source = CleanChar(label=_("Source"), at_most=60, validators=[SLUG], help_text=SOURCE_HELP)
    file = forms.FileField(label=_("CSV file"), max_length=200)

    def clean_file(self) -> str:
        """The text of the file."""
        upload = self.cleaned_data["file"]
        self.cleaned_data["file_name"] = str(upload.name or "")[:120]
        try:
            return text_of(upload.read(6 * 1024 * 1024))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from None


class CostForm(forms.Form):
    """`post` is set by the page of a post; it decides the brand and brings the campaign."""

    brand = forms.ChoiceField(label=_("Brand"))
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    what = CleanChar(label=_("What for"), at_most=120)
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    spent_on = DateField(label=_("Spent on"))
    post = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        brands: Sequence[Brand],
        currency: str,
        campaigns: Sequence[publishing.CampaignFacts] | None = None,
        **kwargs: Any,
    ) -> None:
        """`campaigns`: those of at least these brands, where the page has read them already."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["brand"].choices = local_choices(brands)
        ids = {brand.pk for brand in brands}
        known = publishing.campaigns(brand_ids=[*ids]) if campaigns is None else campaigns
        found = [one for one in known if one.brand_id is None or one.brand_id in ids]
        fields["campaign"].choices = [("", _("None")), *((str(one.id), one.name) for one in found)]
        fields["amount"].label = _("Amount, %(currency)s") % {"currency": currency}

    def clean_spent_on(self) -> Any:
        day = self.cleaned_data["spent_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Enter a cost once it is spent."))
        if day.year < 2000:
            raise forms.ValidationError(_("This lies before the year 2000."))
        return day

    def said(self) -> dict[str, Any]:
        return {
            "brand_id": UUID(self.cleaned_data["brand"]),
            "campaign_id": UUID(self.cleaned_data["campaign"]) if self.cleaned_data["campaign"] else None,
            "post_id": self.cleaned_data["post"],
            "what": self.cleaned_data["what"],
            "amount": self.cleaned_data["amount"],
            "spent_on": self.cleaned_data["spent_on"],
        }
