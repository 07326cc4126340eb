"""Freezes: what is stopped now, stopping, letting go on, and what was."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coe.access.api import Act, Audience, Request, gate, open_to
from coe.web.links import to
from governance.crisis import actions, rows
from governance.crisis.forms import DeclareForm, LiftForm


@open_to(Audience.MEMBER, reason="the band on every page leads here: everybody may know why publishing is stopped")
def freezes(request: Request) -> HttpResponse:
    context = {
        "may_declare": request.rights.may(Act.FREEZE_DECLARE, anywhere=True),
        "on": rows.on(request.rights, request.member),
        "history": Paginator(rows.ended(request.rights), 20).get_page(request.GET.get("page")),
    }
    return render(request, "governance/crisis/freezes.html", context)


@gate(Act.FREEZE_DECLARE)
def declare(request: Request) -> HttpResponse:
    form = DeclareForm(request.POST or None, rights=request.rights, zone=request.org.zone)
    if request.method == "POST" and form.is_valid():
        try:
            until = form.cleaned_data["until"]
            actions.declare(
                request.actor,
                reason=form.cleaned_data["reason"],
                until=until.moment if until else None,
                **form.place(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Publishing is stopped there. Nothing more goes out."))
            return redirect(to(request, "freezes"))
    status = 422 if form.errors else 200
    return render(request, "governance/crisis/declare.html", {"form": form}, status=status)


@gate(Act.FREEZE_LIFT)
def lift(request: Request, freeze_id: UUID) -> HttpResponse:
    freeze = rows.one(freeze_id, request.rights, request.member)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift(request.actor, freeze_id=freeze_id, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The freeze is lifted. What was missed waits for your decision."))
            return redirect(to(request, "freezes"))
    status = 422 if form.errors else 200
    context = {"form": form, "freeze": freeze}
    return render(request, "governance/crisis/lift.html", context, status=status)
