"""How an organisation has its members sign in, kept where the organisation is entered: second factor, session length.

A member who is turned away can open nothing of this organisation; their other organisations stay as they are.
"""

import time
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.access.doors import Session
from coe.access.rights import Rights
from coe.accounts.factors import has_second
from coe.tenancy.models import FactorFor, Member, Organisation
from coe.web.bands import Band

PROVED = "proved"
"""Session key: when this browser's person last proved who they are (seconds since 1970)."""
REMEMBER_EVERY = 60


def asked_of(org: Organisation, rights: Rights) -> bool:
    """Whether a member with these rights must have a second factor, now or soon."""
    if org.factor_for == FactorFor.EVERYBODY:
        return True
    return org.factor_for == FactorFor.ACTS and any(rights.may(act, anywhere=True) for act in org.factor_acts)


def begun(org: Organisation) -> bool:
    """Whether the day has come from which it is asked for."""
    return org.factor_from is None or datetime.now(ZoneInfo(org.zone)).date() >= org.factor_from


def shut(member: Member, rights: Rights, session: Session | None) -> bool:
    """The same for what cannot be led anywhere: a program, or a page that asks by itself with its `session`."""
    if session is not None and _over(member.org, session):
        return True
    return asked_of(member.org, rights) and begun(member.org) and not has_second(member.user)


def door(request: Any) -> HttpResponseBase | None:
    """None to go on, or the answer that leads to signing in again or to setting up a second factor."""
    if why := _too_old(request):
        return _sign_in_again(request, why)
    if asked_of(request.org, request.rights) and begun(request.org) and not has_second(request.user):
        query = urlencode({"organisation": request.org.slug, "next": request.get_full_path()})
        return _machine(request) or HttpResponseRedirect(f"{reverse('factor_needed')}?{query}")
    return None


def _too_old(request: Any) -> str:
    """session, idle or empty. Looking at pages and sending forms count as activity; what a page asks by itself not."""
    org, session, now = request.org, request.session, time.time()
    if not (org.session_hours or org.idle_minutes):
        return ""
    if PROVED not in session:
        session[PROVED] = now
    if why := _over(org, session):
        return why
    if org.idle_minutes and _by_hand(request) and now - _last_active(org, session) > REMEMBER_EVERY:
        session[f"active:{org.pk}"] = now
    return ""


def _over(org: Organisation, session: Session) -> str:
    """session, idle or empty. One that never was here is not over: its first page says when it began."""
    now, proved = time.time(), session.get(PROVED)
    if proved is None:
        return ""
    if org.session_hours and now - proved > org.session_hours * 3600:
        return "session"
    return "idle" if org.idle_minutes and now - _last_active(org, session) > org.idle_minutes * 60 else ""


def _last_active(org: Organisation, session: Session) -> float:
    return max(float(session[PROVED]), float(session.get(f"active:{org.pk}", 0)))


def _by_itself(request: HttpRequest) -> bool:
    """What a page sends while nobody touches it, though it is a POST: the sign that somebody has it open."""
    return request.resolver_match is not None and request.resolver_match.url_name == "here"


def _by_hand(request: HttpRequest) -> bool:
    if _by_itself(request):
        return False
    if request.method == "POST":
        return True
    return "HX-Request" not in request.headers and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _sign_in_again(request: Any, why: str) -> HttpResponseBase:
    """Asks who it is, then comes back here. What a form carried is sent again afterwards, files excepted."""
    if answer := _machine(request):
        return answer
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:  # Nothing to ask for here: a login that only ever came by a link.
        logout(request)
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path(), 'why': why})}")
    if request.FILES:
        why = "files"  # They are not kept, so the form is not sent again without them.
    else:
        suspend_request(request, ways[0]["url"])
    # allauth sends a kept form again only where `next` is its bare path.
    return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': request.path, 'why': why})}")


def _machine(request: HttpRequest) -> HttpResponseBase | None:
    """What a script gets, which cannot show a page: 401, so that the page it works for stays as it is."""
    if "HX-Request" in request.headers or _by_itself(request):
        return HttpResponse(status=401)
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        title = _("Sign in again, then go on.")
        return JsonResponse({"type": "about:blank", "title": title, "status": 401}, status=401)
    return None


def band(request: Any) -> list[Band]:
    """Said on every page beforehand to whoever has no second factor yet."""
    org = request.org
    if not asked_of(org, request.rights) or begun(org) or has_second(request.user):
        return []
    said = _("From %(day)s, %(organisation)s asks you for a second factor.") % {
        "day": day_words(org.factor_from), "organisation": org.name,
    }  # fmt: skip
    link = (reverse("security"), _("Set it up now"))
    return [Band(kind="wait", strong=said, text=_("It takes two minutes."), links=[link], icon="shield-lock")]


def day_words(day: date | None) -> str:
    """A day as the reader's language writes it."""
    if day is None:
        return ""
    return date_format(day, "Y 年 n 月 j 日" if (get_language() or "").startswith("zh") else "j F Y")
