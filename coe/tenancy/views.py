"""The settings page and what it leads to inside this package."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coe.access.acts import Act
from coe.access.gate import Audience, Request, gate, open_to
from coe.states import Stale
from coe.tenancy import actions, selectors
from coe.tenancy.cards import cards
from coe.tenancy.forms import BrandForm, Kept, MarketForm, OrganisationForm, PartnerForm
from coe.web.blocks import Column
from coe.web.joining import local_name
from coe.web.links import to
from coe.web.sorting import by_local_name

NAME = Column("name", gettext_lazy("Name"))


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _other() -> Column:
    """The name in the language the page is not in; on a phone it stands under the name."""
    label = gettext_lazy("Name in English") if _chinese() else gettext_lazy("Name in Chinese")
    return Column("other_name", label, css="wide-only")


def _named(key: str, rows: Any, columns: list[Column]) -> dict[str, Any]:
    return {"columns": columns, key: rows, "other_lang": "en" if _chinese() else "zh-Hans"}


@open_to(Audience.MEMBER, reason="leads on; each card is shown only to whoever may open it")
@require_GET
def settings(request: Request) -> HttpResponse:
    return render(request, "tenancy/settings.html", {"groups": cards(request)})


@dataclass(frozen=True)
class Page:
    """What differs between the forms: words, template, where to go afterwards."""

    title: str
    back: str
    back_text: str
    saved: str
    template: str = "tenancy/form.html"


def _edit(
    request: Request, form: Kept, page: Page, save: Callable[[dict[str, Any]], Any], row: Any = None
) -> HttpResponse:
    """Shows the form, or saves it and goes back. What is refused stands at its field, with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save(dict(form.cleaned_data))
            except Stale as stale:
                stale.row.refresh_from_db()
                form.see_again(stale.row)
                status = 409
            except ValidationError as error:
                _refuse(form, error)
            else:
                messages.success(request, page.saved)
                return redirect(to(request, page.back))
    context = {"form": form, "page": page, "row": row, "back_url": to(request, page.back)}
    return render(request, page.template, context, status=status)


def _refuse(form: Kept, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def _data(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


@gate(Act.ORG_MANAGE)
def organisation(request: Request) -> HttpResponse:
    page = Page(_("Organisation"), "settings", _("Settings"), _("The organisation is saved."))
    form = OrganisationForm(_data(request), row=request.org)
    return _edit(request, form, page, lambda given: actions.change_organisation(request.actor, **given), request.org)


# ── brands ──────────────────────────────────────────────────────────────────────────────────────


@gate(Act.ORG_MANAGE)
@require_GET
def brands(request: Request) -> HttpResponse:
    columns = [
        NAME,
        _other(),
        Column("slug", gettext_lazy("Short name"), css="wide-only"),
        Column("zone", gettext_lazy("Time zone")),
        Column("accent", gettext_lazy("Accent colour"), css="wide-only"),
    ]
    return render(request, "tenancy/brands.html", _named("brands", by_local_name(selectors.brands()), columns))


@gate(Act.ORG_MANAGE)
def brand_new(request: Request) -> HttpResponse:
    page = Page(_("New brand"), "brands", _("Brands"), _("The brand is added."), "tenancy/brand.html")
    form = BrandForm(_data(request), zone=request.org.zone)
    return _edit(request, form, page, lambda given: actions.add_brand(request.actor, **given))


@gate(Act.ORG_MANAGE)
def brand(request: Request, brand_id: UUID) -> HttpResponse:
    row = selectors.brand_or_404(brand_id)
    page = Page(local_name(row), "brands", _("Brands"), _("The brand is saved."), "tenancy/brand.html")
    form = BrandForm(_data(request), row=row)
    return _edit(
        request, form, page, lambda given: actions.change_brand(request.actor, brand_id=brand_id, **given), row
    )


# ── markets ─────────────────────────────────────────────────────────────────────────────────────


@gate(Act.ORG_MANAGE)
@require_GET
def markets(request: Request) -> HttpResponse:
    columns = [NAME, _other(), Column("code", gettext_lazy("Code"))]
    return render(request, "tenancy/markets.html", _named("markets", by_local_name(selectors.markets()), columns))


@gate(Act.ORG_MANAGE)
def market_new(request: Request) -> HttpResponse:
    page = Page(_("New market"), "markets", _("Markets"), _("The market is added."))
    return _edit(request, MarketForm(_data(request)), page, lambda given: actions.add_market(request.actor, **given))


@gate(Act.ORG_MANAGE)
def market(request: Request, market_id: UUID) -> HttpResponse:
    row = selectors.market_or_404(market_id)
    page = Page(local_name(row), "markets", _("Markets"), _("The market is saved."))
    form = MarketForm(_data(request), row=row)
    return _edit(
        request, form, page, lambda given: actions.change_market(request.actor, market_id=market_id, **given), row
    )


# ── partners ────────────────────────────────────────────────────────────────────────────────────


@gate(Act.ORG_MANAGE)
@require_GET
def partners(request: Request) -> HttpResponse:
    columns = [
        NAME,
        Column("contract_ends", gettext_lazy("Contract ends")),
        Column("people", gettext_lazy("Members"), number=True),
    ]
    return render(request, "tenancy/partners.html", {"columns": columns, "partners": selectors.partners()})


@gate(Act.ORG_MANAGE)
def partner_new(request: Request) -> HttpResponse:
    page = Page(_("New partner"), "partners", _("Partners"), _("The partner is added."))
    return _edit(request, PartnerForm(_data(request)), page, lambda given: actions.add_partner(request.actor, **given))


@gate(Act.ORG_MANAGE)
def partner(request: Request, partner_id: UUID) -> HttpResponse:
    row = selectors.partner_or_404(partner_id)
    page = Page(row.name, "partners", _("Partners"), _("The partner is saved."))
    form = PartnerForm(_data(request), row=row)
    return _edit(
        request, form, page, lambda given: actions.change_partner(request.actor, partner_id=partner_id, **given), row
    )
