"""What the calendar's script is told: events as JSON, and the answer to a move."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act
from coe.web.joining import local_name
from coe.web.links import to
from coe.web.networks import label
from coe.web.templatetags.coe import initials
from publishing.calendar.freezing import Freeze, Frozen
from publishing.calendar.selectors import Band, Chip
from publishing.calendar.window import Window
from publishing.content.selectors import Look, look


def locked_words(chip: Chip) -> str:
    """Why a post may not be moved, in the reader's language."""
    if chip.locked == "right":
        return _("The missing right: %(act)s.") % {"act": Act.POST_SCHEDULE.label}
    return {
        "published": _("It is published, so there is nothing to move."),
        "unknown": _("Its outcome is not known yet. Settle that first."),
        "withdrawn": _("It was withdrawn."),
    }.get(chip.locked, "")


def event(request: Any, chip: Chip) -> dict[str, Any]:
    """A post as the script takes it; brand, networks and state are keys into `legend`. What is empty is left out."""
    told = {
        "id": str(chip.id),
        "kind": "post",
        "title": chip.title,
        "lang": chip.language,
        "start": chip.slot.isoformat(),
        "time": chip.time,
        "wall": f"{chip.slot:%H:%M}",
        "second": chip.second,
        "url": to(request, "post", chip.id),
        "brand": chip.brand.slug,
        "networks": chip.networks,
        "state": chip.state.value,
        "late": chip.late,
        "movable": bool(chip.mode),
        "locked": locked_words(chip),
        "lapses": chip.lapses,
        "again": chip.mode == "schedule",
        "day": chip.day.isoformat(),
        "zone": chip.zone,
        "frozen": chip.frozen,
        "campaign": str(chip.campaign or ""),
    }
    return {name: value for name, value in told.items() if value}


def legend(chips: list[Chip]) -> dict[str, Any]:
    """What the keys of these events stand for, said once."""
    brands = {chip.brand.slug: chip.brand for chip in chips}
    return {
        "brands": {
            slug: {
                "name": str(local_name(brand)),
                "mark": brand.mark,
                "initials": initials(str(local_name(brand))),
            }
            for slug, brand in brands.items()
        },
        "states": {state.value: _told(look(state)) for state in sorted({chip.state for chip in chips})},
        "late": {chip.state.value: _told(chip.seen) for chip in chips if chip.late},
        "campaigns": {str(chip.campaign): chip.campaign_name for chip in chips if chip.campaign},
        "networks": {name: label(name) for name in sorted({name for chip in chips for name in chip.networks})},
    }


def _told(seen: Look) -> dict[str, str]:
    return {"kind": seen.kind, "icon": seen.icon, "word": str(seen.text)}


def band_event(band: Band) -> dict[str, Any]:
    return {
        "id": band.id,
        "kind": band.kind,
        "title": band.title,
        "start": band.first.isoformat(),
        "end": band.until.isoformat(),
        "brands": band.brands,
        "partly": band.partly,
    }


def freeze_bands(frozen: Frozen, window: Window, brand_slug: str = "") -> list[Band]:
    """A freeze lasts until somebody lifts it: its band goes to its planned end, and today at least.

    Without one nobody knows when, so it goes to the end of what is shown.
    """
    found = []
    for one in frozen.shown:
        until = min(_ends(one, window), window.until)
        first = max(one.declared_at.astimezone(ZoneInfo(window.zone)).date(), window.first)
        other = brand_slug and one.brand_slug and one.brand_slug != brand_slug
        if first >= until or other:
            continue
        title = _("Freeze: %(where)s") % {"where": one.where}
        brands = [one.brand_slug] if one.brand_slug else []
        found.append(Band(f"freeze-{one.id}", "freeze", title, first, until, brands))
    return found


def _ends(freeze: Freeze, window: Window) -> date:
    """The day after the last one a freeze is shown on."""
    if freeze.until is None:
        return window.until
    last = (freeze.until - timedelta(microseconds=1)).astimezone(ZoneInfo(window.zone)).date()
    return max(last, today(window.zone)) + timedelta(days=1)


def today(zone: str) -> date:
    return timezone.now().astimezone(ZoneInfo(zone)).date()
