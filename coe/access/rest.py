"""Roles, grants, and rights that people ask for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access import actions, matrix, selectors
from coe.access.acts import GRANTABLE, GROUP_LABELS, Act
from coe.access.reach import EVERYTHING, reach
from coe.access.scopes import channel_or_404
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Id, Instant, Line, Ref, Shape

SELF = "whoever lacks a right may ask for it"


class ActRow(serializers.Serializer[Any]):
    act = serializers.CharField()
    label = serializers.CharField(help_text="Completes the sentence “may …”.")  # type: ignore[assignment]
    group = serializers.CharField()


@read("acts_list", None, tag="access", gives=ActRow, paged=True, open_because="the catalogue is nobody's secret")
def acts(call: Call) -> Page:
    """List every act that can be granted."""
    rows = [{"act": act.value, "label": act.label, "group": GROUP_LABELS[act.group]} for act in Act if act in GRANTABLE]
    return listed(call.window, rows, key=lambda row: str(row["act"]))


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


class RoleRow(serializers.Serializer[Any]):
    id = Id()
    key = serializers.CharField(help_text="Default roles have one, and cannot be changed.")
    name = serializers.CharField(source="label")
    about = serializers.CharField(source="purpose")
    acts = serializers.ListField(child=serializers.CharField())
    holders = serializers.SerializerMethodField()

    def get_holders(self, role: Any) -> int:
        return int(getattr(role, "holders", 0))


class RoleIn(Shape):
    name = Line(60)
    about = Line(200, required=False, allow_blank=True, default="")
    acts = serializers.ListField(child=Line(30), max_length=100)


@read("roles_list", Act.ACCESS_SEE, tag="access", gives=RoleRow, paged=True)
def roles(call: Call) -> Page:
    """List roles, with how many members hold each."""
    found = selectors.roles(reach(call.rights, Act.ACCESS_SEE))
    return listed(call.window, found, key=lambda role: f"{not role.key} {role.label} {role.pk}")


@read("roles_get", Act.ACCESS_SEE, tag="access", gives=RoleRow)
def role(call: Call, role_id: UUID) -> Any:
    """Read one role."""
    return selectors.role_or_404(role_id)


@write("roles_create", Act.ROLE_WRITE, tag="access", takes=RoleIn, gives=RoleRow, status=201)
def create_role(call: Call) -> Any:
    """Make a role of acts that the member holds."""
    return actions.write_role(call.actor, **call.data)


@write("roles_update", Act.ROLE_WRITE, tag="access", takes=RoleIn, gives=RoleRow, method="PUT")
def change_role(call: Call, role_id: UUID) -> Any:
    """Change a custom role. What everybody who holds it may do changes at once."""
    selectors.role_or_404(role_id)
    return actions.write_role(call.actor, role_id=role_id, **call.data)


# ── grants ──────────────────────────────────────────────────────────────────────────────────────


class GrantRow(serializers.Serializer[Any]):
    id = Id()
    member = Ref()
    role = Ref()
    scope = serializers.CharField()
    scope_id = Id()
    scope_label = serializers.CharField()
    reason = serializers.CharField()
    granted_by = Ref(allow_null=True)
    granted_at = Instant()
    expires_at = Instant(allow_null=True)
    ended_at = Instant(allow_null=True)


class GrantFilters(Shape):
    view = serializers.ChoiceField(
        choices=["standing", "ending", "ended"], default="standing", help_text="ending: within 14 days."
    )
    member = Id(required=False)


class GrantIn(Shape):
    member_id = Id()
    role_id = Id()
    on = Line(60, help_text="“organisation:<id>”, “brand:<id>”, “market:<id>” or “channel:<id>”.")
    reason = Line(300)
    until = Instant(required=False, allow_null=True, default=None, help_text="null: no end.")


@read("grants_list", Act.ACCESS_SEE, tag="access", gives=GrantRow, filters=GrantFilters, paged=True)
def grants(call: Call) -> Page:
    """List grants, newest first."""
    view = call.query["view"]
    rows = selectors.grants(
        reach(call.rights, Act.ACCESS_SEE), selectors.WantedGrants("" if view == "standing" else view)
    )
    if member := call.query.get("member"):
        rows = rows.filter(member=member)
    return keyset(call.window, rows, "-granted_at", "pk")


@write("grants_create", Act.ACCESS_GRANT, tag="access", takes=GrantIn, gives=GrantRow, status=201)
def grant(call: Call) -> Any:
    """Grant a role. Nobody grants to themselves, nor what they do not hold."""
    return actions.grant(call.actor, **call.data)


class EndIn(Shape):
    reason = Line(300, required=False, allow_blank=True, default="")


@write("grants_end", Act.ACCESS_GRANT, tag="access", takes=EndIn, gives=GrantRow)
def end(call: Call, grant_id: UUID) -> Any:
    """End a grant now. Ending twice changes nothing."""
    selectors.grant_or_404(grant_id, reach(call.rights, Act.ACCESS_GRANT))
    return actions.end_grant(call.actor, grant_id=grant_id, reason=call.data["reason"])


# ── requests ────────────────────────────────────────────────────────────────────────────────────


class AskedRow(serializers.Serializer[Any]):
    id = Id()
    member = Ref()
    act = serializers.CharField()
    act_label = serializers.CharField()
    scope = serializers.CharField()
    scope_id = Id()
    scope_label = serializers.CharField()
    note = serializers.CharField()
    asked_at = Instant()
    answered_at = Instant(allow_null=True)


class AskIn(Shape):
    act = Line(30)
    on = Line(60, required=False, allow_blank=True, default="")
    note = Line(300, required=False, allow_blank=True, default="")


@read("access_requests_list", Act.ACCESS_GRANT, tag="access", gives=AskedRow, paged=True)
def asked(call: Call) -> Page:
    """List open requests for rights, oldest first."""
    return keyset(call.window, selectors.open_requests(reach(call.rights, Act.ACCESS_GRANT)), "asked_at", "pk")


@write("access_requests_create", None, tag="access", takes=AskIn, gives=AskedRow, status=201, open_because=SELF)
def ask_for(call: Call) -> Any:
    """Ask those who can grant an act for it. Takes `self.account` among the token's acts."""
    return actions.ask_for(call.actor, **call.data)


@write("access_requests_decline", Act.ACCESS_GRANT, tag="access", gives=AskedRow)
def decline(call: Call, request_id: UUID) -> Any:
    """Answer a request with no."""
    selectors.request_or_404(request_id, reach(call.rights, Act.ACCESS_GRANT))
    return actions.decline(call.actor, request_id=request_id)


# ── who may what, and why ───────────────────────────────────────────────────────────────────────


class WhyRow(serializers.Serializer[Any]):
    """One act on one brand, and the grants that give it."""

    act = serializers.CharField()
    brand_id = Id()
    grants = serializers.ListField(child=Id())
    unused = serializers.BooleanField(help_text="Held, and not used for 90 days.")


class RightsOut(serializers.Serializer[Any]):
    member = Ref()
    may = serializers.IntegerField(help_text="How many acts.")
    unused = serializers.IntegerField()
    ending = serializers.IntegerField(help_text="Grants that end within 14 days.")
    rights = WhyRow(many=True)


class AtFilter(Shape):
    as_of = Instant(required=False, help_text="What was, or will be, allowed at a moment.")


@read("members_rights", Act.ACCESS_SEE, tag="access", gives=RightsOut, filters=AtFilter)
def rights(call: Call, member_id: UUID) -> dict[str, Any]:
    """Read what a member may do, brand by brand, and why."""
    seen = EVERYTHING if member_id == call.member.pk else reach(call.rights, Act.ACCESS_SEE)
    person = selectors.member_or_404(member_id, seen)
    at: datetime | None = call.query.get("as_of")
    found = matrix.matrix_of(person, at=at, seen=seen)
    why = [
        {"act": row.act.value, "brand_id": cell.brand.pk, "grants": [one.grant.pk for one in cell.reasons],
         "unused": cell.unused}
        for _group, rows in found.groups for row in rows for cell in row.cells if cell.reasons and cell.brand
    ]  # fmt: skip
    return {"member": person, "may": found.may, "unused": found.unused, "ending": found.ending, "rights": why}


class ThroughRow(serializers.Serializer[Any]):
    act = serializers.CharField()
    member = Ref()
    grant = Id()
    role = serializers.CharField()


@read("channels_people", Act.ACCESS_SEE, tag="access", gives=ThroughRow, paged=True)
def channel_people(call: Call, channel_id: UUID) -> Page:
    """List who may draft, approve and schedule on a channel, and through which grant."""
    _row, target = channel_or_404(channel_id, reach(call.rights, Act.ACCESS_SEE))
    wanted = (Act.POST_DRAFT, Act.POST_APPROVE, Act.POST_SCHEDULE, Act.CHANNEL_CONNECT)
    rows = [
        {"act": act.value, "member": member, "grant": held.pk, "role": held.role.label}
        for act in wanted
        for member, held in matrix.through_what(act, target.place)
    ]
    return listed(call.window, rows, key=lambda row: f"{row['act']} {row['member']} {row['grant']}")
