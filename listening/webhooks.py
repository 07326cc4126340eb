"""What this package tells other programs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.webhooks.api import News, declare
from listening.mentions.models import Mention
from listening.sources.models import Source


def _heard(payload: dict[str, Any]) -> News | None:
    row = Source.objects.filter(pk=payload["source"]).first()
    if row is None:
        return None
    data: dict[str, str | int | None] = {"source_id": str(row.pk), "count": int(payload["count"])}
    return News(data, brand=row.brand_id, page=("mentions",), api="mentions")


def _settled(payload: dict[str, Any]) -> News | None:
    row = Mention.objects.filter(pk=payload["mention"]).only("pk", "brand_id").first()
    if row is None:
        return None
    data = {"mention_id": str(row.pk), "state": payload["state"]}
    return News(data, brand=row.brand_id, page=("mentions",), api="mentions")


def declare_all() -> None:
    declare(
        "mention.heard", topic="mention.heard", about=_("Mentions were heard."),
        fields={"source_id": "the source that was read", "count": "how many were new"}, news=_heard,
    )  # fmt: skip
    declare(
        "mention.settled", topic="mention.settled", about=_("A mention was handled, set aside or made new again."),
        fields={"mention_id": "the mention", "state": "`handled`, `aside` or `new`"}, news=_settled,
    )  # fmt: skip
