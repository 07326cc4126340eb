"""Freezes as the calendar shows them: a band from the day they were declared, and a mark on what they stop."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from coe.access.api import Act, Rights
from coe.web.joining import local_name
from governance.api import freezes_on
from publishing.connections.models import Channel


@dataclass(frozen=True)
class Freeze:
    id: UUID
    where: str
    declared_at: datetime
    brand_slug: str
    until: datetime | None = None
    """When it is planned to end."""


@dataclass
class Frozen:
    """What is stopped now. `shown` are those the reader may see; posts of others are not shown either."""

    everything: bool = False
    brands: set[UUID] = field(default_factory=set)
    channels: set[UUID] = field(default_factory=set)
    shown: list[Freeze] = field(default_factory=list)

    def stops(self, brand: UUID, channels: set[UUID]) -> bool:
        return self.everything or brand in self.brands or bool(self.channels & channels)


def frozen_now(rights: Rights) -> Frozen:
    found = Frozen()
    rows = list(freezes_on())
    of = {row.channel_id for row in rows if row.channel_id}
    places = {row.pk: row for row in Channel.objects.select_related("brand").filter(pk__in=of)} if of else {}
    for row in rows:
        channel = places.get(row.channel_id) if row.channel_id else None
        brand = channel.brand if channel else row.brand
        if row.channel_id:
            found.channels.add(row.channel_id)
        elif row.brand_id:
            found.brands.add(row.brand_id)
        else:
            found.everything = True
        may = not brand or rights.may(
            Act.POST_SEE, brand=brand, market=channel.market_id if channel else None, channel=row.channel_id
        )
        if may:
            where = str(local_name(row.brand)) if row.brand and not row.channel_id else row.where
            found.shown.append(Freeze(row.pk, where, row.declared_at, brand.slug if brand else "", row.until))
    return found
