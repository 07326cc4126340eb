"""Account → Sign-in and security: what one signs in with, and where one is signed in."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coe.access.gate import Audience, open_to
from coe.accounts import selectors
from coe.accounts.factors import factors_of
from coe.accounts.zones import in_own_zone

WANTED = "factor-next"
"""Session key: the page that was closed for want of a second factor, and its organisation's name."""


@open_to(Audience.SIGNED_IN, reason="how one signs in oneself")
@require_GET
@never_cache
@in_own_zone
def security(request: Any) -> HttpResponse:
    factors = factors_of(request.user)
    context = {
        "factors": factors,
        "sessions": selectors.sessions(request.user, current_key=request.session.session_key or ""),
        "history": selectors.history(request.user)[:10],
        # Once there is a second factor, the page that asked for it is one step away.
        "wanted": request.session.get(WANTED) if factors.any else None,
        "tab": "security",
    }
    return render(request, "accounts/security.html", context)


@open_to(Audience.SIGNED_IN, reason="leads to one's own page about signing in")
@require_GET
def to_security(request: Any) -> HttpResponse:
    return redirect("security")


@open_to(Audience.SIGNED_IN, reason="says that an organisation of one's own asks for a second factor")
@require_GET
@never_cache
def factor_needed(request: Any) -> HttpResponse:
    """What a member without a second factor sees instead of the organisation that asks for one."""
    slug = request.GET.get("organisation", "")
    mine = selectors.memberships(request.user)
    asking = next((one for one in mine if one.slug == slug), None)
    if asking is None or factors_of(request.user).any:
        return HttpResponseRedirect("/")
    wanted = request.GET.get("next", "")[:2000]
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = "/"
    request.session[WANTED] = {"url": wanted, "name": asking.name}
    others = [one for one in mine if one.slug != slug]
    return render(request, "accounts/factor_needed.html", {"asking": asking, "others": others})
