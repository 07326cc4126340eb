"""The value table: lines with names and words, ready for the page and for export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.exports.api import Asking
from coe.tenancy.models import Brand
from coe.web.joining import listed, local_name
from coe.web.links import to
from publishing import api as publishing
from reporting import formats
from reporting.attribution.value import KINDS, Coverage, Line, Span, coverage, lines, total
from reporting.dashboards.periods import Period
from reporting.metrics.selectors import in_force
from reporting.scope import Scope

__all__ = ["KINDS", "Row", "Table", "table"]


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    brand: Brand | None
    revenue: str
    cost: str
    profit: str
    roi: str
    clicks: str
    conversions: str
    other: str


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    total: Row
    coverage: Coverage | None
    """None for who sees some brands only: what is unmatched belongs to none of them."""
    coverage_share: str
    costed: str
    export: list[Sequence[Any]]


def span_of(period: Period) -> Span:
    return Span(period.since, period.until, period.first, period.shift(1).first)


def table(request: Asking, scope: Scope, by: str, period: Period) -> Table:
    margin = in_force()["roi"].knob("margin")
    found = lines(
        by, brand_ids=scope.ids, channel_ids=scope.channel_ids, currency=scope.org.currency, margin=margin,
        span=span_of(period),
    )  # fmt: skip
    names = _Names(request, scope, by, found, period)
    whole = total(found, margin=margin)
    covered = coverage(currency=scope.org.currency, span=span_of(period)) if scope.whole else None
    earning = [line for line in found if line.revenue]
    return Table(
        [_row(line, *names.of(line), scope.org.currency) for line in found],
        _row(whole, _("All"), "", None, scope.org.currency),
        covered,
        formats.percent(covered.share) if covered else "",
        _cost_words(sum(1 for line in earning if line.cost), len(earning)),
        [_exported(line, names.of(line)[0], scope.org.currency) for line in found],
    )


def _cost_words(known: int, every: int) -> str:
    """Of how much that earned the cost is known."""
    if not every:
        return _("Nothing earned in this time.")
    if not known:
        return _("No cost is entered for what earned.")
    if known == every:
        return _("A cost is entered for everything that earned.")
    sentence = ngettext(
        "%(known)d of the %(all)d that earned has a cost entered.",
        "%(known)d of the %(all)d that earned have a cost entered.",
        known,
    )
    return sentence % {"known": known, "all": every}


def _row(line: Line, name: str, url: str, brand: Brand | None, currency: str) -> Row:
    return Row(
        name, url, brand, formats.money(line.revenue, currency, whole=False),
        formats.money(line.cost, currency, whole=False), formats.money(line.profit, currency, whole=False),
        formats.percent(line.roi), formats.count(line.clicks), formats.count(line.conversions),
        listed(formats.money(value, code, whole=False) for code, value in sorted(line.other.items())),
    )  # fmt: skip


def _exported(line: Line, name: str, currency: str) -> Sequence[Any]:
    other = " ".join(f"{code} {value}" for code, value in sorted(line.other.items()))
    roi = None if line.roi is None else round(line.roi, 4)
    return [name, line.revenue, currency, line.cost, line.profit, roi, line.clicks, line.conversions, other]


class _Names:
    """What lines are called and where they lead, looked up at once."""

    def __init__(self, request: Asking, scope: Scope, by: str, found: Sequence[Line], period: Period) -> None:
        self.request, self.by, self.period = request, by, period
        self.brands = {brand.pk: brand for brand in scope.brands}
        ids = [line.id for line in found if line.id]
        self.posts = publishing.post_facts(ids) if by == "post" else {}
        own = list(self.brands)
        self.campaigns = {one.id: one for one in publishing.campaigns(brand_ids=own)} if by == "campaign" else {}

    def of(self, line: Line) -> tuple[str, str, Brand | None]:
        """(name, address, brand)."""
        if self.by == "brand" and line.id in self.brands:
            brand = self.brands[line.id]
            address = f"{to(self.request, 'value')}?by=post&brand={brand.slug}&{self.period.query}"
            return local_name(brand), address, brand
        if self.by == "campaign" and line.id in self.campaigns:
            campaign = self.campaigns[line.id]
            return campaign.name, to(self.request, "campaign", campaign.id), None
        if self.by == "post" and line.id in self.posts:
            post = self.posts[line.id]
            return post.title, to(self.request, "post", post.id), self.brands.get(post.brand_id)
        nobody = {"campaign": _("In no campaign"), "post": _("On no post: links and costs of a brand or campaign")}
        return nobody.get(self.by, _("Other")), "", None
