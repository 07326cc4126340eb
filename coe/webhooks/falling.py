"""What an endpoint's answers mean for the endpoint: rests, warnings, and the pause after days of failure."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.selectors import holders
from coe.notices.api import tell
from coe.states import move
from coe.webhooks import retrying
from coe.webhooks.models import Endpoint, Message
from coe.webhooks.states import Standing, State


def answered(endpoint_id: UUID, took: float) -> None:
    """It took a message: earlier failures are forgotten."""
    rests = timezone.now() + retrying.rest(failures=0, took=took)
    Endpoint.objects.filter(pk=endpoint_id).update(failing_since=None, failures=0, warned_at=None, rests_until=rests)


def failed(org_id: UUID, endpoint_id: UUID, *, gone: bool) -> None:
    """It did not: it rests, after a day its people are told, after five days (or when it says 410) it is paused."""
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint_id)
    now = timezone.now()
    since = endpoint.failing_since or now
    failures = endpoint.failures + 1
    Endpoint.objects.filter(pk=endpoint_id).update(
        failing_since=since, failures=failures, rests_until=now + retrying.rest(failures=failures, took=0)
    )
    if endpoint.state != Standing.ENABLED:
        return
    if gone or now - since >= retrying.PAUSE_AFTER:
        pause(Actor.task(org_id, "webhooks", Act.SYSTEM_NOTIFY), endpoint_id=endpoint_id, gone=gone)
    elif now - since >= retrying.WARN_AFTER and endpoint.warned_at is None:
        Endpoint.objects.filter(pk=endpoint_id).update(warned_at=now)
        _tell(org_id, endpoint, "webhook.failing")


@action(Act.SYSTEM_NOTIFY)
def pause(do: Doing, *, endpoint_id: UUID, gone: bool) -> None:
    """Stops sending until a person switches it on again. What still comes is held and can be replayed."""
    do.require()
    endpoint = Endpoint.objects.get(pk=endpoint_id)
    move(endpoint, Standing.PAUSED)
    Message.objects.filter(Q(state=State.WAITING), endpoint=endpoint).update(state=State.HELD)
    do.record(
        endpoint, before={"state": Standing.ENABLED}, after={"state": Standing.PAUSED},
        reason="410 Gone" if gone else "", detail="webhook paused",
    )  # fmt: skip
    _tell(do.org_id, endpoint, "webhook.paused")


def _tell(org_id: UUID, endpoint: Endpoint, kind: str) -> None:
    tell(
        org_id, [member.pk for member in holders(Act.WEBHOOK_MANAGE)], kind, subject_type="webhooks.endpoint",
        subject_id=endpoint.pk, url_name="webhook", url_args=(endpoint.pk,), name=endpoint.name,
    )  # fmt: skip
