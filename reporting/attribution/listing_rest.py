"""Conversions, the keys of shops that report them, and costs."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe.access.api import Act, Denied, Place
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, ask, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.problems import Problem, field_error
from coe.api.shapes import Id, Instant, Line, Ref, Shape, Text, Yes
from publishing import api as publishing
from reporting.attribution import actions, selectors, sheet
from reporting.attribution.forms import CostForm, KeyForm


class ConversionOut(serializers.Serializer[Any]):
    id = Id()
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    kind = serializers.CharField()
    value = serializers.DecimalField(max_digits=14, decimal_places=2)
    currency = serializers.CharField()
    occurred_at = Instant()
    received_at = Instant()
    brand = Ref(allow_null=True)
    link = serializers.CharField(source="link.code", allow_null=True, default=None)
    post_id = serializers.SerializerMethodField()
    why = serializers.CharField(help_text="Why it was not matched; empty when it was.")

    def get_post_id(self, row: Any) -> str | None:
        return str(row.link.version.post_id) if row.link and row.link.version else None


class ConversionFilters(Shape):
    state = serializers.ChoiceField(choices=["matched", "unmatched"], required=False)
    brand = Id(required=False)


class SheetIn(Shape):
    source = Line(60)  # type: ignore[assignment]
    name = Line(120, required=False, allow_blank=True, default="", help_text="What the audit calls it.")
    csv = Text(900_000, help_text="external_id, kind, value, currency, occurred_at, and click or UTM.")


class ImportIn(SheetIn):
    only_good = Yes(required=False, default=False, help_text="Keep the good rows although others are wrong.")


class BadRow(serializers.Serializer[Any]):
    row = serializers.IntegerField(source="number")
    problems = serializers.SerializerMethodField()

    def get_problems(self, bad: Any) -> list[str]:
        return [f"{field}: {words}" if field else str(words) for field, words in bad.problems]


class CheckedOut(serializers.Serializer[Any]):
    good = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Reported before, and the same.")
    bad = BadRow(many=True)


class ImportedOut(serializers.Serializer[Any]):
    kept = serializers.IntegerField()


@read("conversions_list", Act.REPORT_SEE, tag="conversions", gives=ConversionOut, filters=ConversionFilters, paged=True)
def conversions(call: Call) -> Page:
    """List conversions, newest first."""
    found = selectors.conversions(call.rights, state=call.query.get("state", ""))
    if brand := call.query.get("brand"):
        found = found.filter(brand=brand)
    return keyset(call.window, found, "-occurred_at", "pk")


def _checked(call: Call) -> sheet.Sheet:
    try:
        return sheet.check(call.data["csv"], source=call.data["source"], zone=call.org.zone)
    except sheet.Unreadable as error:
        raise Problem("fields", errors=[field_error("#/csv", "unreadable", error)]) from None


@ask("conversions_check", Act.CONVERSION_IMPORT, tag="conversions", takes=SheetIn, gives=CheckedOut)
def check(call: Call) -> dict[str, Any]:
    """Judge a sheet of conversions. Nothing is kept."""
    checked = _checked(call)
    return {"good": len(checked.good), "known": checked.known, "bad": checked.bad[:100]}


@write("conversions_import", Act.CONVERSION_IMPORT, tag="conversions", takes=ImportIn, gives=ImportedOut)
def import_sheet(call: Call) -> dict[str, int]:
    """Keep the conversions of a sheet. With wrong rows nothing is kept, unless the good ones are asked for."""
    checked = _checked(call)
    if checked.bad and not call.data["only_good"]:
        said = _("Nothing was imported: some rows are wrong.")
        errors = [
            field_error("#/csv", f"row-{bad.number}", words)
            for bad in checked.bad[:100]
            for _name, words in bad.problems
        ]
        raise Problem("fields", said, errors=errors)
    name = call.data["name"] or call.data["source"]
    rows = [said for _number, said in checked.good]
    return {"kept": actions.import_rows(call.actor, source=call.data["source"], rows=rows, name=name)}


# ── keys ────────────────────────────────────────────────────────────────────────────────────────


class ConversionKeyOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    created_by = Ref()
    created_at = Instant()
    used_at = Instant(allow_null=True)
    revoked_at = Instant(allow_null=True)


class ConversionKeyIn(Shape):
    name = Line(60)
    source = Line(60)  # type: ignore[assignment]


class SecretOut(serializers.Serializer[Any]):
    secret = serializers.CharField(help_text="Shown this once.")


@read("conversion_keys_list", Act.CONVERSION_IMPORT, tag="conversions", gives=ConversionKeyOut, paged=True)
def keys(call: Call) -> Page:
    """List keys of shops, without their secrets."""
    return listed(call.window, list(selectors.keys()), key=lambda one: f"{one.name} {one.pk}")


@write("conversion_keys_create", Act.CONVERSION_IMPORT, tag="conversions", takes=ConversionKeyIn, gives=SecretOut,
       status=201)  # fmt: skip
def create_key(call: Call) -> dict[str, str]:
    """Make a key for a shop."""
    return {"secret": actions.create_key(call.actor, **cleaned(KeyForm(plain(call.data))))}


@write("conversion_keys_revoke", Act.CONVERSION_IMPORT, tag="conversions", gives=ConversionKeyOut)
def revoke_key(call: Call, key_id: UUID) -> Any:
    """Revoke a key. Nothing signed with it is taken any more."""
    actions.revoke_key(call.actor, key_id=selectors.key(key_id).pk)
    return selectors.key(key_id)


# ── costs ───────────────────────────────────────────────────────────────────────────────────────


class CostOut(serializers.Serializer[Any]):
    id = Id()
    brand = Ref()
    campaign = Ref(allow_null=True)
    post = Ref(allow_null=True)
    what = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()
    spent_on = serializers.DateField()
    entered_by = Ref()
    entered_at = Instant()
    cancelled_at = Instant(allow_null=True)


class CostFilters(Shape):
    brand = Id(required=False)
    post = Id(required=False)


class CostIn(Shape):
    brand_id = Id()
    campaign_id = Id(required=False, allow_null=True, default=None)
    post_id = Id(required=False, allow_null=True, default=None, help_text="Brings its campaign.")
    what = Line(120)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    spent_on = serializers.DateField()


@read("costs_list", Act.REPORT_SEE, tag="conversions", gives=CostOut, filters=CostFilters, paged=True)
def costs(call: Call) -> Page:
    """List costs, newest first, cancelled ones among them."""
    found = selectors.costs(call.rights, post_id=call.query.get("post"))
    if brand := call.query.get("brand"):
        found = found.filter(brand=brand)
    return keyset(call.window, found, "-spent_on", "-entered_at", "pk")


@write("costs_enter", Act.COST_ENTER, tag="conversions", takes=CostIn, gives=CostOut, status=201)
def enter(call: Call) -> Any:
    """Enter money spent, in the organisation’s currency."""
    data = call.data
    place = Place(brand=data["brand_id"])
    if not call.actor.may(Act.COST_ENTER, place):
        raise Denied(Act.COST_ENTER, place)
    if data["post_id"] and data["post_id"] not in publishing.post_facts([data["post_id"]]):
        raise Problem("not-found")
    given = plain({name.removesuffix("_id"): value for name, value in data.items()})
    form = CostForm(given, brands=selectors.brands_for(call.rights, Act.COST_ENTER), currency=call.org.currency)
    cleaned(form, brand="brand_id", campaign="campaign_id", post="post_id")
    made = actions.enter_cost(call.actor, **form.said())
    return selectors.cost(call.rights, made.pk)


@write("costs_cancel", Act.COST_ENTER, tag="conversions", gives=CostOut)
def cancel(call: Call, cost_id: UUID) -> Any:
    """Let a cost no longer count."""
    found = selectors.cost(call.rights, cost_id)
    actions.cancel_cost(call.actor, cost_id=found.pk)
    return selectors.cost(call.rights, cost_id)


@write("costs_restore", Act.COST_ENTER, tag="conversions", gives=CostOut)
def restore(call: Call, cost_id: UUID) -> Any:
    """Let a cost count again that the same member cancelled."""
    found = selectors.cost(call.rights, cost_id)
    actions.count_cost_again(call.actor, cost_id=found.pk)
    return selectors.cost(call.rights, cost_id)
