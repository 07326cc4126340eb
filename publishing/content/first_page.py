"""What content brings to the first page: today on one's channels, and one's own drafts that need a hand."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web.home import Panel, panel
from coe.web.links import to
from publishing.content.selectors import narrowed, rows, visible
from publishing.content.states import State

SHOWN = 6
STANDING = set(State) - {State.WITHDRAWN}


@panel
def own_drafts(request: Request) -> Panel | None:
    """Sent back first: somebody waits for an answer. Then what goes out next."""
    if not request.rights.may(Act.POST_DRAFT, anywhere=True):
        return None
    mine = Q(author=request.member) | Q(authors__contains=[request.member.pk])
    posts = visible(request.rights, Act.POST_DRAFT).filter(mine)
    # What was to go out more than a week ago is history; nobody waits for it any more.
    recent = timezone.now() - timedelta(days=7)
    back = posts.filter(versions__state__in=[State.SENT_BACK, State.REJECTED], slot__gte=recent).distinct()
    drafts = posts.filter(Q(versions__state=State.DRAFT) | Q(versions__isnull=True)).distinct()
    sent_back, draft_count = back.count(), drafts.count()
    if not sent_back and not draft_count:
        return None
    shown = rows(back.order_by("slot")[:SHOWN])
    ahead = drafts.exclude(pk__in=back.values("pk")).order_by(
        Case(When(slot__lt=timezone.now(), then=1), default=0), F("slot").asc(nulls_last=True), "-updated_at"
    )
    shown += rows(ahead[: max(0, SHOWN - len(shown))])
    headline = ""
    if sent_back:
        text = ngettext("%(count)d post was sent back to you.", "%(count)d posts were sent back to you.", sent_back)
        headline = text % {"count": sent_back}
    elif draft_count:
        headline = ngettext("%(count)d draft is yours to finish.", "%(count)d drafts are yours to finish.", draft_count)
        headline %= {"count": draft_count}
    context = {"rows": shown, "url": to(request, "posts") + "?mine=1", "title": _("Yours to finish")}
    return Panel(20, "publishing/home/drafts.html", context, headline=headline)


@panel
def today(request: Request) -> Panel | None:
    """The posts of this day, in the organisation's zone."""
    if not request.rights.may(Act.POST_SEE, anywhere=True):
        return None
    zone = ZoneInfo(request.org.zone)
    now = timezone.now().astimezone(zone)
    begins = datetime.combine(now.date(), time.min, zone)
    ends = datetime.combine(now.date() + timedelta(days=1), time.min, zone)
    posts = visible(request.rights).filter(slot__gte=begins, slot__lt=ends, versions__state__in=STANDING).distinct()
    posts = narrowed(posts, request.brand_filter, request.market_filter)
    day = list(posts.order_by("slot", "pk").values_list("pk", "slot"))
    count = len(day)
    # Around now matters most on a full day: the last that went out, then what comes.
    gone = [pk for pk, slot in day if slot and slot < now][-3:]
    next_up = [pk for pk, slot in day if slot and slot >= now][: 9 - len(gone)]
    shown = rows(visible(request.rights).filter(pk__in=[*gone, *next_up]).order_by("slot", "pk"))
    past, coming = shown[: len(gone)], shown[len(gone) :]
    context = {
        "past": past, "coming": coming, "count": count, "more": count - len(shown), "now": now,
        "calendar": to(request, "calendar"), "day": f"{to(request, 'calendar')}?view=day",
    }  # fmt: skip
    return Panel(30, "publishing/home/today.html", context, side=True)
