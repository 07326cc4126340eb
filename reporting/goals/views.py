"""Goals: the list, setting one, taking one away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.lists.many import Undo
from coe.lists.undoing import only_undone, tag
from coe.web.links import to
from reporting import formats
from reporting.attribution.selectors import brands_for
from reporting.goals import actions, selectors
from reporting.goals.forms import GoalForm
from reporting.metrics.registry import REGISTRY
from reporting.metrics.selectors import in_force, name_of
from reporting.tabs import tabs


def _form(request: Request) -> GoalForm:
    return GoalForm(
        request.POST or None, brands=brands_for(request.rights, Act.GOAL_SET), whole=request.rights.may(Act.GOAL_SET)
    )


PER_PAGE = 50


@gate(Act.REPORT_SEE)
def goals(request: Request) -> HttpResponse:
    return _page(request, _form(request) if request.rights.may(Act.GOAL_SET, anywhere=True) else None)


def _page(request: Request, form: GoalForm | None) -> HttpResponse:
    known, state = in_force(), request.GET.get("state", "")
    found = selectors.goals(request.rights).filter(metric__in=[*REGISTRY])
    page = Paginator(selectors.lasting(found, state, request.org.zone), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "goal": goal,
            "name": name_of(known[goal.metric]),
            "target": formats.figure(goal.target, known[goal.metric].unit, request.org.currency),
            "first": formats.day(goal.starts_on),
            "last": formats.day(goal.ends_on),
            "may": request.rights.may(Act.GOAL_SET, brand=goal.brand_id),
        }
        for goal in page.object_list
    ]
    context = {
        "rows": rows,
        "page": page,
        "state": state,
        "states": selectors.STATES,
        "form": form,
        "tabs": tabs(request, "goals"),
    }
    return render(request, "reporting/goals/list.html", context, status=422 if form and form.is_bound else 200)


@gate(Act.GOAL_SET)
@require_POST
def set_goal(request: Request) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    actions.set_goal(
        request.actor,
        metric=form.cleaned_data["metric"],
        brand_id=form.brand_id,
        starts_on=form.cleaned_data["starts_on"],
        ends_on=form.cleaned_data["ends_on"],
        target=form.value,
    )
    messages.success(request, _("The goal is set."))
    return redirect(to(request, "goals"))


def _set_again(request: Request, goal_id: UUID, undo: Undo) -> None:
    if selectors.stands(undo["metric"], undo["brand_id"], undo["starts_on"]):
        raise ValidationError(_("Another goal was set since."))
    actions.set_goal(request.actor, **undo)


DROPPED = only_undone("goal_dropped", _set_again, lambda _count: _("The goal is set again."))


@gate(Act.GOAL_SET)
@require_POST
def drop_goal(request: Request, goal_id: UUID) -> HttpResponse:
    goal = selectors.goal(request.rights, goal_id)
    actions.drop_goal(request.actor, goal_id=goal.pk)
    had = {name: getattr(goal, name) for name in ("metric", "brand_id", "starts_on", "ends_on", "target")}
    undo = tag(request, DROPPED, {goal_id: had}, back_to=to(request, "goals"))
    messages.success(request, _("The goal is taken away."), extra_tags=undo)
    return redirect(to(request, "goals"))
