"""What reporting reads from listening. Offered through listening.api; runs inside the organisation's context."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Q
from django.db.models.functions import Trunc

from listening.mentions.models import Kind, Mention
from listening.sources.models import Source

RESPONSES = (Kind.REPLY, Kind.MENTION, Kind.QUOTE)


def _of(brand_ids: Sequence[UUID], channel_ids: Sequence[UUID]) -> Q:
    """What belongs to these brands, or came in by one of these channels."""
    found = Q(brand_id__in=brand_ids)
    return found | Q(channel_id__in=channel_ids) if channel_ids else found


def response_counts(
    *,
    kind: str,
    zone: str,
    since: datetime,
    until: datetime,
    brand_ids: Sequence[UUID],
    channel_ids: Sequence[UUID] = (),
) -> list[dict[str, Any]]:
    """Replies, mentions and quotes by brand and bucket, by the time they were written: brand_id, bucket, n."""
    rows = (
        Mention.objects.filter(
            _of(brand_ids, channel_ids), kind__in=RESPONSES, published_at__gte=since, published_at__lt=until
        )
        .values("brand_id", bucket=Trunc("published_at", kind, tzinfo=ZoneInfo(zone), output_field=DateField()))
        .annotate(n=Count("pk"))
    )
    return [dict(row) for row in rows.order_by()]


def responses_to(version_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many answered each version; a version nobody answered is absent."""
    rows = Mention.objects.filter(kind__in=RESPONSES, version_id__in=version_ids).values_list("version_id")
    return dict(rows.annotate(Count("pk")).order_by())


def heard_at(*, brand_ids: Sequence[UUID], channel_ids: Sequence[UUID] = ()) -> tuple[datetime | None, int, int]:
    """(when a channel was last listened to, channels listened to with an answer, channels listened to at all)."""
    rows = list(
        Source.objects.filter(_of(brand_ids, channel_ids), channel__isnull=False, retired_at__isnull=True)
        .values_list("polled_at", "problem")
    )  # fmt: skip
    polled = [at for at, _problem in rows if at]
    return max(polled, default=None), sum(1 for at, problem in rows if at and not problem), len(rows)


def mention_counts(*, since: datetime, until: datetime, brand_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What was heard in [since, until), by brand, kind and language: brand_id, kind, language, n."""
    rows = Mention.objects.filter(published_at__gte=since, published_at__lt=until, brand_id__in=brand_ids).values(
        "brand_id", "kind", "language"
    )
    found = rows.annotate(n=Count("pk")).order_by("brand_id", "kind", "language")
    return [dict(row) for row in found]


@dataclass(frozen=True)
class Heard:
    """Something somebody said, as a report quotes it. `network` is a slug, or rss for feeds."""

    id: UUID
    kind: str
    brand_id: UUID | None
    network: str
    author: str
    text: str
    language: str
    url: str
    published_at: datetime
    post_id: UUID | None


def recent(*, brand_ids: Sequence[UUID], limit: int = 20) -> list[Heard]:
    """What was heard last of these brands, newest first."""
    rows = (
        Mention.objects.filter(brand_id__in=brand_ids)
        .select_related("channel", "version")
        .order_by("-published_at", "-pk")[:limit]
    )
    return [
        Heard(
            id=row.pk,
            kind=row.kind,
            brand_id=row.brand_id,
            network=row.channel.network if row.channel else "rss",
            author=row.author_name or row.author_handle,
            text=row.title or row.text,
            language=row.language,
            url=row.url,
            published_at=row.published_at,
            post_id=row.version.post_id if row.version else None,
        )
        for row in rows
    ]
