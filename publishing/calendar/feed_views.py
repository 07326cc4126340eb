"""The page of one's feeds, the feed itself for calendar programs, and one post as a file."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from coe.access.api import Act, Actor, Audience, Request, gate, open_to
from coe.access.doors import shut
from coe.access.rights import rights_of
from coe.tenancy.context import inside
from coe.web.links import to
from publishing.calendar import actions
from publishing.calendar import feed_selectors as selectors
from publishing.calendar.feed_forms import FeedForm
from publishing.calendar.ical import calendar
from publishing.content.selectors import post_or_404

BY_ADDRESS = "calendar programs cannot sign in: the address speaks for its member, whose rights are read each time"
TYPE = "text/calendar; charset=utf-8"
FRESH = timedelta(minutes=5)


@gate(Act.POST_SEE)
@require_http_methods(["GET", "POST"])
def feeds(request: Request) -> HttpResponse:
    """GET lists one's feeds; POST makes one and shows its address, this once."""
    choices: dict[str, Any] = {
        "brands": selectors.brands(request.rights), "channels": selectors.channels(request.rights)
    }  # fmt: skip
    if request.method != "POST":
        initial = {"name": _("CoE: %(name)s") % {"name": request.org.name}, "brand": request.brand_filter}
        return _page(request, FeedForm(initial=initial, **choices))
    form = FeedForm(request.POST, **choices)
    if form.is_valid():
        try:
            feed, token = actions.make_feed(request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _page(request, FeedForm(**choices), address=_address(request, token), made=feed.name)
    return _page(request, form, status=422)


def _page(request: Request, form: FeedForm, *, address: str = "", made: str = "", status: int = 200) -> HttpResponse:
    context = {"feeds": selectors.mine(request.member), "form": form, "address": address, "made": made}
    response = render(request, "publishing/calendar/feeds.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _address(request: Request, token: str) -> str:
    return f"{settings.BASE_URL}{reverse('calendar_feed', args=[request.org.slug, token])}"


@gate(Act.POST_SEE)
@require_POST
def renew(request: Request, feed_id: UUID) -> HttpResponse:
    feed, token = actions.renew_feed(request.actor, feed_id=selectors.mine_or_404(request.member, feed_id).pk)
    choices: dict[str, Any] = {
        "brands": selectors.brands(request.rights), "channels": selectors.channels(request.rights)
    }  # fmt: skip
    return _page(request, FeedForm(**choices), address=_address(request, token), made=feed.name)


@gate(Act.POST_SEE)
@require_POST
def revoke(request: Request, feed_id: UUID) -> HttpResponseBase:
    actions.revoke_feed(request.actor, feed_id=selectors.mine_or_404(request.member, feed_id).pk)
    messages.success(request, _("The address no longer works. Calendar programs that used it show nothing new."))
    return redirect(to(request, "calendar_feeds"))


@open_to(Audience.PUBLIC, reason=BY_ADDRESS, own_transaction=True)
@require_safe
def feed(request: HttpRequest, org: str, token: str) -> HttpResponseBase:
    """The posts of a feed. 404 for an unknown, revoked or orphaned address, and while its member lacks a
    second factor the organisation asks for: all alike."""
    organisation = selectors.organisation(org)
    if organisation is None or len(token) > 60:
        raise Http404
    with inside(organisation.pk):
        found = selectors.behind(token)
        if found is None:
            raise Http404
        member = found.member
        rights = rights_of(member)
        if shut(member, rights):
            raise Http404
        with translation.override(member.user.language):
            items = selectors.items(rights, brand=found.brand_id, channel=found.channel_id)
            content = calendar(organisation, found.name, items)
        if found.fetched_at is None or timezone.now() - found.fetched_at > FRESH:
            actor = Actor.task(organisation.pk, "calendar feed", Act.SYSTEM_OBSERVE)
            actions.note_read(actor, feed_id=found.pk)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=TYPE)
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"] = tag
    # Asked each time, because the member's rights may have changed since.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@gate(Act.POST_SEE)
@require_GET
def post_file(request: Request, post_id: UUID) -> HttpResponse:
    """One post as a file to open in a calendar program."""
    item = selectors.of_post(post_or_404(request.rights, post_id))
    if item is None:
        raise Http404
    response = HttpResponse(calendar(request.org, item.title, [item]), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="post-{str(post_id)[:8]}.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response
