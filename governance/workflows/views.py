"""Workflows: which steps a post passes, and who decides them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.web.joining import flowing
from coe.web.links import to
from governance.approvals.flow import BUILT_IN_HOURS
from governance.workflows import actions, selectors
from governance.workflows.forms import WorkflowForm
from governance.workflows.places import Where, everywhere, where_or_404


@gate(Act.WORKFLOW_SEE)
def workflows(request: Request) -> HttpResponse:
    found = list(selectors.workflows(request.rights))
    taken = {_key(one) for one in found}
    context = {
        "workflows": found,
        "free": [where for where in everywhere() if where.key not in taken],
        "may_write": request.rights.may(Act.WORKFLOW_WRITE),
    }
    return render(request, "governance/workflows/workflows.html", context)


def _key(workflow: Any) -> str:
    if workflow.channel_id:
        return f"channel:{workflow.channel_id}"
    return f"brand:{workflow.brand_id}" if workflow.brand_id else "org"


@gate(Act.WORKFLOW_WRITE)
def new(request: Request) -> HttpResponse:
    where = where_or_404(request.GET.get("at", "org"))
    form = WorkflowForm(request.POST or None, people=where.approvers())
    if request.method == "POST" and form.is_valid():
        try:
            actions.create(request.actor, where=where, name=form.head.cleaned_data["name"], steps=form.specs())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The workflow applies to everything sent from now on."))
            return redirect(to(request, "workflows"))
    return _page(request, form, where, None)


@gate(Act.WORKFLOW_WRITE)
@require_POST
def usual(request: Request) -> HttpResponse:
    """One step by any one of those who may approve everywhere, for organisations that begin."""
    where = where_or_404("org")
    step = actions.StepSpec(
        _("Approval"), selectors.Mode.ANY, 1, BUILT_IN_HOURS, tuple(one.pk for one in where.approvers())
    )
    try:
        actions.create(request.actor, where=where, name=_("One approval"), steps=[step])
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
        return redirect(to(request, "workflows"))
    messages.success(request, _("From now on one person approves every post, and never their own."))
    return redirect(to(request, "home"))


@gate(Act.WORKFLOW_WRITE)
def edit(request: Request, workflow_id: UUID) -> HttpResponse:
    workflow = selectors.workflow_or_404(request.rights, workflow_id)
    where = where_or_404(_key(workflow))
    form = WorkflowForm(request.POST or None, people=where.approvers(), workflow=workflow)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                request.actor,
                workflow_id=workflow_id,
                where=where,
                name=form.head.cleaned_data["name"],
                steps=form.specs(),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept. What is in approval keeps the steps it was sent with."))
            return redirect(to(request, "workflows"))
    return _page(request, form, where, workflow)


@gate(Act.WORKFLOW_WRITE)
@require_POST
def retire(request: Request, workflow_id: UUID) -> HttpResponse:
    found = selectors.workflow_or_404(request.rights, workflow_id)
    actions.retire(request.actor, workflow_id=found.pk)
    messages.success(request, _("The workflow is retired. The next wider one applies."))
    return redirect(to(request, "workflows"))


def _page(request: Request, form: WorkflowForm, where: Where, workflow: Any) -> HttpResponse:
    context = {"form": form, "where": where, "workflow": workflow}
    status = 422 if form.errors else 200
    return render(request, "governance/workflows/edit.html", context, status=status)
