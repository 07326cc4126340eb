"""What a grant would change, before anybody gives it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coe.access.acts import GRANTABLE, Act
from coe.access.models import Role
from coe.access.rights import carries, rights_of
from coe.access.scopes import Target
from coe.tenancy.models import Member

TELLING = (Act.POST_APPROVE, Act.POST_SCHEDULE, Act.CHANNEL_CONNECT, Act.ACCESS_GRANT)
"""What people ask about first when a role is given."""


@dataclass(frozen=True)
class Gain:
    """Acts in words: those that come, those held at that place already, telling ones that the role does not give."""

    new: list[Any]
    held: list[Any]
    lacking: list[Any]


def gain_of(member: Member, role_id: UUID, place: Target) -> Gain | None:
    """Two queries: the role, None when there is none such, and what the member holds."""
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        return None
    rights = rights_of(member)
    given = [act for act in Act if act in GRANTABLE and act.value in role.acts and carries(place.scope, act)]
    new = [act.label for act in given if not rights.allows(act, place.place)]
    held = [act.label for act in given if rights.allows(act, place.place)]
    lacking = [act.label for act in TELLING if act not in given and not rights.allows(act, place.place)]
    return Gain(new, held, lacking)
