"""Reading sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand
from coe.web.networks import label
from listening.mentions.models import Mention
from listening.sources.models import Kind, Source
from listening.sources.words import LASTING, problem_words


@dataclass(frozen=True)
class Row:
    """A source as the list shows it. `look`: (family, icon) of its state; `heard`: how much in seven days."""

    id: UUID
    name: str
    network: str
    is_feed: bool
    url: str
    brand: Brand | None
    channel_id: UUID | None
    polled_at: datetime | None
    next_poll_at: datetime
    heard: int
    paused: bool
    look: tuple[str, str]
    problem: str
    problem_words: Any
    may_manage: bool


def _within(rights: Rights, act: Act) -> Any:
    return rights.within(act, brand="brand", market="channel__market", channel="channel")


def visible(rights: Rights) -> QuerySet[Source]:
    """Sources of what a member may read, or may manage."""
    mine = _within(rights, Act.MENTION_SEE) | _within(rights, Act.SOURCE_MANAGE)
    return Source.objects.filter(mine, retired_at__isnull=True)


# How a list of sources can be narrowed.
STATES: dict[str, tuple[Any, Q]] = {
    "listening": (_("Listening now"), Q(paused_at__isnull=True, problem="", polled_at__isnull=False)),
    "trouble": (_("Trouble"), Q(paused_at__isnull=True) & ~Q(problem="")),
    "paused": (_("Paused"), Q(paused_at__isnull=False)),
}


def listed(rights: Rights, brand: Brand | None = None, state: str = "") -> QuerySet[Source]:
    """Channels first, then feeds, by name; `state` is a key of STATES, anything else narrows nothing."""
    found = visible(rights).select_related("brand", "channel").order_by("kind", "name", "pk")
    if brand:
        found = found.filter(brand=brand)
    return found.filter(STATES[state][1]) if state in STATES else found


def rows(rights: Rights, found: Iterable[Source]) -> list[Row]:
    """Sources as rows of the list. A number of queries that does not grow with them."""
    sources = list(found)
    since = timezone.now() - timedelta(days=7)
    counts = dict(
        Mention.objects.filter(source__in=[one.pk for one in sources], heard_at__gte=since)
        .order_by()
        .values_list("source")
        .annotate(Count("pk"))
    )
    return [_row(one, counts.get(one.pk, 0), rights) for one in sources]


def _row(one: Source, heard: int, rights: Rights) -> Row:
    market = one.channel.market_id if one.channel else None
    return Row(
        id=one.pk,
        name=one.name,
        network=one.channel.network if one.channel else "rss",
        is_feed=one.kind == Kind.FEED,
        url=one.url,
        brand=one.brand,
        channel_id=one.channel_id,
        polled_at=one.polled_at,
        next_poll_at=one.next_poll_at,
        heard=heard,
        paused=bool(one.paused_at),
        look=_look(one),
        problem=one.problem,
        problem_words=problem_words(one.problem) if one.problem else "",
        may_manage=rights.may(Act.SOURCE_MANAGE, brand=one.brand_id, market=market, channel=one.channel_id),
    )


def _look(one: Source) -> tuple[str, str]:
    if one.paused_at:
        return "idle", "player-pause"
    if one.problem:
        return ("stop", "alert-triangle") if one.problem in LASTING else ("wait", "clock-exclamation")
    return ("ok", "circle-check") if one.polled_at else ("wait", "hourglass")


def source_choices(rights: Rights) -> list[tuple[str, str]]:
    """Sources to filter the list of mentions by; retired ones too, as what they said is still there."""
    may = Source.objects.filter(_within(rights, Act.MENTION_SEE)).order_by("name", "channel__network")
    found = may.values_list("pk", "name", "channel__network")[:500]
    # A brand's channels on two networks may share a name.
    return [(str(pk), f"{name} · {label(network)}" if network else name) for pk, name, network in found]


def brand_choices(rights: Rights) -> list[Brand]:
    """Brands a member may add feeds for."""
    return list(Brand.objects.filter(rights.within(Act.SOURCE_MANAGE, brand="pk")))


def source_or_404(rights: Rights, source_id: UUID) -> Source:
    found = visible(rights).filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found


def troubled(rights: Rights) -> int:
    """How many sources a member manages need somebody to look."""
    rows_ = Source.objects.filter(_within(rights, Act.SOURCE_MANAGE), retired_at__isnull=True, paused_at__isnull=True)
    return rows_.filter(problem__in=LASTING).count()
