"""Reading tokens, ready for the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from coe.access.acts import GRANTABLE, GROUP_LABELS, Act
from coe.access.rights import Rights
from coe.api.models import ApiToken
from coe.api.secrets import PREFIX
from coe.tenancy.models import Brand, Member


@dataclass(frozen=True)
class Row:
    id: UUID
    name: str
    owner: str
    shown: str
    """Prefix and last four signs, to recognise it by."""
    acts: list[str]
    brands: list[str]
    """Empty: wherever the member may."""
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str
    """active, expired or revoked."""
    mine: bool


def tokens(member: Member, rights: Rights, *, everybody: bool = False) -> QuerySet[ApiToken]:
    """One's own, newest first; everybody's for who oversees them."""
    rows = ApiToken.objects.select_related("member").order_by("-made_at", "pk")
    if everybody and rights.may(Act.TOKEN_OVERSEE):
        return rows
    return rows.filter(member=member)


def standing(rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    return rows.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


def rows_of(found: Any, member: Member) -> list[Row]:
    """Two queries, however many there are."""
    found = list(found)
    names = dict(Brand.objects.filter(pk__in={id_ for one in found for id_ in one.brands}).values_list("pk", "name"))
    return [_row(one, names, member) for one in found]


def _row(token: ApiToken, names: dict[UUID, str], member: Member) -> Row:
    over = token.expires_at <= timezone.now()
    return Row(
        id=token.pk,
        name=token.name,
        owner=token.member.name,
        shown=f"{PREFIX}…{token.last_four}",
        acts=[str(act.label) for act in Act if act.value in token.acts],
        brands=sorted(names[id_] for id_ in token.brands if id_ in names),
        made_at=token.made_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        state="revoked" if token.revoked_at else "expired" if over else "active",
        mine=token.member_id == member.pk,
    )


def token_or_404(member: Member, rights: Rights, token_id: UUID) -> ApiToken:
    found = tokens(member, rights, everybody=True).filter(pk=token_id).first()
    if found is None:
        raise Http404
    return found


def offered_acts(rights: Rights) -> list[tuple[str, list[tuple[str, str]]]]:
    """Acts a token of this member could have, by group: (group, [(act, label)])."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for act in Act:
        if may_carry(rights, act):
            group = str(GROUP_LABELS[act.group]) if act in GRANTABLE else str(Act.SELF_ACCOUNT.label).capitalize()
            groups.setdefault(group, []).append((act.value, str(act.label)))
    return list(groups.items())


def may_carry(rights: Rights, act: Act) -> bool:
    """Tokens make no tokens: a leaked one could outlive its revocation."""
    if act in {Act.TOKEN_MANAGE, Act.TOKEN_OVERSEE}:
        return False
    return act == Act.SELF_ACCOUNT or (act in GRANTABLE and rights.may(act, anywhere=True))


def offered_brands(rights: Rights) -> QuerySet[Brand]:
    """Brands this member may do anything at all on."""
    wanted = Q(pk__in=[])
    for act in rights.held:
        wanted |= rights.within(act, brand="pk")
    return Brand.objects.filter(wanted)
