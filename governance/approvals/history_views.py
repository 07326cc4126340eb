"""Every request one may see, as a list: filters, columns, views, export."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from coe.access.api import Act, Audience, Denied, Request, open_to
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.web.blocks import Column
from governance.approvals import page, selectors
from governance.approvals.states import State

PER_PAGE = 50
HISTORY = declare(
    ListKind(
        "approvals_history",
        _("Approvals"),
        "approvals_history",
        (Act.POST_SEE, Act.POST_APPROVE),
        [
            Column("post", _("Post"), sort=True),
            Column("state", _("State")),
            Column("brand", _("Brand"), sort=True, css="wide-only"),
            Column("workflow", _("Workflow"), sort=True, css="wide-only"),
            Column("sent_by", _("Sent by"), sort=True, css="wide-only"),
            Column("step", _("Step"), number=True, css="wide-only"),
            Column("sent", pgettext_lazy("approval", "Sent"), sort=True, number=True, css="wide-only"),
            Column("closed", _("Closed"), sort=True, number=True),
            Column("slot", _("Goes out"), sort=True, number=True, css="wide-only"),
        ],
        filters=("q", "state", "mine"),
        fixed=("post",),
        hidden=("step", "slot"),
    )
)


@open_to(Audience.MEMBER, reason="lists only requests of brands one may see or decide on; asks for one of the rights")
@require_GET
def history(request: Request) -> HttpResponseBase:
    if not any(request.rights.may(act, anywhere=True) for act in (Act.POST_SEE, Act.POST_APPROVE)):
        raise Denied(Act.POST_SEE)
    listing = opened(request, HISTORY)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    found = selectors.looked_for(
        page.history(request.member, request.rights, request.brand_filter, request.market_filter),
        request.member,
        words=request.GET.get("q", "")[:80],
        state=request.GET.get("state", ""),
        mine=request.GET.get("mine") == "on",
        sort=request.GET.get("sort", ""),
    )
    shown = Paginator(found.select_related("brand", "submitted_by"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "listing": listing,
        "page": shown,
        "rows": [(one, selectors.look(one.state)) for one in shown],
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "mine": request.GET.get("mine") == "on",
        "queued": page.has_queue(request.rights),
    }
    return render(request, "governance/approvals/history.html", context)
