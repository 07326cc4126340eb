"""The history of approvals as a table: every request the member may see, with its decisions."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.api import Act
from coe.exports.api import Ask, Field, Table, chunked, register
from coe.tenancy.zones import named
from coe.web.links import to
from governance.approvals import page, selectors
from governance.approvals.models import Decision, DecisionKind, Reason
from governance.approvals.states import State


def register_lists() -> None:
    acts = (Act.POST_SEE, Act.POST_APPROVE)
    register("approvals", title=gettext_lazy("Approvals"), act=acts, table=_approvals)


def _approvals(ask: Ask) -> Table:
    """One row per decision, and one for a request nobody decided. `?view=` narrows it to one list of the page."""
    whose = ask.member, ask.rights, ask.brand_filter, ask.market_filter
    found = selectors.lists(*whose).get(ask.GET.get("view", ""))
    if found is None:
        found = page.history(*whose)
    found = selectors.looked_for(
        found,
        ask.member,
        words=ask.GET.get("q", "")[:80],
        state=ask.GET.get("state", ""),
        mine=ask.GET.get("mine") == "on",
        sort=ask.GET.get("sort", ""),
    )
    fields = [
        Field("submitted_at", named(_("Sent"), ask.zone)), Field("post", _("Post"), 48), Field("brand", _("Brand")),
        Field("submitted_by", _("Sent by"), 20), Field("workflow", _("Workflow"), 20), Field("state", _("State"), 14),
        Field("slot", named(_("Goes out"), ask.zone)), Field("closed_at", named(_("Closed"), ask.zone)),
        Field("step", _("Step"), 8), Field("decision", _("Decision"), 18), Field("decided_by", _("Decided by"), 20),
        Field("decided_at", named(_("Decided"), ask.zone)), Field("reason", _("Reason"), 20),
        Field("comment", _("Comment"), 48), Field("digest", _("Digest"), 66), Field("address", _("Address"), 48),
    ]  # fmt: skip

    def told(some: Any) -> Iterator[Sequence[Any]]:
        requests = list(some.select_related("brand", "submitted_by"))
        decided: dict[UUID, list[Decision]] = {}
        for row in Decision.objects.filter(request__in=requests).select_related("decided_by"):
            decided.setdefault(row.request_id, []).append(row)
        for one in requests:
            for decision in decided.get(one.pk, [None]):
                yield _row(ask, one, decision)

    return Table(fields, chunked(found, 500, told), found.count())


def _row(ask: Ask, one: Any, decision: Decision | None) -> Sequence[Any]:
    answer: list[Any] = [one.step, "", "", None, "", ""]
    if decision:
        answer = [
            decision.step, str(DecisionKind(decision.kind).label), decision.decided_by.name, decision.at,
            str(Reason(decision.reason).label) if decision.reason else "", decision.comment,
        ]  # fmt: skip
    return [
        one.submitted_at, one.subject_label, one.brand.name, one.submitted_by.name, one.workflow_name,
        str(State(one.state).label), one.slot, one.closed_at, *answer, one.digest,
        f"{settings.BASE_URL}{to(ask.org, 'approval', one.pk)}",
    ]  # fmt: skip
