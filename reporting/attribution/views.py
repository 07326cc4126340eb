"""Conversions and costs as lists, and what posts, campaigns and brands were worth."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, Rights, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.many import Undo
from coe.lists.selectors import Listing, opened, sent_from
from coe.lists.undoing import only_undone, tag
from coe.tenancy.models import Brand
from coe.web.blocks import Column
from coe.web.links import to
from coe.web.sorting import local_choices
from publishing import api as publishing
from reporting import formats
from reporting.attribution import actions, selectors, worth
from reporting.attribution.forms import CostForm
from reporting.attribution.wanted import FILTERS, fitting, wanted
from reporting.dashboards import of_post
from reporting.dashboards.views import period_choices, period_of
from reporting.metrics.selectors import in_force, name_of
from reporting.scope import scope_of
from reporting.tabs import tabs

PAGE = 50


@gate(Act.REPORT_SEE)
def value(request: Request) -> HttpResponse:
    """Revenue, cost and return of a period, by brand, campaign or post."""
    by = request.GET.get("by", "brand")
    by = by if by in worth.KINDS else "brand"
    period = period_of(request)
    scope = scope_of(request)
    table = worth.table(request, scope, by, period)
    metrics = in_force()
    context = {
        "table": table,
        "by": by,
        "kinds": [
            {"url": f"?by={kind}&{period.query}", "text": text, "current": kind == by}
            for kind, text in (("brand", _("Brands")), ("campaign", _("Campaigns")), ("post", _("Posts")))
        ],
        "period": period,
        "picker": period_choices(period),
        "keep": f"&by={by}",
        "page": Paginator(table.rows, PAGE).get_page(request.GET.get("page")),
        "currency": scope.org.currency,
        "margin": metrics["roi"].knob("margin"),
        "roi": name_of(metrics["roi"]),
        "tabs": tabs(request, "value"),
        "may_export": request.rights.may(Act.REPORT_EXPORT, anywhere=True),
    }
    return render(request, "reporting/attribution/value.html", context)


@gate(Act.REPORT_SEE)
def conversions(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = selectors.conversions(request.rights, state=state, brand=request.brand_filter)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_conversion(row) for row in page],
        "state": state,
        "states": [("matched", _("Matched to a click")), ("unmatched", _("Not matched"))],
        "tabs": tabs(request, "conversions"),
        "may_import": request.rights.may(Act.CONVERSION_IMPORT),
        "may_export": request.rights.may(Act.REPORT_EXPORT, anywhere=True),
    }
    return render(request, "reporting/attribution/conversions.html", context)


def _conversion(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "kind": row.get_kind_display(),
        "amount": formats.money(row.value, row.currency, whole=False),
        "why": selectors.WHY.get(row.why, ""),
        "post_id": row.link.version.post_id if row.link and row.link.version else None,
    }


# ── costs ───────────────────────────────────────────────────────────────────────────────────────

COSTS = declare(
    ListKind(
        "costs",
        gettext_lazy("Costs"),
        "costs",
        (Act.REPORT_SEE,),
        [
            Column("day", gettext_lazy("Spent on"), sort=True),
            Column("what", gettext_lazy("What for"), sort=True),
            Column("brand", gettext_lazy("Brand"), sort=True),
            Column("amount", gettext_lazy("Amount"), sort=True, number=True),
            Column("by", gettext_lazy("Entered by"), sort=True, css="wide-only"),
            Column("acts", ""),
        ],
        filters=FILTERS,
        fixed=("what", "amount"),
    )
)


@dataclass(frozen=True)
class Known:
    """Brands and campaigns, read once: for the filters and for what may be entered."""

    brands: list[Brand]
    campaigns: list[publishing.CampaignFacts]

    def on(self, rights: Rights, act: Act) -> list[Brand]:
        return [brand for brand in self.brands if rights.may(act, brand=brand)]


def _known(request: Request) -> Known:
    brands = selectors.brands_for(request.rights, Act.REPORT_SEE, Act.COST_ENTER)
    return Known(brands, publishing.campaigns(brand_ids=[brand.pk for brand in brands]))


def _cost_form(request: Request, known: Known, data: Any = None) -> CostForm | None:
    if not request.rights.may(Act.COST_ENTER, anywhere=True):
        return None
    initial: dict[str, Any] = {"spent_on": timezone.localdate()}
    if request.brand_filter is not None:
        initial["brand"] = str(request.brand_filter.pk)
    brands = known.on(request.rights, Act.COST_ENTER)
    return CostForm(data, brands=brands, currency=request.org.currency, campaigns=known.campaigns, initial=initial)


@gate(Act.REPORT_SEE)
def costs(request: Request) -> HttpResponse:
    listing = opened(request, COSTS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    known = _known(request)
    return _costs_page(request, listing, known, _cost_form(request, known))


def _costs_page(request: Request, listing: Listing, known: Known, form: CostForm | None) -> HttpResponse:
    asked = wanted(request.GET, narrowed=request.brand_filter is not None)
    rows = fitting(selectors.costs(request.rights, brand=request.brand_filter), asked, request.rights)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    refused = form is not None and form.is_bound
    # Refused on the page of a post: this page says of which, and leads back there.
    post = form.cleaned_data.get("post") if form is not None and refused else None
    context = {
        "listing": listing,
        # The address of a form that was refused shows no list: nothing there is sorted.
        "columns": [replace(one, sort=False) for one in listing.columns] if refused else listing.columns,
        "page": page,
        "rows": [
            {
                "cost": row,
                "amount": formats.money(row.amount, row.currency, whole=False),
                "day": formats.day(row.spent_on),
                "may": not row.cancelled_at and request.rights.may(Act.COST_ENTER, brand=row.brand_id),
            }
            for row in page
        ],
        "wanted": asked,
        "options": _options(request, known),
        "form": form,
        "post": post,
        "about": of_post.facts(request, post) if post else None,
        "tabs": tabs(request, "costs"),
        "may_export": request.rights.may(Act.REPORT_EXPORT, anywhere=True),
    }
    return render(request, "reporting/attribution/costs.html", context, status=422 if refused else 200)


def _options(request: Request, known: Known) -> dict[str, list[tuple[str, str]]]:
    """The brands and campaigns whose costs the reader may see."""
    brands, chosen = known.on(request.rights, Act.REPORT_SEE), request.brand_filter
    ids = {brand.pk for brand in brands} if chosen is None else {chosen.pk}
    campaigns = [one for one in known.campaigns if one.brand_id is None or one.brand_id in ids]
    return {"brands": local_choices(brands), "campaigns": [(str(one.id), one.name) for one in campaigns]}


@gate(Act.COST_ENTER)
@require_POST
def enter_cost(request: Request) -> HttpResponse:
    known = _known(request)
    form = _cost_form(request, known, request.POST)
    assert form is not None  # the gate asked for the act
    if form.is_valid():
        try:
            cost = actions.enter_cost(request.actor, **form.said())
        except ValidationError as error:
            for name, found in error.message_dict.items():
                form.add_error(name if name in form.fields and name != "post" else None, found)
        else:
            messages.success(request, _("The cost is entered."))
            if cost.post_id:
                return redirect(to(request, "post", cost.post_id))
            return redirect(to(request, "costs"))
    return _costs_page(request, opened(request, COSTS), known, form)


def _count_again(request: Request, cost_id: UUID, undo: Undo) -> None:
    actions.count_cost_again(request.actor, cost_id=cost_id)


CANCELLED = only_undone("cost_cancelled", _count_again, lambda _count: _("The cost counts again."))


@gate(Act.COST_ENTER)
@require_POST
def cancel_cost(request: Request, cost_id: UUID) -> HttpResponse:
    cost = selectors.cost(request.rights, cost_id)
    actions.cancel_cost(request.actor, cost_id=cost.pk)
    back = sent_from(request, COSTS)
    undo = "" if cost.cancelled_at else tag(request, CANCELLED, {cost_id: {}}, back_to=back)
    messages.success(request, _("The cost no longer counts."), extra_tags=undo)
    return redirect(back)
