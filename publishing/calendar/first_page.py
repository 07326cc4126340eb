"""What the calendar brings to the first page: the day at a glance for who keeps watch over all, and the next slots."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web import counts
from coe.web.home import Panel, panel
from coe.web.links import to
from publishing.calendar.answers import today
from publishing.calendar.open_slots import OpenSlot, open_slots, told
from publishing.calendar.selectors import Wanted
from publishing.calendar.window import Window
from publishing.content.models import Version
from publishing.content.selectors import narrowed, rows, visible
from publishing.content.states import State
from publishing.delivery.first_page import views_of

AHEAD = timedelta(days=7)
NEXT, OPEN = 4, 3
_GONE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)


@panel
def the_day(request: Request) -> Panel | None:
    """Due, at risk, stopped, planned: for those who may stop publishing everywhere. Two queries of its own."""
    rights = request.rights
    if not (rights.may(Act.FREEZE_DECLARE) and rights.may(Act.POST_SEE, anywhere=True)):
        return None
    now, zone = timezone.now(), ZoneInfo(request.org.zone)
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    posts = narrowed(visible(rights), request.brand_filter, request.market_filter)
    living = Version.objects.filter(post=OuterRef("pk")).exclude(state__in=_GONE)
    coming = posts.filter(Exists(living), slot__gte=now, slot__lt=max(midnight, now + AHEAD))
    planned = coming.aggregate(
        day=Count("pk", filter=Q(slot__lt=midnight), distinct=True), week=Count("pk", distinct=True)
    )
    risk = next((tab.count for tab in views_of(request) if tab.key == "risk"), 0)
    stopped, free = counts.count("governance", request), len(_open(request))
    calendar = to(request, "calendar")
    facts = [
        _fact("calendar-time", planned["day"], _("Still due today"),
              f"{calendar}?view=day"),
        _fact("alert-triangle", risk, _("Deliveries at risk"),
              f"{to(request, 'deliveries')}?view=risk", "stop" if risk else ""),
        _fact("player-pause", stopped, _("Freezes on"), to(request, "freezes"),
              "stop" if stopped else ""),
        _fact("calendar-event", planned["week"], _("Planned, next 7 days"), f"{calendar}?view=week",
              note=ngettext("%(count)d slot has no post", "%(count)d slots have no post", free) % {"count": free}
              if free else ""),
    ]  # fmt: skip
    due = ngettext("%(count)d post is still due today.", "%(count)d posts are still due today.", planned["day"])
    alone = not counts.count("approvals", request)
    return Panel(
        8, "publishing/home/day.html", {"facts": facts}, headline=due % {"count": planned["day"]} if alone else ""
    )


def _fact(icon: str, number: int, words: str, url: str, kind: str = "", *, note: str = "") -> dict[str, object]:
    return {"icon": icon, "number": number, "words": words, "url": url, "kind": kind, "note": note}


def _open(request: Request) -> list[OpenSlot]:
    """The slots of the next days that have no post; found once for a request."""
    known: list[OpenSlot] | None = request.__dict__.get("_open_slots")
    if known is None:
        first = today(request.org.zone)
        window = Window(first, first + AHEAD, request.org.zone)
        wanted = Wanted(brand=request.brand_filter, market=request.market_filter)
        known = request.__dict__["_open_slots"] = open_slots(request.rights, window, wanted)
    return known


@panel
def next_slots(request: Request) -> Panel | None:
    """For who writes: when one's own posts go out next, and which slots wait for one."""
    if not request.rights.may(Act.POST_DRAFT, anywhere=True) or counts.count("approvals", request):
        return None  # Whoever has to decide does that first.
    mine = Q(author=request.member) | Q(authors__contains=[request.member.pk])
    posts = narrowed(visible(request.rights), request.brand_filter, request.market_filter).filter(mine)
    coming = posts.filter(
        slot__gte=timezone.now(), versions__state__in=[State.IN_APPROVAL, State.SCHEDULED, State.HELD]
    ).distinct()
    shown, free = rows(coming.order_by("slot", "pk")[:NEXT]), told(request, _open(request)[:OPEN])
    if not shown and not free:
        return None
    context = {"rows": shown, "open": free, "calendar": to(request, "calendar")}
    return Panel(25, "publishing/home/slots.html", context)
