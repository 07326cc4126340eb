"""What follows from signing in and from changing how one signs in."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed, email_confirmed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

from coe.accounts import trail
from coe.accounts.founding import found_what_was_wanted
from coe.accounts.models import SignIn, User
from coe.accounts.policy import PROVED
from coe.accounts.states import How
from coe.web.visitors import client_address


@receiver(user_logged_in, dispatch_uid="coe.accounts.signed_in")
def signed_in(sender: Any, request: Any, user: User, **_rest: Any) -> None:
    """Notes it for the person to look at, and undoes a deletion they had asked for."""
    request.session[PROVED] = time.time()
    meta = getattr(request, "META", {})
    SignIn.objects.create(
        user=user, ip=client_address(request), agent=str(meta.get("HTTP_USER_AGENT", ""))[:200], how=_how(request, user)
    )
    if user.delete_at:
        User.objects.filter(pk=user.pk).update(delete_at=None)
        user.delete_at = None
        if hasattr(request, "_messages"):
            messages.success(request, _("Welcome back. Your login will not be deleted."))


def _how(request: Any, user: User) -> How:
    records = get_authentication_records(request, user)
    if any(one.get("passwordless") for one in records):
        return How.PASSKEY
    if any(one.get("method") == "mfa" for one in records):
        return How.FACTOR
    return How.PASSWORD if records else How.MAIL


@receiver(authentication_step_completed, dispatch_uid="coe.accounts.proved")
def proved(sender: Any, request: Any, **rest: Any) -> None:
    """Whoever proves again who they are begins a new session as far as its length goes."""
    if rest.get("reauthenticated"):
        request.session[PROVED] = time.time()


@receiver(email_confirmed, dispatch_uid="coe.accounts.confirmed")
def confirmed(sender: Any, request: Any, email_address: Any, **_rest: Any) -> None:
    found_what_was_wanted(email_address.user)


@receiver([authenticator_added, authenticator_reset], dispatch_uid="coe.accounts.factor_added")
def factor_added(sender: Any, request: Any, user: User, authenticator: Any, **_rest: Any) -> None:
    trail.own(request, user, "factor-added", kind=str(authenticator.type))


@receiver(authenticator_removed, dispatch_uid="coe.accounts.factor_removed")
def factor_removed(sender: Any, request: Any, user: User, authenticator: Any, **_rest: Any) -> None:
    trail.own(request, user, "factor-removed", kind=str(authenticator.type))
