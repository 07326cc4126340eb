"""A person's own pages: where they belong, how things look, who they are, where they are signed in."""

from typing import Any
from uuid import UUID

from allauth.usersessions.internal.flows.sessions import end_sessions
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from coe.access.gate import Audience, Request, open_to
from coe.accounts import actions, factors, people, pictures, selectors, trail
from coe.accounts.forms import PictureForm, ProfileForm
from coe.accounts.zones import in_own_zone
from coe.web import refusals
from coe.web.links import to

COOKIE_AGE = 365 * 24 * 3600


def home_of(slug: str) -> str:
    return f"/o/{slug}/"


@open_to(Audience.SIGNED_IN, reason="finds out which organisation a person enters")
@require_GET
def start(request: Any) -> HttpResponseBase:
    """The organisation visited last in this browser, or the one chosen to come first, or the only one, or a list."""
    mine = selectors.memberships(request.user)
    first = next((one for one in mine if one.slug == request.session.get("org")), None)
    first = first or next((one for one in mine if one.org_id == request.user.default_org), None)
    if first is None and len(mine) == 1:
        first = mine[0]
    if first:
        return HttpResponseRedirect(home_of(first.slug))
    return _organisations(request, mine)


@in_own_zone
def _organisations(request: Any, mine: list[selectors.Membership]) -> HttpResponse:
    found = selectors.with_news(mine)
    context = {"memberships": found, "may_found": settings.SIGN_UP == "open", "tab": "organisations"}
    return render(request, "accounts/organisations.html", context)


@open_to(Audience.SIGNED_IN, reason="lists the organisations a person belongs to")
@require_GET
def organisations(request: Any) -> HttpResponseBase:
    return _organisations(request, selectors.memberships(request.user))


@open_to(Audience.PUBLIC, reason="theme and language of the visitor; changes nothing else")
@require_POST
def look(request: Any) -> HttpResponse:
    """Keeps theme and language: with the login, and in this browser for when nobody is signed in."""
    theme, language = request.POST.get("theme", ""), request.POST.get("language", "")
    if request.user.is_authenticated:
        people.keep_look(request.user, theme=theme, language=language)
    response = HttpResponseRedirect(_back(request))
    if language in people.LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=COOKIE_AGE, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _back(request: HttpRequest) -> str:
    """Where the form said to return to, if that is one of our own pages."""
    given = request.POST.get("next", "")[:2000]
    safe = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if safe and "\x00" not in given and "\n" not in given and "\r" not in given else "/"


@open_to(Audience.MEMBER, reason="one's own account")
def profile(request: Request) -> HttpResponse:
    user: Any = request.user
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": request.member.name,
            "language": user.language,
            "theme": user.theme,
            "zone": user.zone,
            "clock": user.clock,
            "keys_off": not user.keys,
        },
    )
    if request.method == "POST" and form.is_valid():
        actions.change_profile(request.actor, **form.cleaned_data)
        # The word is said in the language just chosen.
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your account is saved."))
        return redirect(to(request, "profile"))
    context = {
        "form": form,
        "picture_form": PictureForm(),
        "second_factor": factors.has_second(user),
        "others": len(selectors.sessions(user, current_key=request.session.session_key or "")) - 1,
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@open_to(Audience.MEMBER, reason="one's own picture, for oneself")
@require_POST
def picture_change(request: Request) -> HttpResponse:
    """Keeps the picture that was sent, or takes the old one away."""
    user: Any = request.user
    if "remove" in request.POST:
        pictures.take_away(user)
        messages.success(request, _("Your initials stand for you again."))
        return redirect(to(request, "profile"))
    form = PictureForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            pictures.put(user, form.cleaned_data["picture"])
            messages.success(request, _("Your picture is saved."))
        else:
            messages.error(request, refusals.said(form["picture"]))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(to(request, "profile"))


def _picture(user_id: int) -> HttpResponse:
    data = pictures.picture_of(user_id)
    if data is None:
        raise Http404
    # The address carries the moment of the last change, so an old picture is never shown.
    kept = {"Cache-Control": "private, max-age=604800, immutable"}
    return HttpResponse(data, content_type="image/webp", headers=kept)


@open_to(Audience.SIGNED_IN, reason="one's own picture, for oneself")
@require_GET
def own_picture(request: Any) -> HttpResponse:
    return _picture(request.user.pk)


@open_to(Audience.MEMBER, reason="members of an organisation know each other's faces")
@require_GET
def member_picture(request: Request, member_id: UUID) -> HttpResponse:
    return _picture(selectors.user_id_or_404(member_id))


@open_to(Audience.SIGNED_IN, reason="where one is signed in oneself")
@in_own_zone
def sessions(request: Any) -> HttpResponse:
    """The list, and ending all others at once."""
    key = request.session.session_key or ""
    shown = selectors.sessions(request.user, current_key=key)
    if request.method == "POST":
        others = [selectors.session_or_404(request.user, one.id) for one in shown if not one.current]
        end_sessions(request, others)
        if others:
            trail.own(request, request.user, "sessions-ended", sessions=len(others))
            messages.success(request, _("Every other session has ended."))
        return _to_sessions(request)
    return render(request, "usersessions/usersession_list.html", {"sessions": shown, "tab": "security"})


@open_to(Audience.SIGNED_IN, reason="where one is signed in oneself")
@require_POST
def session_end(request: Any, session_id: int) -> HttpResponse:
    session = selectors.session_or_404(request.user, session_id)
    here, user = session.session_key == request.session.session_key, request.user
    end_sessions(request, [session])
    trail.own(request, user, "sessions-ended", sessions=1)
    if here:
        return redirect("account_login")
    messages.success(request, _("That session has ended."))
    return _to_sessions(request)


def _to_sessions(request: Any) -> HttpResponse:
    return redirect("security" if request.POST.get("back") == "security" else "usersessions_list")
