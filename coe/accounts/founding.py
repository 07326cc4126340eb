"""A stranger founds an organisation: a login, a confirmed e-mail, then the organisation with them at its head."""

import re
import secrets
import unicodedata
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.founding import found
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.accounts.models import SignUp, User
from coe.tenancy.models import Member, Organisation

# What a founder holds, for good: one role hands out rights, one steers, one writes. Nobody approves their own post.
FOUNDER_ROLES = ("admin", "coe-lead", "creator")
UNCONFIRMED = timedelta(days=2)
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
# Letters that Unicode does not take apart by itself.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th", "ı": "i"})


def slug_for(name: str, email: str) -> str:
    """A short name such as “harbour-hotels-x7k2”.

    Made of the Latin letters in the name, else of the e-mail's domain, else “org”. It always ends in four random
    signs: were they added only where a name is taken, they would tell strangers which organisations exist.
    """
    stem = _latin(name) or _latin(email.rpartition("@")[2].rpartition(".")[0]) or "org"
    return f"{stem[:34].strip('-')}-{''.join(secrets.choice(SIGNS) for _sign in range(4))}"


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[’']", "", plain)).strip("-")
    return found if len(found) > 1 else ""


def found_organisation(user: User, *, name: str, zone: str) -> Organisation:
    """Makes an organisation with its default roles, and `user` its first member, who may begin with everything."""
    with transaction.atomic():
        organisation = _made(name, zone, user.email)
        _begin(Actor.public(organisation.pk, user.name or user.email, Act.PUBLIC_JOIN), founder=user)
    return organisation


def _made(name: str, zone: str, email: str) -> Organisation:
    while True:
        try:
            with transaction.atomic():
                return Organisation.objects.create(slug=slug_for(name, email), name=name, zone=zone)
        except IntegrityError:
            continue  # One in a million: the same name and the same four signs.


@action(Act.PUBLIC_JOIN)
def _begin(do: Doing, *, founder: User) -> Member:
    do.require()
    organisation = Organisation.objects.get(pk=do.org_id)
    found(organisation)
    member = Member.objects.create(org=organisation, user=founder, name=founder.name or founder.email)
    with override(founder.language):
        reason = _("Founded the organisation.")
    for key in FOUNDER_ROLES:
        grant = Grant.objects.create(
            org=organisation, member=member, role=Role.objects.get(key=key), scope=Scope.ORGANISATION,
            scope_id=organisation.pk, scope_label=organisation.name, reason=reason,
        )  # fmt: skip
        put_right_rows(grant)
        do.record(grant, after={"member": member.pk, "role": key, "scope": grant.scope}, reason=reason,
                  label=f"{grant.role} → {member}", detail="granted")  # fmt: skip
    do.record(organisation, after={"name": organisation.name, "zone": organisation.zone}, detail="founded")
    return member


def found_what_was_wanted(user: User) -> Organisation | None:
    """Founds what this person signed up for, once; None when there is nothing to found."""
    with transaction.atomic():
        wanted = SignUp.objects.select_for_update().filter(user=user).first()
        if wanted is None:
            return None
        organisation = found_organisation(user, name=wanted.organisation, zone=wanted.zone)
        wanted.delete()
    return organisation


def forget_unconfirmed() -> int:
    """Deletes logins that were signed up two days ago and never confirmed: their e-mail is free again."""
    old = SignUp.objects.filter(created_at__lt=timezone.now() - UNCONFIRMED).values_list("user_id", flat=True)
    confirmed = EmailAddress.objects.filter(user_id__in=old, verified=True).values_list("user_id", flat=True)
    gone = User.objects.filter(pk__in=list(old)).exclude(pk__in=list(confirmed))
    count = gone.count()
    gone.delete()
    return count
