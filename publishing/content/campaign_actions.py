"""Writing campaigns and the lists of values that links may carry."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Doing, action
from coe.tenancy.models import Brand
from publishing.content.models import Campaign, UtmValue


@action(Act.CAMPAIGN_MANAGE)
def begin_campaign(do: Doing, *, name: str, slug: str, brand: Brand | None, starts_on: date, ends_on: date) -> Campaign:
    """Raises ValidationError when the slug is taken: reports are joined by it."""
    do.require(brand=brand)
    if Campaign.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("Another campaign is called this in links.")})
    campaign = Campaign.objects.create(
        org_id=do.org_id, name=name, slug=slug, brand=brand, starts_on=starts_on, ends_on=ends_on
    )
    do.record(campaign, after={"name": name, "slug": slug, "from": starts_on, "to": ends_on}, detail="begun")
    return campaign


@action(Act.CAMPAIGN_MANAGE)
def change_campaign(
    do: Doing, *, campaign_id: UUID, name: str, brand: Brand | None, starts_on: date, ends_on: date
) -> Campaign:
    campaign = Campaign.objects.select_for_update(of=("self",)).filter(pk=campaign_id).first()
    if campaign is None:
        raise Http404
    do.require(brand=campaign.brand_id)
    if brand != campaign.brand:
        do.require(brand=brand)
    before = {
        "name": campaign.name,
        "brand": campaign.brand_id,
        "from": campaign.starts_on,
        "to": campaign.ends_on,
    }
    after = {"name": name, "brand": getattr(brand, "pk", None), "from": starts_on, "to": ends_on}
    if before == after:
        do.nothing()
        return campaign
    campaign.name, campaign.brand, campaign.starts_on, campaign.ends_on = name, brand, starts_on, ends_on
    campaign.save(update_fields=["name", "brand", "starts_on", "ends_on"])
    do.record(campaign, before=before, after=after, detail="changed")
    return campaign


@action(Act.CAMPAIGN_MANAGE)
def allow_value(do: Doing, *, field: str, value: str) -> UtmValue:
    """Puts a value on a list, or back on it. The lists hold for every brand, so the right must too."""
    do.require()
    known = UtmValue.objects.filter(field=field, value=value).first()
    if known is not None and known.retired_at is None:
        raise ValidationError(_("It is on the list already."), code="known")
    if known is not None:
        UtmValue.objects.filter(pk=known.pk).update(retired_at=None)
    row = known or UtmValue.objects.create(org_id=do.org_id, field=field, value=value)
    do.record(row, after={"field": field, "value": value}, label=f"{field}={value}", detail="value allowed")
    return row


@action(Act.CAMPAIGN_MANAGE)
def retire_value(do: Doing, *, value_id: UUID) -> None:
    """Takes a value off its list; links that carry it stay as they are."""
    do.require()
    row = UtmValue.objects.filter(pk=value_id).first()
    if row is None:
        raise Http404
    if row.retired_at:
        do.nothing()
        return
    UtmValue.objects.filter(pk=row.pk).update(retired_at=timezone.now())
    do.record(
        row,
        before={"field": row.field, "value": row.value},
        label=f"{row.field}={row.value}",
        detail="value retired",
    )
