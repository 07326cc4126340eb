"""Deliveries as people read them: rows ready for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Denied, Place, Rights
from coe.search.folding import holds, says, words_of
from coe.tenancy.models import Brand, Market, Member
from coe.web.sorting import by_name, ordered
from publishing.content.models import Version
from publishing.content.states import PATIENCE
from publishing.content.wire import Wire, wire
from publishing.delivery.codes import Why
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.schedule import past_its_day
from publishing.delivery.states import State
from publishing.delivery.words import Reason, held_over, why

LOOKS = {
    State.WAITING: ("ok", "calendar-check"),
    State.SENDING: ("wait", "send"),
    State.SENT: ("ok", "circle-check"),
    State.REFUSED: ("stop", "x"),
    State.UNKNOWN: ("doubt", "help-circle"),
    State.HELD: ("stop", "player-pause"),
    State.EXPIRED: ("stop", "clock-exclamation"),
    State.WITHDRAWN: ("idle", "arrow-back-up"),
}
ANOTHER_DAY = _(
    "Its slot was on an earlier day, and an approval covers only its day. "
    "Move it to another time; then it is approved again."
)
_AGAIN = (_("Tried again soon"), "wait", "refresh")


def _views() -> dict[str, tuple[Any, Q]]:
    """What the list shows, in the order of its tabs."""
    late = Q(state=State.WAITING) & (Q(tries__gt=0) | Q(slot__lt=timezone.now() - PATIENCE))
    troubled = Q(state__in=[State.UNKNOWN, State.REFUSED, State.HELD])
    return {
        "risk": (_("At risk"), late | troubled),
        "unknown": (_("Outcome unknown"), Q(state=State.UNKNOWN)),
        "held": (_("Held"), Q(state=State.HELD)),
        "refused": (_("Refused"), Q(state__in=[State.REFUSED, State.EXPIRED])),
        "waiting": (_("Waiting"), Q(state__in=[State.WAITING, State.SENDING])),
        "sent": (_("Sent"), Q(state=State.SENT)),
    }


@dataclass(frozen=True)
class Row:
    """A delivery on a list or page."""

    delivery: Delivery
    label: Any
    kind: str
    icon: str
    reason: Reason
    may_retry: bool
    may_resolve: bool
    may_withdraw: bool
    may_schedule: bool
    move_only: str = ""
    """Why sending again cannot work and only another time can; empty when that is not so."""
    may_move: bool = False
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.delivery.pk

    @property
    def channel(self) -> Any:
        return self.delivery.channel

    @property
    def post(self) -> Any:
        return self.delivery.version.post

    @property
    def title(self) -> str:
        return self.post.title or Truncator(self.post.text).chars(90) or "…"

    @property
    def state(self) -> State:
        return State(self.delivery.state)

    @property
    def over(self) -> str:
        """What it is about that holds it: an embargo, or a picture; empty where the reason says it all."""
        return held_over(self.delivery.code, self.delivery.detail)

    @property
    def fix(self) -> Any:
        """What can be done about it."""
        return self.move_only or self.reason.fix

    @property
    def asks(self) -> bool:
        """Whether only a person can settle it now."""
        return self.state == State.UNKNOWN and self.delivery.code == Why.ASK

    @property
    def looked_up_at(self) -> datetime | None:
        """When it is looked up next."""
        return self.delivery.not_before if self.state == State.UNKNOWN and not self.asks else None


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    count: int


def seen(rights: Rights) -> "QuerySet[Delivery]":
    """The deliveries of posts a member may see."""
    inside = rights.within(Act.POST_SEE, brand="version__post__brand", market="channel__market", channel="channel")
    return whole(Delivery.objects.filter(inside))


def whole(found: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """With all that a row shows. In one query Postgres would plan these joins longer than it runs them."""
    return found.select_related("version__post__brand", "channel").prefetch_related(
        "version__post__campaign", "settled_by"
    )


def deliveries(
    rights: Rights,
    *,
    view: str,
    search: str = "",
    network: str = "",
    channel: UUID | None = None,
    brand: Brand | None = None,
    market: Market | None = None,
    sort: str = "",
) -> "QuerySet[Delivery]":
    """One view of the list. Without a sort: open ones by time; finished ones newest first."""
    views = _views()
    _label, condition = views.get(view, views["risk"])
    found = _narrowed(seen(rights), search, network, channel, brand, market).filter(condition)
    newest_first = view in ("sent", "refused")
    columns = {
        "post": (by_name("version__post__title"), by_name("version__post__text")),
        "channel": by_name("channel__handle"),
        "slot": "slot",
    }
    return found.order_by(*ordered(sort, columns, ("-slot" if newest_first else "slot",)))


def everything(
    rights: Rights, *, view: str = "all", search: str = "", network: str = "", channel: UUID | None = None,
    brand: UUID | None = None, post: UUID | None = None,
) -> "QuerySet[Delivery]":  # fmt: skip
    """One view of the list, or with "all" every delivery; brand and post by id."""
    found = _narrowed(seen(rights), search, network, channel)
    if brand:
        found = found.filter(version__post__brand=brand)
    if post:
        found = found.filter(version__post=post)
    return found if view == "all" else found.filter(_views()[view][1])


def tabs(
    rights: Rights, *, brand: Brand | None = None, market: Market | None = None, keys: Sequence[str] = ()
) -> list[Tab]:
    """How many there are in each view, or in those of KEYS; those already sent are not counted."""
    views = {key: view for key, view in _views().items() if not keys or key in keys}
    counted = _narrowed(seen(rights).exclude(state=State.SENT), brand=brand, market=market).aggregate(
        **{key: Count("pk", filter=condition) for key, (_label, condition) in views.items() if key != "sent"}
    )
    return [Tab(key, label, counted.get(key, 0)) for key, (label, _condition) in views.items()]


def _narrowed(
    found: "QuerySet[Delivery]",
    search: str = "",
    network: str = "",
    channel: UUID | None = None,
    brand: Brand | None = None,
    market: Market | None = None,
) -> "QuerySet[Delivery]":
    if search:
        for word in words_of(search):
            said = holds([word], "version__post__folded") | holds([word], "version__folded")
            found = found.filter(said | says([word], "channel__handle", "channel__name"))
    if network:
        found = found.filter(channel__network=network)
    if channel:
        found = found.filter(channel_id=channel)
    if market:
        found = found.filter(channel__market=market)
    return found.filter(version__post__brand=brand) if brand else found


def rows(rights: Rights, found: Iterable[Delivery], *, attempts: bool = False) -> list[Row]:
    """Rows for any number of deliveries; one more query for their attempts."""
    found = list(found)
    tried: dict[UUID, list[Attempt]] = {}
    if attempts:
        for attempt in Attempt.objects.filter(delivery__in=[one.pk for one in found]).order_by("number"):
            tried.setdefault(attempt.delivery_id, []).append(attempt)
    return [_row(rights, one, tried.get(one.pk, [])) for one in found]


def delivery_or_404(rights: Rights, delivery_id: UUID) -> Row:
    found = seen(rights).filter(pk=delivery_id).first()
    if found is None:
        raise Http404
    return rows(rights, [found], attempts=True)[0]


def resolvable_or_404(rights: Rights, delivery_id: UUID) -> Row:
    """A delivery for whoever settles unknown outcomes. Raises Denied for those who only see it."""
    row = delivery_or_404(rights, delivery_id)
    if not rights.allows(Act.DELIVERY_RESOLVE, place_of(row.delivery)):
        raise Denied(Act.DELIVERY_RESOLVE, place_of(row.delivery))
    return row


def sent_content(row: Row) -> Wire | None:
    """What was sent, when it still is what it was."""
    content = wire(row.delivery.version_id)
    return content if content.digest == row.delivery.digest else None


def for_post(versions: Iterable[Version], rights: Rights) -> list[Row]:
    """Every delivery of a post with every attempt, newest first, for the post page; its versions are in hand."""
    known = {version.pk: version for version in versions}
    found = Delivery.objects.filter(version__in=list(known)).prefetch_related("settled_by")
    sent = list(found.order_by("channel__network", "-fixed_at", "channel__handle"))
    for one in sent:
        one.version = known[one.version_id]
        one.channel = one.version.channel
    return rows(rights, sent, attempts=True)


def of_channel(rights: Rights, channel_id: UUID) -> list[Row]:
    """A channel's newest deliveries, for its page."""
    return rows(rights, seen(rights).filter(channel_id=channel_id).order_by("-slot")[:8])


def held(rights: Rights, *, brand: Brand | None = None, market: Market | None = None) -> "QuerySet[Delivery]":
    """What was held back at its slot, by slot."""
    return _narrowed(seen(rights), brand=brand, market=market).filter(state=State.HELD).order_by("slot", "pk")


def place_of(delivery: Delivery) -> Place:
    return Place(delivery.version.post.brand_id, delivery.channel.market_id, delivery.channel_id)


def settlers(delivery: Delivery) -> list[Member]:
    """Who can settle an unknown outcome here."""
    from coe.access.api import holders

    return list(holders(Act.DELIVERY_RESOLVE, place_of(delivery)))


def _row(rights: Rights, delivery: Delivery, attempts: list[Attempt]) -> Row:
    state = State(delivery.state)
    kind, icon = LOOKS[state]
    label: Any = state.label
    if state == State.WAITING and delivery.tries:
        label, kind, icon = _AGAIN
    late = state == State.WAITING and not delivery.tries and delivery.slot < timezone.now() - PATIENCE
    if late:
        label, kind, icon = _("Due and not sent"), "stop", "alert-triangle"
    place = place_of(delivery)
    reason = why(delivery.code)
    stuck = state in (State.REFUSED, State.EXPIRED) and past_its_day(delivery)
    may_schedule = rights.allows(Act.POST_SCHEDULE, place)
    return Row(
        delivery=delivery,
        label=label,
        kind=kind,
        icon=icon,
        reason=reason,
        may_retry=state == State.REFUSED and reason.retry and not stuck and rights.allows(Act.DELIVERY_RETRY, place),
        may_resolve=state == State.UNKNOWN and rights.allows(Act.DELIVERY_RESOLVE, place),
        may_withdraw=state in (State.WAITING, State.REFUSED, State.HELD) and rights.allows(Act.POST_WITHDRAW, place),
        may_schedule=state == State.HELD and may_schedule,
        move_only=str(ANOTHER_DAY) if stuck else "",
        may_move=(stuck or late) and may_schedule,
        attempts=attempts,
    )
