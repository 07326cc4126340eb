"""Account → Your data: a copy of it, and having the login erased. And founding another organisation."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import Act
from coe.access.gate import Audience, Request, open_to
from coe.accounts import exporting, leaving, selectors
from coe.accounts.adapter import hand_over
from coe.accounts.forms import Reauthenticate
from coe.accounts.founding import found_organisation
from coe.accounts.models import User
from coe.accounts.sign_up_form import FoundForm
from coe.accounts.views import home_of
from coe.accounts.zones import in_own_zone
from coe.notices.letters import absolute, letter
from coe.web.links import to


@open_to(Audience.SIGNED_IN, reason="one's own data, for oneself alone")
@require_GET
@never_cache
@in_own_zone
def data(request: Any) -> HttpResponse:
    """The page; asked by htmx, only how far the copy is."""
    context = {
        "exports": selectors.exports(request.user),
        "held_back": leaving.held_back_by(request.user),
        "grace": leaving.GRACE.days,
        "tab": "data",
    }
    template = "accounts/exports.html" if getattr(request, "htmx", False) else "accounts/data.html"
    return render(request, template, context)


@open_to(Audience.SIGNED_IN, reason="one's own data, for oneself alone")
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def export_begin(request: Any) -> HttpResponse:
    if not ratelimit.consume(request, action="export", key=f"export-{request.user.pk}"):
        messages.error(request, _("Five copies a day are enough. Ask again tomorrow."))
        return redirect("own_data")
    exporting.begin(request.user)
    messages.success(request, _("Your copy is being made. This page says when it is ready."))
    return redirect("own_data")


@open_to(Audience.SIGNED_IN, reason="one's own data; the file is given to nobody else")
@require_GET
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def export_file(request: Any, export_id: UUID) -> HttpResponseBase:
    made = selectors.export_or_404(request.user, export_id)
    try:
        file = default_storage.open(made.path)
    except OSError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"coe-{made.created_at:%Y-%m-%d}.zip")


@open_to(Audience.SIGNED_IN, reason="erasing one's own login")
@never_cache
@sensitive_post_parameters("password")
@in_own_zone
def delete(request: Any) -> HttpResponse:
    """Asks for the password; then every session ends and the days of grace begin."""
    user: User = request.user
    form = Reauthenticate(request.POST if request.method == "POST" else None, user=user)
    held_back = leaving.held_back_by(user)
    if request.method == "POST" and not held_back and form.is_valid():
        try:
            leaving.ask_for_deletion(user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say_goodbye(user)
            end_sessions(request, list(UserSession.objects.filter(user=user)))
            return render(request, "accounts/deletion_asked.html", {"day": user.delete_at, "email": user.email})
    context = {"form": form, "held_back": held_back, "grace": leaving.GRACE.days, "tab": "data"}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/delete.html", context, status=status)


def _say_goodbye(user: User) -> None:
    url = absolute(reverse("account_login"))
    message = letter("deletion_asked", to=user.email, language=user.language, day=user.delete_at, url=url)
    transaction.on_commit(lambda: hand_over(message), robust=True)


# ── organisations ───────────────────────────────────────────────────────────────────────────────


@open_to(Audience.SIGNED_IN, reason="anybody who is signed in may found an organisation, unless sign-up is closed")
def organisation_new(request: Any) -> HttpResponse:
    if settings.SIGN_UP != "open":
        raise Http404
    form = FoundForm(request.POST if request.method == "POST" else None, initial={"zone": request.user.zone or "UTC"})
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="found", key=f"found-{request.user.pk}"):
            made = found_organisation(request.user, name=form.cleaned_data["name"], zone=form.cleaned_data["zone"])
            messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": made.name})
            return HttpResponseRedirect(home_of(made.slug))
        form.add_error(None, _("Five organisations a day are enough. Try again tomorrow."))
    return render(request, "accounts/organisation_new.html", {"form": form}, status=422 if form.errors else 200)


@open_to(Audience.SIGNED_IN, reason="which of one's own organisations is entered first")
@require_POST
def organisation_first(request: Any, slug: str) -> HttpResponse:
    found = next((one for one in selectors.memberships(request.user) if one.slug == slug), None)
    if found is None:
        raise Http404
    chosen = None if request.user.default_org == found.org_id else found.org_id
    User.objects.filter(pk=request.user.pk).update(default_org=chosen)
    if chosen:
        messages.success(request, _("%(organisation)s opens first from now on.") % {"organisation": found.name})
    return redirect("organisations")


@open_to(Audience.MEMBER, reason="ending one's own membership")
def leave(request: Request) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            leaving.leave(request.actor)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            request.session.pop("org", None)
            messages.success(request, _("You have left %(organisation)s.") % {"organisation": request.org.name})
            return redirect("organisations")
    context = {
        "error": error, "back_url": to(request, "profile"),
        "may_hand_over": request.rights.may(Act.ACCESS_GRANT),
    }  # fmt: skip
    return render(request, "accounts/leave.html", context, status=422 if error else 200)
