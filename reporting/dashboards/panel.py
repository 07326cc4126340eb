"""Results on the page of a post: what networks say, clicks, revenue, cost and return."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act
from listening import api as listening
from publishing import api as publishing
from reporting import formats
from reporting.attribution import selectors
from reporting.attribution.forms import CostForm
from reporting.attribution.models import Cost
from reporting.attribution.value import Line, lines
from reporting.dashboards import of_post
from reporting.metrics.models import Observation
from reporting.metrics.registry import REACTIONS
from reporting.metrics.selectors import Freshness, freshness, in_force, name_of


@dataclass(frozen=True)
class ChannelRow:
    """What one version's network said last. None: not collected."""

    network: str
    channel: str
    published: bool
    views: str
    reactions: str
    responses: str
    fresh: Freshness | None


def results(request: Any, post_id: UUID) -> publishing.PostPanel | None:
    """The panel, or None for who may not see this brand's results, and while nothing is published."""
    facts = of_post.facts(request, post_id)
    if facts is None:
        return None
    metrics = in_force()
    line = _line(request, facts, metrics["roi"].knob("margin"))
    out = of_post.published(request, post_id)
    if not out and line is None:
        return None
    values = _newest(of_post.observed(request, post_id))
    fresh = freshness([version.channel_id for version in out])
    heard = listening.responses_to([version.id for version in out])
    names = {key: name_of(metric) for key, metric in metrics.items()}
    context = {
        "rows": [_row(version, values, heard, fresh.get(version.channel_id)) for version in out],
        "names": names,
        "money": _money(request, line, names),
        "now": timezone.now(),
    }
    return publishing.PostPanel("results", "reporting/dashboards/panel.html", context)


def _line(request: Any, facts: publishing.PostFacts, margin: int) -> Line | None:
    currency = request.org.currency
    found = lines(
        "post", brand_ids=[facts.brand_id], currency=currency, margin=margin, ids=[facts.id],
        spent=_spent(of_post.costs(request, facts.id), facts, currency),
    )  # fmt: skip
    return found[0] if found else None


def _spent(costs: Iterable[Cost], facts: publishing.PostFacts, currency: str) -> dict[UUID, Decimal]:
    """What stands of what was entered, added up; nothing while nothing does."""
    standing = [
        row.amount
        for row in costs
        if row.cancelled_at is None and row.currency == currency and row.brand_id == facts.brand_id
    ]
    return {facts.id: sum(standing, Decimal(0))} if standing else {}


def _newest(observed: Iterable[Observation]) -> dict[tuple[str, UUID], Decimal]:
    """By metric and version what was heard last of its newest period. What nobody observed is absent, not zero."""
    in_time = sorted(observed, key=lambda one: (one.period_end, one.fetched_at))
    return {(one.metric, one.object_id): one.value for one in in_time}


def _row(
    version: publishing.VersionFacts,
    values: dict[tuple[str, UUID], Decimal],
    heard: dict[UUID, int],
    fresh: Freshness | None,
) -> ChannelRow:
    def said(key: str) -> Decimal | None:
        return values.get((key, version.id))

    reactions = [value for key in REACTIONS if (value := said(key)) is not None]
    replies = said("replies")
    # Replies we heard ourselves are the floor; a network may count more than it let us hear.
    answers = max(filter(None, (replies, Decimal(heard.get(version.id, 0)))), default=replies)
    return ChannelRow(
        version.network, version.channel, version.published, formats.count(said("views")),
        formats.count(sum(reactions, Decimal(0)) if reactions else None), formats.count(answers), fresh,
    )  # fmt: skip


def _money(request: Any, line: Line | None, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """(metric, value, what it is called) of clicks, revenue, cost and return since the post went out."""
    currency = request.org.currency
    clicks, conversions = (line.clicks, line.conversions) if line else (0, 0)
    revenue = line.revenue if line else Decimal(0)
    collected = selectors.collecting_since() is not None
    return [
        ("clicks", formats.count(clicks), names["clicks"]),
        ("conversions", formats.count(conversions if collected else None), names["conversions"]),
        ("revenue", formats.money(revenue if collected else None, currency, whole=False), names["revenue"]),
        ("cost", formats.money(line.cost if line else None, currency, whole=False), names["cost"]),
        ("roi", formats.percent(line.roi if line else None), names["roi"]),
    ]


def cost(request: Any, post_id: UUID) -> publishing.PostPanel | None:
    """What the post cost, and room to enter more; None for who may neither see nor enter it."""
    facts = of_post.facts(request, post_id)
    if facts is None:
        return None
    may = request.rights.may(Act.COST_ENTER, brand=facts.brand_id)
    rows = [
        (row, formats.money(row.amount, row.currency, whole=False), formats.day(row.spent_on))
        for row in of_post.costs(request, post_id)
    ]
    if not rows and not may:
        return None
    form = None
    if may:
        brands = [brand for brand in selectors.brands_for(request.rights, Act.COST_ENTER) if brand.pk == facts.brand_id]
        initial = {"brand": str(facts.brand_id), "post": str(post_id), "spent_on": timezone.localdate()}
        form = CostForm(brands=brands, currency=request.org.currency, initial=initial, auto_id="cost_%s")
    context = {"rows": rows, "form": form, "post_id": post_id, "title": _("Cost")}
    return publishing.PostPanel("cost", "reporting/dashboards/cost_panel.html", context)


def cost_line(request: Any, post_id: UUID) -> publishing.PlanLine | None:
    """What was entered for a post, for the composer's bar; None for who may not see it, and when there is nothing."""
    facts = of_post.facts(request, post_id)
    if facts is None:
        return None
    spent: dict[str, Decimal] = {}
    rows = selectors.costs(request.rights, post_id=post_id).filter(cancelled_at__isnull=True)
    count = 0
    for amount, currency in rows.values_list("amount", "currency"):
        spent[currency] = spent.get(currency, Decimal()) + amount
        count += 1
    if not spent:
        return None
    value = " + ".join(formats.money(amount, currency, whole=False) for currency, amount in sorted(spent.items()))
    note = ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}
    return publishing.PlanLine(_("Cost"), value, note, "coins")
