"""Adding a feed by hand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.tenancy.models import Brand
from coe.web.fields import CleanChar, CleanURL
from coe.web.sorting import local_choices
from listening.mentions.choices import LANGUAGE_CHOICES


class FeedForm(forms.Form):
    """`whole`: the member may listen for the organisation as a whole, so a brand may be left out."""

    url = CleanURL(
        label=_("Address of the feed"),
        at_most=500,
        help_text=_("RSS or Atom. It is opened once now, to see that it can be read."),
    )
    name = CleanChar(label=_("Name"), at_most=120, required=False, help_text=_("Empty: the feed’s own title."))
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As each item says, or guessed")), *LANGUAGE_CHOICES[:2]],
    )

    def __init__(self, *args: Any, brands: list[Brand], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        field: Any = self.fields["brand"]
        first = [("", _("The whole organisation"))] if whole else [("", _("Choose a brand"))]
        field.choices = [*first, *local_choices(brands)]
        field.required = not whole
        field.help_text = _("Everything this feed says belongs to this brand.")

    def clean_url(self) -> str:
        # The fragment never reaches the server, so two addresses that differ in it are one feed.
        address: str = self.cleaned_data["url"].partition("#")[0]
        if not address:
            raise ValidationError(_("This is not a web address."), code="invalid")
        return address
