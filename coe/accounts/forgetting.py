"""Taking a person out of what others were told and sent: notices of their colleagues, invitations to their address."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower

from coe.access.action import Doing
from coe.accounts.closing import close_invitation
from coe.accounts.models import Invitation
from coe.accounts.states import State
from coe.notices.models import Notice
from coe.tenancy.models import Member


def invitations(do: Doing, member: Member, *, name: str, addresses: Iterable[str]) -> None:
    """Every invitation that made this membership or went to one of the addresses; an open one is taken back."""
    low = {address.lower() for address in addresses}
    mine = Invitation.objects.annotate(low=Lower("email")).filter(Q(member=member) | Q(low__in=low))
    for one in mine.filter(state=State.OPEN):
        close_invitation(one, State.REVOKED)
        do.record(one, before={"state": State.OPEN.value}, detail="revoked", label=name)
    mine.update(name=name, email=f"erased-{member.pk}@invalid", title="")


def notices(member: Member, *, name: str, known: set[str]) -> None:
    """`known` are the names and addresses that stood for the person; they stand in what others were told."""
    said = Q(by_name__in=known) | Q(subject_type="tenancy.member", subject_id=str(member.pk))
    for word in known:
        said |= Q(text__contains=json.dumps(word, ensure_ascii=False)[1:-1])
    for notice in Notice.objects.annotate(text=Cast("params", TextField())).filter(said):
        notice.by_name = name if notice.by_name in known else notice.by_name
        notice.params = {key: _without(value, known, name) for key, value in notice.params.items()}
        notice.save(update_fields=["by_name", "params"])


def _without(value: Any, known: set[str], name: str) -> Any:
    """Only a value that is the name as a whole: words of a title are not the person's."""
    if isinstance(value, list):
        return [_without(one, known, name) for one in value]
    return name if isinstance(value, str) and value in known else value
