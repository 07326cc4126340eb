"""How a figure stands against its goal, in a few words, a state and an arrow."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting import formats
from reporting.dashboards.numbers import Reading
from reporting.metrics.registry import RATIO, RETURN, SECONDS, Known

NEAR = Decimal("0.10")
"""Short of the goal by at most this share is amber, more is red."""


@dataclass(frozen=True)
class Verdict:
    """`kind`: ok, wait, stop or idle. `good` is None when there is nothing to judge by."""

    kind: str
    icon: str
    words: str
    good: bool | None = None
    share: Decimal | None = None
    """How far from the goal (or the pace towards it), as a share of it; above is positive."""


def judge(reading: Reading, *, elapsed: float) -> Verdict:
    """Against the goal; while a period runs, sums are held against the part of the goal that should be there by now."""
    value, target = reading.now, reading.target
    if value is None:
        return Verdict("idle", "", _("Not collected"))
    if target is None:
        return _against_before(reading, elapsed)
    pacing = elapsed < 1 and reading.metric.shipped.summed
    wanted = target.value * Decimal(str(elapsed)) if pacing else target.value
    share = (value - wanted) / abs(wanted) if wanted else None
    good = value >= wanted if reading.metric.better == "up" else value <= wanted
    words = _words(reading.metric, value, wanted, share, good=good, pacing=pacing)
    icon = "arrow-up" if value >= wanted else "arrow-down"
    if good:
        return Verdict("ok", "check" if value == wanted or on_spot(share) else icon, words, True, share)
    if share is not None and abs(share) <= NEAR:
        return Verdict("wait", icon, words, False, share)
    return Verdict("stop", "alert-triangle", words, False, share)


def _against_before(reading: Reading, elapsed: float) -> Verdict:
    """Without a goal: against the period before, once this one is over."""
    value, before = reading.now, reading.before
    if elapsed < 1:
        return Verdict("idle", "", _("So far; no goal set"))
    if value is None or not before:
        return Verdict("idle", "", _("No goal set"))
    share = (value - before) / abs(before)
    if share == 0:
        return Verdict("idle", "equal", _("As in the period before"))
    said = {"percent": formats.percent(abs(share))}
    if share > 0:
        return Verdict("idle", "arrow-up", _("%(percent)s more than before") % said, share=share)
    return Verdict("idle", "arrow-down", _("%(percent)s less than before") % said, share=share)


def on_spot(share: Decimal | None) -> bool:
    """So near that it would be said as 0%."""
    return share is not None and abs(share) < Decimal("0.005")


def distance(share: Decimal) -> str:
    """How far off, never as nothing: “9%”, “0.4%”, and “0.1%” for less."""
    return formats.percent(max(abs(share), Decimal("0.001")), 1) if on_spot(share) else formats.percent(abs(share))


def _words(metric: Known, value: Decimal, wanted: Decimal, share: Decimal | None, *, good: bool, pacing: bool) -> str:
    if value == wanted:
        return _("On goal")
    over = value > wanted
    if metric.unit == SECONDS:
        said = {"time": formats.length(abs(value - wanted))}
        return _("%(time)s over goal") % said if over else _("%(time)s under goal") % said
    if metric.unit in {RATIO, RETURN}:
        points = int((abs(value - wanted) * 100).to_integral_value())
        if over:
            return ngettext("%(n)d point over goal", "%(n)d points over goal", points) % {"n": points}
        return ngettext("%(n)d point short", "%(n)d points short", points) % {"n": points}
    if share is None:
        return _("Over a goal of zero") if over else _("Under a goal of zero")
    if good and on_spot(share):
        return _("On pace") if pacing else _("On goal")
    said = {"percent": distance(share)}
    if pacing:
        return _("%(percent)s ahead of pace") % said if over else _("%(percent)s behind pace") % said
    return _("%(percent)s over goal") % said if over else _("%(percent)s under goal") % said
