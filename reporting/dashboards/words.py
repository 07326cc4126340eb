"""The paragraph: whole sentences chosen by what the figures say. Each is translated as a whole.

Values are put in escaped; only the sentences themselves carry markup.
"""

from collections.abc import Callable
from decimal import Decimal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coe.tenancy.models import Brand, Market
from coe.web.joining import local_name
from reporting import formats
from reporting.dashboards.judging import Verdict, distance, on_spot
from reporting.dashboards.numbers import Numbers, Reading


def _in_sentence(key: str) -> str:
    """What a metric is called in the middle of a sentence."""
    names = {
        "revenue": pgettext("in a sentence", "revenue"),
        "published": pgettext("in a sentence", "publishing"),
        "responses": pgettext("in a sentence", "responses"),
        "clicks": pgettext("in a sentence", "clicks"),
        "lead_time": pgettext("in a sentence", "approval time"),
        "on_time": pgettext("in a sentence", "punctuality"),
        "roi": pgettext("in a sentence", "return on cost"),
    }
    return names[key]


def _say(sentence: str, **values: str) -> SafeString:
    return SafeString(sentence % {name: conditional_escape(value) for name, value in values.items()})


Why = Callable[[str, str], SafeString]
"""Makes of (metric, number as written) the number that opens how it was computed."""


def paragraph(
    numbers: Numbers, readings: dict[str, Reading], verdicts: dict[str, Verdict], *, running: bool, why: Why
) -> list[SafeString]:
    """The sentences, in order."""
    said = [
        _headline(verdicts, numbers.scope.market),
        _revenue(numbers, readings["revenue"], verdicts["revenue"], running, why),
        _concentration(numbers, why),
        _published(readings["published"], readings["on_time"], why),
        _responses(readings["responses"], why),
        _approvals(readings["lead_time"], verdicts["lead_time"], why),
    ]
    return [sentence for sentence in said if sentence]


def _headline(verdicts: dict[str, Verdict], market: Market | None) -> SafeString:
    judged = [(key, verdict) for key, verdict in verdicts.items() if verdict.good is not None]
    if not judged and market:
        said = _("Goals are kept by brand, so %(market)s alone cannot be called ahead or behind.")
        return _say(said, market=local_name(market))
    if not judged:
        return _say(_("No goals are set for this period, so nothing can be called ahead or behind."))

    def weight(pair: tuple[str, Verdict]) -> Decimal:
        return abs(pair[1].share or Decimal(0))

    ahead = max((pair for pair in judged if pair[1].good), key=weight, default=None)
    behind = max((pair for pair in judged if not pair[1].good), key=weight, default=None)
    if ahead and behind:
        return _say(
            _("We are <strong>ahead of plan on %(good)s</strong> and <strong>behind on %(bad)s</strong>."),
            good=_in_sentence(ahead[0]),
            bad=_in_sentence(behind[0]),
        )
    if ahead:
        return _say(_("We are <strong>on or ahead of plan</strong> on everything that has a goal."))
    assert behind is not None
    return _say(_("We are <strong>behind plan</strong>, most of all on %(bad)s."), bad=_in_sentence(behind[0]))


def _revenue(numbers: Numbers, reading: Reading, verdict: Verdict, running: bool, why: Why) -> SafeString:
    if reading.now is None:
        return _say(_("No orders, leads or bookings are collected yet, so what posts earned is not known."))
    amount = why("revenue", formats.money(reading.now, numbers.scope.org.currency))
    if verdict.good is None or verdict.share is None:
        if running:
            return _say(_("Posts have brought %(amount)s in tracked revenue so far."), amount=amount)
        return _say(_("Posts brought %(amount)s in tracked revenue."), amount=amount)
    if verdict.share >= 0 and on_spot(verdict.share):
        reached = _("Posts brought %(amount)s in tracked revenue, which is the goal.")
        on_pace = _("Posts have brought %(amount)s in tracked revenue so far, on pace to goal.")
        return _say(on_pace if running else reached, amount=amount)
    share = why("revenue", distance(verdict.share))
    if running:
        ahead = _("Posts have brought %(amount)s in tracked revenue so far, %(share)s ahead of the pace to goal.")
        behind = _("Posts have brought %(amount)s in tracked revenue so far, %(share)s behind the pace to goal.")
    else:
        ahead = _("Posts brought %(amount)s in tracked revenue, %(share)s over goal.")
        behind = _("Posts brought %(amount)s in tracked revenue, %(share)s under goal.")
    return _say(ahead if verdict.share >= 0 else behind, amount=amount, share=share)


def _concentration(numbers: Numbers, why: Why) -> SafeString | None:
    """Who earned it, when few did."""
    earned = sorted(
        ((numbers.reading("revenue", brand).now or Decimal(0), brand) for brand in numbers.scope.brands),
        key=lambda pair: -pair[0],
    )
    whole = sum((value for value, _brand in earned), Decimal(0))
    if len(earned) < 3 or whole <= 0:
        return None
    first, second = earned[0], earned[1]
    if first[0] / whole >= Decimal("0.5"):
        return _say(
            _("%(share)s of it came from %(brand)s."),
            share=why("revenue", formats.percent(first[0] / whole)),
            brand=_name(first[1]),
        )
    if len(earned) > 3 and (first[0] + second[0]) / whole >= Decimal("0.5"):
        return _say(
            _("%(first)s and %(second)s together earned %(share)s of it."),
            first=_name(first[1]),
            second=_name(second[1]),
            share=why("revenue", formats.percent((first[0] + second[0]) / whole)),
        )
    return None


def _name(brand: Brand) -> str:
    return local_name(brand)


def _published(reading: Reading, on_time: Reading, why: Why) -> SafeString:
    n = int(reading.now or 0)
    if not n:
        return _say(_("Nothing was published."))
    if on_time.now is None:
        sentence = ngettext("%(count)s version was published.", "%(count)s versions were published.", n)
        return _say(sentence, count=why("published", formats.count(n)))
    sentence = ngettext(
        "%(count)s version was published; %(share)s of what was due went out on time.",
        "%(count)s versions were published; %(share)s of what was due went out on time.",
        n,
    )
    return _say(sentence, count=why("published", formats.count(n)), share=why("on_time", formats.percent(on_time.now)))


def _responses(reading: Reading, why: Why) -> SafeString:
    if reading.now is None:
        return _say(_("No channel is listened to, so what people answered is not known."))
    n = int(reading.now)
    if not n:
        return _say(_("Nobody has responded."))
    sentence = ngettext("People responded %(count)s time.", "People responded %(count)s times.", n)
    return _say(sentence, count=why("responses", formats.count(n)))


def _approvals(reading: Reading, verdict: Verdict, why: Why) -> SafeString | None:
    if reading.now is None:
        return None
    took = why("lead_time", formats.length(reading.now))
    if verdict.good is None or reading.target is None:
        return _say(_("Half of the approvals took less than %(time)s."), time=took)
    goal = formats.length(reading.target.value)
    if verdict.good:
        return _say(
            _("Half of the approvals took less than %(time)s, within the goal of %(goal)s."), time=took, goal=goal
        )
    return _say(
        _("Approvals were slow: half took longer than %(time)s, against a goal of %(goal)s."), time=took, goal=goal
    )
