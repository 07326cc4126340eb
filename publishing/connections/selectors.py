"""Channels, as a member may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from coe.access.api import Act, Denied, Place, Rights
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand, Market
from governance.api import ChannelRow
from publishing.channels.registry import NETWORKS, NetworkInfo
from publishing.connections.models import Channel, Connection
from publishing.connections.states import State
from publishing.connections.words import problem

LOOKS = {
    State.CONNECTED: ("ok", "plug-connected"),
    State.ATTENTION: ("stop", "alert-triangle"),
    State.UNCONNECTED: ("idle", "plug-connected-x"),
    State.OFF: ("idle", "power"),
}


@dataclass(frozen=True)
class ChannelCard:
    """A channel on a list or page."""

    channel: Channel
    kind: str
    icon: str
    label: Any
    problem: Any
    connected_at: datetime | None
    may_connect: bool
    facts: dict[str, Any]

    @property
    def network(self) -> NetworkInfo | None:
        return NETWORKS.get(self.channel.network)


def channels(
    rights: Rights,
    *,
    search: str = "",
    network: str = "",
    state: str = "",
    brand: Brand | None = None,
    market: Market | None = None,
) -> "QuerySet[Channel]":
    """The channels a member may see; those that need attention first."""
    found = Channel.objects.select_related("brand", "market").filter(_seen(rights))
    if search:
        found = found.filter(says(words_of(search), "handle", "name"))
    if network:
        found = found.filter(network=network)
    if state:
        found = found.filter(state=state)
    if brand:
        found = found.filter(brand=brand)
    if market:
        found = found.filter(market=market)
    urgent = Case(When(state=State.ATTENTION, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(urgent, "brand__name", "network", "handle")


def cards(rights: Rights, page: Collection[Channel]) -> list[ChannelCard]:
    """Rows ready for the page: two queries for any number of channels."""
    rows = {row.channel_id: row for row in Connection.objects.filter(channel__in=[one.pk for one in page])}
    return [_card(rights, channel, rows.get(channel.pk)) for channel in page]


def channel_or_404(rights: Rights, channel_id: UUID) -> ChannelCard:
    channel = Channel.objects.select_related("brand", "market").filter(_seen(rights), pk=channel_id).first()
    if channel is None:
        raise Http404
    return cards(rights, [channel])[0]


def connectable_or_404(rights: Rights, channel_id: UUID) -> ChannelCard:
    """The channel, for whoever may connect it. Raises Denied for those who only see it."""
    card = channel_or_404(rights, channel_id)
    if not card.may_connect:
        one = card.channel
        raise Denied(Act.CHANNEL_CONNECT, Place(one.brand_id, one.market_id, one.pk))
    return card


def brands_to_connect(rights: Rights) -> "QuerySet[Brand]":
    """The brands a member may make channels for. A sample brand never reaches a network."""
    return Brand.objects.filter(rights.within(Act.CHANNEL_CONNECT, brand="pk"), sample=False)


def living_channels() -> list[ChannelRow]:
    """Every channel, for workflows and freezes."""
    rows = Channel.objects.exclude(state=State.OFF).order_by("network", "handle")
    return [ChannelRow(one.pk, str(one), one.brand_id, one.network) for one in rows if one.network in NETWORKS]


def _seen(rights: Rights) -> Q:
    see = rights.within(Act.CHANNEL_SEE, brand="brand", market="market", channel="pk")
    return see | rights.within(Act.CHANNEL_CONNECT, brand="brand", market="market", channel="pk")


def _card(rights: Rights, channel: Channel, row: Connection | None) -> ChannelCard:
    kind, icon = LOOKS[State(channel.state)]
    return ChannelCard(
        channel=channel,
        kind=kind,
        icon=icon,
        label=State(channel.state).label,
        problem=problem(channel.problem),
        connected_at=row.checked_at if row else None,
        may_connect=rights.may(
            Act.CHANNEL_CONNECT, brand=channel.brand_id, market=channel.market_id, channel=channel.pk
        ),
        facts=row.facts if row else {},
    )


def first_own() -> Channel | None:
    """A connected channel of a brand that is no sample."""
    return Channel.objects.filter(state=State.CONNECTED, brand__sample=False).order_by("created_at").first()
