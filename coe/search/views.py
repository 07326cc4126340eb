"""Search over everything: the list under the field while somebody types, and the page."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from coe.access.gate import Audience, Request, open_to
from coe.search import registry
from coe.search.folding import MOST_LENGTH, words_of
from coe.web.links import to

RECENT = 6


@open_to(Audience.MEMBER, reason="each finder gives only what the member may see")
@require_GET
@vary_on_headers("HX-Request")
def search(request: Request) -> HttpResponse:
    query = " ".join(words_of(request.GET.get("q", "")))
    typing = request.headers.get("HX-Request") == "true"
    only = "" if typing else request.GET.get("in", "")[:40]
    number = _number(request.GET.get("page", "")) if only else 1
    found = partial(registry.look, request, words_of(query), only=only, number=number)
    groups = found(page=partial(_page, request, query)) if query else []
    if query and not typing:
        _remember(request, query)
    shown = sum(len(group.hits) for group in groups)
    context = {
        "q": query,
        "groups": groups,
        "only": only,
        "before": _page(request, query, only, number - 1) if number > 1 else "",
        "recent": _recent(request),
        "everything": _page(request, query),
        "said": ngettext("%(count)d result shown.", "%(count)d results shown.", shown) % {"count": shown},
    }
    return render(request, "search/list.html" if typing else "search/page.html", context)


@open_to(Audience.MEMBER, reason="one's own last searches, kept with the session")
@require_POST
def remember(request: Request) -> HttpResponse:
    """Something was picked from the list: these words are worth offering again."""
    if query := " ".join(words_of(request.POST.get("q", ""))):
        _remember(request, query)
    return HttpResponse(status=204)


def _page(request: Request, query: str, key: str = "", number: int = 1) -> str:
    asked = {"q": query} | ({"in": key} if key else {}) | ({"page": str(number)} if number > 1 else {})
    return f"{to(request, 'search')}?{urlencode(asked)}"


def _number(given: str) -> int:
    """The page that is asked for; the first for what is none."""
    asked = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 1
    return min(max(asked, 1), registry.PAGES)


def _key(request: Request) -> str:
    return f"searched:{request.org.pk}"


def _recent(request: Request) -> list[str]:
    return list(request.session.get(_key(request), []))


def _remember(request: Request, query: str) -> None:
    now = [query[:MOST_LENGTH], *(one for one in _recent(request) if one != query)][:RECENT]
    if now != _recent(request):
        request.session[_key(request)] = now
