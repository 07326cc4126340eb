"""What administrators do with webhooks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.states import move
from coe.tenancy.models import Brand
from coe.tenancy.secrets import seal
from coe.webhooks import signing
from coe.webhooks.catalogue import TEST, News, codes
from coe.webhooks.models import Endpoint, Message
from coe.webhooks.recording import LINE, body, queue
from coe.webhooks.states import Standing, State

AT_MOST = 20
"""Endpoints an organisation may have."""
BOTH_VALID = timedelta(hours=24)
"""How long the old secret signs beside the new one."""


@action(Act.WEBHOOK_MANAGE)
def add(do: Doing, *, name: str, url: str, types: Sequence[str], brand: UUID | None = None) -> tuple[Endpoint, str]:
    """A new endpoint, switched on, and its secret, which is shown this once."""
    do.require()
    if Endpoint.objects.exclude(state=Standing.REMOVED).count() >= AT_MOST:
        raise ValidationError(_("There are %(limit)d webhooks already. Remove one first.") % {"limit": AT_MOST})
    endpoint = Endpoint(org_id=do.org_id, created_by_id=_member(do))
    _fill(endpoint, name, url, types, brand)
    secret = signing.new_secret()
    endpoint.secret = seal({"value": secret}, org=do.org_id, row=endpoint.pk, column="secret")
    endpoint.save()
    do.record(endpoint, after=_facts(endpoint), detail="added")
    return endpoint, secret


@action(Act.WEBHOOK_MANAGE)
def change(
    do: Doing, *, endpoint_id: UUID, name: str, url: str, types: Sequence[str], brand: UUID | None = None
) -> Endpoint:
    """Changes what is sent where. Messages that wait go to the new address."""
    do.require()
    endpoint = _locked(endpoint_id)
    before = _facts(endpoint)
    _fill(endpoint, name, url, types, brand)
    after = _facts(endpoint)
    if before == after:
        do.nothing()
        return endpoint
    endpoint.save(update_fields=["name", "url", "types", "brand"])
    do.record(endpoint, before=before, after=after)
    return endpoint


@action(Act.WEBHOOK_MANAGE)
def switch(do: Doing, *, endpoint_id: UUID, to: Standing) -> Endpoint:
    """Switches an endpoint on or off, or removes it. Off and removed ones receive nothing."""
    do.require()
    endpoint = _locked(endpoint_id)
    before = endpoint.state
    if before == to:
        do.nothing()
        return endpoint
    fresh: dict[str, Any] = {"failing_since": None, "failures": 0, "warned_at": None, "rests_until": None}
    move(endpoint, to, **(fresh if to == Standing.ENABLED else {}))
    if to != Standing.ENABLED:
        Message.objects.filter(endpoint=endpoint, state=State.WAITING).update(state=State.HELD)
    do.record(endpoint, before={"state": before}, after={"state": to}, detail=to.value)
    return endpoint


@action(Act.WEBHOOK_MANAGE)
def rotate(do: Doing, *, endpoint_id: UUID) -> tuple[Endpoint, str]:
    """A new secret, shown this once. The old one signs beside it for a day, so that receivers can change over."""
    do.require()
    endpoint = _locked(endpoint_id)
    from coe.webhooks.engine import secrets_of

    held = secrets_of(endpoint)
    secret = signing.new_secret()
    endpoint.previous_secret = (
        seal({"value": held[0]}, org=do.org_id, row=endpoint.pk, column="previous_secret") if held else ""
    )
    endpoint.previous_until = timezone.now() + BOTH_VALID
    endpoint.secret = seal({"value": secret}, org=do.org_id, row=endpoint.pk, column="secret")
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    do.record(endpoint, after={"until": endpoint.previous_until}, detail="rotated")
    return endpoint, secret


@action(Act.WEBHOOK_MANAGE)
def test(do: Doing, *, endpoint_id: UUID) -> Message:
    """Sends a test message to an endpoint that is on."""
    do.require()
    endpoint = _locked(endpoint_id)
    _on(endpoint)
    news = News({"endpoint_id": str(endpoint.pk)}, page=("webhook", endpoint.pk))
    message = queue(endpoint, TEST, body(TEST, do.org_id, news, at=timezone.now()))
    do.record(endpoint, detail="tested")
    return message


@action(Act.WEBHOOK_MANAGE)
def replay(do: Doing, *, endpoint_id: UUID, message_id: UUID | None = None) -> int:
    """Sends one settled message again, or every failed and held one. How many; the webhook-id stays the same."""
    do.require()
    endpoint = _locked(endpoint_id)
    _on(endpoint)
    rows: QuerySet[Message] = Message.objects.filter(endpoint=endpoint)
    if message_id:
        rows = rows.filter(pk=message_id, state__in=[State.DELIVERED, State.FAILED, State.HELD])
    else:
        rows = rows.filter(state__in=[State.FAILED, State.HELD])
    count = rows.update(state=State.WAITING, tries=0, not_before=timezone.now(), settled_at=None)
    if not count:
        do.nothing()
        return 0
    Endpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
    LINE.wake(endpoint.org_id, endpoint.pk)
    do.record(endpoint, after={"messages": count}, detail="replayed")
    return count


def _member(do: Doing) -> UUID:
    if do.actor.member_id is None:
        raise Denied(do.act)
    return do.actor.member_id


def _locked(endpoint_id: UUID) -> Endpoint:
    endpoint = (
        Endpoint.objects.select_for_update(of=("self",)).exclude(state=Standing.REMOVED).filter(pk=endpoint_id).first()
    )
    if endpoint is None:
        raise ValidationError(_("There is no such webhook."))
    return endpoint


def _on(endpoint: Endpoint) -> None:
    if endpoint.state != Standing.ENABLED:
        raise ValidationError(_("Switch the webhook on first."))


def _fill(endpoint: Endpoint, name: str, url: str, types: Sequence[str], brand: UUID | None) -> None:
    wanted = sorted(set(types))
    if not wanted or not set(wanted) <= codes():
        raise ValidationError({"types": _("Choose at least one of the events listed.")})
    if brand and not Brand.objects.filter(pk=brand).exists():
        raise ValidationError({"brand": _("Choose one of the brands listed.")})
    endpoint.name, endpoint.url, endpoint.types, endpoint.brand_id = name.strip(), url, wanted, brand


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    return {"name": endpoint.name, "url": endpoint.url, "types": endpoint.types, "brand": endpoint.brand_id}
