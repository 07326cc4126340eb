"""The list of posts: filters in the address, many at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.running import picked, start
from coe.lists.selectors import opened
from coe.web.blocks import Column
from publishing.content import selectors, several
from publishing.content.page_forms import FilterForm, ShiftForm
from publishing.content.states import State

POSTS = declare(
    ListKind(
        "posts",
        gettext_lazy("Posts"),
        "posts",
        (Act.POST_SEE,),
        [
            Column("title", gettext_lazy("Post"), sort=True),
            Column("state", gettext_lazy("State")),
            Column("channels", gettext_lazy("Channels"), css="wide-only"),
            Column("brand", gettext_lazy("Brand"), sort=True, css="wide-only"),
            Column("campaign", gettext_lazy("Campaign"), sort=True, css="wide-only"),
            Column("author", gettext_lazy("Author"), sort=True, css="wide-only"),
            Column("language", gettext_lazy("Language"), sort=True, css="wide-only"),
            Column("slot", gettext_lazy("Goes out"), sort=True, number=True),
            Column("updated", gettext_lazy("Changed"), sort=True, number=True, css="wide-only"),
        ],
        filters=("q", "state", "brand_id", "channel", "campaign", "mine"),
        fixed=("title",),
        hidden=("brand", "author", "language"),
    )
)


def _asked(request: Request) -> tuple[dict[str, Any], Any]:
    form = FilterForm(request.GET)
    form.is_valid()
    filters = form.cleaned_data
    posts = selectors.filtered(
        request.rights,
        request.member.pk,
        filters=filters,
        brand=request.brand_filter,
        market=request.market_filter,
        sort=request.GET.get("sort", ""),
    )
    return filters, posts


@gate(Act.POST_SEE)
@require_GET
def posts(request: Request) -> HttpResponseBase:
    listing = opened(request, POSTS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    filters, found = _asked(request)
    query = request.GET.copy()
    query.pop("page", None)
    may = {
        act.value.split(".")[1]: request.rights.may(act, anywhere=True)
        for act in (Act.POST_DRAFT, Act.POST_WITHDRAW, Act.POST_SCHEDULE)
    }
    context = {
        "listing": listing,
        "page": selectors.page_of(found, request.GET.get("page")),
        "filters": filters,
        "states": State.choices,
        "options": selectors.filter_options(request.rights, request.brand_filter, request.market_filter),
        "may": may,
        "may_many": any(may.values()),
        "query": query.urlencode(),
    }
    return render(request, "publishing/posts/list.html", context)


@gate(Act.POST_SEE)
@require_POST
def many(request: Request) -> HttpResponseBase:
    """Withdraws, moves or files the picked posts, or all that match the filters. Each asks for its own right."""
    ids = picked(request, lambda query: _matching(request, query))
    act = request.POST.get("act", "")
    if act == "shift":
        form = ShiftForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say by how many days: 1 to 365, or -1 to -365."))
            ids = []
        return start(request, POSTS, several.SHIFT, ids, form.cleaned_data if form.is_valid() else {})
    if act == "campaign":
        campaigns_ = dict(selectors.filter_options(request.rights, None).campaigns)
        chosen = next((one for one in campaigns_ if str(one) == request.POST.get("to", "")), None)
        again = request.POST.get("again") == "on"
        return start(request, POSTS, several.FILE, ids if chosen else [], {"campaign": chosen, "again": again})
    if act != "withdraw":
        return start(request, POSTS, several.WITHDRAW, [], {})
    return start(request, POSTS, several.WITHDRAW, ids, {})


def _matching(request: Request, query: str) -> list[UUID]:
    form = FilterForm(QueryDict(query))
    form.is_valid()
    found = selectors.filtered(
        request.rights,
        request.member.pk,
        filters=form.cleaned_data,
        brand=request.brand_filter,
        market=request.market_filter,
        sort="",
    )
    return list(found.values_list("pk", flat=True))
