"""Members and grants as tables that can be exported. Both are personal data, so the export is in the audit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access import matrix, selectors
from coe.access.acts import Act
from coe.access.reach import reach
from coe.exports.api import Ask, Field, Table, chunked, noted, register
from coe.tenancy.zones import named


def register_lists() -> None:
    members, grants = gettext_lazy("Members"), gettext_lazy("Grants")
    register("members", title=members, act=Act.MEMBER_SEE, table=_members, note=noted(Act.MEMBER_SEE, "members"))
    register("grants", title=grants, act=Act.ACCESS_SEE, table=_grants, note=noted(Act.ACCESS_SEE, "grants"))


def _members(ask: Ask) -> Table:
    people = matrix.members(
        reach(ask.rights, Act.MEMBER_SEE),
        also=ask.member.pk,
        search=ask.GET.get("q", "")[:100],
        left=ask.GET.get("state") == "left",
        sort=ask.GET.get("sort", ""),
    )
    fields = [
        Field("name", _("Full name"), 24), Field("email", _("E-mail"), 32), Field("title", _("Job title"), 24),
        Field("roles", _("Roles"), 40), Field("partner", _("Partner"), 20),
        Field("joined_at", named(_("Joined"), ask.zone)), Field("last_seen_at", named(_("Last seen"), ask.zone)),
        Field("left_at", named(_("Left"), ask.zone)),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.name, one.user.email, one.title, "; ".join(f"{g.role} · {g.place}" for g in one.roles),  # type: ignore[attr-defined]
         one.partner.name if one.partner else "", one.joined_at, one.last_seen_at, one.left_at]
        for one in people
    ]  # fmt: skip
    return Table(fields, rows, len(rows))


def _grants(ask: Ask) -> Table:
    found = selectors.grants(reach(ask.rights, Act.ACCESS_SEE), selectors.wanted_grants(ask.GET))
    fields = [
        Field("member", _("Member"), 24), Field("role", _("Role"), 20), Field("scope", _("Scope"), 14),
        Field("on", _("On"), 24), Field("reason", _("Reason"), 32), Field("granted_by", _("Granted by"), 24),
        Field("granted_at", named(_("Granted"), ask.zone)), Field("expires_at", named(_("Ends"), ask.zone)),
        Field("ended_at", named(_("Ended"), ask.zone)), Field("ended_by", _("Ended by"), 24),
    ]  # fmt: skip

    def told(some: Any) -> Iterator[Sequence[Any]]:
        for one in some:
            yield [
                one.member.name, str(one.role), one.get_scope_display(), one.place, one.reason,
                one.granted_by.name if one.granted_by else "", one.granted_at, one.expires_at, one.ended_at,
                one.ended_by.name if one.ended_by else "",
            ]  # fmt: skip

    return Table(fields, chunked(found, 500, told), found.count())
