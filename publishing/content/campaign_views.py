"""Campaigns, and the lists of values that links may carry."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coe.access.api import Act, Request, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.web.blocks import Column
from coe.web.links import to
from publishing.content import campaign_actions as actions
from publishing.content import campaign_selectors as selectors
from publishing.content import links
from publishing.content import selectors as post_selectors
from publishing.content.page_forms import CampaignForm, UtmForm

SHOWN = 12
CAMPAIGNS = declare(
    ListKind(
        "campaigns",
        gettext_lazy("Campaigns"),
        "campaigns",
        (Act.CAMPAIGN_MANAGE,),
        [
            Column("name", gettext_lazy("Name"), sort=True),
            Column("slug", gettext_lazy("Name in links"), sort=True, css="wide-only"),
            Column("brand", gettext_lazy("Brand"), sort=True, css="wide-only"),
            Column("starts", gettext_lazy("Starts"), sort=True, number=True),
            Column("ends", gettext_lazy("Ends"), sort=True, number=True),
        ],
        filters=("q",),
        fixed=("name",),
    )
)


@gate(Act.CAMPAIGN_MANAGE)
@require_http_methods(["GET", "POST"])
def campaigns(request: Request) -> HttpResponseBase:
    listing = opened(request, CAMPAIGNS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    brands = selectors.campaign_brands(request.rights)
    everywhere = request.rights.may(Act.CAMPAIGN_MANAGE)
    form = CampaignForm(request.POST if request.method == "POST" else None, brands=brands)
    form.fields["brand"].required = not everywhere
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.begin_campaign(request.actor, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Campaign added"))
                return redirect(to(request, "campaigns"))
        status = 422
    found = selectors.campaigns(request.rights, words=request.GET.get("q", ""), sort=request.GET.get("sort", ""))
    context = {"campaigns": found, "form": form, "listing": listing}
    return render(request, "publishing/content/campaigns.html", context, status=status)


@gate(Act.CAMPAIGN_MANAGE)
@require_http_methods(["GET", "POST"])
def campaign(request: Request, campaign_id: UUID) -> HttpResponseBase:
    found = selectors.campaign_or_404(request.rights, campaign_id)
    initial = {
        "name": found.name,
        "brand": found.brand,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
    }
    posted = request.POST if request.method == "POST" else None
    brands = selectors.campaign_brands(request.rights)
    form = CampaignForm(posted, brands=brands, fixed_slug=True, initial=initial)
    form.fields["brand"].required = not request.rights.may(Act.CAMPAIGN_MANAGE)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.change_campaign(request.actor, campaign_id=found.pk, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Kept"))
                return redirect(to(request, "campaigns"))
        status = 422
    posts = post_selectors.filtered(
        request.rights, request.member.pk, filters={"campaign": found.pk}, brand=None, sort="-slot"
    )
    context = {
        "campaign": found, "form": form, "rows": post_selectors.rows(posts[:SHOWN]), "count": posts.count(),
        "states": post_selectors.tally(posts),
    }  # fmt: skip
    return render(request, "publishing/content/campaign.html", context, status=status)


@gate(Act.CAMPAIGN_MANAGE)
@require_http_methods(["GET", "POST"])
def utm(request: Request) -> HttpResponseBase:
    form = UtmForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.allow_value(request.actor, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("value", error)
            else:
                return redirect(to(request, "utm"))
        status = 422
    values = selectors.utm_values()
    context = {
        "form": form,
        # The lists are everybody's.
        "may_change": request.rights.may(Act.CAMPAIGN_MANAGE),
        "lists": [
            {
                "label": label,
                "field": field,
                "values": [
                    {"row": one, "ga4": links.ga4_channel(one.value) if field == "utm_medium" else None}
                    for one in values
                    if one.field == field
                ],
            }
            for field, label in UtmForm.base_fields["field"].choices  # type: ignore[attr-defined]
        ],
    }
    return render(request, "publishing/content/utm.html", context, status=status)


@gate(Act.CAMPAIGN_MANAGE)
@require_POST
def retire(request: Request, value_id: UUID) -> HttpResponseBase:
    actions.retire_value(request.actor, value_id=value_id)
    return redirect(to(request, "utm"))
