"""What a reader filters costs by: read from the address, applied to rows; page and export go by the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from coe.access.api import Act, Rights
from coe.search.folding import holds, says, words_of
from coe.web.days import day_of
from coe.web.input import uuid_of
from coe.web.sorting import by_name, ordered
from reporting.attribution.models import Cost

FILTERS = ("q", "brand_id", "campaign", "since", "until")


@dataclass(frozen=True)
class Wanted:
    """Every field optional. `since` and `until` are days on which money was spent, both inclusive."""

    q: str = ""
    brand_id: UUID | None = None
    campaign: UUID | None = None
    since: date | None = None
    until: date | None = None
    sort: str = ""


def wanted(given: QueryDict, *, narrowed: bool) -> Wanted:
    """The filters of an address. What is not a filter's value counts as not given; nor does a brand, where the whole
    page is narrowed to one."""
    return Wanted(
        q=given.get("q", "")[:100],
        brand_id=None if narrowed else uuid_of(given.get("brand_id", "")),
        campaign=uuid_of(given.get("campaign", "")),
        since=day_of(given.get("since", "")),
        until=day_of(given.get("until", "")),
        sort=given.get("sort", ""),
    )


def fitting(costs: QuerySet[Cost], wanted: Wanted, rights: Rights) -> QuerySet[Cost]:
    """Those of the costs that fit, in the order asked for; newest first without one."""
    for field, value in (("brand", wanted.brand_id), ("campaign", wanted.campaign)):
        if value:
            costs = costs.filter(**{field: value})
    if wanted.since:
        costs = costs.filter(spent_on__gte=wanted.since)
    if wanted.until:
        costs = costs.filter(spent_on__lte=wanted.until)
    columns: dict[str, Any] = {
        "day": "spent_on", "what": by_name("what"), "brand": by_name("brand__name"), "amount": "amount",
        "by": by_name("entered_by__name"),
    }  # fmt: skip
    return costs.filter(_saying(wanted.q, rights)).order_by(
        *ordered(wanted.sort, columns, ("-spent_on", "-entered_at"))
    )


def _saying(text: str, rights: Rights) -> Q:
    """Every word in what it was for, its campaign, its post where one may read that, or the name of who entered it."""
    found, readable = Q(), rights.within(Act.POST_SEE, brand="post__brand")
    for word in words_of(text):
        found &= says([word], "what", "campaign__name", "entered_by__name") | (holds([word], "post__folded") & readable)
    return found
