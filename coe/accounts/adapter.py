"""allauth, fitted to this house: our words, our mails, our addresses."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coe.accounts import trail
from coe.accounts.posting import post
from coe.notices.letters import absolute
from coe.web.client_address import client_address

log = logging.getLogger(__name__)

# allauth's mail → ours, in templates/mail.
LETTERS = {
    "account/email/password_reset_key": "password_reset",
    "account/email/email_confirmation": "email_confirm",
    "account/email/email_confirmation_signup": "email_confirm",
    "account/email/password_reset": "password_changed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/email_changed": "email_changed",
    "account/email/account_already_exists": "sign_up_known",
    "mfa/email/totp_activated": "factor_changed",
    "mfa/email/totp_deactivated": "factor_changed",
    "mfa/email/webauthn_added": "factor_changed",
    "mfa/email/webauthn_removed": "factor_changed",
    "mfa/email/recovery_codes_generated": "factor_changed",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This login is switched off. An administrator of your organisation can say why."),
        "email_password_mismatch": _("The e-mail or the password is not right."),
        "incorrect_code": _("This code is not right, or it is too old. Look at the newest mail."),
        "email_taken": _("This e-mail already belongs to a login."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is not right."),
        "same_as_current": _("This is already your e-mail."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        if address := client_address(request):
            return address
        raise PermissionDenied("no address to count by")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may found organisations; people who are invited need no sign-up."""
        return bool(settings.SIGN_UP == "open")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            trail.blocked(str(credentials.get("email", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.tried(str(credentials.get("email", "")), "password-wrong")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the mail down with the request; a worker sends it. See coe.accounts.posting."""
        said = {key: str(context[key]) for key in KEPT if key in context}
        said["what"] = template_prefix.rpartition("/")[2]
        post(LETTERS[template_prefix], to=email, language=_language(context, email), said=said)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", quote(key)))


KEPT = ("password_reset_url", "code", "ip", "timestamp", "from_email", "to_email")


def _language(context: dict[str, Any], email: str) -> str:
    user = context.get("user")
    if user is None:
        address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
        user = address.user if address else None
    return getattr(user, "language", "") or get_language() or "en"


def hand_over(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except (OSError, SMTPException):
        # Whoever asked sees the same page either way and asks again; the log says what is wrong.
        log.exception("an account mail could not be sent")
