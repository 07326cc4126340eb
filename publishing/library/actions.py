"""Bringing pictures in and saying what is on them."""

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
def describe(do: Doing, *, asset_id: UUID, alt: str) -> Asset:
    """Changes what new uses of a picture begin with; posts that use it keep their own words."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise Http404
    do.require(brand=asset.brand_id)
    if asset.alt == alt:
        do.nothing()
        return asset
    before, asset.alt = asset.alt, alt
    asset.save(update_fields=["alt"])
    do.record(asset, before={"alt": before}, after={"alt": alt}, detail="picture described")
    return asset
