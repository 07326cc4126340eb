"""The end of a membership, however it came: what the member could do, and what spoke for them, ends with it."""

from collections.abc import Callable

from django.utils import timezone

from coe.access.action import Doing
from coe.access.actions import end_all_grants
from coe.accounts.closing import close_invitation
from coe.accounts.models import Invitation
from coe.accounts.states import State
from coe.tenancy.models import Member

Revoke = Callable[[Doing, Member], None]
_KEYS: list[Revoke] = []


def keys_of_members(revoke: Revoke) -> Revoke:
    """Registers what revokes a kind of secret that speaks for a member. Call from `AppConfig.ready`."""
    if revoke not in _KEYS:
        _KEYS.append(revoke)
    return revoke


def revoke_keys(do: Doing, member: Member) -> None:
    """Ends every secret that speaks for this member. Whoever is invited again begins without any."""
    for revoke in _KEYS:
        revoke(do, member)


def end_membership(do: Doing, member: Member, *, reason: str = "") -> int:
    """Ends it, and gives how many grants ended. The caller records the member."""
    ended = end_all_grants(do, member)
    for one in Invitation.objects.filter(invited_by=member, state=State.OPEN).order_by("pk"):
        close_invitation(one, State.REVOKED)
        do.record(one, before={"email": one.email, "name": one.name}, reason=reason, detail="revoked")
    revoke_keys(do, member)
    member.left_at = member.left_at or timezone.now()
    member.save(update_fields=["left_at"])
    return ended
