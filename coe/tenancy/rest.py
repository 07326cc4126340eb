"""The organisation's own things."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.acts import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, listed
from coe.api.shapes import Id, Line, Shape
from coe.tenancy import actions, selectors
from coe.tenancy.forms import BrandForm, MarketForm, OrganisationForm, PartnerForm
from coe.tenancy.stale import fingerprint

OPEN = "names that every page shows to every member"


class Marked(serializers.Serializer[Any]):
    """With `seen`, which a change has to bring along: somebody may have saved meanwhile."""

    id = Id()
    seen = serializers.SerializerMethodField(help_text="Send it with a change.")

    def get_seen(self, row: Any) -> str:
        fields = {"organisation": actions.ORGANISATION, "brand": actions.BRAND, "market": actions.MARKET,
                  "partner": actions.PARTNER}[row._meta.model_name]  # fmt: skip
        return fingerprint(row, fields)


class OrganisationOut(Marked):
    slug = serializers.CharField()
    name = serializers.CharField()
    zone = serializers.CharField()
    currency = serializers.CharField()


class BrandOut(Marked):
    slug = serializers.CharField()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    mark = serializers.CharField()
    accent = serializers.CharField()
    zone = serializers.CharField()
    website = serializers.CharField()


class MarketOut(Marked):
    code = serializers.CharField()
    name = serializers.CharField()
    name_zh = serializers.CharField()


class PartnerOut(Marked):
    name = serializers.CharField()
    contract_ends = serializers.DateField(allow_null=True)


class OrganisationIn(Shape):
    seen = Line(16)
    name = Line(80, required=False)
    zone = Line(64, required=False)
    currency = Line(3, required=False)


class BrandIn(Shape):
    slug = Line(40)
    name = Line(60)
    name_zh = Line(60, required=False, allow_blank=True, default="")
    mark = Line(20, required=False, allow_blank=True, default="")
    accent = Line(7, required=False, allow_blank=True, default="")
    zone = Line(64)
    website = Line(200, required=False, allow_blank=True, default="")


class BrandPatch(Shape):
    seen = Line(16)
    name = Line(60, required=False)
    name_zh = Line(60, required=False, allow_blank=True)
    mark = Line(20, required=False, allow_blank=True)
    accent = Line(7, required=False, allow_blank=True)
    zone = Line(64, required=False)
    website = Line(200, required=False, allow_blank=True)


class MarketIn(Shape):
    code = Line(12)
    name = Line(60)
    name_zh = Line(60, required=False, allow_blank=True, default="")


class MarketPatch(Shape):
    seen = Line(16)
    name = Line(60, required=False)
    name_zh = Line(60, required=False, allow_blank=True)


class PartnerIn(Shape):
    name = Line(80)
    contract_ends = serializers.DateField(required=False, allow_null=True, default=None)


class PartnerPatch(Shape):
    seen = Line(16)
    name = Line(80, required=False)
    contract_ends = serializers.DateField(required=False, allow_null=True)


def _merged(row: Any, form: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What stands, with what is asked for (a PATCH leaves the rest as it is), as the page's form judges it."""
    given = {name: getattr(row, name) for name in form.FIELDS} | data
    return cleaned(form(plain(given), row=row))


@read("organisation_get", None, tag="organisation", gives=OrganisationOut, open_because=OPEN)
def organisation(call: Call) -> Any:
    """Read the organisation of this token."""
    return call.org


@write("organisation_update", Act.ORG_MANAGE, tag="organisation", takes=OrganisationIn, gives=OrganisationOut,
       method="PATCH")  # fmt: skip
def change_organisation(call: Call) -> Any:
    """Change name, zone or currency."""
    return actions.change_organisation(call.actor, **_merged(call.org, OrganisationForm, call.data))


@read("brands_list", None, tag="organisation", gives=BrandOut, paged=True, open_because=OPEN)
def brands(call: Call) -> Page:
    """List brands, by name."""
    return listed(call.window, list(selectors.brands()), key=lambda one: f"{one.name} {one.pk}")


@read("brands_get", None, tag="organisation", gives=BrandOut, open_because=OPEN)
def brand(call: Call, brand_id: UUID) -> Any:
    """Read one brand."""
    return selectors.brand_or_404(brand_id)


@write("brands_create", Act.ORG_MANAGE, tag="organisation", takes=BrandIn, gives=BrandOut, status=201)
def add_brand(call: Call) -> Any:
    """Add a brand. Its slug stays: public addresses are made of it."""
    return actions.add_brand(call.actor, **cleaned(BrandForm(plain(call.data))))


@write("brands_update", Act.ORG_MANAGE, tag="organisation", takes=BrandPatch, gives=BrandOut, method="PATCH")
def change_brand(call: Call, brand_id: UUID) -> Any:
    """Change a brand. What is left out stays."""
    row = selectors.brand_or_404(brand_id)
    return actions.change_brand(call.actor, brand_id=brand_id, **_merged(row, BrandForm, call.data))


@read("markets_list", None, tag="organisation", gives=MarketOut, paged=True, open_because=OPEN)
def markets(call: Call) -> Page:
    """List markets, by name."""
    return listed(call.window, list(selectors.markets()), key=lambda one: f"{one.name} {one.pk}")


@write("markets_create", Act.ORG_MANAGE, tag="organisation", takes=MarketIn, gives=MarketOut, status=201)
def add_market(call: Call) -> Any:
    """Add a market."""
    return actions.add_market(call.actor, **cleaned(MarketForm(plain(call.data))))


@write("markets_update", Act.ORG_MANAGE, tag="organisation", takes=MarketPatch, gives=MarketOut, method="PATCH")
def change_market(call: Call, market_id: UUID) -> Any:
    """Change a market’s name."""
    row = selectors.market_or_404(market_id)
    return actions.change_market(call.actor, market_id=market_id, **_merged(row, MarketForm, call.data))


@read("partners_list", Act.ORG_MANAGE, tag="organisation", gives=PartnerOut, paged=True)
def partners(call: Call) -> Page:
    """List partners, by name."""
    return listed(call.window, selectors.partners(), key=lambda one: f"{one.name} {one.pk}")


@write("partners_create", Act.ORG_MANAGE, tag="organisation", takes=PartnerIn, gives=PartnerOut, status=201)
def add_partner(call: Call) -> Any:
    """Add a partner."""
    return actions.add_partner(call.actor, **cleaned(PartnerForm(plain(call.data))))


@write("partners_update", Act.ORG_MANAGE, tag="organisation", takes=PartnerPatch, gives=PartnerOut, method="PATCH")
def change_partner(call: Call, partner_id: UUID) -> Any:
    """Change a partner."""
    row = selectors.partner_or_404(partner_id)
    return actions.change_partner(call.actor, partner_id=partner_id, **_merged(row, PartnerForm, call.data))
