"""What a person types about themselves. The first six are allauth's forms in our words."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coe.accounts.models import Clock, Theme, User
from coe.accounts.posting import post_nothing
from coe.tenancy.fields import ZoneField
from coe.web.fields import CleanChar

EMAIL, PASSWORD = _("E-mail"), _("Password")


def _plainly(form: forms.Form, labels: dict[str, Any]) -> None:
    """Our labels; no placeholder that repeats the label; no link inside a help text."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)
        if field.help_text and "href" in str(field.help_text):
            field.help_text = ""
        if name == "password1":
            field.help_text = _("At least ten characters.")


class SignIn(allauth.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"login": EMAIL, "password": PASSWORD})
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username"}


class AskReset(allauth.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"email": EMAIL})

    def save(self, request: HttpRequest, **more: Any) -> str:
        """Writes to whoever the address belongs to; for nobody, does the same work and lets it be thrown away."""
        if not self.users:
            post_nothing(to=self.cleaned_data["email"], language=get_language() or "en")
        email: str = super().save(request, **more)
        return email


class NewPassword(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"password1": _("New password"), "password2": _("New password again")})


class ChangePassword(allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(
            self,
            {
                "oldpassword": _("Current password"),
                "password1": _("New password"),
                "password2": _("New password again"),
            },
        )


class ChangeEmail(allauth.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"email": _("New e-mail")})


class Reauthenticate(allauth.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"password": PASSWORD})


class MailedCode(allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code-input",
            "maxlength": 12,
        }  # fmt: skip


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), help_text=_("JPEG, PNG or WebP up to 8 MB; cut square from the middle."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip


class ProfileForm(forms.Form):
    name = CleanChar(
        label=_("Full name"), at_most=80, help_text=_("How others in this organisation see you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=User._meta.get_field("language").choices or [])
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    zone = ZoneField(
        label=_("Time zone"), required=False, help_text=_("Empty means the time zone of the organisation.")
    )
    clock = forms.ChoiceField(label=_("Clock"), required=False, choices=Clock.choices)
    keys_off = forms.BooleanField(
        label=_("Switch single keys off"), required=False,
        help_text=_("Shortcuts such as n or g h do nothing then. Helps when you dictate, or press keys by accident."),
    )  # fmt: skip


class JoinForm(forms.Form):
    """Somebody new chooses a name and a password."""

    name = CleanChar(label=_("Your name"), at_most=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(
        label=PASSWORD, max_length=4096, strip=False, help_text=_("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("Password again"), max_length=4096, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        if first:
            try:
                validate_password(first, User(email=self.email, name=given.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return given
