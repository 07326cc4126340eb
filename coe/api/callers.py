"""Who calls: from the bearer token to the member, the organisation, and what this token may of theirs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.doors import shut
from coe.access.rights import Place, Rights, rights_of
from coe.api import guessing
from coe.api.models import ApiToken, TokenKey
from coe.api.narrowing import narrowed
from coe.api.problems import Problem
from coe.api.secrets import fingerprint, is_secret
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Member, Organisation

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="CoE"'}
INVALID = {"WWW-Authenticate": 'Bearer realm="CoE", error="invalid_token"'}


@dataclass
class Caller:
    """A token that stands, ready to act as its member."""

    token: ApiToken
    org: Organisation
    member: Member
    rights: Rights
    actor: Actor

    @property
    def brands(self) -> list[UUID] | None:
        """The brands its token is for; None for all."""
        return None if self.token.whole else self.token.brands

    def missing_on_token_only(self, act: Act, place: Place) -> bool:
        """Whether the member may what this token may not."""
        own = Actor.member(self.member)
        return own.may(act, place) or (place == Place() and own.rights.may(act, anywhere=True))


def secret_of(header: str) -> str:
    """The secret of an Authorization header. Raises Problem."""
    kind, _space, secret = header.partition(" ")
    if not header:
        raise Problem("token-missing", headers=CHALLENGE)
    if kind.lower() != "bearer" or not is_secret(secret.strip()):
        raise Problem("token-unknown", headers=INVALID)
    return secret.strip()


def organisation_of(secret: str) -> Any:
    """The id of the organisation a secret belongs to. Raises Problem."""
    found = TokenKey.objects.filter(secret_hash=fingerprint(secret)).values_list("org_id", flat=True).first()
    if found is None:
        raise Problem("token-unknown", headers=INVALID)
    return found


def enter(secret: str, *, request_id: str) -> Caller:
    """The caller; inside their organisation. Raises Problem for what does not stand any more."""
    token = ApiToken.objects.select_related("member__user", "org").filter(secret_hash=fingerprint(secret)).first()
    if token is None or token.member.left_at or not token.member.user.is_active:
        raise Problem("token-unknown", headers=INVALID)
    if token.revoked_at:
        raise Problem("token-revoked", headers=INVALID)
    if token.expires_at <= timezone.now():
        raise Problem("token-expired", headers=INVALID)
    token.member.org = token.org  # The same row, read already.
    whole = rights_of(token.member)
    if shut(token.member, whole):
        raise Problem("second-factor")
    rights = narrowed(whole, acts=token.acts, brands=None if token.whole else token.brands)
    return Caller(token, token.org, token.member, rights, _actor(token, rights, request_id))


def _actor(token: ApiToken, rights: Rights, request_id: str) -> Actor:
    """The member, with the token's rights. The audit says through which token."""
    own = {Act.SELF_ACCOUNT} & {Act(act) for act in token.acts if act in set(Act)}
    return Actor(
        kind="member",
        org_id=token.org_id,
        label=f"{token.member.name} ({token.name})",
        member_id=token.member_id,
        user_id=token.member.user_id,
        rights=rights,
        holds=frozenset(own),
        request_id=request_id,
    )


def note_use(token: ApiToken) -> None:
    """Once a minute, in a transaction of its own: a long write must not hold this row against other requests."""
    now = timezone.now().replace(second=0, microsecond=0)
    if token.last_used_at and token.last_used_at > now - timedelta(minutes=1):
        return
    with inside(token.org_id):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    guessing.stood(token.secret_hash)


def brand_names(token: ApiToken) -> list[Brand]:
    return list(Brand.objects.filter(pk__in=token.brands).order_by("name"))
