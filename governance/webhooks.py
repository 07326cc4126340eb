"""What this package tells other programs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.webhooks.api import News, declare
from governance.approvals.models import Request
from governance.crisis.models import Freeze

REQUEST = {
    "approval_id": "the approval request",
    "subject_type": "what is to be approved, such as `publishing.post`",
    "subject_id": "its id",
}
FREEZE = {"freeze_id": "the freeze", "channel_id": "the channel it stops; null for a brand or everything"}


def _request(payload: dict[str, Any], **more: str | int | None) -> News | None:
    row = Request.objects.filter(pk=payload["request"]).first()
    if row is None:
        return None
    data = {"approval_id": str(row.pk), "subject_type": row.subject_type, "subject_id": str(row.subject_id)}
    return News(data | more, brand=row.brand_id, page=("approval", row.pk), api=f"approvals/{row.pk}")


def _waiting(payload: dict[str, Any]) -> News | None:
    return _request(payload, step=int(payload["step"]))


def _decided(payload: dict[str, Any]) -> News | None:
    return _request(payload, outcome=payload["outcome"])


def _freeze(payload: dict[str, Any]) -> News | None:
    row = Freeze.objects.filter(pk=payload["freeze"]).first()
    if row is None:
        return None
    data = {"freeze_id": str(row.pk), "channel_id": str(row.channel_id) if row.channel_id else None}
    return News(data, brand=row.brand_id, page=("freezes",), api="freezes")


def declare_all() -> None:
    declare(
        "approval.waiting", topic="approval.waiting", about=_("A step of an approval opened."),
        fields=REQUEST | {"step": "the position of the step, from 1"}, news=_waiting,
    )  # fmt: skip
    declare(
        "approval.decided", topic="approval.decided", about=_("An approval was closed."),
        fields=REQUEST | {"outcome": "`approved`, `sent_back`, `rejected`, `expired` or `withdrawn`"}, news=_decided,
    )  # fmt: skip
    declare("freeze.declared", topic="freeze.declared", about=_("Publishing was stopped."), fields=FREEZE, news=_freeze)
    declare("freeze.lifted", topic="freeze.lifted", about=_("A freeze was lifted."), fields=FREEZE, news=_freeze)
