"""What happens to a login stands in the audit of every organisation its person belongs to.

Logins are global and the trail is per organisation, so one event leaves one row in each. Rows say what happened, and
never what was typed.
"""

from typing import Any
from uuid import UUID

from allauth.account import signals
from django.core.cache import cache
from django.http import HttpRequest

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.accounts.models import User
from coe.accounts.people import login_of
from coe.tenancy.context import inside
from coe.tenancy.models import Member

# As long as a login stays closed after too many tries: one row for each time, however often somebody knocks.
BLOCKED_FOR = 300


@action(Act.SELF_ACCOUNT)
def note(do: Doing, *, member_id: UUID, detail: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Records what happened to a member's login."""
    do.require()
    member = Member.objects.get(pk=member_id)
    do.record(member, before=before, after=after, detail=detail)


def own(request: HttpRequest, user: User, detail: str, *, before: dict[str, Any] | None = None, **after: Any) -> None:
    """Something a person did to their own login."""
    for member in _memberships(user):
        with inside(member.org_id):
            actor = Actor.member(member, request_id=getattr(request, "request_id", ""))
        note(actor, member_id=member.pk, detail=detail, before=before or {}, after=after)


def tried(email: str, detail: str) -> None:
    """Something somebody who is not signed in did to whatever login an e-mail leads to; nothing if it leads nowhere."""
    user = login_of(email) if email else None
    for member in _memberships(user) if user else []:
        # Who it was is not known: the row has no actor's name.
        actor = Actor.public(member.org_id, "", Act.SELF_ACCOUNT)
        note(actor, member_id=member.pk, detail=detail, before={}, after={})


def blocked(email: str) -> None:
    if cache.add(f"sign-in-blocked:{email.lower()[:200]}", 1, BLOCKED_FOR):
        tried(email, "sign-in-blocked")


def _memberships(user: User) -> list[Member]:
    """In one order for everybody, because each row locks the end of its chain until the commit."""
    with inside(None, user=user.pk):
        return list(Member.objects.filter(user=user, left_at__isnull=True).order_by("org_id"))


# ── what allauth tells ──────────────────────────────────────────────────────────────────────────


def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    own(request, user, "signed-in")


def _password_changed(request: HttpRequest, user: User, **_more: Any) -> None:
    own(request, user, "password-changed")


def _password_reset(request: HttpRequest, user: User, **_more: Any) -> None:
    own(request, user, "password-reset")


def _email_changed(
    request: HttpRequest, user: User, from_email_address: Any, to_email_address: Any, **_more: Any
) -> None:
    if from_email_address is None:
        return  # The first one, confirmed after signing up: there was none to change.
    before = {"email": from_email_address.email}
    own(request, user, "email-changed", before=before, email=to_email_address.email)


def listen() -> None:
    for signal, receiver in (
        (signals.user_logged_in, _signed_in),
        (signals.password_changed, _password_changed),
        (signals.password_set, _password_changed),
        (signals.password_reset, _password_reset),
        (signals.email_changed, _email_changed),
    ):
        signal.connect(receiver, dispatch_uid=f"coe.accounts.trail.{receiver.__name__}")
