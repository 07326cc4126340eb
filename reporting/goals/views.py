"""Goals: the list, setting one, taking one away."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.many import Undo
from coe.lists.selectors import Listing, opened, sent_from
from coe.lists.undoing import only_undone, tag
from coe.tenancy.models import Brand
from coe.web.blocks import Column
from coe.web.links import to
from coe.web.sorting import local_choices
from reporting import formats
from reporting.attribution.selectors import brands_for
from reporting.goals import actions, selectors
from reporting.goals.forms import GoalForm
from reporting.metrics.registry import GOALS as MEASURED
from reporting.metrics.registry import REGISTRY, Known
from reporting.metrics.selectors import in_force, name_of
from reporting.tabs import tabs

GOALS = declare(
    ListKind(
        "goals",
        gettext_lazy("Goals"),
        "goals",
        (Act.REPORT_SEE,),
        [
            Column("metric", gettext_lazy("Metric")),
            Column("brand", gettext_lazy("For"), sort=True),
            Column("from", gettext_lazy("From"), sort=True),
            Column("to", gettext_lazy("To"), sort=True),
            Column("target", gettext_lazy("Goal"), number=True),
            Column("by", gettext_lazy("Set by"), sort=True, css="wide-only"),
            Column("acts", ""),
        ],
        filters=selectors.FILTERS,
        fixed=("metric", "target"),
    )
)
PER_PAGE = 50


@dataclass(frozen=True)
class Held:
    """What the page and its form both go by, read once."""

    metrics: dict[str, Known]
    brands: list[Brand]

    def form(self, request: Request) -> GoalForm:
        brands = [brand for brand in self.brands if request.rights.may(Act.GOAL_SET, brand=brand)]
        whole = request.rights.may(Act.GOAL_SET)
        return GoalForm(request.POST or None, brands=brands, whole=whole, metrics=self.metrics)


def _held(request: Request) -> Held:
    return Held(in_force(), brands_for(request.rights, Act.REPORT_SEE, Act.GOAL_SET))


@gate(Act.REPORT_SEE)
def goals(request: Request) -> HttpResponse:
    listing = opened(request, GOALS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    held = _held(request)
    form = held.form(request) if request.rights.may(Act.GOAL_SET, anywhere=True) else None
    return _page(request, listing, held, form)


def _page(request: Request, listing: Listing, held: Held, form: GoalForm | None) -> HttpResponse:
    known, refused = held.metrics, form is not None and form.is_bound
    found = selectors.goals(request.rights).filter(metric__in=[*REGISTRY])
    found = selectors.fitting(found, request.GET, zone=request.org.zone, brand=request.brand_filter)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
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
        "listing": listing,
        # The address of a form that was refused shows no list: nothing there is sorted.
        "columns": [replace(one, sort=False) for one in listing.columns] if refused else listing.columns,
        "rows": rows,
        "page": page,
        "asked": {name: request.GET.get(name, "") for name in selectors.FILTERS},
        "states": selectors.STATES,
        "metrics": [(key, name_of(known[key])) for key in MEASURED],
        "brands": _brands(request, held),
        "form": form,
        "tabs": tabs(request, "goals"),
    }
    return render(request, "reporting/goals/list.html", context, status=422 if refused else 200)


def _brands(request: Request, held: Held) -> list[tuple[str, Any]]:
    """Whose goals the reader may see: the organisation's, and those of their brands."""
    seen = [brand for brand in held.brands if request.rights.may(Act.REPORT_SEE, brand=brand)]
    return [(selectors.WHOLE, _("The whole organisation")), *local_choices(seen)]


@gate(Act.GOAL_SET)
@require_POST
def set_goal(request: Request) -> HttpResponse:
    held = _held(request)
    form = held.form(request)
    if not form.is_valid():
        return _page(request, opened(request, GOALS), held, form)
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
    back = sent_from(request, GOALS)
    undo = tag(request, DROPPED, {goal_id: had}, back_to=back)
    messages.success(request, _("The goal is taken away."), extra_tags=undo)
    return redirect(back)
