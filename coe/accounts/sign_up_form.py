"""What a founder types. Bots are kept out without asking third parties: a hidden field, the clock, and rate limits."""

import time
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coe.accounts.models import SignUp, User
from coe.tenancy.fields import ZoneField
from coe.web.fields import CleanChar

SIGNER = signing.TimestampSigner(salt="coe.accounts.sign-up")
# No person reads and fills six fields in less; a form left open overnight must be opened anew.
AT_LEAST, AT_MOST = 3, 12 * 3600


class SignUpForm(SignupForm):  # type: ignore[misc]
    """allauth's sign-up, with the organisation to be. What is wanted waits in SignUp until the e-mail is confirmed."""

    name = CleanChar(label=_("Your name"), at_most=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation = CleanChar(
        label=_("Organisation"), at_most=80, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("The group or company all your brands belong to."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=User._meta.get_field("language").choices or [])
    zone = ZoneField(label=_("Time zone"))
    began = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["name", "email", "password1", "organisation", "language", "zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Work e-mail")
        self.fields["email"].widget.attrs = {"autocomplete": "email"}
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least ten characters.")
        self.fields["password1"].widget.attrs = {"autocomplete": "new-password"}
        self.fields["language"].initial = get_language()
        self.fields["zone"].initial = "Asia/Shanghai" if (get_language() or "").startswith("zh") else "UTC"
        self.fields["zone"].widget.attrs["data-guess-zone"] = True
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.label = "Website"
        trap.widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
        trap.required = False

    @property
    def stamp(self) -> str:
        """When this form was first shown, signed; a form shown again keeps its own moment."""
        given = str(self.data.get("began", ""))[:200] if self.is_bound else ""
        return given if given and self._age(given) is not None else SIGNER.sign("sign-up")

    def _age(self, given: str) -> float | None:
        try:
            SIGNER.unsign(given, max_age=AT_MOST)
            stamped = signing.b62_decode(given.rsplit(":", 2)[1])
        except (signing.BadSignature, ValueError, IndexError):
            return None
        return time.time() - stamped

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        age = self._age(str(given.get("began", "")))
        if age is None:
            self.add_error(None, _("This form was open for too long. Send it once more."))
        elif age < AT_LEAST:
            self.add_error(None, _("That was very quick. Wait a moment, then send it once more."))
        return given

    def try_save(self, request: Any) -> Any:
        if self.account_already_exists:
            # Making a login takes the time of one hash; knowing that there is one must not be quicker.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def signup(self, request: Any, user: User) -> None:
        """Called by allauth with the login just made."""
        given = self.cleaned_data
        user.name, user.language = given["name"], given["language"]
        user.save(update_fields=["name", "language"])
        SignUp.objects.create(user=user, organisation=given["organisation"], zone=given["zone"])


class FoundForm(forms.Form):
    """Another organisation, by somebody who is signed in."""

    name = CleanChar(
        label=_("Organisation"), at_most=80, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("The group or company all its brands belong to."),
    )  # fmt: skip
    zone = ZoneField(label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].widget.attrs["data-guess-zone"] = True
