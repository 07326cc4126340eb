"""The newsroom's public pages: the same for everybody, cacheable, without cookies."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache as cache_once
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from coe.access.api import Audience, open_to
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Organisation
from coe.web import accent, assets
from publishing.library.files import Damaged, read
from publishing.newsroom import selectors
from publishing.newsroom.counting import count
from publishing.newsroom.feeds import BrandFeed

A_PAGE = 20
A_MINUTE = "public, max-age=60, stale-while-revalidate=300"
# Kept by caches but asked for each time, so that readers are counted; an unchanged page costs no body.
ASK_FIRST = "public, no-cache"
HOUSE = "#1f4e6f"
"""The accent of a brand that chose none."""
WHY = "readers of the newsroom do not sign in"


@dataclass(frozen=True)
class Room:
    organisation: Organisation
    brand: Brand


@contextmanager
def _room(org: str, brand: str) -> Iterator[Room]:
    organisation = Organisation.objects.filter(slug=org).first()
    if organisation is None:
        raise Http404
    with inside(organisation.pk):
        room = Room(organisation, selectors.brand_or_404(brand))
        with timezone.override(ZoneInfo(room.brand.zone)):
            yield room


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def front(request: HttpRequest, org: str, brand: str, language: str = "") -> HttpResponseBase:
    """A brand's page, newest first: in the language of the address, else in the one the reader reads."""
    with _room(org, brand) as room:
        found = selectors.standing(room.brand)
        newest = found.first()
        spoken = language or _reads(request)
        other = "en" if spoken == "zh-hans" else "zh-hans"
        mine, rest = selectors.in_language(found, spoken), selectors.in_language(found, other)
        if not language and not mine.exists():
            # Nothing in the reader's language yet: the page speaks it, the news keep theirs.
            mine, rest = rest, rest.none()
        try:
            page = Paginator(mine, A_PAGE).page(request.GET.get("page", "1"))
        except InvalidPage:
            raise Http404 from None
        shown = selectors.items(org, room.brand, list(page.object_list))
        others = selectors.items(org, room.brand, list(rest[:4]))
        first = shown[0] if shown and page.number == 1 and shown[0].front_picture else None
        context = {
            "page": page,
            "front": first,
            "latest": shown[1:] if first else shown,
            "others": others,
            "other": other,
            "canonical": settings.BASE_URL + selectors.front_url(org, brand, language),
        }

        def render() -> str:
            return _drawn(request, "front", room, spoken, context)

        changed = newest.published_at if newest else None
        seed = [spoken, page.number, page.paginator.count, *(item.entry.pk for item in others)]
        return _answer(request, render, seed=seed, room=room, changed=changed, cache=A_MINUTE, language=spoken)


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def entry(request: HttpRequest, org: str, brand: str, slug: str) -> HttpResponseBase:
    """One entry."""
    with _room(org, brand) as room:
        found = selectors.entry_or_404(room.brand, slug)
        count(request, room.organisation, found)
        item = selectors.items(org, room.brand, [found])[0]
        language = _reads(request, selectors.interface_of(found.language))
        newer = selectors.in_language(selectors.standing(room.brand), selectors.interface_of(found.language)).exclude(
            pk=found.pk
        )[:3]
        more = selectors.items(org, room.brand, list(newer))
        context = {
            "item": item,
            "more": more,
            "canonical": settings.BASE_URL + item.url,
            "languages": {"en": f"{item.url}?lang=en", "zh": f"{item.url}?lang=zh-hans"},
        }

        def render() -> str:
            return _drawn(request, "entry", room, language, context)

        seed = [language, found.pk, *(one.entry.pk for one in more)]
        changed = max([found.published_at, *(one.published_at for one in more)])
        return _answer(request, render, seed=seed, room=room, changed=changed, cache=ASK_FIRST, language=language)


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def feed(request: HttpRequest, org: str, brand: str) -> HttpResponseBase:
    """The Atom feed."""
    with _room(org, brand) as room:
        newest = selectors.standing(room.brand).first()
        language = selectors.interface_of(newest.language) if newest else "en"

        def render() -> str:
            with override(language):
                answer: HttpResponse = BrandFeed(org, room.brand)(request)
                return answer.content.decode()

        return _answer(
            request, render, seed=["feed", selectors.standing(room.brand).count()], room=room,
            changed=newest.published_at if newest else None, cache=A_MINUTE, language=language,
            kind="application/atom+xml; charset=utf-8",
        )  # fmt: skip


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def picture(request: HttpRequest, org: str, brand: str, sha256: str) -> HttpResponseBase:
    """A picture of a published entry; its address is its content, so it is kept for ever."""
    with _room(org, brand) as room:
        facts = selectors.has_picture(room.brand, sha256)
        try:
            content = read(room.organisation.pk, sha256, facts["mime"])
        except Damaged:
            raise Http404 from None
    response = HttpResponse(content, content_type=facts["mime"])
    response["Cache-Control"] = accent.FOR_EVER
    response["ETag"] = quote_etag(sha256[:32])
    response["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, response["ETag"], None, response) or response


def _reads(request: HttpRequest, otherwise: str = "en") -> str:
    """The language the page's own words are in: `?lang=`, else the first of the browser's that we speak. No cookie."""
    asked = [request.GET["lang"]] if request.GET.get("lang") else []
    accepted = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((selectors.interface_of(code) for code in [*asked, *accepted] if code[:2] in ("en", "zh")), otherwise)


def _drawn(request: HttpRequest, name: str, room: Room, language: str, context: dict[str, Any]) -> str:
    """The page in its own language. Rendered without request processors: nothing here depends on the visitor."""
    with override(language):
        shown = {
            "organisation": room.organisation,
            "brand": room.brand,
            "language": language,
            "html_language": "zh-Hans" if language == "zh-hans" else (get_language() or "en"),
            "home": selectors.front_url(room.organisation.slug, room.brand.slug),
            "feed_url": selectors.front_url(room.organisation.slug, room.brand.slug) + "feed.atom",
            "languages": {
                key: selectors.front_url(room.organisation.slug, room.brand.slug, path)
                for key, path in (("en", "en"), ("zh", "zh-hans"))
            },
            "base": settings.BASE_URL,
            "accent": accent.address(room.brand.accent or HOUSE),
            **context,
        }
        return render_to_string(f"publishing/newsroom/{name}.html", shown)


def _answer(
    request: HttpRequest,
    render: Callable[[], str],
    *,
    seed: list[Any],
    room: Room,
    changed: datetime | None,
    cache: str,
    language: str,
    kind: str = "text/html; charset=utf-8",
) -> HttpResponseBase:
    """The page, or 304 when the reader has it already: then it is not even drawn."""
    facts = [_release(), changed, room.brand.name, room.brand.name_zh, room.brand.accent, room.brand.mark, *seed, kind]
    etag = quote_etag(hashlib.sha256(repr([str(one) for one in facts]).encode()).hexdigest()[:32])
    stamp = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag, stamp)
    if response is None:
        response = HttpResponse(render(), content_type=kind)
    response["ETag"] = etag
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    response["Cache-Control"] = cache
    patch_vary_headers(response, ["Accept-Language"])
    response["Content-Language"] = "zh-Hans" if language == "zh-hans" else "en"
    return response


@cache_once
def _release() -> str:
    """Changes when templates or styles do: a page looks different then, although its entries are the same."""
    sources = [_source(f"publishing/newsroom/{name}.html") for name in ("page", "front", "entry")]
    seen = "\n".join([*sources, *assets.styles("newsroom.css")])
    return hashlib.sha256(seen.encode()).hexdigest()[:12]


def _source(name: str) -> str:
    template: Any = get_template(name)
    return str(template.template.source)
