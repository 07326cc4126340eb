"""Closing an organisation for good, when nobody is left who could. What it wrote stays, the audit above all."""

from collections.abc import Callable

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.accounts.closing import close_invitation
from coe.accounts.ending import end_membership
from coe.accounts.models import Invitation
from coe.accounts.states import State
from coe.tenancy.models import Member, Organisation

Stop = Callable[[Doing], None]
_STOPS: list[Stop] = []


def when_closed(stop: Stop) -> Stop:
    """Registers what stops when an organisation is closed, such as sending posts. Call from `AppConfig.ready`."""
    if stop not in _STOPS:
        _STOPS.append(stop)
    return stop


@action(Act.SYSTEM_MAINTAIN)
def close_organisation(do: Doing) -> int:
    """Ends every membership with its grants, tokens and feeds, takes invitations back, and stops what would go out.

    How many memberships ended. Here, and only here, the last administrator goes too. Safe to run again.
    """
    do.require()
    for stop in _STOPS:
        stop(do)
    members = list(Member.objects.select_for_update(of=("self",)).filter(left_at__isnull=True).order_by("pk"))
    for member in members:
        ended = end_membership(do, member)
        do.record(member, before={"grants": ended}, detail="removed")
    for one in Invitation.objects.filter(state=State.OPEN).order_by("pk"):
        close_invitation(one, State.REVOKED)
        do.record(one, before={"email": one.email, "name": one.name}, detail="revoked")
    if not members:
        do.nothing()
        return 0
    do.record(Organisation.objects.get(pk=do.org_id), after={"members": len(members)}, detail="closed")
    return len(members)
