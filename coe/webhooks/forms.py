"""What a person may type about a webhook."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar, CleanURL
from coe.webhooks import selectors


def secure(address: str) -> None:
    """https only, unless this installation allows the host for a lab."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme != "https" and f"{parts.hostname}:{port}" not in settings.HTTP_ALLOW:
        raise ValidationError(_("Begin the address with https://, so that nobody on the way can read along."))


class EndpointForm(forms.Form):
    name = CleanChar(label=_("Name"), at_most=80, help_text=_("What receives it, such as “Data warehouse”."))
    url = CleanURL(label=_("Address"), at_most=500, validators=[secure])
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    types = forms.MultipleChoiceField(
        label=_("Which events"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        initial = {name: getattr(row, name) for name in ("name", "url", "types")} if row else {}
        super().__init__(data, initial=initial)
        kinds: Any = self.fields["types"]
        kinds.choices = selectors.type_labels()
        brands: Any = self.fields["brand"]
        brands.choices = [("", _("All brands, and what belongs to none")), *selectors.brand_choices()]
        if row is not None:
            self.initial["brand"] = str(row.brand_id or "")
