"""The notices page, the bell and what it counts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from coe.access.actor import Actor
from coe.access.gate import Audience, Request, open_to
from coe.notices import actions, selectors
from coe.notices.forms import TimingForm
from coe.notices.stopping import read_stop
from coe.tenancy.context import inside
from coe.tenancy.models import Member
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
def open_notice(request: Request, notice_id: UUID) -> HttpResponseRedirect:
    """Leads to what a notice is about; having looked counts as having read."""
    url = selectors.target_or_404(request.member, notice_id)
    actions.mark_read(request.actor, notice_ids=[notice_id])
    return HttpResponseRedirect(url)


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def read(request: Request, notice_id: UUID) -> HttpResponse:
    selectors.target_or_404(request.member, notice_id)
    actions.mark_read(request.actor, notice_ids=[notice_id])
    return redirect(to(request, "notices"))


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def read_all(request: Request) -> HttpResponse:
    """All of them; with `some`, those picked on the page."""
    picked = [one for value in request.POST.getlist("pick") if (one := _uuid(value))]
    if "some" in request.POST and not picked:
        messages.warning(request, _("Pick at least one notice."))
        return redirect(to(request, "notices"))
    count = actions.mark_read(request.actor, notice_ids=picked if "some" in request.POST else None)
    if count:
        text = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
        messages.success(request, text % {"count": count})
    return redirect(to(request, "notices"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@open_to(Audience.MEMBER, reason=OWN)
def preferences(request: Request) -> HttpResponse:
    """Kinds by way, and when mails come."""
    chosen = selectors.choices(request.member)
    form = TimingForm(request.POST if request.method == "POST" else None, row=selectors.timing(request.member))
    if request.method == "POST" and form.is_valid():
        codes = [one.code for _group, kinds in chosen for one in kinds]
        changed = actions.choose(request.actor, channels={code: _wish(request, code) for code in codes})
        if actions.keep_time(request.actor, given=form.cleaned_data) or changed:
            messages.success(request, _("Your notices are saved."))
        return redirect(to(request, "notice_settings"))
    context = {
        "form": form,
        "groups": chosen,
        "ways": [("off", _("none")), ("now", _("at once")), ("digest", _("in the digest"))],
        "next_digest": selectors.next_digest_of(request.member),
    }
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)


def _wish(request: Request, code: str) -> actions.Wish:
    mail = request.POST.get(f"{code}:mail", "")
    return f"{code}:app" in request.POST, mail in ("now", "digest"), mail == "digest"


@csrf_exempt
@open_to(Audience.PUBLIC, reason="the foot of a digest ends digests with one click, by a signed link; nothing else")
def digest_stop(request: Any, token: str) -> HttpResponse:
    """GET asks, POST ends: mail programs post here by themselves when somebody presses “unsubscribe”."""
    found = read_stop(token)
    if found is None:
        raise Http404
    org_id, member_id = found
    with inside(org_id):
        member = Member.objects.select_related("org").filter(pk=member_id, left_at__isnull=True).first()
        if member is None:
            raise Http404
        if request.method == "POST":
            actions.keep_time(Actor.member(member), given={"every": "off"})
        context = {"organisation": member.org.name, "done": request.method == "POST"}
        return render(request, "notices/stop.html", context)
