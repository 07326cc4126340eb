"""Leaving an organisation oneself, and having one's login erased.

What the audit says stays as it was written: its entries are chained by hash, so nobody can take a name out of them
without the chain saying that it was altered. Everywhere else the name gives way to a pseudonym.
"""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access import rules
from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.models import AccessRequest, Grant, Scope
from coe.accounts import forgetting
from coe.accounts.ending import end_membership
from coe.accounts.models import Export, Picture, SignIn, SignUp, User
from coe.notices.models import Notice, Preference
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation

GRACE = timedelta(days=14)
AGAIN = timedelta(days=1)


@action(Act.SELF_ACCOUNT)
def leave(do: Doing) -> Member:
    """Ends one's own membership with every grant of it. Never as the last administrator."""
    do.require()
    member = Member.objects.select_for_update(of=("self",)).get(pk=str(do.actor.member_id))
    rules.keep_an_administrator(do.org_id, without_member=member.pk)
    _end(do, member, detail="left")
    return member


def _end(do: Doing, member: Member, *, detail: str, label: str = "") -> None:
    ended = end_membership(do, member)
    do.record(member, before={"grants": ended}, detail=detail, label=label)


# ── erasing a login ─────────────────────────────────────────────────────────────────────────────


def held_back_by(user: User) -> list[Organisation]:
    """The organisations nobody else could look after: while there is one, the login stays."""
    return [member.org for member in _members(user) if not member.left_at and _last_administrator(member)]


def _members(user: User) -> list[Member]:
    with inside(None, user=user.pk):
        rows = list(Member.objects.filter(user=user).order_by("org_id"))
    organisations = Organisation.objects.in_bulk([row.org_id for row in rows])
    for row in rows:
        row.org = organisations[row.org_id]
    return rows


def _last_administrator(member: Member) -> bool:
    with inside(member.org_id):
        holds = Grant.objects.filter(
            member=member, scope=Scope.ORGANISATION, role__acts__contains=[Act.ACCESS_GRANT.value],
            ended_at__isnull=True, expires_at__isnull=True,
        )  # fmt: skip
        if not holds.exists():
            return False
        try:
            rules.keep_an_administrator(member.org_id, without_member=member.pk)
        except ValidationError:
            return True
        return False


def ask_for_deletion(user: User) -> None:
    """Sets the day. Raises ValidationError while an organisation would be left without an administrator."""
    if held_back_by(user):
        raise ValidationError(_("Somebody else must be able to hand out rights first."))
    user.delete_at = timezone.now() + GRACE
    user.save(update_fields=["delete_at"])


def pseudonym(member: Member) -> str:
    """What stands where the name was. In both languages, because it is stored and read by all."""
    return f"Former member 前成员 {str(member.pk)[:4].upper()}"


def erase(user_id: int) -> bool:
    """Erases a login whose day has come. False when there is nothing to do, or not yet.

    When others stopped being administrators meanwhile, it is put off by a day, and tried again.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, delete_at__lte=timezone.now()).first()
        if user is None:
            return False
        if held_back_by(user):
            User.objects.filter(pk=user.pk).update(delete_at=timezone.now() + AGAIN)
            return False
        for member in _members(user):
            with inside(member.org_id, user=user.pk):
                forget_member(Actor.task(member.org_id, "accounts.erase", Act.SYSTEM_MAINTAIN), member=member)
        _forget_login(user)
    return True


@action(Act.SYSTEM_MAINTAIN)
def forget_member(do: Doing, *, member: Member) -> None:
    """Puts a pseudonym in the place of a person, in one organisation."""
    do.require()
    name, known = pseudonym(member), {member.name, member.user.name} - {""}
    addresses = {member.user.email, *EmailAddress.objects.filter(user=member.user).values_list("email", flat=True)}
    Member.objects.filter(pk=member.pk).update(name=name, title="")
    member.name, member.title = name, ""
    forgetting.invitations(do, member, name=name, addresses=addresses)
    AccessRequest.objects.filter(member=member).update(note="")
    for model in (Notice, Preference):
        model._default_manager.filter(member=member).delete()
    forgetting.notices(member, name=name, known=known | addresses)
    _end(do, member, detail="erased", label=name)


def _forget_login(user: User) -> None:
    """What is left is a row that nobody can sign in with, for the memberships that point at it."""
    from coe.accounts.exporting import remove_file

    for made in Export.objects.filter(user=user):
        remove_file(made)
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (Export, Picture, SignIn, SignUp, EmailAddress, Authenticator):
        rows: Any = model
        rows.objects.filter(user=user).delete()
    user.email, user.name, user.zone = f"erased-{user.pk}@invalid", "", ""
    user.is_active, user.delete_at, user.picture_at, user.default_org = False, None, None, None
    user.last_login = None
    user.set_unusable_password()
    user.save()
