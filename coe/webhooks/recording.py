"""From an event to messages: one per endpoint that wants it, written with the event's own mark of being done.

The outbox hands over an event and marks it in one transaction, so an event makes its messages exactly once.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from coe.outbox.lines import Line
from coe.tenancy.models import Brand, Organisation
from coe.web.links import to
from coe.webhooks.catalogue import VERSION, News, Type
from coe.webhooks.models import Endpoint, Message
from coe.webhooks.states import Standing, State

LINE = Line("webhook", "coe.webhooks.tasks.send_next", "endpoint")
API = "/api/v1/"


def record(type_: Type, org_id: UUID, payload: dict[str, Any]) -> int:
    """Writes the messages of an event; how many. Endpoints paused by failures keep theirs, to be replayed."""
    wants = Endpoint.objects.filter(types__contains=[type_.code], state__in=[Standing.ENABLED, Standing.PAUSED])
    if type_.news is None or not wants.exists():
        return 0
    news = type_.news(payload)
    if news is None:
        return 0
    endpoints = list(wants.filter(Q(brand__isnull=True) | Q(brand_id=news.brand)).order_by("pk"))
    said = body(type_.code, org_id, news, at=timezone.now()) if endpoints else ""
    for endpoint in endpoints:
        queue(endpoint, type_.code, said)
    return len(endpoints)


def queue(endpoint: Endpoint, code: str, said: str) -> Message:
    """One message, to be sent once this transaction commits."""
    held = endpoint.state == Standing.PAUSED
    message = Message.objects.create(
        org_id=endpoint.org_id, endpoint=endpoint, type=code, body=said, not_before=timezone.now(),
        state=State.HELD if held else State.WAITING,
    )  # fmt: skip
    if not held:
        LINE.wake(endpoint.org_id, endpoint.pk)
    return message


def body(code: str, org_id: UUID, news: News, *, at: datetime) -> str:
    """The text that is signed: compact JSON with type, time and data."""
    org = Organisation.objects.get(pk=org_id)
    brand = Brand.objects.filter(pk=news.brand).values_list("slug", flat=True).first() if news.brand else None
    links: dict[str, str] = {}
    if news.page:
        links["page"] = settings.BASE_URL + to(org, *news.page)
    if news.api:
        links["api"] = f"{settings.BASE_URL}{API}{news.api}"
    data: Mapping[str, Any] = {
        "version": VERSION, "organisation": org.slug, "brand": brand, **news.data, "links": links,
    }  # fmt: skip
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": code, "timestamp": stamp, "data": data}, ensure_ascii=False, separators=(",", ":"))
