"""Whose figures a page shows: the brands a member may see, and the one they narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from coe.access.api import Act
from coe.exports.api import Asking
from coe.tenancy.models import Brand, Organisation


@dataclass(frozen=True)
class Scope:
    """`whole`: every brand of the organisation, so its unmatched conversions and its own goals belong here too."""

    org: Organisation
    brands: Sequence[Brand]
    whole: bool

    @property
    def ids(self) -> list[UUID]:
        return [brand.pk for brand in self.brands]


def scope_of(asking: Asking, act: Act = Act.REPORT_SEE) -> Scope:
    """The brands on which the member holds the act, narrowed by the brand filter. One query."""
    brands = Brand.objects.filter(asking.rights.within(act, brand="pk"))
    if asking.brand_filter is not None:
        brands = brands.filter(pk=asking.brand_filter.pk)
    whole = asking.rights.may(act) and asking.brand_filter is None
    return Scope(asking.org, list(brands), whole)
