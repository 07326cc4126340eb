"""What happened while the lines of the dashboard were drawn: freezes, festivals, campaigns, numbered on every line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.access.api import Rights
from coe.web.joining import listed
from governance import api as governance
from publishing import api as publishing
from reporting.dashboards.numbers import Numbers
from reporting.dashboards.periods import Period
from reporting.scope import Scope

MOST = 4
"""Marks a line of this size can carry."""
ICONS = {"freeze": "player-pause", "festival": "confetti", "occasion": "calendar-event", "campaign": "flag-3"}
_WEIGHT = ("freeze", "festival", "campaign", "occasion")


@dataclass(frozen=True)
class Happening:
    """One mark. `at`: which of the periods it fell into."""

    number: int
    at: int
    kind: str
    text: str
    day: date

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def when(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return date_format(self.day, "n 月 j 日" if chinese else "j M")


def happenings(rights: Rights, numbers: Numbers) -> list[Happening]:
    """What weighs most, in the order of time. Three queries."""
    scope, periods = numbers.scope, numbers.periods
    found = sorted(
        [*_freezes(scope, periods, numbers.freezes), *_notes(rights, scope, periods), *_campaigns(scope, periods)],
        key=lambda one: (_WEIGHT.index(one[0]), -one[2].toordinal()),
    )[:MOST]
    in_time = sorted(found, key=lambda one: one[2])
    return [
        Happening(number, at, kind, text, day)
        for number, (kind, text, day) in enumerate(in_time, 1)
        if (at := _at(day, periods)) is not None
    ]


def _at(day: date, periods: list[Period]) -> int | None:
    return next((index for index, one in enumerate(periods) if one.first <= day <= one.last), None)


def _freezes(scope: Scope, periods: list[Period], freezes: Iterable[governance.Freeze]) -> Any:
    zone = ZoneInfo(periods[-1].zone)
    since, until = periods[0].since, periods[-1].until
    brands = {brand.pk for brand in scope.brands}
    channels = {channel.id for channel in scope.channels}
    for one in freezes:
        if not since <= one.declared_at < until:
            continue
        # A freeze of one channel concerns whoever sees its brand as a whole, or that channel.
        within = one.brand_id is None or (
            one.brand_id in brands and not (one.brand_id in scope.parts and one.channel_id)
        )
        if not within and one.channel_id not in channels:
            continue
        declared: datetime = one.declared_at.astimezone(zone)
        yield "freeze", _("Freeze: %(where)s") % {"where": one.where}, declared.date()


def _notes(rights: Rights, scope: Scope, periods: list[Period]) -> Any:
    brands = {brand.pk for brand in scope.brands}
    first, last = periods[0].first, periods[-1].last
    notes = governance.notes_between(rights, first, date.fromordinal(last.toordinal() + 1))
    for one in notes.select_related(None):
        elsewhere = scope.market and one.market_id not in (None, scope.market.pk)
        if one.kind not in ICONS or (one.brand_id and one.brand_id not in brands) or elsewhere:
            continue
        yield one.kind, one.title, max(one.first, first)


def _campaigns(scope: Scope, periods: list[Period]) -> Any:
    first, last = periods[0].first, periods[-1].last
    for one in publishing.campaigns(brand_ids=[brand.pk for brand in scope.brands]):
        if first <= one.starts_on <= last:
            yield "campaign", _("%(campaign)s begins") % {"campaign": one.name}, one.starts_on


def marks(found: list[Happening]) -> list[dict[str, Any]]:
    """The marks of a line: those of one period share theirs, as “1, 2”."""
    by_period: dict[int, list[str]] = {}
    for one in found:
        by_period.setdefault(one.at, []).append(str(one.number))
    return [{"at": at, "text": listed(numbers)} for at, numbers in by_period.items()]
