"""Bringing pictures in and saying what is on them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404

from coe.access.api import Act, Doing, action
from publishing.library import files, pictures
from publishing.library.models import Asset


@action(Act.POST_DRAFT)
def add(
    do: Doing,
    *,
    picture: pictures.Picture,
    name: str,
    brand_id: UUID | None,
    alt: str = "",
    channel_id: UUID | None = None,
) -> Asset:
    """Keeps a picture once per brand: the same picture again is the one that is there.

    Brands share the file of a picture, never its row: what one brand calls and says of it is not another brand's to
    see, and a picture of no brand is everybody's.

    `channel_id` serves those who may draft for one channel only.
    """
    do.require(brand=brand_id, channel=channel_id)
    sha256 = files.keep(do.org_id, picture.content, picture.mime)
    known = (
        Asset.objects.filter(Q(brand=brand_id) | Q(brand__isnull=True), sha256=sha256)
        .order_by(F("brand").asc(nulls_last=True))
        .first()
    )
    if known is not None:
        do.nothing()
        return known
    asset = Asset.objects.create(
        org_id=do.org_id,
        brand_id=brand_id,
        sha256=sha256,
        mime=picture.mime,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        name=name[-120:],
        alt=alt,
        added_by_id=do.actor.member_id,
    )
    do.record(asset, after={"sha256": sha256, "brand": brand_id, "size": asset.size}, detail="picture added")
    return asset


@action(Act.POST_DRAFT)
def describe(do: Doing, *, asset_id: UUID, alt: str, rights: str, rights_until: date | None) -> Asset:
    """What is on a picture, whose it is, and until when it may be shown; posts that use it keep their own words."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise Http404
    do.require(brand=asset.brand_id)
    return _change(do, asset, "picture described", alt=alt, rights=rights, rights_until=rights_until)


def _change(do: Doing, asset: Asset, detail: str, **wanted: Any) -> Asset:
    before = {name: getattr(asset, name) for name, value in wanted.items() if getattr(asset, name) != value}
    if not before:
        do.nothing()
        return asset
    for name in before:
        setattr(asset, name, wanted[name])
    asset.save(update_fields=list(before))
    do.record(asset, before=_plain(before), after=_plain({name: wanted[name] for name in before}), detail=detail)
    return asset


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
