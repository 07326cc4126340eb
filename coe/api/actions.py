"""Making tokens, and taking them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.api.models import LIFE_DAYS, ApiToken, IdempotencyKey, TokenKey
from coe.api.secrets import fingerprint, new_secret
from coe.api.selectors import may_carry
from coe.tenancy.models import Brand
from coe.web.joining import listed

MOST = 50
"""Standing tokens of one member."""


@dataclass(frozen=True)
class Made:
    """A new token, and its secret, which nobody can read again."""

    token: ApiToken
    secret: str


@action(Act.TOKEN_MANAGE)
def create_token(
    do: Doing, *, name: str, acts: list[str], expires_at: datetime, brands: list[UUID] | None = None
) -> Made:
    """Makes a token of one's own. `brands` None: wherever the member may. Errors name the field."""
    _ask(do)
    wanted = _acts(do, acts)
    chosen = None if brands is None else _brands(brands)
    now = timezone.now()
    if not now < expires_at <= now + timedelta(days=LIFE_DAYS):
        raise ValidationError({"expires_at": _("Choose an end within a year from now.")})
    mine = ApiToken.objects.filter(member=do.actor.member_id, revoked_at__isnull=True, expires_at__gt=now)
    if mine.count() >= MOST:
        raise ValidationError(
            ngettext(
                "You have %(count)d token already. Revoke one that is not used.",
                "You have %(count)d tokens already. Revoke one that is not used.",
                MOST,
            )
            % {"count": MOST}
        )
    secret = new_secret()
    token = ApiToken.objects.create(
        org_id=do.org_id,
        member_id=str(do.actor.member_id),
        name=name,
        secret_hash=fingerprint(secret),
        last_four=secret[-4:],
        acts=wanted,
        whole=chosen is None,
        brands=[brand.pk for brand in chosen or []],
        made_at=now,
        expires_at=expires_at,
    )
    TokenKey.objects.create(secret_hash=token.secret_hash, org_id=do.org_id)
    do.record(
        token,
        after={
            "acts": wanted,
            "brands": [str(brand) for brand in chosen] if chosen is not None else "all",
            "until": expires_at,
        },
    )
    return Made(token, secret)


def _ask(do: Doing) -> None:
    """Tokens are one's own; the right to make them may be held on one brand only."""
    if do.actor.member_id is None or not do.actor.rights.may(Act.TOKEN_MANAGE, anywhere=True):
        raise Denied(Act.TOKEN_MANAGE)
    do.asked = True


def _acts(do: Doing, acts: list[str]) -> list[str]:
    wanted = sorted(set(acts))
    if not wanted:
        raise ValidationError({"acts": _("Choose at least one act.")})
    known = set(Act)
    foreign = [act for act in wanted if act not in known or not may_carry(do.actor.rights, Act(act))]
    if foreign:
        labels = [str(Act(act).label) if act in known else act for act in foreign]
        raise ValidationError({"acts": _("You do not hold these yourself: %(acts)s.") % {"acts": listed(labels)}})
    return wanted


def _brands(wanted: list[UUID]) -> list[Brand]:
    found = list(Brand.objects.filter(pk__in=wanted).order_by("name"))
    if not wanted or len(found) != len(set(wanted)):
        raise ValidationError({"brands": _("Choose at least one brand of this organisation.")})
    return found


@action(Act.TOKEN_MANAGE)
def revoke_token(do: Doing, *, token_id: UUID) -> ApiToken:
    """Ends one of one's own tokens now; its next request is refused. Revoking twice changes nothing."""
    _ask(do)
    return _revoke(do, token_id, mine=True)


@action(Act.TOKEN_OVERSEE)
def revoke_any_token(do: Doing, *, token_id: UUID) -> ApiToken:
    """Ends anybody's token now."""
    do.require()
    return _revoke(do, token_id, mine=False)


@action(Act.SELF_ACCOUNT)
def give_up(do: Doing, *, token_id: UUID) -> ApiToken:
    """A token ends itself; whatever else it may, this it always may."""
    do.asked = True
    return _revoke(do, token_id, mine=True)


def _revoke(do: Doing, token_id: UUID, *, mine: bool) -> ApiToken:
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("member").filter(pk=token_id)
    token = rows.filter(member=do.actor.member_id).first() if mine else rows.first()
    if token is None:
        raise ValidationError(_("There is no such token."))
    if token.revoked_at:
        do.nothing()
        return token
    token.revoked_at, token.revoked_by_id = timezone.now(), do.actor.member_id
    token.save(update_fields=["revoked_at", "revoked_by"])
    # TokenKey stays, so that the program is told what became of its token instead of "not known".
    do.record(token, before={"owner": token.member.name, "until": token.expires_at}, detail="revoked")
    return token


@action(Act.SYSTEM_MAINTAIN)
def forget_keys(do: Doing, *, before: datetime) -> int:
    """Deletes Idempotency-Keys that nobody can retry with any more. Housekeeping leaves no audit row."""
    do.require()
    do.nothing()
    count, _by_model = IdempotencyKey.objects.filter(org_id=do.org_id, made_at__lt=before).delete()
    return count
