"""Several approvals at once: choose, look at each, approve each by its own digest."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from coe.access.api import Act, Denied, Request, gate
from coe.states import Stale
from governance.approvals import actions, page, selectors
from governance.approvals.deciding import ContentChanged

MOST = 50


@dataclass(frozen=True)
class Outcome:
    """What came of one of them."""

    row: selectors.Row
    ok: bool
    said: str


@gate(Act.POST_APPROVE)
def several(request: Request) -> HttpResponse:
    """GET: choose among what waits. POST: look at what was picked; with `sure`, approve it."""
    brand, market = request.brand_filter, request.market_filter
    waiting = selectors.rows(selectors.to_decide(request.member, request.rights, brand, market))
    if request.method != "POST":
        return render(request, "governance/approvals/several.html", {"rows": waiting})
    wanted = set(request.POST.getlist("pick")[:MOST])
    picked = [row for row in waiting if str(row.id) in wanted]
    if not picked:
        missing: dict[str, Any] = {"rows": waiting, "problem": _("Pick at least one post.")}
        return render(request, "governance/approvals/several.html", missing, status=422)
    if "sure" not in request.POST:
        sheets = [(row, _sheet(request, row.id)) for row in picked]
        return render(request, "governance/approvals/several_look.html", {"sheets": sheets})
    outcomes = [_approve(request, row) for row in picked]
    context: dict[str, Any] = {"outcomes": outcomes, "gone": len(wanted) - len(picked)}
    return render(request, "governance/approvals/several_done.html", context)


def _sheet(request: Request, request_id: UUID) -> page.Sheet:
    found = selectors.request_or_404(request_id, request.rights)
    return page.sheet(request, found, request.member, request.rights, seen="")


def _approve(request: Request, row: selectors.Row) -> Outcome:
    """One decision in its own savepoint, by the digest and step that stood on the page."""
    given: Any = request.POST
    step = given.get(f"step-{row.id}", "")
    try:
        result = actions.decide(
            request.actor,
            request_id=row.id,
            kind="approve",
            digest=given.get(f"digest-{row.id}", "")[:64],
            step=int(step) if step.isdecimal() and len(step) < 4 else 0,
        )
    except ContentChanged:
        return Outcome(row, False, _("The content changed since you looked. Open it and look again."))
    except Stale:
        return Outcome(row, False, _("Somebody else was first, or you have decided already."))
    except Denied as denied:
        return Outcome(row, False, denied.reason or _("You may not approve this one."))
    except ValidationError as error:
        return Outcome(row, False, " ".join(error.messages))
    if result.state == "expired":
        return Outcome(row, False, _("Its slot has passed, so it expired."))
    return Outcome(row, True, _("Approved"))
