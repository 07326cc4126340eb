"""Freezes as rows of the page, with what this member may do about them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from coe.access.api import Act, Rights
from coe.tenancy.models import Member
from governance.crisis.models import Freeze
from governance.crisis.selectors import freezes_ended, freezes_on, visible


@dataclass(frozen=True)
class Row:
    freeze: Freeze
    may_lift: bool
    own: bool
    """Declared by this member on the whole organisation, so somebody else lifts it."""


def _row(freeze: Freeze, rights: Rights, member: Member) -> Row:
    own = freeze.brand_id is None and freeze.declared_by_id == member.pk
    may = rights.may(Act.FREEZE_LIFT, brand=freeze.brand_id, channel=freeze.channel_id)
    return Row(freeze, may and not own, own)


def visible_on(rights: Rights) -> QuerySet[Freeze]:
    """The freezes that are on and that this member may know of."""
    return freezes_on().filter(visible(rights))


def on(rights: Rights, member: Member) -> list[Row]:
    return [_row(freeze, rights, member) for freeze in visible_on(rights)]


def one(freeze_id: UUID, rights: Rights, member: Member) -> Row:
    found = Freeze.objects.filter(visible(rights), pk=freeze_id).select_related("brand", "declared_by").first()
    if found is None:
        raise Http404
    return _row(found, rights, member)


def ended(rights: Rights) -> QuerySet[Freeze]:
    return freezes_ended().filter(visible(rights))
