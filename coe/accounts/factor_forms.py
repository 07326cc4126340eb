"""Codes and passkeys, as a person types and names them: allauth's forms in our words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar

CODE = _("Code")


def _code_field(form: forms.Form, help_text: Any) -> None:
    field = form.fields["code"]
    field.label, field.help_text = CODE, help_text
    field.widget.attrs = {
        "autocomplete": "one-time-code", "autofocus": True, "maxlength": 12, "spellcheck": "false",
        "class": "code-input", "autocapitalize": "off",
    }  # fmt: skip


EITHER = _("Six digits from your authenticator app, or one of your recovery codes.")


class AskCode(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, EITHER)


class AskCodeAgain(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, EITHER)


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("The six digits the app shows now."))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


NAME_HELP = _("So that you know it again: “Work laptop”, “Blue key”.")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A key that signs in by itself: it asks for a fingerprint, a face or a PIN, so it is two factors in one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CleanChar(label=_("Name"), at_most=60, required=False, help_text=NAME_HELP)
        self.fields["passwordless"] = forms.BooleanField(required=True, initial=True, widget=forms.HiddenInput)


class NamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CleanChar(label=_("Name"), at_most=60, help_text=NAME_HELP)
