"""Which freezes are on, and where."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from coe.access.api import Act, Rights
from governance.crisis.models import Freeze
from governance.crisis.states import State


def freeze_for(*, brand_id: UUID, channel_id: UUID | None) -> Freeze | None:
    """The freeze that stops a channel of a brand, the widest first; None when it may publish."""
    here = Q(brand__isnull=True, channel_id__isnull=True) | Q(brand=brand_id, channel_id__isnull=True)
    if channel_id:
        here |= Q(channel_id=channel_id)
    return (
        Freeze.objects.filter(here, state=State.ON)
        .select_related("brand", "declared_by")
        .order_by("brand_id", "channel_id")
        .last()
    )


def freezes_on() -> QuerySet[Freeze]:
    """Every freeze that is on in the organisation, the newest first."""
    return Freeze.objects.filter(state=State.ON).select_related("brand", "declared_by", "lifted_by")


def freezes_since(since: datetime) -> QuerySet[Freeze]:
    """Freezes declared since a moment, lifted or not, and whatever else is on, the newest first."""
    return Freeze.objects.filter(Q(declared_at__gte=since) | Q(state=State.ON)).select_related("brand")


def visible(rights: Rights) -> Q:
    """Freezes on everything, and those on brands and channels the member may see."""
    return Q(brand__isnull=True) | rights.within(Act.CHANNEL_SEE, channel="channel_id")


def freezes_ended() -> QuerySet[Freeze]:
    return (
        Freeze.objects.filter(state=State.LIFTED)
        .select_related("brand", "declared_by", "lifted_by")
        .order_by("-lifted_at")
    )
