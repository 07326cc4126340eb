"""Who I am, who is here, and who was asked to join."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access import matrix, selectors
from coe.access.acts import Act
from coe.access.reach import EVERYTHING, reach
from coe.accounts import actions
from coe.accounts.models import Theme, User
from coe.accounts.selectors import as_invited, invitation_or_404, invitations, removable_or_404
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Id, Instant, Line, Ref, Shape, Yes
from coe.tenancy.zones import check_zone

SELF = "who one is oneself"
CLOCKS = [value for value, _label in User._meta.get_field("clock").choices or []]


class TokenBrief(serializers.Serializer[Any]):
    """The token that asks."""

    id = Id()
    name = serializers.CharField()
    acts = serializers.ListField(child=serializers.CharField())
    brands = serializers.ListField(child=Id(), help_text="Empty: wherever the member may.")
    expires_at = Instant()


class OrganisationBrief(serializers.Serializer[Any]):
    id = Id()
    slug = serializers.CharField()
    name = serializers.CharField()
    zone = serializers.CharField()
    currency = serializers.CharField()


class RightHeld(serializers.Serializer[Any]):
    """One act, and where this token may do it."""

    act = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    everywhere = serializers.BooleanField()
    brands = serializers.ListField(child=Id())
    markets = serializers.ListField(child=Id())
    channels = serializers.ListField(child=Id())


class Me(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.CharField()
    zone = serializers.CharField()
    theme = serializers.CharField()
    clock = serializers.CharField()
    keys_off = serializers.BooleanField(help_text="No single-key shortcuts.")
    organisation = OrganisationBrief()
    token = TokenBrief()
    rights = RightHeld(many=True)


def _held(call: Call) -> list[dict[str, Any]]:
    """The member's rights within the token, act by act."""
    found = []
    for act in Act:
        scopes: dict[str, Any] = call.rights.held.get(act, {})
        if scopes:
            narrow = {name: sorted(scopes.get(kind, {}), key=str) for name, kind in
                      (("brands", "brand"), ("markets", "market"), ("channels", "channel"))}  # fmt: skip
            found.append(
                {"act": act.value, "label": act.label, "everywhere": bool(scopes.get("organisation")), **narrow}
            )
    return found


def _me(call: Call) -> dict[str, Any]:
    user = call.member.user
    return {
        "id": call.member.pk, "name": call.member.name, "email": user.email, "language": user.language,
        "zone": user.zone, "theme": user.theme, "clock": user.clock, "keys_off": not user.keys,
        "organisation": call.org,
        "token": call.caller.token,
        "rights": _held(call),
    }  # fmt: skip


@read("me", None, tag="me", gives=Me, open_because=SELF)
def me(call: Call) -> dict[str, Any]:
    """Who this token acts as.

    The member, the organisation, and what the member may within this token now.
    """
    return _me(call)


class ProfileIn(Shape):
    name = Line(80, required=False)
    language = serializers.ChoiceField(choices=["en", "zh-hans"], required=False)
    theme = serializers.ChoiceField(choices=Theme.values, required=False)
    zone = Line(64, required=False, allow_blank=True, help_text="Empty: the zone of the organisation.")
    clock = serializers.ChoiceField(choices=CLOCKS, required=False)
    keys_off = serializers.BooleanField(required=False, help_text="No single-key shortcuts.")

    def validate_zone(self, value: str) -> str:
        if value:
            check_zone(value)
        return value


@write("me_update", None, tag="me", takes=ProfileIn, gives=Me, method="PATCH", open_because=SELF)
def change_me(call: Call) -> dict[str, Any]:
    """Change one's own name and look.

    Takes `self.account` among the token's acts. What is left out stays.
    """
    user = call.member.user
    before = {
        "name": call.member.name, "language": user.language, "theme": user.theme, "zone": user.zone,
        "clock": user.clock, "keys_off": not user.keys,
    }  # fmt: skip
    call.caller.member = actions.change_profile(call.actor, **{**before, **call.data})
    return _me(call)


# ── members ─────────────────────────────────────────────────────────────────────────────────────


class HeldRole(serializers.Serializer[Any]):
    grant = Id(source="pk")
    role = serializers.CharField()
    on = serializers.CharField(source="scope_label")
    until = Instant(source="expires_at", allow_null=True)


class MemberRow(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    email = serializers.EmailField(source="user.email")
    title = serializers.CharField()
    partner = Ref(allow_null=True)
    joined_at = Instant()
    left_at = Instant(allow_null=True)
    last_seen_at = Instant(allow_null=True)
    roles = HeldRole(many=True)


class MemberFilters(Shape):
    q = Line(100, required=False, help_text="Part of a name or an address.")
    left = Yes(required=False, default=False, help_text="Those who have left, instead of those who are here.")


@read("members_list", Act.MEMBER_SEE, tag="members", gives=MemberRow, filters=MemberFilters, paged=True)
def members(call: Call) -> Page:
    """List members with the roles they hold, by name."""
    seen = reach(call.rights, Act.MEMBER_SEE)
    people = matrix.members(seen, also=call.member.pk, search=call.query.get("q", ""), left=call.query["left"])
    return listed(call.window, people, key=lambda one: f"{one.name} {one.pk}")


@read("members_get", Act.MEMBER_SEE, tag="members", gives=MemberRow)
def member(call: Call, member_id: UUID) -> Any:
    """Read one member."""
    return _member(call, member_id, Act.MEMBER_SEE)


def _member(call: Call, member_id: UUID, act: Act) -> Any:
    seen = EVERYTHING if member_id == call.member.pk else reach(call.rights, act)
    found = selectors.member_or_404(member_id, seen)
    return matrix.with_roles([found], seen, also=call.member.pk)[0]


class WithReason(Shape):
    reason = Line(300)


@write("members_remove", Act.MEMBER_REMOVE, tag="members", takes=WithReason, gives=MemberRow)
def remove(call: Call, member_id: UUID) -> Any:
    """End a membership with every grant of it.

    Never one's own, and never the last administrator's.
    """
    removable_or_404(member_id)
    gone = actions.remove_member(call.actor, member_id=member_id, reason=call.data["reason"])
    return matrix.with_roles([gone], EVERYTHING, also=call.member.pk)[0]


# ── invitations ─────────────────────────────────────────────────────────────────────────────────


class InvitationRow(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.CharField()
    on = serializers.CharField()
    inviter = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    at = Instant()
    expires_at = Instant()
    open = serializers.BooleanField()
    mailed = serializers.BooleanField()


class InvitationIn(Shape):
    email = serializers.EmailField(max_length=254)
    name = Line(80)
    title = Line(80, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=["en", "zh-hans"], default="en", help_text="Of the mail.")
    partner_id = Id(required=False, allow_null=True, default=None)
    role_id = Id(required=False, allow_null=True, default=None)
    on = Line(60, required=False, allow_blank=True, default="", help_text="Where the role holds: “<scope>:<id>”.")
    until = Instant(required=False, allow_null=True, default=None, help_text="When the role ends.")


@read("invitations_list", Act.MEMBER_INVITE, tag="members", gives=InvitationRow, paged=True)
def invited(call: Call) -> Page:
    """List invitations to places where the member may invite, newest first."""
    rows = invitations(call.org, call.rights)
    return keyset(call.window, rows, "-created_at", "pk", shown=lambda page: [as_invited(one) for one in page])


def _one(call: Call, invitation_id: UUID) -> Any:
    return as_invited(invitation_or_404(call.org, call.rights, invitation_id))


@write("invitations_create", Act.MEMBER_INVITE, tag="members", takes=InvitationIn, gives=InvitationRow, status=201)
def invite(call: Call) -> Any:
    """Ask somebody to join.

    The mail goes out once this is kept. A role with it is a grant in waiting and takes the right to grant it.
    """
    data = dict(call.data)
    made = actions.invite(call.actor, **data)
    return _one(call, made.pk)


@write("invitations_send_again", Act.MEMBER_INVITE, tag="members", gives=InvitationRow)
def send_again(call: Call, invitation_id: UUID) -> Any:
    """Send a new link for seven more days; the one before stops working."""
    invitation_or_404(call.org, call.rights, invitation_id)
    actions.send_again(call.actor, invitation_id=invitation_id)
    return _one(call, invitation_id)


@write("invitations_revoke", Act.MEMBER_INVITE, tag="members", gives=InvitationRow)
def revoke(call: Call, invitation_id: UUID) -> Any:
    """Take an invitation back."""
    invitation_or_404(call.org, call.rights, invitation_id)
    actions.revoke(call.actor, invitation_id=invitation_id)
    return _one(call, invitation_id)
