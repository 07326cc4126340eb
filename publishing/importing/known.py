"""What a table may name — brands, channels, campaigns, pictures — looked up once for all its rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from coe.access.api import Rights
from coe.tenancy.models import Brand
from governance import api as governance
from publishing.channels.registry import NETWORKS
from publishing.connections.models import Channel
from publishing.content import links, selectors
from publishing.content.models import Campaign
from publishing.content.rehearsal import Props
from publishing.content.wire import abilities_of
from publishing.importing.columns import plain
from publishing.library.models import Asset
from publishing.library.selectors import visible as visible_pictures


class Known:
    """By the names people write. Holds only what the member may write for."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights
        self.draftable = selectors.draftable_brands(rights)
        brands = list(self.draftable)
        self.brands = {brand.pk: brand for brand in brands}
        self._brand_names = {plain(name): b for b in brands for name in (b.slug, b.name_zh, b.name) if name}
        self.channels = {b.pk: selectors.draftable_channels(rights, b.pk) for b in brands}
        self.campaigns = list(Campaign.objects.all())
        self.lists = links.Lists.now()
        assets = visible_pictures(rights)
        self.assets = assets.in_bulk()
        self._asset_names: dict[str, list[Asset]] = defaultdict(list)
        for asset in self.assets.values():
            self._asset_names[plain(asset.name)].append(asset)
        everything = [channel for rows in self.channels.values() for channel in rows]
        self.props = Props(
            self.brands,
            {channel.pk: channel for channel in everything},
            {campaign.pk: campaign for campaign in self.campaigns},
            self.assets,
            abilities_of(everything),
        )

        self._rules: dict[UUID, Sequence[governance.RuleVersion]] = {}

    def rules(self, org_id: UUID, brand_id: UUID) -> Sequence[governance.RuleVersion]:
        """Those that are on for a brand."""
        if brand_id not in self._rules:
            self._rules[brand_id] = governance.rules_on(org_id=org_id, brand_id=brand_id)
        return self._rules[brand_id]

    def held(self, brand_id: UUID) -> dict[str, dict[str, Any]]:
        """What the composer's form may choose from for a brand, by id."""
        fitting = [one for one in self.campaigns if one.brand_id in {None, brand_id}]
        return {"brand": {str(pk): one for pk, one in self.brands.items()}, "campaign": {str(c.pk): c for c in fitting}}

    def brand(self, name: str) -> Brand | None:
        return self._brand_names.get(plain(name))

    def channel(self, name: str, among: Iterable[Channel]) -> list[Channel]:
        """Channels a name may mean: by name, handle, network:handle, or a network the brand is on once."""
        wanted = plain(name)
        rows = list(among)
        exact = [one for one in rows if wanted in _names(one)]
        return exact or [one for one in rows if wanted in {one.network, plain(NETWORKS[one.network].name)}]

    def campaign(self, name: str, brand_id: UUID) -> Campaign | None:
        wanted = plain(name)
        fitting = [one for one in self.campaigns if one.brand_id in {None, brand_id}]
        return next((one for one in fitting if wanted in {one.slug, plain(one.name)}), None)

    def picture(self, name: str, brand_id: UUID) -> list[Asset]:
        """Pictures of this name that a post of the brand may take."""
        found = self._asset_names.get(plain(name), [])
        mine = [one for one in found if one.brand_id == brand_id]
        return mine or [one for one in found if one.brand_id is None] or found


def _names(channel: Channel) -> set[str]:
    handle = plain(channel.handle)
    at = f"@{handle}"
    return {handle, at, f"{channel.network}:{handle}", f"{channel.network}:{at}", plain(channel.name)} - {""}
