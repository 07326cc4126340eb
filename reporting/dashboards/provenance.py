"""How each number of the page came to be: definition, version, source, when it was read, what it covers."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Request
from coe.tenancy.models import Brand
from coe.web.joining import listed, local_name
from coe.web.links import to
from coe.web.templatetags.coe import icon
from coe.web.templatetags.coe import why as why_link
from reporting import formats
from reporting.dashboards.numbers import BY_BRAND, Numbers
from reporting.metrics.selectors import definition_of, name_of, source_of

# Every metric that has a number on the page.
FIGURES = ("revenue", "published", "responses", "clicks", "lead_time", "on_time", "roi", "cost")
NOW = (
    "at_risk", "decisions", "held_versions", "unknown_outcomes", "late_versions", "refused_versions", "late_approvals",
    "expiring_posts", "broken_channels",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """How a metric is computed; what components/why_cards.html shows."""

    id: str
    name: str
    version: int
    definition: str
    source: str
    fetched: datetime | None
    coverage: str
    links: list[tuple[str, str]]
    """(what follows the number's own address, words)"""
    more: list[tuple[str, str]]


def card_id(key: str) -> str:
    return f"why-{key}"


class Provenance:
    def __init__(self, request: Request, numbers: Numbers) -> None:
        self.request, self.numbers = request, numbers

    def fetched(self, key: str) -> datetime | None:
        return self.numbers.heard[0] if key == "responses" else self.numbers.now

    def coverage(self, key: str) -> str:
        scope = self.numbers.scope
        if key == "revenue" and scope.whole:
            covered = self.numbers.coverage
            share = formats.percent(covered.share)
            return _("%(matched)d of %(all)d conversions matched to a click, %(share)s of their value") % {
                "matched": covered.matched, "all": covered.all, "share": share,
            }  # fmt: skip
        if key == "responses":
            _at, answered, asked = self.numbers.heard
            return _("%(answered)d of %(asked)d channels answered when last listened to") % {
                "answered": answered, "asked": asked,
            }  # fmt: skip
        if not scope.parts:
            n = len(scope.brands)
            return ngettext("%(n)d brand", "All of %(n)d brands", n) % {"n": n}
        if key in BY_BRAND:
            return _("Not included for channels: it is kept by brand")
        n = len(scope.channels)
        return self._parted(n, len(scope.ids))

    def covers(self, brand: Brand) -> str:
        """What the numbers of one brand cover."""
        if not self.numbers.scope.partly(brand):
            return _("All channels of this brand")
        return self._parted(len(self.numbers.scope.parts[brand.pk]), 0)

    @staticmethod
    def _parted(channels: int, brands: int) -> str:
        if not brands:
            return ngettext("%(n)d channel", "%(n)d channels", channels) % {"n": channels}
        said = ngettext(
            "Whole brands: %(brands)d. Beyond them %(n)d channel.",
            "Whole brands: %(brands)d. Beyond them %(n)d channels.",
            channels,
        )
        return said % {"brands": brands, "n": channels}

    @property
    def limits(self) -> str:
        """What a page over channels, rather than brands, leaves out; empty over brands."""
        scope = self.numbers.scope
        if not scope.parts:
            return ""
        n = len(scope.channels)
        if scope.market:
            sentence = ngettext(
                "In %(market)s you see %(n)d channel. Cost, return, approval time and goals are kept by brand and not "
                "included.",
                "In %(market)s you see %(n)d channels. Cost, return, approval time and goals are kept by brand and not "
                "included.",
                n,
            )
            return sentence % {"market": local_name(scope.market), "n": n}
        sentence = ngettext(
            "Of %(brands)s you see %(n)d channel. Cost, return, approval time and goals are kept by brand and not "
            "included.",
            "Of %(brands)s you see %(n)d channels. Cost, return, approval time and goals are kept by brand and not "
            "included.",
            n,
        )
        names = [local_name(brand) for brand in scope.brands if brand.pk in scope.parts]
        return sentence % {"brands": listed(names), "n": n}

    def of(self, key: str, brand: Brand | None = None) -> str:
        n = self.numbers.base(key, brand)
        if key == "revenue":
            return ngettext("from %(n)d conversion", "from %(n)d conversions", n) % {"n": n}
        if key == "lead_time":
            return ngettext("from %(n)d request", "from %(n)d requests", n) % {"n": n}
        return ""

    def definition(self, key: str, brand: Brand | None = None) -> str:
        more = f"&of={brand.slug}" if brand else ""
        return f"{to(self.request, 'metric', key)}?{self.numbers.period.query}{more}"

    @cached_property
    def cards(self) -> list[Card]:
        """One for each metric that has a number on the page."""
        return [self._card(key) for key in (*FIGURES, *NOW)]

    def _card(self, key: str) -> Card:
        metric = self.numbers.metrics[key]
        links = [("", _("Definition"))]
        if metric.shipped.goals:
            links.append(("#history", _("All periods")))
        more = []
        if key == "revenue":
            more.append((to(self.request, "conversions"), _("The conversions")))
        elif key == "clicks":
            more.append((f"{to(self.request, 'value')}?by=post&{self.numbers.period.query}", _("By post")))
        return Card(
            card_id(key), name_of(metric), metric.version, definition_of(metric), source_of(metric), self.fetched(key),
            self.coverage(key), links, more,
        )  # fmt: skip

    def ask(self, key: str, number: str) -> SafeString:
        """A small sign beside a sentence, which has its own link already; none where nothing is counted."""
        if not key:
            return SafeString("")
        name = name_of(self.numbers.metrics[key])
        label = _("How “%(name)s” is counted") % {"name": name}
        return why_link(
            icon("info-circle", "ic-s", label), self.definition(key), card_id(key), css="ask-sign", value=number
        )

    def counted(self, key: str, n: int) -> SafeString:
        """The number beside a heading."""
        return why_link(formats.count(n), self.definition(key), card_id(key), css="count")
