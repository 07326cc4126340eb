"""What somebody whose right holds for a part of the organisation gets to see of other people's rights.

Two widths. *Inside*: what lies in the places one holds an act for, such as the channels of one's brand. *Reaching*:
what gives anybody a right in those places, wider grants included, because “who can publish here” has to name them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from coe.access.acts import Act
from coe.access.models import AccessRequest, Grant, Scope
from coe.access.rights import RIGHT_MODELS, Rights, object_of
from coe.access.rules import standing
from coe.tenancy.models import Brand, Member

_Ids = frozenset[UUID]


@dataclass(frozen=True)
class Reach:
    """The places of one act. `whole` means the organisation, and then no set is looked at."""

    whole: bool
    brands: _Ids = frozenset()
    markets: _Ids = frozenset()
    channels: _Ids = frozenset()

    @cached_property
    def _living(self) -> list[tuple[UUID, UUID, UUID | None]]:
        """(channel, its brand, its market) of every channel in these places."""
        if self.whole or Scope.CHANNEL not in RIGHT_MODELS:
            return []
        here = Q(pk__in=self.channels) | Q(brand__in=self.brands) | Q(market__in=self.markets)
        return list(object_of(Scope.CHANNEL).objects.filter(here).values_list("pk", "brand_id", "market_id"))

    @cached_property
    def inside(self) -> Q:
        """Rows with `scope` and `scope_id` that lie in these places."""
        if self.whole:
            return Q()
        return self._on(self.brands, self.markets)

    @cached_property
    def reaching(self) -> Q:
        """The same, and the wider rows that give rights in these places."""
        if self.whole:
            return Q()
        if not (self.brands or self.markets or self.channels):
            return Q(pk__in=[])
        markets = {market for _channel, _brand, market in self._living if market}
        return Q(scope=Scope.ORGANISATION) | self._on(self._brands, self.markets | markets)

    def _on(self, brands: Iterable[UUID], markets: Iterable[UUID]) -> Q:
        channels = self.channels | {channel for channel, *_rest in self._living}
        return (
            Q(scope=Scope.BRAND, scope_id__in=brands)
            | Q(scope=Scope.MARKET, scope_id__in=markets)
            | Q(scope=Scope.CHANNEL, scope_id__in=channels)
        )

    @cached_property
    def _brands(self) -> _Ids:
        return self.brands | {brand for _channel, brand, _market in self._living}

    def columns(self) -> QuerySet[Brand]:
        """The brands a matrix shows."""
        return Brand.objects.all() if self.whole else Brand.objects.filter(pk__in=self._brands)

    def people(self, *, left: bool = False) -> Q:
        """Members who hold something here, or ask for it; of those who left, who ever held something here."""
        if self.whole:
            return Q()
        held = Grant.objects.filter(self.reaching) if left else Grant.objects.filter(standing(), self.reaching)
        asking = AccessRequest.objects.filter(self.inside, answered_at__isnull=True)
        return Q(pk__in=held.values("member")) | Q(pk__in=asking.values("member"))

    def holds(self, member: Member) -> bool:
        return self.whole or Member.objects.filter(self.people(left=bool(member.left_at)), pk=member.pk).exists()

    def sees_channel(self, channel: UUID) -> bool:
        return self.whole or channel in {id_ for id_, *_rest in self._living}


EVERYTHING = Reach(whole=True)


def reach(rights: Rights, act: Act) -> Reach:
    """Where a member holds an act, ready to narrow what a page shows."""
    held = rights.held.get(act, {})
    if rights.may(act):
        return EVERYTHING
    return Reach(
        False,
        *(frozenset(held.get(scope, {})) for scope in (Scope.BRAND, Scope.MARKET, Scope.CHANNEL)),
    )


def covered_by(grant: Grant) -> Reach:
    """The places one grant covers."""
    if grant.scope == Scope.ORGANISATION:
        return EVERYTHING
    places = {grant.scope: frozenset({grant.scope_id})}
    return Reach(False, *(places.get(scope, frozenset()) for scope in (Scope.BRAND, Scope.MARKET, Scope.CHANNEL)))
