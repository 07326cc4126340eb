"""How long approvals take, and which are in danger: read by reporting through governance.api."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, DateField, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.functions import Trunc

from governance.approvals.models import Request
from governance.approvals.states import State


class Median(Aggregate):
    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def lead_times(
    *, kind: str, zone: str, since: datetime, until: datetime, brand_ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Median time from sending to approval, by bucket of the approval: bucket (date), median (timedelta), n."""
    took = ExpressionWrapper(F("closed_at") - F("submitted_at"), output_field=DurationField())
    rows = (
        Request.objects.filter(state=State.APPROVED, closed_at__gte=since, closed_at__lt=until, brand_id__in=brand_ids)
        .values(bucket=Trunc("closed_at", kind, tzinfo=ZoneInfo(zone), output_field=DateField()))
        .annotate(median=Median(took, output_field=DurationField()), n=Count("pk"))
    )
    return [dict(row) for row in rows.order_by()]


@dataclass(frozen=True)
class Pressure:
    """Open requests: how many, how many are past their time, and the first moments that matter."""

    open: int
    late: int
    first_late: datetime | None
    soon: int
    """Whose slot passes within a day: undecided then, they expire."""
    first_slot: datetime | None


def pressure(*, brand_ids: Sequence[UUID], now: datetime) -> Pressure:
    late = Q(decide_by__lt=now)
    soon = Q(slot__gte=now, slot__lt=now + timedelta(days=1))
    row = Request.objects.filter(state=State.OPEN, brand_id__in=brand_ids).aggregate(
        open=Count("pk"), late=Count("pk", filter=late), first_late=Min("decide_by", filter=late),
        soon=Count("pk", filter=soon), first_slot=Min("slot", filter=soon),
    )  # fmt: skip
    return Pressure(**row)
