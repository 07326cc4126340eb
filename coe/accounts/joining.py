"""Pages of invitations: sending them, and what their links open."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.gate import Audience, Request, gate, open_to
from coe.accounts import actions, people, selectors
from coe.accounts.forms import JoinForm
from coe.accounts.invite_form import InviteForm
from coe.accounts.states import State
from coe.accounts.views import home_of
from coe.web.fields import CleanChar
from coe.web.links import to

if TYPE_CHECKING:
    from coe.accounts.models import Invitation, User


class ReasonForm(forms.Form):
    reason = CleanChar(label=gettext_lazy("Why"), at_most=300, help_text=gettext_lazy("Recorded in the audit."))


def refused(form: forms.Form, error: ValidationError) -> None:
    """Puts an action's errors at the fields they name; the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if isinstance(form, InviteForm) or field in form.fields else None, errors)


@gate(Act.MEMBER_INVITE)
@require_GET
def invitations(request: Request) -> HttpResponse:
    page = selectors.invitations_page(request.org, request.rights, request.GET.get("page"))
    return render(request, "accounts/invitations.html", {"page": page})


@gate(Act.MEMBER_INVITE)
def invite(request: Request) -> HttpResponse:
    offered = selectors.invite_choices(request.actor)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        choices=offered,
        initial={
            "language": translation.get_language(),
            "on": offered.places[0].value if offered.places else "",
            "role_id": next((str(one.pk) for one in offered.roles if one.key == request.GET.get("role")), ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        until = given.pop("until")
        zone = ZoneInfo(request.org.zone)
        try:
            made = actions.invite(
                request.actor,
                **given,
                until=datetime.combine(until, time(23, 59, 59), zone) if until else None,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("%(name)s is invited. The link works for seven days.") % {"name": made.name})
            return redirect(to(request, "invitations"))
    return render(
        request, "accounts/invite.html", {"form": form, "offered": offered}, status=422 if form.errors else 200
    )


@gate(Act.MEMBER_INVITE)
@require_POST
def invitation_again(request: Request, invitation_id: UUID) -> HttpResponse:
    selectors.invitation_or_404(request.org, request.rights, invitation_id)
    try:
        made = actions.send_again(request.actor, invitation_id=invitation_id)
        messages.success(request, _("A new link is on its way to %(email)s.") % {"email": made.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(to(request, "invitations"))


@gate(Act.MEMBER_INVITE)
@require_POST
def invitation_revoke(request: Request, invitation_id: UUID) -> HttpResponse:
    selectors.invitation_or_404(request.org, request.rights, invitation_id)
    made = actions.revoke(request.actor, invitation_id=invitation_id)
    if made.state == State.REVOKED:
        messages.success(request, _("The invitation of %(name)s is revoked.") % {"name": made.name})
    return redirect(to(request, "invitations"))


@gate(Act.MEMBER_REMOVE)
def member_remove(request: Request, member_id: UUID) -> HttpResponse:
    member = selectors.removable_or_404(member_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(request.actor, member_id=member_id, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("%(name)s is no longer a member.") % {"name": member.name})
            return redirect(to(request, "members"))
    return render(
        request, "accounts/member_remove.html", {"form": form, "member": member}, status=422 if form.errors else 200
    )


# ── what a link opens ───────────────────────────────────────────────────────────────────────────


@open_to(Audience.PUBLIC, reason="the link of an invitation; the token in it is the right to read it")
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: Any, token: str) -> HttpResponse:
    held = selectors.by_token(token)
    if held is None:
        return render(request, "accounts/invitation_closed.html", {"why": "unknown"}, status=404)
    with translation.override(_reading(request, held)):
        return _opened(request, held)


def _reading(request: Any, held: "Invitation") -> str:
    """The language the inviter chose, unless the reader chose one."""
    if request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language() or held.language
    return held.language


def _opened(request: Any, held: "Invitation") -> HttpResponse:
    if not held.standing:
        why = "expired" if held.state == State.OPEN else held.state
        return _closed(request, held, why)
    mine = people.owns(request.user, held.email)
    known = people.login_of(held.email)
    form = None
    if known is None and not request.user.is_authenticated:
        form = JoinForm(
            request.POST if request.method == "POST" else None, email=held.email, initial={"name": held.name}
        )
    if request.method == "POST" and (mine or (form and form.is_valid())):
        return _join(request, held, form)
    context = {
        "offer": selectors.offer(held),
        "form": form,
        "mine": mine,
        "known": known is not None,
        "here": request.get_full_path(),
    }
    return render(request, "accounts/invitation.html", context, status=422 if form and form.errors else 200)


def _join(request: Any, held: "Invitation", form: JoinForm | None) -> HttpResponse:
    name = form.cleaned_data["name"] if form else ""
    actor = Actor.public(held.org_id, held.email, Act.PUBLIC_JOIN)
    try:
        with transaction.atomic():
            user = _new_login(held, form) if form else request.user
            actions.accept(actor, invitation_id=held.pk, user=user, name=name)
    except (actions.Closed, actions.NotYours):
        return _closed(request, held, "withdrawn")
    except IntegrityError:
        # The same link, sent twice at once: the other one made the login.
        return HttpResponseRedirect(request.path)
    if form:
        get_adapter().login(request, user)
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": held.org.name})
    return HttpResponseRedirect(home_of(held.org.slug))


def _new_login(held: "Invitation", form: JoinForm) -> "User":
    given = form.cleaned_data
    return people.make_login(email=held.email, name=given["name"], password=given["password1"], language=held.language)


def _closed(request: Any, held: "Invitation", why: str) -> HttpResponse:
    context = {"why": why, "organisation": held.org.name, "inviter": held.invited_by.name}
    return render(request, "accounts/invitation_closed.html", context, status=410)
