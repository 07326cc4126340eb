"""What a person may type about a group chat."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coe.chats import selectors
from coe.chats.formats import PROVIDERS
from coe.web.fields import CleanChar, CleanURL


class ChatForm(forms.Form):
    provider = forms.ChoiceField(label=_("Service"))
    name = CleanChar(label=_("Name"), at_most=80, help_text=_("The group, such as “Social team”."))
    url = CleanURL(
        label=_("Webhook address"), at_most=500,
        help_text=_("From the bot or app in the group. Whoever knows it can write there, so it is kept sealed."),
    )  # fmt: skip
    secret = CleanChar(
        label=_("Signing secret"), at_most=200, required=False,
        help_text=_("Feishu and DingTalk only, when “signature” is on in the bot’s security settings."),
    )  # fmt: skip
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")])
    titles_only = forms.BooleanField(
        label=_("Titles only"), required=False,
        help_text=_("Says what kind of thing happened and for which brand; no words of a post, no names."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Notices"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of the notices listed.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        initial: dict[str, Any] = {"language": get_language()}
        if row:
            initial = {name: getattr(row, name) for name in ("name", "kinds", "language", "titles_only")}
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["provider"].choices = selectors.provider_choices()
        fields["kinds"].choices = list(selectors.group_kinds().items())
        fields["brand"].choices = [("", _("All brands, and what belongs to none")), *selectors.brand_choices()]
        self.service = str(row.provider) if row else ""
        if row is not None:
            self.initial["brand"] = str(row.brand_id or "")
            del self.fields["provider"]
            fields["url"].required = False
            fields["url"].help_text = _("Empty keeps what is stored. A new address comes without the old secret.")
            fields["secret"].help_text = _(
                "Empty keeps what is stored. With a new address, type the secret of that one, if it signs."
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        provider = PROVIDERS.get(self.service or str(given.get("provider", "")))
        address = given.get("url")
        if provider and address:
            parts = urlsplit(address)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            lab = f"{parts.hostname}:{port}" in settings.HTTP_ALLOW
            if not lab and (parts.scheme != "https" or parts.hostname not in provider.hosts):
                host = sorted(provider.hosts)[0]
                said = _("An address of %(service)s begins with https://%(host)s/.")
                self.add_error("url", said % {"service": provider.name, "host": host})
        if provider and given.get("secret") and not provider.signs:
            self.add_error(
                "secret", _("%(service)s has no signing secret; leave this empty.") % {"service": provider.name}
            )
        return given
