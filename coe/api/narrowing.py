"""What a token may: the member's rights, cut down to the token's acts and brands. Worked out for every request."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from coe.access.acts import ORG_WIDE
from coe.access.models import Scope
from coe.access.rights import RIGHT_MODELS, Rights, object_of

Ends = dict[UUID, datetime | None]


def narrowed(rights: Rights, *, acts: Collection[str], brands: Collection[UUID] | None) -> Rights:
    """RIGHTS within ACTS and, unless None, within BRANDS. Never more than RIGHTS, whatever is asked for.

    Limited to brands, what concerns the whole organisation falls away, as it does for a member with grants on brands.
    """
    held = {act: scopes for act, scopes in rights.held.items() if act in acts}
    if brands is None:
        return Rights(held)
    channels = _Channels(held, brands)
    return Rights(
        {
            act: found
            for act, scopes in held.items()
            if act not in ORG_WIDE and (found := _cut(scopes, brands, channels))
        }
    )


def _cut(scopes: dict[str, Ends], brands: Collection[UUID], channels: "_Channels") -> dict[str, Ends]:
    found: dict[str, Ends] = {}
    everywhere = scopes.get(Scope.ORGANISATION, {})
    on_brands = {id_: end for id_, end in scopes.get(Scope.BRAND, {}).items() if id_ in brands}
    for end in everywhere.values():
        on_brands = {id_: _later(end, on_brands.get(id_, end)) for id_ in brands}
    if on_brands:
        found[Scope.BRAND] = on_brands
    on_channels = {id_: end for id_, end in scopes.get(Scope.CHANNEL, {}).items() if id_ in channels.all}
    for market, end in scopes.get(Scope.MARKET, {}).items():
        # A market reaches across brands; of it remain the channels that are the token's brands'.
        for id_ in channels.of_market(market):
            on_channels[id_] = _later(end, on_channels.get(id_, end))
    if on_channels:
        found[Scope.CHANNEL] = on_channels
    return found


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


class _Channels:
    """The channels of the token's brands, asked for only when a right is on a market or a channel."""

    def __init__(self, held: dict[str, dict[str, Ends]], brands: Collection[UUID]) -> None:
        wanted = Q(pk__in=[])
        for scopes in held.values():
            wanted |= Q(pk__in=list(scopes.get(Scope.CHANNEL, {}))) | Q(market__in=list(scopes.get(Scope.MARKET, {})))
        asked = any(scopes.get(Scope.CHANNEL) or scopes.get(Scope.MARKET) for scopes in held.values())
        rows = (
            object_of(Scope.CHANNEL).objects.filter(wanted, brand__in=list(brands)).values_list("pk", "market")
            if asked and Scope.CHANNEL in RIGHT_MODELS
            else ()
        )
        self.all: dict[UUID, UUID | None] = dict(rows)

    def of_market(self, market: UUID) -> list[UUID]:
        return [id_ for id_, its in self.all.items() if its == market]
