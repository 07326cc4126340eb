"""News from elsewhere that concerns deliveries."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from coe.access.api import Act, Place, holders
from coe.notices.api import tell
from coe.outbox.events import on
from publishing.delivery.models import Delivery
from publishing.delivery.selectors import seen
from publishing.delivery.states import State

ASKS = (State.UNKNOWN, State.REFUSED, State.HELD)


@on("freeze.lifted")
def review_what_was_missed(org_id: UUID, payload: dict[str, Any]) -> None:
    """Lifting a freeze fires nothing: whoever may schedule is told what it held back, and decides."""
    held: dict[UUID, int] = defaultdict(int)
    for delivery in Delivery.objects.filter(state=State.HELD).select_related("channel", "version__post"):
        place = Place(delivery.version.post.brand_id, delivery.channel.market_id, delivery.channel_id)
        for member in holders(Act.POST_SCHEDULE, place):
            held[member.pk] += 1
    for member_id, count in held.items():
        tell(
            org_id,
            [member_id],
            "delivery.review",
            subject_type="governance.freeze",
            subject_id=payload["freeze"],
            url_name="held_review",
            count=count,
        )


def waiting_for_people(request: HttpRequest) -> int:
    """How many deliveries need a person, for the rail."""
    rights = getattr(request, "rights", None)
    if rights is None or not rights.may(Act.POST_SEE, anywhere=True):
        return 0
    return seen(rights).filter(state__in=ASKS).count()
