"""Due and not sent: watched apart from the workers that send, so that their silence is heard."""

from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from coe.access.api import Act, Doing, action
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from publishing.content.states import PATIENCE
from publishing.delivery import due, locks
from publishing.delivery.models import Delivery
from publishing.delivery.settling import label, system
from publishing.delivery.states import State
from publishing.delivery.telling import tell_of

_KEPT = 10


def late_here() -> "QuerySet[Delivery]":
    """What should have gone out longer than PATIENCE ago and still waits, in the current organisation.

    Either no worker came, or the network keeps saying “again later”.
    """
    since = Now() - PATIENCE
    return Delivery.objects.filter(Q(not_before__lt=since) | Q(slot__lt=since, tries__gt=0), state=State.WAITING)


def count_late() -> int:
    """How many deliveries of the whole installation are late. A number only; kept for ten seconds."""
    known = cache.get("deliveries:late")
    if known is None:
        known = 0
        for org_id in Organisation.objects.values_list("pk", flat=True):
            with inside(org_id):
                known += late_here().count()
        cache.set("deliveries:late", known, _KEPT)
    return int(known)


def watch() -> int:
    """Alarms once for each late delivery and puts its channel back on the list. Returns how many were late."""
    late = 0
    for org_id in Organisation.objects.values_list("pk", flat=True):
        with inside(org_id):
            found = list(late_here().values_list("pk", "channel_id", "alarmed_at"))
            for channel in {row[1] for row in found}:
                due.note(org=org_id, channel=channel, at=timezone.now())
        late += len(found)
        for delivery_id, _, alarmed_at in found:
            if alarmed_at is None:
                alarm(system(org_id), delivery_id=delivery_id)
    return late


@action(Act.SYSTEM_DELIVER)
def alarm(do: Doing, *, delivery_id: UUID) -> None:
    """Tells people, once, that a delivery is late."""
    do.require()
    try:
        delivery = locks.delivery(delivery_id)
    except Http404:
        do.nothing()
        return
    if delivery.state != State.WAITING or delivery.alarmed_at is not None:
        do.nothing()
        return
    delivery.alarmed_at = timezone.now()
    delivery.save(update_fields=["alarmed_at"])
    do.record(delivery, after={"alarmed_at": delivery.alarmed_at}, label=label(delivery), detail="late")
    tell_of(do, delivery, "delivery.late", delivery.code)
