"""Pages of deliveries."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from coe.access.api import Act, Audience, Request, gate, open_to
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.web.blocks import Column
from coe.web.joining import flowing
from coe.web.links import to
from governance import api as governance
from publishing.channels.registry import NETWORKS
from publishing.connections.forms import ReasonForm
from publishing.content.actions import reschedule
from publishing.content.writing import Locked
from publishing.delivery import actions, selectors, watching
from publishing.delivery.forms import HeldForm, ThereForm
from publishing.delivery.schedule import Sending
from publishing.delivery.together import each, id_of, say

HELD_A_PAGE = 50
DELIVERIES = declare(
    ListKind(
        "deliveries",
        gettext_lazy("Deliveries"),
        "deliveries",
        (Act.POST_SEE,),
        [
            Column("post", gettext_lazy("Post"), sort=True),
            Column("channel", gettext_lazy("Channel"), sort=True, css="wide-only"),
            Column("slot", gettext_lazy("Slot"), sort=True, css="wide-only"),
            Column("state", gettext_lazy("State"), css="wide-only"),
            Column("acts", ""),
        ],
        filters=("q", "network", "channel", "view"),
        fixed=("post",),
    )
)


@gate(Act.POST_SEE)
def deliveries(request: Request) -> HttpResponseBase:
    listing = opened(request, DELIVERIES)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    view = request.GET.get("view", "risk")[:20]
    asked = {key: request.GET.get(key, "")[:80] for key in ("q", "network")}
    found = selectors.deliveries(
        request.rights,
        view=view,
        search=asked["q"],
        network=asked["network"],
        channel=id_of(request.GET.get("channel", "")),
        brand=request.brand_filter,
        market=request.market_filter,
        sort=request.GET.get("sort", ""),
    )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = selectors.rows(request.rights, page.object_list)
    context = {
        "page": page,
        "rows": rows,
        "view": view,
        "tabs": selectors.tabs(request.rights, brand=request.brand_filter, market=request.market_filter),
        "networks": [(info.slug, info.name) for info in NETWORKS.values()],
        "asked": asked,
        "listing": listing,
        "bulk": any(row.may_retry for row in rows),
    }
    return TemplateResponse(request, "publishing/delivery/deliveries.html", context)


@gate(Act.POST_SEE)
def delivery(request: Request, delivery: UUID) -> HttpResponse:
    row = selectors.delivery_or_404(request.rights, delivery)
    context = {"row": row, "content": selectors.sent_content(row)}
    return TemplateResponse(request, "publishing/delivery/delivery.html", context)


@gate(Act.DELIVERY_RESOLVE)
def delivery_unknown(request: Request, delivery: UUID) -> HttpResponseBase:
    row = selectors.resolvable_or_404(request.rights, delivery)
    if request.method != "POST":
        if row.state != "unknown":
            return redirect(to(request, "delivery", delivery))
        return _unknown_page(request, row, ThereForm())
    decided = request.POST.get("decided")
    if decided == "there":
        form = ThereForm(request.POST)
        if not form.is_valid():
            return _unknown_page(request, row, form)
        try:
            with transaction.atomic():
                actions.it_is_there(request.actor, delivery_id=delivery, address=form.cleaned_data["address"])
        except ValidationError as error:
            form.add_error(None, error)
            return _unknown_page(request, row, form)
        messages.success(request, _("Settled: it is published."))
    elif decided == "absent":
        actions.it_is_not_there(request.actor, delivery_id=delivery)
        messages.success(request, _("It is sent again now."))
    else:
        actions.look_again(request.actor, delivery_id=delivery)
        messages.success(request, _("It is looked up now. This page tells when there is an answer."))
        return redirect(to(request, "delivery_unknown", delivery))
    return redirect(to(request, "delivery", delivery))


def _unknown_page(request: Request, row: selectors.Row, form: ThereForm) -> HttpResponse:
    context = {
        "row": row,
        "content": selectors.sent_content(row),
        "form": form,
        "settlers": selectors.settlers(row.delivery),
        "network": NETWORKS[row.channel.network].name,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "publishing/delivery/unknown.html", context, status=status)


@gate(Act.DELIVERY_RETRY)
@require_POST
def delivery_retry(request: Request, delivery: UUID) -> HttpResponseBase:
    selectors.delivery_or_404(request.rights, delivery)
    try:
        actions.retry(request.actor, delivery_id=delivery)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("It is sent again now."))
    return redirect(to(request, "delivery", delivery))


@gate(Act.DELIVERY_RETRY)
@require_POST
def deliveries_retry(request: Request) -> HttpResponseBase:
    """Several at once: each by its own rights and state; of those that stay as they are, why is said."""
    outcome = each(request, lambda one: actions.retry(request.actor, delivery_id=one))
    said = ngettext("%(count)d delivery is sent again now.", "%(count)d deliveries are sent again now.", outcome.done)
    say(request, outcome, said % {"count": outcome.done})
    return redirect(f"{to(request, 'deliveries')}?view=refused")


@gate(Act.POST_WITHDRAW)
@require_POST
def delivery_withdraw(request: Request, delivery: UUID) -> HttpResponseBase:
    selectors.delivery_or_404(request.rights, delivery)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, flowing(form.errors["reason"]))
        return redirect(to(request, "delivery", delivery))
    try:
        with transaction.atomic():
            actions.withdraw(request.actor, delivery_id=delivery, reason=form.cleaned_data["reason"])
    except Sending:
        messages.error(request, _("It is on its way and cannot be taken back."))
    else:
        messages.success(request, _("Withdrawn. It will not be sent."))
    return redirect(to(request, "delivery", delivery))


@gate(Act.POST_SCHEDULE)
def held_review(request: Request) -> HttpResponseBase:
    zone = request.org.zone
    form = HeldForm(request.POST or None, zone=zone)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("decided") == "withdraw":
            return _withdraw_held(request, form.cleaned_data["reason"])
        if form.cleaned_data["slot"] is None:
            form.add_error("slot", _("Choose when they are to go out."))
        elif _reschedule_held(request, form):
            return redirect(to(request, "held_review"))
    held = selectors.held(request.rights, brand=request.brand_filter, market=request.market_filter)
    picked = (request.POST if request.method == "POST" else request.GET).getlist("pick")
    page = Paginator(held, HELD_A_PAGE).get_page(request.GET.get("page") or _page_with(held, picked))
    rows = selectors.rows(request.rights, page.object_list)
    frozen = {
        row.id for row in rows
        if governance.freeze_for(brand_id=row.channel.brand_id, channel_id=row.channel.pk)
    }  # fmt: skip
    context = {
        "page": page,
        "rows": rows,
        "frozen": frozen,
        "form": form,
        "picked": picked,
        "columns": [
            Column("post", _("Post")),
            Column("channel", _("Channel"), css="wide-only"),
            Column("slot", _("Missed slot")),
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "publishing/delivery/held.html", context, status=status)


def _page_with(held: QuerySet[Any], picked: list[str]) -> int:
    """Where the first of those picked stands: a link to one of many leads to its page."""
    if not picked:
        return 1
    keys = [str(key) for key in held.values_list("pk", flat=True)]
    return next((at // HELD_A_PAGE + 1 for at, key in enumerate(keys) if key in picked), 1)


def _reschedule_held(request: Request, form: HeldForm) -> bool:
    wall = form.cleaned_data["slot"]

    def move(one: UUID) -> None:
        row = selectors.delivery_or_404(request.rights, one)
        reschedule(
            request.actor,
            post_id=row.post.pk,
            time=wall.time,
            zone=wall.zone,
            again=form.cleaned_data["again"],
        )

    try:
        with transaction.atomic():
            outcome = each(request, move, whole=True)
    except (ValidationError, Locked, Sending) as error:
        form.add_error("slot", error.messages if isinstance(error, ValidationError) else str(error))
        return False
    if not outcome.done and not outcome.stayed:
        form.add_error(None, _("Pick the posts first."))
        return False
    said = ngettext("%(count)d post has a new slot.", "%(count)d posts have a new slot.", outcome.done)
    say(request, outcome, said % {"count": outcome.done})
    return True


def _withdraw_held(request: Request, reason: str) -> HttpResponseBase:
    def take_back(one: UUID) -> None:
        actions.withdraw(request.actor, delivery_id=one, reason=reason)

    outcome = each(request, take_back)
    said = ngettext("%(count)d post is withdrawn.", "%(count)d posts are withdrawn.", outcome.done)
    say(request, outcome, said % {"count": outcome.done})
    return redirect(to(request, "held_review"))


@open_to(Audience.PUBLIC, reason="monitoring asks; says a number and nothing about anybody", own_transaction=True)
def late(request: HttpRequest) -> JsonResponse:
    """How many deliveries of the installation are due and not sent; 503 when there are any."""
    count = watching.count_late()
    return JsonResponse({"on_time": count == 0, "late": count}, status=503 if count else 200)
