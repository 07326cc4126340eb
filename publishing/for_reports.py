"""What reporting reads from publishing: links, what was sent and when, channels, names. Offered through publishing.api.

Everything runs inside the organisation's context and takes the brands the reader may see. Buckets are named by their
first day in the organisation's zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, F, Min, Q
from django.db.models.functions import Trunc

from publishing.channels.registry import abilities_for
from publishing.connections.models import Channel
from publishing.content.links import target
from publishing.content.models import Campaign, LinkCode, Post, PostImage, TrackedLink, Version
from publishing.content.states import State as VersionState
from publishing.delivery.models import Delivery
from publishing.delivery.states import State


def _bucket(column: str, kind: str, zone: str) -> Trunc:
    return Trunc(column, kind, tzinfo=ZoneInfo(zone), output_field=DateField())


# ── links ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LinkFacts:
    id: UUID
    code: str
    brand_id: UUID


def link_org(code: str) -> UUID | None:
    """The organisation a short code belongs to. Needs no context: codes are global."""
    return LinkCode.objects.filter(code=code).values_list("org_id", flat=True).first()


def link_target(code: str) -> tuple[UUID, UUID, str] | None:
    """(link, brand, address with UTM) of a code of this organisation."""
    link = TrackedLink.objects.filter(code=code).first()
    return (link.pk, link.brand_id, target(link)) if link else None


def links_by_code(codes: Iterable[str]) -> dict[str, LinkFacts]:
    rows = TrackedLink.objects.filter(code__in=list(codes)).values_list("pk", "code", "brand_id")
    return {code: LinkFacts(pk, code, brand_id) for pk, code, brand_id in rows}


def links_by_utm(utm: Mapping[str, str]) -> list[LinkFacts]:
    """Links that carry exactly these UTM values (utm_source, utm_medium, utm_campaign, utm_content); at most two.

    Two are enough to know that the values do not name one link.
    """
    rows = TrackedLink.objects.filter(**{name: utm.get(name, "") for name in UTM}).values_list("pk", "code", "brand_id")
    return [LinkFacts(*row) for row in rows[:2]]


UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content")


# ── what went out ───────────────────────────────────────────────────────────────────────────────


def _on(brand_ids: Sequence[UUID], channel_ids: Sequence[UUID]) -> Q:
    """Deliveries on any channel of these brands, or on one of these channels."""
    found = Q(channel__brand_id__in=brand_ids)
    return found | Q(channel_id__in=channel_ids) if channel_ids else found


def published_counts(
    *,
    kind: str,
    zone: str,
    since: datetime,
    until: datetime,
    brand_ids: Sequence[UUID],
    channel_ids: Sequence[UUID] = (),
) -> list[dict[str, Any]]:
    """Versions sent, by brand and bucket: brand_id, bucket (date), n."""
    rows = (
        Delivery.objects.filter(_on(brand_ids, channel_ids), state=State.SENT, sent_at__gte=since, sent_at__lt=until)
        .values(brand_id=F("channel__brand_id"), bucket=_bucket("sent_at", kind, zone))
        .annotate(n=Count("pk"))
    )
    return [dict(row) for row in rows.order_by()]


def punctuality(
    *,
    kind: str,
    zone: str,
    since: datetime,
    until: datetime,
    brand_ids: Sequence[UUID],
    channel_ids: Sequence[UUID] = (),
    tolerance: timedelta,
    now: datetime,
) -> list[dict[str, Any]]:
    """Versions due by slot, and how many were sent within the tolerance: brand_id, bucket, due, sent.

    Withdrawn ones are not due. One that still waits is due once its tolerance has passed.
    """
    over = Q(state=State.SENT) | Q(slot__lte=now - tolerance)
    rows = (
        Delivery.objects.filter(over, _on(brand_ids, channel_ids), slot__gte=since, slot__lt=until)
        .exclude(state=State.WITHDRAWN)
        .values(brand_id=F("channel__brand_id"), bucket=_bucket("slot", kind, zone))
        .annotate(
            due=Count("pk"),
            sent=Count("pk", filter=Q(state=State.SENT, sent_at__lte=F("slot") + tolerance)),
        )
    )
    return [dict(row) for row in rows.order_by()]


@dataclass(frozen=True)
class Risk:
    """Deliveries in one worrying state. `kind` is unknown, refused, held or late."""

    kind: str
    count: int
    since: datetime
    networks: list[str]


def deliveries_at_risk(*, brand_ids: Sequence[UUID], channel_ids: Sequence[UUID] = (), now: datetime) -> list[Risk]:
    """What may not go out as planned, worst first. Late: its slot passed two minutes ago and it still waits."""
    late = now - timedelta(minutes=2)
    worrying = Q(state__in=[State.UNKNOWN, State.REFUSED, State.HELD]) | Q(
        state__in=[State.WAITING, State.SENDING], slot__lte=late
    )
    rows = (
        Delivery.objects.filter(worrying, _on(brand_ids, channel_ids))
        .values("state", "channel__network")
        .annotate(n=Count("pk"), first=Min("slot"))
        .order_by("state")
    )
    found: dict[str, Risk] = {}
    for row in rows:
        kind = row["state"] if row["state"] in _RISKS else "late"
        before = found.get(kind, Risk(kind, 0, row["first"], []))
        found[kind] = Risk(
            kind,
            before.count + row["n"],
            min(before.since, row["first"]),
            [*before.networks, row["channel__network"]],
        )
    return [found[kind] for kind in _RISKS if kind in found]


_RISKS = ("unknown", "refused", "late", "held")


# ── what is measured ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ChannelFacts:
    """`post_metrics` and `channel_metrics`: what its network can say."""

    id: UUID
    name: str
    network: str
    brand_id: UUID
    state: str
    post_metrics: tuple[str, ...]
    channel_metrics: tuple[str, ...]


@dataclass(frozen=True)
class ChannelPlace:
    """Where a channel belongs."""

    id: UUID
    brand_id: UUID
    market_id: UUID | None


def channel_places(within: Q) -> list[ChannelPlace]:
    """The channels a filter of rights lets through (columns `pk` and `market`)."""
    return [ChannelPlace(*row) for row in Channel.objects.filter(within).values_list("pk", "brand_id", "market_id")]


def links_on(channel_ids: Sequence[UUID]) -> list[UUID]:
    """The tracked links that stood on these channels."""
    return list(TrackedLink.objects.filter(version__channel_id__in=channel_ids).values_list("pk", flat=True))


def channels_measured(
    *, brand_ids: Sequence[UUID] | None = None, channel_ids: Sequence[UUID] = (), state: str = ""
) -> list[ChannelFacts]:
    """Channels that are or were connected (or are in a state), and what their networks say. `None`: of every brand."""
    kept = Channel.objects.filter(state=state) if state else Channel.objects.exclude(state="unconnected")
    rows = kept.order_by("network", "handle")
    if brand_ids is not None:
        rows = rows.filter(Q(brand_id__in=brand_ids) | Q(pk__in=channel_ids))
    found = []
    for row in rows:
        abilities = abilities_for(row.network)
        found.append(
            ChannelFacts(
                row.pk,
                str(row),
                row.network,
                row.brand_id,
                row.state,
                abilities.metrics,
                abilities.channel_metrics,
            )
        )
    return found


@dataclass(frozen=True)
class SentVersion:
    version_id: UUID
    remote_id: str
    sent_at: datetime


def sent_versions(channel_id: UUID, *, since: datetime, until: datetime) -> list[SentVersion]:
    """What stands on a channel and was sent in [since, until)."""
    rows = Delivery.objects.filter(
        channel_id=channel_id, state=State.SENT, sent_at__gte=since, sent_at__lt=until
    ).exclude(remote_id="")
    found = rows.order_by("-sent_at").values_list("version_id", "remote_id", "sent_at")
    return [SentVersion(version_id, remote_id, at) for version_id, remote_id, at in found if at]


# ── names ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PostFacts:
    id: UUID
    title: str
    brand_id: UUID
    campaign_id: UUID | None


def first_pictures(post_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The library's picture that a post shows first, of those that show any."""
    rows = PostImage.objects.filter(post__in=list(post_ids)).order_by("post", "position")
    return dict(rows.distinct("post").values_list("post", "asset"))


def post_facts(post_ids: Iterable[UUID]) -> dict[UUID, PostFacts]:
    rows = Post.objects.filter(pk__in=list(post_ids)).only("title", "text", "brand_id", "campaign_id")
    return {row.pk: PostFacts(row.pk, str(row), row.brand_id, row.campaign_id) for row in rows}


@dataclass(frozen=True)
class VersionFacts:
    id: UUID
    channel_id: UUID
    channel: str
    network: str
    published: bool


def versions_of(post_id: UUID) -> list[VersionFacts]:
    """The versions of a post, by network."""
    rows = Version.objects.filter(post_id=post_id).select_related("channel").order_by("channel__network")
    rows = rows.only("state", "channel__network", "channel__name", "channel__handle")
    return [
        VersionFacts(row.pk, row.channel_id, str(row.channel), row.channel.network, row.state == VersionState.PUBLISHED)
        for row in rows
    ]


@dataclass(frozen=True)
class CampaignFacts:
    id: UUID
    name: str
    brand_id: UUID | None
    starts_on: date
    ends_on: date


def campaigns(*, brand_ids: Sequence[UUID]) -> list[CampaignFacts]:
    """Campaigns of these brands, and those of no single brand; newest first."""
    rows = Campaign.objects.filter(Q(brand_id__in=brand_ids) | Q(brand__isnull=True))
    return [CampaignFacts(*row) for row in rows.values_list("pk", "name", "brand_id", "starts_on", "ends_on")]


def measured_ids(*, brand_ids: Sequence[UUID]) -> list[Any]:
    """Ids of the channels, versions and tracked links of these brands, as querysets to ask `in`."""
    return [
        Channel.objects.filter(brand__in=brand_ids).values("pk"),
        Version.objects.filter(post__brand__in=brand_ids).values("pk"),
        TrackedLink.objects.filter(brand__in=brand_ids).values("pk"),
    ]
