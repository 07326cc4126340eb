"""Reading the organisation's own things."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404

from coe.tenancy.models import Brand, Market, Member, Partner
from coe.web.sorting import by_name

Row = TypeVar("Row", bound=Model)


def brands() -> QuerySet[Brand]:
    return Brand.objects.order_by("name")


def markets() -> QuerySet[Market]:
    return Market.objects.order_by("name")


def partners() -> list[Partner]:
    """Partners with `people`, how many current members are theirs."""
    counts = dict(
        Member.objects.filter(left_at__isnull=True, partner__isnull=False)
        .values_list("partner")
        .annotate(people=Count("pk"))
        .order_by()
    )
    rows = list(Partner.objects.order_by(by_name("name"), "pk"))
    for row in rows:
        row.people = counts.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def counts() -> dict[str, int]:
    """How many of each there are, for the cards of the settings page."""
    return {
        "brands": Brand.objects.count(),
        "markets": Market.objects.count(),
        "partners": Partner.objects.count(),
        "members": Member.objects.filter(left_at__isnull=True).count(),
    }


def brand_or_404(brand_id: UUID, seen: Q | None = None) -> Brand:
    """A brand of the organisation; with SEEN, only of those."""
    return _or_404(Brand.objects.filter(seen or Q(), pk=brand_id))


def market_or_404(market_id: UUID) -> Market:
    return _or_404(Market.objects.filter(pk=market_id))


def partner_or_404(partner_id: UUID) -> Partner:
    return _or_404(Partner.objects.filter(pk=partner_id))


def _or_404(found: QuerySet[Row]) -> Row:
    row = found.first()
    if row is None:
        raise Http404
    return row


def free_slug(wish: str) -> str:
    """A brand's short name that is not taken: the wish, or with a number behind it."""
    taken = set(Brand.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    numbered = (f"{wish[:36].rstrip('-')}-{number}" for number in range(2, 1000))
    return wish if wish not in taken else next(one for one in numbered if one not in taken)
