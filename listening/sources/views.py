"""The list of sources, and adding a feed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coe.access.api import Act, Audience, Denied, Place, Request, gate, open_to
from coe.tenancy.context import inside
from coe.web.blocks import Column
from coe.web.joining import flowing
from coe.web.links import to
from coe.web.outbound import client
from listening.sources import actions, feeds, selectors
from listening.sources.forms import FeedForm
from listening.sources.waking import soon
from listening.sources.words import problem_words

PER_PAGE = 50


@open_to(Audience.MEMBER, reason="whoever reads mentions or manages sources may see where we listen")
@require_GET
def sources(request: Request) -> HttpResponse:
    if not any(request.rights.may(act, anywhere=True) for act in (Act.MENTION_SEE, Act.SOURCE_MANAGE)):
        raise Denied(Act.MENTION_SEE)
    state = request.GET.get("state", "")
    found = selectors.listed(request.rights, request.brand_filter, state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": selectors.rows(request.rights, page.object_list),
        "state": state,
        "states": [(key, label) for key, (label, _q) in selectors.STATES.items()],
        "columns": [
            Column("name", _("Source")),
            Column("brand", _("Brand"), css="wide-only"),
            Column("state", _("State")),
            Column("polled", _("Last asked"), css="wide-only"),
            Column("heard", _("Heard in 7 days"), number=True),
            Column("acts", _("What to do")),
        ],
        "may_manage": request.rights.may(Act.SOURCE_MANAGE, anywhere=True),
    }
    return TemplateResponse(request, "listening/sources/sources.html", context)


@gate(Act.SOURCE_MANAGE, own_transaction=True)
@require_http_methods(["GET", "POST"])
def source_new(request: Request) -> HttpResponse:
    """Opens the feed outside any transaction, then begins to listen to it."""
    with inside(request.org.pk, user=request.user.pk):
        form = _form(request)
        ready = request.method == "POST" and form.is_valid()
        if ready:
            request.actor.require(Act.SOURCE_MANAGE, _place(form))
    if ready and _added(request, form):
        messages.success(request, _("You now listen to “%(name)s”.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(to(request, "sources"))
    with inside(request.org.pk, user=request.user.pk):
        response = TemplateResponse(request, "listening/sources/source_new.html", {"form": form})
        if form.errors:
            response.status_code = 422
        return response.render()


def _form(request: Request) -> FeedForm:
    return FeedForm(
        request.POST if request.method == "POST" else None,
        brands=selectors.brand_choices(request.rights),
        whole=request.rights.may(Act.SOURCE_MANAGE),
        initial={"brand": str(request.brand_filter.pk) if request.brand_filter else ""},
    )


def _place(form: FeedForm) -> Place:
    return Place(brand=_brand(form))


def _brand(form: FeedForm) -> UUID | None:
    return UUID(form.cleaned_data["brand"]) if form.cleaned_data["brand"] else None


def _added(request: Request, form: FeedForm) -> bool:
    """Whether the feed could be read and was added; if not, the form says why."""
    data = form.cleaned_data
    found = feeds.read(client(), data["url"], {})
    if isinstance(found, feeds.NoFeed):
        form.add_error("url", str(problem_words(found.problem)))
        if found.instead:
            form.add_error("url", _("The page names this feed: %(address)s") % {"address": found.instead})
        return False
    data["name"] = data["name"] or found.title or data["url"][:120]
    try:
        actions.add_feed(
            request.actor,
            url=data["url"],
            name=data["name"],
            brand_id=_brand(form),
            language=data["language"] or found.language[:10],
            items=found.items,
            validators=dict(found.validators),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _changed(request: Request, act: Callable[..., Any], source_id: UUID, said: str) -> HttpResponse:
    selectors.source_or_404(request.rights, source_id)
    try:
        source = act(request.actor, source_id=source_id)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, said % {"name": source.name})
    return HttpResponseRedirect(to(request, "sources"))


@gate(Act.SOURCE_MANAGE)
@require_POST
def source_pause(request: Request, source_id: UUID) -> HttpResponse:
    return _changed(request, actions.pause, source_id, _("“%(name)s” is paused."))


@gate(Act.SOURCE_MANAGE)
@require_POST
def source_resume(request: Request, source_id: UUID) -> HttpResponse:
    answer = _changed(request, actions.resume, source_id, _("“%(name)s” is listened to again."))
    soon(request.org.pk, source_id)
    return answer


@gate(Act.SOURCE_MANAGE)
@require_POST
def source_retire(request: Request, source_id: UUID) -> HttpResponse:
    said = _("You no longer listen to “%(name)s”. What it said stays.")
    return _changed(request, actions.retire, source_id, said)


@gate(Act.SOURCE_MANAGE)
@require_POST
def source_poll(request: Request, source_id: UUID) -> HttpResponse:
    said = _("“%(name)s” is being asked. New mentions show in a moment.")
    answer = _changed(request, actions.poll_now, source_id, said)
    soon(request.org.pk, source_id)
    return answer
