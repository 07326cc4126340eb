"""Tokens end with the membership they speak for."""

from django.utils import timezone

from coe.access.action import Doing
from coe.api.models import ApiToken
from coe.tenancy.models import Member


def revoke_all(do: Doing, member: Member) -> None:
    """Ends every standing token of a member; for the act that ends the membership."""
    for token in ApiToken.objects.select_for_update(of=("self",)).filter(member=member, revoked_at__isnull=True):
        token.revoked_at = timezone.now()
        token.revoked_by_id = do.actor.member_id
        token.save(update_fields=["revoked_at", "revoked_by"])
        do.record(token, after={"member": member.name}, detail="revoked")
