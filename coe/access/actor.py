"""Who does something: a member, a task of the system, or the world outside."""

from dataclasses import dataclass, field
from uuid import UUID

from coe.access.acts import Act
from coe.access.rights import EVERYWHERE, Denied, Place, Rights, rights_of
from coe.tenancy.models import Member


@dataclass(frozen=True)
class Actor:
    kind: str
    """member, task or public."""
    org_id: UUID
    label: str
    member_id: UUID | None = None
    user_id: int | None = None
    rights: Rights = field(default_factory=Rights)
    holds: frozenset[Act] = frozenset()
    """Acts held without a grant: the system's, the public's, one's own account."""
    request_id: str = ""

    @classmethod
    def member(cls, member: Member, *, rights: Rights | None = None, request_id: str = "") -> "Actor":
        return cls(
            kind="member",
            org_id=member.org_id,
            label=member.name,
            member_id=member.pk,
            user_id=member.user_id,
            rights=rights if rights is not None else rights_of(member),
            holds=frozenset({Act.SELF_ACCOUNT}),
            request_id=request_id,
        )

    @classmethod
    def task(cls, org_id: UUID, name: str, *acts: Act) -> "Actor":
        """The system at work. Holds exactly the `system.*` acts it names."""
        wrong = [act for act in acts if act.group != "system"]
        if wrong:
            raise ValueError(f"a task holds only system acts, not {wrong}")
        return cls(kind="task", org_id=org_id, label=name, holds=frozenset(acts))

    @classmethod
    def public(cls, org_id: UUID, label: str, act: Act) -> "Actor":
        return cls(kind="public", org_id=org_id, label=label, holds=frozenset({act}))

    def may(self, act: Act, place: Place = EVERYWHERE) -> bool:
        return act in self.holds or self.rights.allows(act, place)

    def require(self, act: Act, place: Place = EVERYWHERE) -> None:
        if not self.may(act, place):
            raise Denied(act, place)
