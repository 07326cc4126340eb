"""The notices page, the bell and what it counts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coe.access.gate import Audience, Request, open_to
from coe.notices import actions, selectors
from coe.web.links import to

OWN = "one's own notices"


@open_to(Audience.MEMBER, reason=OWN)
@require_GET
def notices(request: Request) -> HttpResponse:
    unread_only = request.GET.get("show") == "unread"
    context = {
        "page": selectors.listed(request.member, unread_only=unread_only, page=request.GET.get("page")),
        "unread": selectors.unread(request.member),
        "unread_only": unread_only,
    }
    return render(request, "notices/notices.html", context)


@open_to(Audience.MEMBER, reason=OWN)
@require_GET
def bell(request: Request) -> HttpResponse:
    """The bell of the top bar, asked again while a page stays open."""
    return render(request, "notices/bell.html")


@open_to(Audience.MEMBER, reason=OWN)
@require_GET
def open_notice(request: Request, notice_id: UUID) -> HttpResponseRedirect:
    """Leads to what a notice is about; having looked counts as having read."""
    url = selectors.target_or_404(request.member, notice_id)
    actions.mark_read(request.actor, notice_id=notice_id)
    return HttpResponseRedirect(url)


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def read(request: Request, notice_id: UUID) -> HttpResponse:
    selectors.target_or_404(request.member, notice_id)
    actions.mark_read(request.actor, notice_id=notice_id)
    return redirect(to(request, "notices"))


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def read_all(request: Request) -> HttpResponse:
    count = actions.mark_read(request.actor)
    if count:
        text = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
        messages.success(request, text % {"count": count})
    return redirect(to(request, "notices"))
