"""What reporting reads from listening. Offered through listening.api; runs inside the organisation's context."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField
from django.db.models.functions import Trunc

from listening.mentions.models import Kind, Mention
from listening.sources.models import Source

RESPONSES = (Kind.REPLY, Kind.MENTION, Kind.QUOTE)


def response_counts(
    *, kind: str, zone: str, since: datetime, until: datetime, brand_ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Replies, mentions and quotes by brand and bucket, by the time they were written: brand_id, bucket, n."""
    rows = (
        Mention.objects.filter(
            kind__in=RESPONSES, published_at__gte=since, published_at__lt=until, brand_id__in=brand_ids
        )
        .values("brand_id", bucket=Trunc("published_at", kind, tzinfo=ZoneInfo(zone), output_field=DateField()))
        .annotate(n=Count("pk"))
    )
    return [dict(row) for row in rows.order_by()]


def responses_to(version_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many answered each version; a version nobody answered is absent."""
    rows = Mention.objects.filter(kind__in=RESPONSES, version_id__in=version_ids).values_list("version_id")
    return dict(rows.annotate(Count("pk")).order_by())


def heard_at(*, brand_ids: Sequence[UUID]) -> tuple[datetime | None, int, int]:
    """(when a channel was last listened to, channels listened to with an answer, channels listened to at all)."""
    rows = list(
        Source.objects.filter(channel__isnull=False, retired_at__isnull=True, brand_id__in=brand_ids)
        .values_list("polled_at", "problem")
    )  # fmt: skip
    polled = [at for at, _problem in rows if at]
    return max(polled, default=None), sum(1 for at, problem in rows if at and not problem), len(rows)
