"""Whose figures a page shows: the brands and channels a member may see, and the brand they narrowed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from coe.access.api import Act
from coe.exports.api import Asking
from coe.tenancy.models import Brand, Market, Organisation
from coe.web.sorting import by_local_name
from publishing import api as publishing


@dataclass(frozen=True)
class Scope:
    """`whole`: every brand of the organisation, so its unmatched conversions and its own goals belong here too.

    `parts`: brands of which only some channels may be seen, because the right is on a market or a channel. What is
    kept by brand (costs, approvals, goals) does not belong to them.
    """

    org: Organisation
    brands: Sequence[Brand]
    whole: bool
    parts: Mapping[UUID, Sequence[publishing.ChannelPlace]] = field(default_factory=dict)
    market: Market | None = None
    """The market it was narrowed to: then every brand is seen in part."""

    @property
    def ids(self) -> list[UUID]:
        """Brands seen as a whole."""
        return [brand.pk for brand in self.brands if brand.pk not in self.parts]

    @property
    def channels(self) -> list[publishing.ChannelPlace]:
        """Channels seen without their brand."""
        return [channel for channels in self.parts.values() for channel in channels]

    @property
    def channel_ids(self) -> list[UUID]:
        return [channel.id for channel in self.channels]

    def partly(self, brand: Brand | None) -> bool:
        """Whether a brand, or anything among all of them, is seen in part."""
        return bool(self.parts) if brand is None else brand.pk in self.parts


def scope_of(asking: Asking, act: Act = Act.REPORT_SEE) -> Scope:
    """The brands on which the member holds the act, and those of the channels and markets on which they do."""
    rights, narrowed = asking.rights, asking.brand_filter
    brands = list(Brand.objects.filter(rights.within(act, brand="pk")))
    parts: dict[UUID, list[publishing.ChannelPlace]] = {}
    if not rights.may(act):
        seen = {brand.pk for brand in brands}
        for channel in publishing.channel_places(rights.within(act, brand="", market="market", channel="pk")):
            if channel.brand_id not in seen:
                parts.setdefault(channel.brand_id, []).append(channel)
        if parts:
            brands += Brand.objects.filter(pk__in=list(parts))
    brands = by_local_name(brands)
    if narrowed is not None:
        brands = [brand for brand in brands if brand.pk == narrowed.pk]
        parts = {brand_id: channels for brand_id, channels in parts.items() if brand_id == narrowed.pk}
    if asking.market_filter is not None:
        brands, parts = _in_market(asking, act, brands)
    whole = rights.may(act) and narrowed is None and asking.market_filter is None
    return Scope(asking.org, brands, whole, parts, asking.market_filter)


def _in_market(
    asking: Asking, act: Act, brands: Sequence[Brand]
) -> tuple[list[Brand], dict[UUID, list[publishing.ChannelPlace]]]:
    """Brands as far as they speak to the market the person narrowed to: by their channels there."""
    seen = {brand.pk for brand in brands}
    found: dict[UUID, list[publishing.ChannelPlace]] = {}
    within = asking.rights.within(act, brand="brand", market="market", channel="pk")
    for channel in publishing.channel_places(within & Q(market=asking.market_filter)):
        if channel.brand_id in seen:
            found.setdefault(channel.brand_id, []).append(channel)
    return [brand for brand in brands if brand.pk in found], found
