"""The shared calendar: a page that stands without a script, the events it asks for, and moving a post."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.web.days import span_of_days
from coe.web.fields import COMMON_ZONES
from coe.web.joining import flowing
from coe.web.links import to
from coe.web.places import by_city, offset, zone_place
from publishing.calendar import answers, grid, moving, selectors
from publishing.calendar.asked import view_of, wanted_of
from publishing.calendar.emptiness import why_empty
from publishing.calendar.freezing import frozen_now
from publishing.calendar.layers import hidden_layers, layers
from publishing.calendar.open_slots import LISTED, by_day, open_slots, told
from publishing.calendar.selectors import Wanted
from publishing.calendar.window import (
    Window,
    asked_window,
    clock,
    day_from,
    elsewhere,
    step,
    window_for,
    zone_from,
)
from publishing.content.states import State


@dataclass(frozen=True)
class Asked:
    """What stands in the address. `hidden`: layers that are switched off, as "state:draft".

    `usual`: the second zone when the address says nothing; a dash in the address means none.
    """

    view: str
    day: date
    second: str
    wanted: Wanted
    hidden: frozenset[str]
    usual: str = ""

    @property
    def second_key(self) -> str:
        """The second zone as the address says it; nothing when it goes without saying."""
        return "" if self.second == self.usual else self.second or "-"

    @property
    def narrowed(self) -> bool:
        """Whether the address leaves posts out, beside what is switched off."""
        return bool(self.wanted.state or self.wanted.network or self.wanted.campaign)

    @property
    def drawn(self) -> bool:
        """Whether days show as places, which can be open, and not as a list."""
        return self.view in ("month", "week")

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """What a form that changes something else carries along."""
        given = {
            "state": self.wanted.state,
            "network": self.wanted.network,
            "campaign": str(self.wanted.campaign or ""),
            "hide": ",".join(sorted(self.hidden)),
        }
        return [(name, value) for name, value in given.items() if value or name == "hide"]

    def query(self, **changes: Any) -> str:
        """The address of the calendar as it is, with changes."""
        given = {
            "view": self.view if self.view != "month" else "",
            "date": self.day.isoformat(),
            "second": self.second_key,
            "state": self.wanted.state,
            "network": self.wanted.network,
            "campaign": self.wanted.campaign,
            "hide": ",".join(sorted(self.hidden)),
        } | changes
        return "?" + urlencode({name: str(value) for name, value in given.items() if value})


def _asked(request: Request) -> Asked:
    return Asked(
        view=view_of(request),
        day=day_from(request.GET.get("date", ""), answers.today(request.org.zone)),
        second=_second(request),
        wanted=wanted_of(request),
        hidden=hidden_layers(request.GET),
        usual=_usual_second(request),
    )


def _second(request: Request) -> str:
    """The second zone: as chosen, or one's own when it is not the organisation's."""
    if "second" not in request.GET:
        return _usual_second(request)
    chosen = zone_from(request.GET["second"])
    return chosen if chosen != request.org.zone else ""


def _usual_second(request: Request) -> str:
    own = zone_from(getattr(request.user, "zone", "") or "")
    return own if own != request.org.zone else ""


CALENDAR = declare(
    ListKind(
        "calendar",
        gettext_lazy("Calendar"),
        "calendar",
        (Act.POST_SEE,),
        [],
        filters=("view", "second", "state", "network", "campaign", "hide"),
    )
)
"""A view of the calendar is everything but its day: it opens on today."""


@gate(Act.POST_SEE)
@require_GET
def calendar(request: Request) -> HttpResponse:
    listing = opened(request, CALENDAR)
    if listing.elsewhere:
        return HttpResponseRedirect(listing.elsewhere)
    asked, zone = _asked(request), request.org.zone
    window = window_for(asked.view, asked.day, zone)
    frozen = frozen_now(request.rights)
    found = selectors.chips(request.rights, window, asked.wanted, frozen, second=asked.second)
    slug = asked.wanted.brand.slug if asked.wanted.brand else ""
    bands = [
        *answers.freeze_bands(frozen, window, slug),
        *selectors.note_bands(request.rights, window, asked.wanted),
        *selectors.campaign_bands(request.rights, window, asked.wanted),
    ]
    # Days of the months before and after are shown, and not counted.
    own = [one for one in found.chips if _in_view(asked, one.slot)]
    panel = layers(own, bands, asked.hidden)
    slots = open_slots(request.rights, window, asked.wanted)
    empty = [one for one in slots if _in_view(asked, one.at)]
    shown = [chip for chip in found.chips if not panel.hides(chip)]
    days = grid.days(
        window,
        shown,
        [band for band in bands if not panel.hides_band(band)],
        now=answers.today(zone),
        month=asked.day.month if asked.view == "month" else 0,
        cap=grid.SHOWN if asked.view == "month" else 0,
    )
    context = {
        "asked": asked,
        "title": _title(asked, window),
        "weeks": grid.weeks(days) if asked.view == "month" else [],
        "days": [day for day in days if day.chips or day.bands] if asked.view != "month" else [],
        "week_days": [grid.weekday_words(day.date) for day in days[:7]],
        "count": len(own),
        "count_words": {"one": _count_words(1), "many": _count_words(2), "now": _count_words(len(own))},
        "open": told(request, empty[:LISTED]),
        "open_most": LISTED,
        "open_more": len(empty) > LISTED,
        "open_words": {"one": _open_words(1), "many": _open_words(2), "now": _open_words(len(empty))},
        "listing": listing,
        "left_off": found.left_off,
        "panel": panel,
        "views": _views(asked),
        "steps": _steps(asked, zone),
        "strip": _strip(asked, answers.today(zone)),
        "zone": zone,
        "zone_words": zone_place(zone),
        "offset": offset(datetime.now(ZoneInfo(zone))),
        "second_words": zone_place(asked.second) if asked.second else "",
        "zones": [(one, zone_place(one)) for one in sorted(COMMON_ZONES, key=by_city) if one != zone],
        "events_url": f"{to(request, 'calendar_events')}{_events_query(asked)}",
        "now": datetime.now(ZoneInfo(zone)).isoformat(timespec="seconds"),
        "day_url": asked.query(view="day", date=None),
        "narrowed": asked.narrowed,
        "blank": why_empty(
            request.rights, found.chips, bands, slots if asked.drawn else [], panel=panel, narrowed=asked.narrowed
        ),
        "clear_url": asked.query(state=None, network=None, campaign=None, hide=None),
        "only": _only(request, asked),
        "may_draft": request.rights.may(Act.POST_DRAFT, anywhere=True),
        "new_query": _new_query(request),
    }
    return TemplateResponse(request, "publishing/calendar/calendar.html", context)


def _in_view(asked: Asked, moment: datetime) -> bool:
    return asked.view != "month" or moment.month == asked.day.month


def _only(request: Request, asked: Asked) -> list[dict[str, Any]]:
    """What an address that led here narrows it to, each with the way to everything."""
    wanted, found = asked.wanted, []
    if wanted.state:
        said = _("Only this state: %(state)s.") % {"state": State(wanted.state).label}
        found.append({"text": said, "url": asked.query(state=None), "all": _("Show every state")})
    if wanted.network:
        said = _("Only this network: %(network)s.") % {"network": dict(selectors.network_choices())[wanted.network]}
        found.append({"text": said, "url": asked.query(network=None), "all": _("Show every network")})
    if wanted.campaign:
        name = selectors.campaign_name(request.rights, wanted.campaign)
        said = _("Only this campaign: %(campaign)s.") % {"campaign": name or "…"}
        found.append({"text": said, "url": asked.query(campaign=None), "all": _("Show every campaign")})
    return found


def _new_query(request: Request) -> str:
    """What an empty place adds to the composer's address, but for its time."""
    given = {"brand": request.brand_filter.slug} if request.brand_filter else {}
    return "?" + urlencode({**given, "zone": request.org.zone})


def _title(asked: Asked, window: Window) -> str:
    if asked.view == "day":
        return grid.day_words(asked.day, year=True)
    if asked.view == "week":
        last = date.fromordinal(window.until.toordinal() - 1)
        return span_of_days(window.first, last)
    return grid.month_words(asked.day)


def _views(asked: Asked) -> list[dict[str, Any]]:
    words = {"month": _("Month"), "week": _("Week"), "day": pgettext("calendar", "Day"), "list": _("List")}
    return [
        {"view": view, "text": text, "url": asked.query(view=view), "current": asked.view == view}
        for view, text in words.items()
    ]


def _steps(asked: Asked, zone: str) -> dict[str, str]:
    return {
        "prev": asked.query(date=step(asked.view, asked.day, -1)),
        "next": asked.query(date=step(asked.view, asked.day, 1)),
        "today": asked.query(date=answers.today(zone)),
    }


def _strip(asked: Asked, today: date) -> list[dict[str, Any]]:
    """The week around the day as links to its days: how a phone picks one."""
    monday = asked.day - timedelta(days=asked.day.weekday())
    return [
        {
            "day": day,
            "weekday": grid.weekday_words(day),
            "url": asked.query(view="day", date=day),
            "today": day == today,
            "current": asked.view == "day" and day == asked.day,
        }
        for day in (monday + timedelta(days=number) for number in range(7))
    ]


def _events_query(asked: Asked) -> str:
    wanted = asked.wanted
    given = {
        "second": asked.second,
        "state": wanted.state,
        "network": wanted.network,
        "campaign": wanted.campaign,
        "of": wanted.brand.slug if wanted.brand else "",
        "in": wanted.market.code if wanted.market else "",
    }
    always = {"of", "in", "second"}
    return "?" + urlencode({name: str(value) for name, value in given.items() if value or name in always})


@gate(Act.POST_SEE)
@require_GET
def calendar_events(request: Request) -> HttpResponse:
    """The posts and bands of one window: `start` and `end` are days, at most 62 apart."""
    window = asked_window(request.GET.get("start", ""), request.GET.get("end", ""), request.org.zone)
    if window is None:
        return JsonResponse({"reason": _("Ask for at most 62 days, as start and end.")}, status=400)
    wanted, second = wanted_of(request), _second(request)
    frozen = frozen_now(request.rights)
    found = selectors.chips(request.rights, window, wanted, frozen, second=second)
    slug = wanted.brand.slug if wanted.brand else ""
    bands = [
        *answers.freeze_bands(frozen, window, slug),
        *selectors.note_bands(request.rights, window, wanted),
        *selectors.campaign_bands(request.rights, window, wanted),
    ]
    events = [answers.event(request, chip) for chip in found.chips]
    events += [answers.band_event(band) for band in bands]
    said = {"events": events, **answers.legend(found.chips), "note": _left_off(found.left_off)}
    empty = open_slots(request.rights, window, wanted)
    said |= {"open": told(request, empty), "open_days": by_day(empty)}
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _count_words(count: int) -> str:
    return ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}


def _open_words(count: int) -> str:
    return ngettext("%(count)d slot has no post", "%(count)d slots have no post", count) % {"count": count}


def _left_off(count: int) -> str:
    if not count:
        return ""
    said = ngettext(
        "%(count)d more post is in this time. Choose a brand or a network.",
        "%(count)d more posts are in this time. Choose a brand or a network.",
        count,
    )
    return said % {"count": count}


@gate(Act.POST_SEE)
@require_POST
def calendar_move(request: Request) -> HttpResponse:
    """Moves a post: `id`, `start` (wall time in the organisation's zone), `again` when another day was confirmed.

    Answers {ok, text, time, second, undo} or {ok: false, reason, confirm}.
    """
    zone = request.org.zone
    chip = _chip(request, moving.id_from(request.POST.get("id", "")))
    try:
        wall = moving.wall_time(request.POST.get("start", ""))
        moved = moving.move(request.actor, chip, wall, zone, again=request.POST.get("again") == "1")
    except ValidationError as error:
        return JsonResponse(
            {"ok": False, "reason": flowing(error.messages), "confirm": _code(error) == "another_day"}, status=200
        )
    second = zone_from(request.POST.get("second", ""))
    local = moved.slot.astimezone(ZoneInfo(zone))
    said = _("Moved to %(time)s. It is a draft again.") if moved.lapsed else _("Moved to %(time)s.")
    when = f"{grid.day_words(local.date())} {clock(local, zone)}"
    return JsonResponse(
        {
            "ok": True,
            "text": said % {"time": when},
            "time": clock(local, zone),
            "second": elsewhere(local, zone, second) if second else "",
            "start": local.isoformat(),
            "refresh": moved.lapsed or chip.late,
            "undo": _undo_url(request, chip.id, moved),
        }
    )


def _code(error: ValidationError) -> str:
    return str(getattr(error, "code", "") or "")


def _chip(request: Request, post_id: UUID | None) -> selectors.Chip:
    chip = selectors.chip_of(request.rights, post_id, request.org.zone) if post_id else None
    if chip is None:
        raise Http404
    return chip


def _undo_url(request: Request, post_id: UUID, moved: moving.Moved) -> str:
    """Where undoing leads; nothing when the old time has passed, or approval lapsed and would not come back."""
    if moved.lapsed or moved.before <= timezone.now():
        return ""
    return to(request, "calendar_undo", post_id, moving.slot_key(moved.slot), moving.slot_key(moved.before))


@gate(Act.POST_SEE)
@require_POST
def calendar_undo(request: Request, post_id: UUID, now: str, before: str) -> HttpResponse:
    """Puts a post back to where a move took it from, unless somebody moved it since."""
    chip, zone = _chip(request, post_id), request.org.zone
    came_from, day = moving.slot_from(before), chip.slot.date()
    if came_from is None or moving.slot_from(now) is None:
        raise Http404
    try:
        back = came_from.astimezone(ZoneInfo(zone))
        if moving.slot_key(chip.slot) != now:
            raise ValidationError(_("Somebody moved it again since. Nothing was changed."))
        moving.move(request.actor, chip, back.replace(tzinfo=None, fold=0), zone)
        day = back.date()
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("Moved back."))
    return HttpResponseRedirect(f"{to(request, 'calendar')}?date={day.isoformat()}")
