"""Managing the organisation, its brands, markets and partners."""

from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.tenancy.models import Brand, Market, Organisation, Partner
from coe.tenancy.stale import changes, must_be

ORGANISATION = ("name", "zone", "currency", "accent")
BRAND = ("name", "name_zh", "mark", "accent", "zone", "website")
MARKET = ("name", "name_zh")
PARTNER = ("name", "contract_ends")

Row = TypeVar("Row", bound=models.Model)


@action(Act.ORG_MANAGE)
def change_organisation(do: Doing, /, *, seen: str, **values: Any) -> Organisation:
    """Sets name, zone, currency and accent. Raises Stale when they changed since the form was opened."""
    do.require()
    row = Organisation.objects.select_for_update().get(pk=do.org_id)
    return _change(do, row, ORGANISATION, seen, values)


@action(Act.ORG_MANAGE)
def add_brand(do: Doing, /, *, slug: str, **values: Any) -> Brand:
    do.require()
    taken = {"slug": _("Another brand has this short name already.")}
    return _add(do, Brand(org_id=do.org_id, slug=slug, **_only(BRAND, values)), taken)


@action(Act.ORG_MANAGE)
def change_brand(do: Doing, /, *, brand_id: UUID, seen: str, **values: Any) -> Brand:
    """The short name stays: public addresses are made of it."""
    do.require()
    return _change(do, _locked(Brand, brand_id), BRAND, seen, values)


@action(Act.ORG_MANAGE)
def add_market(do: Doing, /, *, code: str, **values: Any) -> Market:
    do.require()
    taken = {"code": _("Another market has this code already.")}
    return _add(do, Market(org_id=do.org_id, code=code, **_only(MARKET, values)), taken)


@action(Act.ORG_MANAGE)
def change_market(do: Doing, /, *, market_id: UUID, seen: str, **values: Any) -> Market:
    do.require()
    return _change(do, _locked(Market, market_id), MARKET, seen, values)


@action(Act.ORG_MANAGE)
def add_partner(do: Doing, /, **values: Any) -> Partner:
    do.require()
    taken = {"name": _("There is a partner of this name already.")}
    return _add(do, Partner(org_id=do.org_id, **_only(PARTNER, values)), taken)


@action(Act.ORG_MANAGE)
def change_partner(do: Doing, /, *, partner_id: UUID, seen: str, **values: Any) -> Partner:
    do.require()
    taken = {"name": _("There is a partner of this name already.")}
    return _change(do, _locked(Partner, partner_id), PARTNER, seen, values, taken)


def _only(fields: tuple[str, ...], values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(fields)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    return values


def _locked(model: type[Row], pk: UUID) -> Row:
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        raise ValidationError(_("It no longer exists."))
    return row


def _add(do: Doing, row: Row, taken: dict[str, str]) -> Row:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(taken) from None
    fields = [field.name for field in row._meta.concrete_fields if field.name not in {"id", "org"}]
    do.record(row, after={name: getattr(row, name) for name in fields}, detail="added")
    return row


def _change(
    do: Doing, row: Row, fields: tuple[str, ...], seen: str, values: dict[str, Any],
    taken: dict[str, str] | None = None,
) -> Row:  # fmt: skip
    must_be(row, fields, seen)
    before, after = changes(row, _only(fields, values))
    if not after:
        do.nothing()
        return row
    for name, value in after.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(after))
    except IntegrityError:
        raise ValidationError(taken or {}) from None
    do.record(row, before=before, after=after, detail="changed")
    return row
