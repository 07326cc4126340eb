"""Inviting people, joining, leaving, and what a member changes about themselves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access import rules
from coe.access.action import Doing, action
from coe.access.actions import grant as grant_role
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.models import Role
from coe.access.rights import Denied, Place
from coe.access.scopes import Target, target
from coe.accounts.closing import DUE, MAIL_DUE, close_invitation
from coe.accounts.ending import end_membership, revoke_keys
from coe.accounts.models import Invitation, InvitationKey, User
from coe.accounts.people import owns
from coe.accounts.states import State
from coe.accounts.tokens import fingerprint, token
from coe.notices.api import tell
from coe.outbox.events import due, set_due
from coe.tenancy.models import Member, Partner

LIFE = timedelta(days=7)


class Closed(Exception):
    """The invitation no longer opens anything."""


class NotYours(Exception):
    """The invitation is for another address than the one signed in."""


@action(Act.MEMBER_INVITE)
def invite(
    do: Doing, *, email: str, name: str, language: str, title: str = "", partner_id: UUID | None = None,
    role_id: UUID | None = None, on: str = "", until: datetime | None = None,
) -> Invitation:  # fmt: skip
    """Asks somebody to join; the mail goes out once this committed. Errors name the field.

    Without a role the right to invite must cover the whole organisation.
    """
    place = target(do.org_id, on) if on else None
    where = place.place if place else Place()
    do.require(brand=where.brand, market=where.market, channel=where.channel)
    role = _offered(do, role_id, place, until) if role_id else None
    email = email.strip().lower()
    if Member.objects.filter(user__email__iexact=email, left_at__isnull=True).exists():
        raise ValidationError({"email": _("%(email)s is already a member here.") % {"email": email}})
    partner = Partner.objects.filter(pk=partner_id).first() if partner_id else None
    if partner_id and partner is None:
        raise ValidationError({"partner": _("Choose one of the partners listed.")})
    now = timezone.now()
    made = Invitation(
        org_id=do.org_id, email=email, name=name, title=title, language=language, partner=partner, role=role,
        on=place.value if place and role else "", on_label=place.name[:120] if place and role else "",
        until=until if role else None, invited_by=_me(do), expires_at=now + LIFE,
    )  # fmt: skip
    made.token_hash = fingerprint(token(made.pk, made.sent))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            {"email": _("%(email)s is already invited. Send that invitation again, or revoke it.") % {"email": email}}
        ) from None
    _open(made)
    do.record(made, after=_facts(made))
    return made


def _me(do: Doing) -> Member:
    """The member who acts. Only members invite and have an account here."""
    return Member.objects.get(pk=str(do.actor.member_id))


def _offered(do: Doing, role_id: UUID, place: Target | None, until: datetime | None) -> Role:
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise ValidationError({"role": _("Choose one of the roles listed.")})
    if place is None:
        raise ValidationError({"on": _("Choose where the role will hold.")})
    if until and until <= timezone.now():
        raise ValidationError({"until": _("Choose a moment in the future.")})
    # An invitation with a role is a grant in waiting: it takes the same right, under the same limits.
    do.actor.require(Act.ACCESS_GRANT, place.place)
    rules.may_hand_out(do.actor, role, place.place, until, scope=place.scope)
    return role


def _facts(made: Invitation) -> dict[str, Any]:
    return {
        "email": made.email, "name": made.name, "role": str(made.role) if made.role else "", "on": made.on_label,
        "until": made.until, "expires": made.expires_at,
    }  # fmt: skip


def _open(made: Invitation) -> None:
    """Makes the link findable, notes when it ends, and mails it after the commit."""
    from coe.accounts.tasks import mail

    InvitationKey.objects.create(token_hash=made.token_hash, org_id=made.org_id)
    set_due(DUE, org=made.org_id, ref=made.pk, at=made.expires_at)
    due(MAIL_DUE, org=made.org_id, ref=made.pk)
    transaction.on_commit(lambda: mail.delay(org_id=str(made.org_id), invitation_id=str(made.pk)), robust=True)


def _held(do: Doing, invitation_id: UUID) -> Invitation:
    """The invitation, locked, after asking whether this actor may invite where it leads."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("role").filter(pk=invitation_id).first()
    if held is None:
        raise ValidationError(_("There is no such invitation."))
    where = target(do.org_id, held.on).place if held.on else Place()
    do.require(brand=where.brand, market=where.market, channel=where.channel)
    return held


@action(Act.MEMBER_INVITE)
def send_again(do: Doing, *, invitation_id: UUID) -> Invitation:
    """A new link for seven more days; the one before stops working."""
    held = _held(do, invitation_id)
    if held.state != State.OPEN:
        raise ValidationError(_("This invitation is closed. Invite again instead."))
    InvitationKey.objects.filter(token_hash=held.token_hash).delete()
    before = _facts(held)
    held.sent += 1
    held.token_hash = fingerprint(token(held.pk, held.sent))
    held.expires_at, held.mailed_at = timezone.now() + LIFE, None
    held.save(update_fields=["sent", "token_hash", "expires_at", "mailed_at"])
    _open(held)
    do.record(held, before=before, after=_facts(held), detail="sent-again")
    return held


@action(Act.MEMBER_INVITE)
def revoke(do: Doing, *, invitation_id: UUID) -> Invitation:
    """Takes an invitation back. Its link says so from then on. Revoking twice changes nothing."""
    held = _held(do, invitation_id)
    if held.state != State.OPEN:
        do.nothing()
        return held
    close_invitation(held, State.REVOKED)
    do.record(held, before=_facts(held), detail="revoked")
    return held


@action(Act.PUBLIC_JOIN)
def accept(do: Doing, *, invitation_id: UUID, user: User, name: str = "") -> Member:
    """Makes a member of whoever the invitation was sent to, and grants what it promised, by the inviter's rights now.

    Raises NotYours for another person, Closed when it was used, revoked, has expired, or when the inviter may no
    longer give what it promises.
    """
    do.require()
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("role", "invited_by")
        .filter(pk=invitation_id)
        .first()
    )
    if held is None or not held.standing:
        raise Closed
    if not owns(user, held.email):
        raise NotYours
    member, _new = Member.objects.update_or_create(
        org_id=do.org_id,
        user=user,
        defaults={"name": name or held.name, "title": held.title, "partner_id": held.partner_id, "left_at": None},
    )
    # Whatever spoke for them in an earlier membership stays silent, also where that ended before this was so.
    revoke_keys(do, member)
    inviter = Actor.member(held.invited_by, request_id=do.actor.request_id)
    try:
        _keep_promise(inviter, held, member)
    except (Denied, ValidationError):
        raise Closed from None
    close_invitation(held, State.ACCEPTED, member=member)
    tell(
        do, [held.invited_by_id], "member.joined", subject_type="tenancy.member", subject_id=member.pk,
        url_name="members", name=member.name,
    )  # fmt: skip
    do.record(member, after={"email": held.email, "invited_by": held.invited_by.name}, detail="joined")
    return member


def _keep_promise(inviter: Actor, held: Invitation, member: Member) -> None:
    if held.invited_by.left_at:
        raise Denied(Act.MEMBER_INVITE)
    where = target(held.org_id, held.on).place if held.on else Place()
    inviter.require(Act.MEMBER_INVITE, where)
    if held.role_id:
        grant_role(
            inviter, member_id=member.pk, role_id=held.role_id, on=held.on, until=held.until,
            reason=_("Invited to join."),
        )  # fmt: skip


@action(Act.SYSTEM_EXPIRE)
def expire_invitations(do: Doing) -> int:
    """Closes invitations whose time is over."""
    do.require()
    over = list(
        Invitation.objects.select_for_update(of=("self",))
        .filter(state=State.OPEN, expires_at__lte=timezone.now())
        .order_by("pk")
    )
    for one in over:
        close_invitation(one, State.EXPIRED)
        do.record(one, before=_facts(one), detail="expired")
    if not over:
        do.nothing()
    return len(over)


@action(Act.MEMBER_REMOVE)
def remove_member(do: Doing, *, member_id: UUID, reason: str) -> Member:
    """Ends a membership with every grant of it, and takes back the invitations this person had sent.

    Never the last administrator, never oneself: leaving is somebody else's decision to record.
    """
    do.require()
    member = Member.objects.select_for_update(of=("self",)).filter(pk=member_id).first()
    if member is None:
        raise ValidationError(_("There is no such member."))
    if member.left_at:
        do.nothing()
        return member
    if member.pk == do.actor.member_id:
        raise ValidationError(_("You cannot remove yourself here. Leave from your account page instead."))
    rules.keep_an_administrator(do.org_id, without_member=member.pk)
    ended = end_membership(do, member, reason=reason)
    do.record(member, before={"grants": ended}, reason=reason, detail="removed")
    return member


@action(Act.SELF_ACCOUNT)
def change_profile(
    do: Doing, *, name: str, language: str, theme: str, zone: str, clock: str, keys_off: bool = False
) -> Member:
    """What a member is called here, and how the product looks to them everywhere."""
    do.require()
    member = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=_me(do).pk)
    user = member.user
    before = {
        "name": member.name, "language": user.language, "theme": user.theme, "zone": user.zone, "clock": user.clock,
        "keys": user.keys,
    }  # fmt: skip
    after = {
        "name": name, "language": language, "theme": theme, "zone": zone, "clock": clock, "keys": not keys_off,
    }  # fmt: skip
    if before == after:
        do.nothing()
        return member
    member.name = name
    member.save(update_fields=["name"])
    user.name, user.language, user.theme, user.zone, user.clock = name, language, theme, zone, clock
    user.keys = not keys_off
    user.save(update_fields=["name", "language", "theme", "zone", "clock", "keys"])
    do.record(member, before=before, after=after, detail="profile")
    return member
