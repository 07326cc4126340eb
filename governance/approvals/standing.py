"""Whether an approval stands for exactly this content: asked at the moment of use, never remembered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance.approvals.models import Decision, DecisionKind, Request, RequestItem
from governance.approvals.states import State


@dataclass(frozen=True)
class Standing:
    request_id: UUID
    approved_at: datetime


def standing_approval(item_id: UUID, digest: str) -> Standing | None:
    """The approval of an item, when the newest request that covers it was approved for this very digest."""
    newest = (
        RequestItem.objects.filter(item_id=item_id)
        .select_related("request")
        .order_by("-request__submitted_at", "-request__pk")
        .first()
    )
    if newest is None or newest.digest != digest or newest.request.state != State.APPROVED:
        return None
    approved_at = newest.request.closed_at or newest.request.submitted_at
    return Standing(newest.request_id, approved_at)


def sent_at(subject_id: UUID, digest: str) -> datetime | None:
    """When a subject was first sent for approval with this combined digest."""
    return (
        Request.objects.filter(subject_id=subject_id, digest=digest)
        .order_by("submitted_at")
        .values_list("submitted_at", flat=True)
        .first()
    )


def approved_by(member_id: UUID, *, since: datetime) -> list[UUID]:
    """The subjects a member approved since a moment, newest first."""
    rows = Decision.objects.filter(decided_by=member_id, kind=DecisionKind.APPROVE, at__gte=since)
    return list(dict.fromkeys(rows.order_by("-at").values_list("request__subject_id", flat=True)))
