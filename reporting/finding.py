"""What reporting brings to the search: metrics, and its pages."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Request
from coe.search import pages
from coe.search.folding import all_in, fold
from coe.search.pages import Page
from coe.search.registry import Finder, Hit, register
from coe.web.links import to
from reporting.metrics import selectors


def metrics(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Metrics by name in either language; there are a few dozen."""
    if not request.rights.may(Act.REPORT_SEE, anywhere=True):
        return []
    return [
        Hit(selectors.name_of(one), to(request, "metric", key), selectors.definition_of(one)[:80], icon="ruler-2")
        for key, one in selectors.in_force().items()
        if all_in(words, fold(f"{one.name} {one.name_zh} {key}"))
    ][:limit]


def bring() -> None:
    see = (Act.REPORT_SEE,)
    register(Finder("metrics", _("Metrics"), "ruler-2", 80, metrics))
    pages.add(
        Page("dashboard", "chart-line", _("Reports"), see, _("results, dashboard, how we are doing, figures")),
        Page("value", "coin", _("Value"), see, _("revenue, return, ROI, attribution")),
        Page("conversions", "shopping-cart", _("Conversions"), see, _("orders, sales, leads")),
        Page("costs", "receipt", _("Costs"), see, _("spend, budget")),
        Page("goals", "target", _("Goals"), see, _("targets, plan")),
        Page("metrics", "ruler-2", _("Metrics"), see, _("definitions, indicators, KPI")),
    )
