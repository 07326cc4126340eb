"""News from elsewhere that concerns deliveries."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from coe.access.api import Act, Place, holders
from coe.notices.api import tell
from coe.outbox.events import on
from publishing.content.embargoes import embargo_of
from publishing.delivery.codes import Why
from publishing.delivery.models import Delivery
from publishing.delivery.selectors import seen
from publishing.delivery.states import State

ASKS = (State.UNKNOWN, State.REFUSED, State.HELD)


@on("freeze.lifted")
def review_what_was_missed(org_id: UUID, payload: dict[str, Any]) -> None:
    """Lifting a freeze fires nothing: whoever may schedule is told what it held back, and decides."""
    held = Delivery.objects.filter(state=State.HELD).exclude(code__in=[Why.EMBARGO, Why.RIGHTS])
    _tell_review(org_id, list(_with_posts(held)), "delivery.review", "governance.freeze", payload["freeze"])


@on("embargo.ended")
def review_what_was_embargoed(org_id: UUID, payload: dict[str, Any]) -> None:
    """Ending an embargo fires nothing either. What another embargo still covers is not asked about yet."""
    free = []
    for one in _with_posts(Delivery.objects.filter(state=State.HELD, code=Why.EMBARGO)):
        post = one.version.post
        if not embargo_of(post.brand_id, [one.channel.market_id], one.slot, post.zone):
            free.append(one)
    _tell_review(org_id, free, "delivery.embargo_over", "governance.calendarnote", payload["note"])


def _with_posts(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("channel", "version__post")


def _tell_review(org_id: UUID, rows: Sequence[Delivery], kind: str, subject_type: str, subject_id: str) -> None:
    held: dict[UUID, int] = defaultdict(int)
    for delivery in rows:
        place = Place(delivery.version.post.brand_id, delivery.channel.market_id, delivery.channel_id)
        for member in holders(Act.POST_SCHEDULE, place):
            held[member.pk] += 1
    for member_id, count in held.items():
        tell(
            org_id,
            [member_id],
            kind,
            subject_type=subject_type,
            subject_id=subject_id,
            url_name="held_review",
            count=count,
        )


def waiting_for_people(request: HttpRequest) -> QuerySet[Delivery] | None:
    """The deliveries that need a person, for the rail."""
    rights = getattr(request, "rights", None)
    if rights is None or not rights.may(Act.POST_SEE, anywhere=True):
        return None
    return seen(rights).filter(state__in=ASKS)
